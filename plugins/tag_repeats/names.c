/* SPDX-License-Identifier: MIT */
/* names.c - votes of a document on its names.
 *
 * The bounds were chosen on the names of GUM's and WikiGold's development sets. */
#include "names.h"

#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

/* Votes are counted in whole numbers, so that all machines agree. */
enum {
	VOTE = 1 << 20 /* of one entity with score 1 */
};

/* A name of another type gives way to one with so many tenths of all votes, and so
 * many votes; not one that is as sure as this. */
enum {
	AGREE_TENTHS = 6,
	AGREE_VOTES = VOTE / 10 * 7
};
static const double agree_sure = 0.9;

/* Names found again: so sure in one place, so many tenths of the votes for one
 * family. */
enum {
	AGAIN_TENTHS = 8
};
static const double again_score = 0.7, again_over = 0.6; /* over unsure entities */

struct name {
	uint32_t begin, size, first;
	uint32_t text_hash;
	uint32_t found, hits; /* times that stages saw it, and did not */
	uint32_t next;        /* with the same first token; REPEATS_NONE */
	uint64_t votes[REPEATS_OTHER];
	double best[REPEATS_OTHER];
	uint32_t types[REPEATS_OTHER]; /* of the surest of each family; */
	double surest[REPEATS_OTHER];  /* open ones only where there is no other */
	bool open[REPEATS_OTHER];
};

void tag_repeats_free(struct repeats *r)
{
	free(r->names);
	free(r->by_name);
	free(r->by_first);
	free(r->hits);
	memset(r, 0, sizeof *r);
}

bool tag_repeats_begin(struct repeats *r, uint32_t n)
{
	uint32_t cap = 64;
	r->n = r->n_hits = 0;
	if (n > UINT32_MAX / 16)
		return false;
	while (cap < 8 * n) /* a person is seven names at most, a body three */
		cap *= 2;
	if (cap > r->cap_table) {
		free(r->by_name);
		free(r->by_first);
		r->by_name = malloc(cap * sizeof *r->by_name);
		r->by_first = malloc(cap * sizeof *r->by_first);
		r->cap_table = r->by_name && r->by_first ? cap : 0;
	}
	if (!r->cap_table)
		return false;
	/* As large as this document needs, whatever the ones before it needed: which
	 * names share a chain, and the time, hang on the document alone. */
	r->mask = cap - 1;
	memset(r->by_name, 0, cap * sizeof *r->by_name);
	memset(r->by_first, 0, cap * sizeof *r->by_first);
	return true;
}

/* ---- Tables ---- */

static uint32_t *name_slot(const struct repeats *r, const char *text,
                           uint32_t begin, uint32_t size, uint32_t hash)
{
	for (uint32_t at = hash;; at++) {
		uint32_t *const slot = r->by_name + (at & r->mask);
		const struct name *const x = *slot ? r->names + *slot - 1 : NULL;
		if (!x || (x->text_hash == hash && x->size == size &&
		           !memcmp(text + x->begin, text + begin, size)))
			return slot;
	}
}

/* Of tokens with one hash the names are in one chain. */
static uint32_t *first_slot(const struct repeats *r, uint32_t hash)
{
	return r->by_first + (hash & r->mask);
}

static bool add_name(struct repeats *r, const char *text, const struct said *s,
                     uint32_t hash)
{
	if (r->n == r->cap) {
		const uint32_t cap = r->cap ? r->cap * 2 : 64;
		struct name *const more = realloc(r->names, cap * sizeof *more);
		if (!more)
			return false;
		r->names = more;
		r->cap = cap;
	}
	uint32_t *const first = first_slot(r, catena_hash(text + s->begin, s->first));
	r->names[r->n] = (struct name){.begin = s->begin,
	                               .size = s->size,
	                               .first = s->first,
	                               .text_hash = hash,
	                               .next = *first ? *first - 1 : REPEATS_NONE};
	*first = ++r->n;
	return true;
}

static uint64_t votes_of(double score)
{
	const double sure = score > 1 ? 1 : score > 0 ? score : 0;
	return (uint64_t)(sure * VOTE);
}

