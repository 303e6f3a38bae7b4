/* SPDX-License-Identifier: MIT */
/* vector.c - a document as its weightiest terms, and how alike two are. */
#include "vector.h"
#include "select.h"
#include <math.h>
#include <string.h>

_Static_assert(CHOSEN *TERMS_MAX <= SELECT_MAX, "all terms can be ranked");

/* The weight below which terms are left out; *ties: how many of just that
 * weight stay. */
static double cut_of(const double *weights, uint32_t n, uint32_t terms,
                     uint32_t *ties)
{
	double cut;

	*ties = n;
	if (n <= terms)
		return 0;
	cut = group_stories_select(weights, n, terms - 1);
	*ties = terms;
	for (uint32_t i = 0; i < n; i++)
		*ties -= weights[i] > cut;
	return cut;
}

static uint16_t traits_of(const struct term *t)
{
	return (uint16_t)((t->strength + 1u) / 2 << 10 |
	                  (t->place & IN_FOOT ? TRAIT_FOOT : 0) |
	                  (t->name ? TRAIT_NAME : 0) |
	                  (t->place & IN_HEAD ? TRAIT_HEAD : 0) | t->prior / 2u);
}

static bool is_name(uint16_t traits)
{
	return (traits & TRAIT_NAME) != 0;
}

static uint32_t strength_of(uint16_t traits)
{
	return traits >> 10;
}

static uint8_t prior_of(uint16_t traits)
{
	return (uint8_t)(traits % 128 * 2);
}

static struct term term_of(uint32_t hash, uint16_t traits)
{
	return (struct term){
	    .hash = hash, .prior = prior_of(traits), .name = is_name(traits)};
}

/* Makes weights of the first n numbers. */
static void make_unit(struct vector *v, const double *weights)
{
	double sum = 0, names = 0;

	for (uint32_t i = 0; i < v->n; i++) {
		sum += weights[i] * weights[i];
		names += is_name(v->traits[i]) ? weights[i] * weights[i] : 0;
	}
	const double scale = sum > 0 ? UNIT / sqrt(sum) : 0;
	for (uint32_t i = 0; i < v->n; i++) {
		const double w = weights[i] * scale;
		v->weight[i] = (uint16_t)(w > 0 ? w : 0);
	}
	v->length = (float)sqrt(sum);
	v->names = sum > 0 ? (float)sqrt(names / sum) : 0;
}

/* What a term weighs; seen: documents that have it, NULL: not looked up yet. */
static double weight_of(const struct rarity *r, const struct term *t,
                        uint16_t traits, const uint32_t *seen)
{
	const struct term term = term_of(t->hash, traits);

	return strength_of(traits) *
	       (seen ? group_stories_rarity_seen(r, prior_of(traits), is_name(traits),
	                                         *seen)
	             : group_stories_rarity_of(r, &term));
}

void group_stories_weigh(const struct record *record, const struct rarity *r,
                         const uint32_t *seen, uint32_t terms, struct vector *v)
{
	const struct term *const t = record_terms(record);
	const uint32_t most = CHOSEN * TERMS_MAX;
	const uint32_t n = record->n_terms < most ? record->n_terms : most;
	double weights[CHOSEN * TERMS_MAX], cut;
	uint32_t ties;

	for (uint32_t i = 0; i < n; i++)
		weights[i] = weight_of(r, t + i, traits_of(t + i), seen ? seen + i : NULL);
	cut = cut_of(weights, n, terms, &ties);
	v->n = 0;
	for (uint32_t i = 0; i < n; i++) {
		const bool above = weights[i] > cut;
		if (!above && (weights[i] < cut || ties == 0))
			continue;
		ties -= !above;
		weights[v->n] = weights[i];
		v->hash[v->n] = t[i].hash;
		v->traits[v->n++] = traits_of(t + i);
	}
	make_unit(v, weights);
	group_stories_heaviest(v);
}

