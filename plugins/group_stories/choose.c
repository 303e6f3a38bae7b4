/* SPDX-License-Identifier: MIT */
/* choose.c - which terms of a document say most. */
#include "terms.h"
#include <math.h>

/* How much a term would count if this run were like any other. */
static uint32_t worth(const struct found *f)
{
	return (uint32_t)f->term.strength * f->term.prior;
}

static bool weaker(const struct found *a, const struct found *b)
{
	const uint32_t x = worth(a), y = worth(b);

	return x != y ? x < y : a->term.hash > b->term.hash;
}

static void sift_down(struct found *heap, uint32_t n)
{
	for (uint32_t at = 0, child; (child = 2 * at + 1) < n; at = child) {
		const struct found t = heap[at];
		child += child + 1 < n && weaker(heap + child + 1, heap + child);
		if (!weaker(heap + child, &t))
			return;
		heap[at] = heap[child];
		heap[child] = t;
	}
}

static void keep_best(struct term_local *l, const struct found *t, uint32_t most)
{
	struct found *const heap = l->best;
	uint32_t at = l->n_best;

	if (at == most) {
		if (weaker(t, heap))
			return;
		heap[0] = *t;
		sift_down(heap, most);
		return;
	}
	heap[at] = *t;
	l->n_best++;
	for (uint32_t up; at > 0 && weaker(heap + at, heap + (up = (at - 1) / 2));
	     at = up) {
		const struct found other = heap[up];
		heap[up] = heap[at];
		heap[at] = other;
	}
}

static double factor_of(const struct entry *e, const unsigned char *s)
{
	if (s[e->begin] >= '0' && s[e->begin] <= '9') {
		if (e->size < 3)
			return 0;
		return e->size == 4 && (!memcmp(s + e->begin, "19", 2) ||
		                        !memcmp(s + e->begin, "20", 2))
		           ? YEAR
		           : NUMBER;
	}
	return e->capitals * 2 >= e->count ? NAME : 1;
}

/* Two words that are capitalised side by side. */
static bool is_name_pair(const struct term_local *l, const struct entry *e)
{
	return e->parts[0] != NONE && !l->entries[e->parts[0]].wide;
}

/* False: says nothing. */
static bool rate(const struct term_local *l, uint32_t entry, const unsigned char *s,
                 struct found *f)
{
	const struct entry *const e = l->entries + entry;
	double factor = e->named ? NAME : 1;
	uint32_t prior;

	if (e->parts[0] != NONE) {
		const uint8_t a = l->entries[e->parts[0]].prior;
		const uint8_t b = l->entries[e->parts[1]].prior;
		if (!l->entries[e->parts[0]].wide && (a < COMMON || b < COMMON))
			return false;
		prior = (a > b ? a : b) + PAIR_RARER;
	} else {
		factor = e->wide ? 0 : factor_of(e, s);
		prior = e->prior;
	}
	const double count = e->count < 64 ? l->logs[e->count] : 1 + log(e->count);
	const double strength = factor * count * SCALE;
	f->entry = entry;
	f->term = (struct term){.hash = e->hash,
	                        .prior = (uint8_t)(prior < 255 ? prior : 255),
	                        .strength = (uint8_t)(strength < 127 ? strength : 127),
	                        .name = factor >= NAME || is_name_pair(l, e)};
	return f->term.strength > 0 && prior > 0;
}

static int by_hash(const void *a, const void *b)
{
	const uint32_t x = ((const struct found *)a)->term.hash;
	const uint32_t y = ((const struct found *)b)->term.hash;

	return x < y ? -1 : x > y;
}

void group_stories_choose(struct term_local *l, const unsigned char *s,
                          uint32_t terms)
{
	struct found f;

	l->n_best = 0;
	for (uint32_t i = 0; i < l->n; i++) {
		struct entry *const e = l->entries + i;
		if (e->parts[0] == NONE && !e->prior)
			e->prior = group_stories_prior(e->hash);
	}
	for (uint32_t i = 0; i < l->n; i++)
		if (rate(l, i, s, &f))
			keep_best(l, &f, terms * CHOSEN);
	qsort(l->best, l->n_best, sizeof *l->best, by_hash);
}