bool tag_repeats_say(struct repeats *r, const char *text, const struct said *s)
{
	const uint32_t hash = catena_hash(text + s->begin, s->size);
	uint32_t *const slot = name_slot(r, text, s->begin, s->size, hash);
	if (!*slot) {
		if (!add_name(r, text, s, hash))
			return false;
		*slot = r->n;
	}
	struct name *const x = r->names + *slot - 1;
	x->found++;
	x->votes[s->family] += votes_of(s->score);
	if (s->score > x->best[s->family])
		x->best[s->family] = s->score;
	if (!x->types[s->family] || (x->open[s->family] && !s->open) ||
	    (x->open[s->family] == s->open && s->score > x->surest[s->family])) {
		x->surest[s->family] = s->score;
		x->types[s->family] = s->type;
		x->open[s->family] = s->open;
	}
	return true;
}

/* ---- Votes ---- */

/* The family with most votes; *tenths: of all, rounded down. */
static uint32_t winner(const struct name *x, unsigned *tenths)
{
	uint32_t best = 0;
	uint64_t all = 0;
	for (uint32_t k = 0; k < REPEATS_OTHER; k++) {
		all += x->votes[k];
		if (x->votes[k] > x->votes[best])
			best = k;
	}
	*tenths = all ? (unsigned)(x->votes[best] * 10 / all) : 0;
	return best;
}

uint32_t tag_repeats_type(const struct repeats *r, const char *text, uint32_t begin,
                          uint32_t size, uint32_t family, double score)
{
	const uint32_t slot =
	    *name_slot(r, text, begin, size, catena_hash(text + begin, size));
	unsigned tenths;
	if (!slot || score >= agree_sure)
		return 0;
	const struct name *const x = r->names + slot - 1;
	const uint32_t best = winner(x, &tenths);
	return best != family && tenths >= AGREE_TENTHS && x->votes[best] >= AGREE_VOTES
	           ? x->types[best]
	           : 0;
}

uint32_t tag_repeats_place(const struct repeats *r, const char *text,
                           uint32_t begin, uint32_t size)
{
	const uint32_t slot =
	    *name_slot(r, text, begin, size, catena_hash(text + begin, size));
	const struct name *const x = slot ? r->names + slot - 1 : NULL;
	return x && !x->open[REPEATS_PLACE] ? x->types[REPEATS_PLACE] : 0;
}

bool tag_repeats_has_place(const struct repeats *r, const char *text,
                           uint32_t begin, uint32_t size)
{
	const uint32_t slot =
	    *name_slot(r, text, begin, size, catena_hash(text + begin, size));
	return slot && r->names[slot - 1].types[REPEATS_PLACE];
}

/* ---- Again ---- */

uint32_t tag_repeats_first(const struct repeats *r, const char *token,
                           uint32_t size)
{
	const uint32_t slot = *first_slot(r, catena_hash(token, size));
	return slot ? slot - 1 : REPEATS_NONE;
}

uint32_t tag_repeats_next(const struct repeats *r, uint32_t name)
{
	return r->names[name].next;
}

uint32_t tag_repeats_size(const struct repeats *r, uint32_t name)
{
	return r->names[name].size;
}

uint32_t tag_repeats_where(const struct repeats *r, uint32_t name)
{
	return r->names[name].begin;
}

bool tag_repeats_is(const struct repeats *r, uint32_t name, const char *text,
                    uint32_t begin)
{
	const struct name *const x = r->names + name;
	return !memcmp(text + x->begin, text + begin, x->size);
}

bool tag_repeats_hit(struct repeats *r, uint32_t name, uint32_t begin, bool over)
{
	if (r->n_hits == r->cap_hits) {
		const uint32_t cap = r->cap_hits ? r->cap_hits * 2 : 64;
		struct hit *const more = realloc(r->hits, cap * sizeof *more);
		if (!more)
			return false;
		r->hits = more;
		r->cap_hits = cap;
	}
	r->hits[r->n_hits++] = (struct hit){name, begin, over};
	r->names[name].hits++;
	return true;
}

uint32_t tag_repeats_trusted(const struct repeats *r, const struct hit *h)
{
	const struct name *const x = r->names + h->name;
	unsigned tenths;
	const uint32_t best = winner(x, &tenths);
	const double least = h->over ? again_over : again_score;
	return x->best[best] >= least && tenths >= AGAIN_TENTHS && x->hits <= x->found
	           ? x->types[best]
	           : 0;
}