/* By weight and, of equal ones, place: each key is another. */
void group_stories_heaviest(struct vector *v)
{
	uint32_t keys[INDEXED], n = 0;

	for (uint32_t i = 0; i < v->n; i++) {
		const uint32_t key = (uint32_t)v->weight[i] << 8 | (TERMS_MAX - 1 - i);
		if (!v->weight[i] || (n == INDEXED && key < keys[n - 1]))
			continue;
		uint32_t at = n < INDEXED ? n++ : n - 1;
		for (; at > 0 && keys[at - 1] < key; at--)
			keys[at] = keys[at - 1];
		keys[at] = key;
	}
	for (uint32_t i = 0; i < n; i++)
		v->heaviest[i] = (uint16_t)(TERMS_MAX - 1 - keys[i] % 256);
	v->n_heaviest = n;
}

void group_stories_weigh_again(const struct rarity *r, struct vector *v)
{
	double weights[TERMS_MAX];

	group_stories_rarity_ahead(r, v->hash, sizeof *v->hash, v->n);
	for (uint32_t i = 0; i < v->n; i++) {
		const struct term t = term_of(v->hash[i], v->traits[i]);
		weights[i] = strength_of(v->traits[i]) * group_stories_rarity_of(r, &t);
	}
	make_unit(v, weights);
}

/* Of a shared term the other vector has the strength: the lens has the rest, the
 * rarity once more, and its own weight. */
void group_stories_lens(const struct vector *v, struct lens *l)
{
	memset(l->worth, 0, sizeof l->worth);
	memset(l->bits, 0, sizeof l->bits);
	for (uint32_t i = 0; i < v->n; i++) {
		const float w = (float)v->weight[i] / UNIT;
		uint32_t at = v->hash[i] % LENS_SLOTS;
		if (!v->weight[i])
			continue;
		while (l->worth[at] > 0)
			at = (at + 1) % LENS_SLOTS;
		l->hash[at] = v->hash[i];
		l->worth[at] = w * w * v->length / (float)strength_of(v->traits[i]);
		l->traits[at] = v->traits[i];
		l->bits[v->hash[i] % LENS_BITS / 8] |= (uint8_t)(1u << v->hash[i] % 8);
	}
}

/* The terms that both may have, all but nearly none do: no branch, for it would
 * often guess wrong.  Returns how many. */
static uint32_t shared_terms(const struct lens *l, const unsigned char *hashes,
                             uint32_t n, uint16_t *shared)
{
	uint32_t found = 0;

	for (uint32_t i = 0; i < n; i++) {
		uint32_t hash;
		memcpy(&hash, hashes + i * sizeof hash, sizeof hash);
		shared[found] = (uint16_t)i;
		found += l->bits[hash % LENS_BITS / 8] >> hash % 8 & 1;
	}
	return found;
}

struct seen group_stories_seen(const struct lens *l, const void *hashes,
                               const void *traits, uint32_t n, uint16_t but)
{
	const unsigned char *const h = hashes, *const t = traits;
	uint16_t shared[TERMS_MAX];
	struct seen seen = {0, 0};

	n = shared_terms(l, h, n < TERMS_MAX ? n : TERMS_MAX, shared);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t hash, at;
		uint16_t trait;
		memcpy(&hash, h + shared[i] * sizeof hash, sizeof hash);
		at = hash % LENS_SLOTS;
		while (l->worth[at] > 0 && l->hash[at] != hash)
			at = (at + 1) % LENS_SLOTS;
		if (!(l->worth[at] > 0))
			continue;
		memcpy(&trait, t + shared[i] * sizeof trait, sizeof trait);
		const double w = (double)(l->worth[at] * (float)strength_of(trait));
		if (vector_is_out(trait, but) || vector_is_out(l->traits[at], but))
			continue;
		seen.all += w;
		seen.names += is_name(trait) || is_name(l->traits[at]) ? w : 0;
	}
	return seen;
}

/* Events of one kind are told in the same words: who and where tells them
 * apart.  In heaps of news of one event nearly all pairs had a cosine of their
 * names of more than 0.25, of two events nearly none. */
#define NAMES_ENOUGH 0.3 /* length from which names are a part of it */
#define NAMES_ALIKE 0.25

double group_stories_names(double shared, double a, double b, double lengths)
{
	if (a < NAMES_ENOUGH || b < NAMES_ENOUGH || !(lengths > 0))
		return 1;
	const double names = shared / (lengths * a * b);
	return names < NAMES_ALIKE ? names / NAMES_ALIKE : 1;
}

/* No one thing says everything: the same word, or name, stands in what has nothing
 * to do with each other.  It counts `most` times as much as all others together,
 * but half of what it would alone.  Texts that are nearly the same are left as they
 * are. */
#define OF_ALL 2
#define OF_NAMES 1
#define NEARLY_THE_SAME 0.9

static double but_one(double all, double one, double most)
{
	const double others = (all - one) * (most + 1);

	if (one <= (all - one) * most)
		return all;
	return others > all / 2 ? others : all / 2;
}

double group_stories_alike(const struct vector *v, const struct vector *other,
                           double least)
{
	const struct shared s = group_stories_breadth(v, other, least, NEARLY_THE_SAME);

	if (s.all >= NEARLY_THE_SAME)
		return s.all < 1 ? s.all : 1;
	return but_one(s.all, s.one, OF_ALL) *
	       group_stories_names(but_one(s.names, s.one_name, OF_NAMES),
	                           (double)v->names, (double)other->names, 1);
}

/* Where each has the terms that both have.  Which one goes on is not to be guessed:
 * no branch. */
uint32_t group_stories_meet(const struct vector *a, const struct vector *b,
                            struct meeting *places)
{
	uint32_t n = 0;

	for (uint32_t i = 0, k = 0; i < a->n && k < b->n;) {
		const uint32_t x = a->hash[i], y = b->hash[k];
		places[n] = (struct meeting){(uint16_t)i, (uint16_t)k};
		n += x == y;
		i += x <= y;
		k += y <= x;
	}
	return n;
}

static void leave_out(struct vector *v, const bool *out)
{
	double weights[TERMS_MAX];
	uint32_t n = 0;

	for (uint32_t i = 0; i < v->n; i++) {
		weights[n] = v->weight[i];
		v->hash[n] = v->hash[i];
		v->traits[n] = v->traits[i];
		n += !out[i];
	}
	v->n = n;
	make_unit(v, weights);
}

void group_stories_leave_out(struct vector *a, struct vector *b, uint16_t but)
{
	bool out_a[TERMS_MAX], out_b[TERMS_MAX];
	struct meeting places[MEETINGS];
	const uint32_t n = group_stories_meet(a, b, places);

	for (uint32_t i = 0; i < a->n; i++)
		out_a[i] = vector_is_out(a->traits[i], but);
	for (uint32_t i = 0; i < b->n; i++)
		out_b[i] = vector_is_out(b->traits[i], but);
	for (uint32_t m = 0; m < n; m++) {
		bool *const x = out_a + places[m].a, *const y = out_b + places[m].b;
		*x = *y = *x || *y;
	}
	leave_out(a, out_a);
	leave_out(b, out_b);
}

uint32_t group_stories_shared(const struct vector *a, const struct vector *b,
                              uint16_t but, uint32_t *hashes)
{
	struct meeting places[MEETINGS];
	const uint32_t met = group_stories_meet(a, b, places);
	uint32_t worth[EVIDENCE_TERMS], n = 0;

	for (uint32_t m = 0; m < met; m++) {
		const uint32_t i = places[m].a, k = places[m].b;
		const bool both =
		    !vector_is_out(a->traits[i], but) && !vector_is_out(b->traits[k], but);
		const uint32_t w = both ? (uint32_t)a->weight[i] * b->weight[k] : 0;
		if (!w || (n == EVIDENCE_TERMS && w <= worth[n - 1]))
			continue;
		uint32_t at = n < EVIDENCE_TERMS ? n++ : n - 1;
		for (; at > 0 && worth[at - 1] < w; at--) {
			worth[at] = worth[at - 1];
			hashes[at] = hashes[at - 1];
		}
		worth[at] = w;
		hashes[at] = a->hash[i];
	}
	return n;
}
