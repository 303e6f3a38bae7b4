/* SPDX-License-Identifier: MIT */
/* choose.c - which terms of a document say most. */
#include "terms.h"
#include <math.h>

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
	                        .name = factor >= NAME || is_name_pair(l, e),
	                        .place = e->places < IN_BODY ? e->places : 0};
	return f->term.strength > 0 && prior > 0;
}

/* ---- The best of them ---- */

/* How much a term would count if this run were like any other: below 2^15. */
static uint32_t worth(const struct term *t)
{
	return (uint32_t)t->strength * t->prior;
}

#define BINS (1u << 10)
#define BIN(t) (worth(t) >> 5)

static int weaker_last(const void *a, const void *b)
{
	const struct found *const x = a, *const y = b;
	const uint32_t v = worth(&x->term), w = worth(&y->term);

	if (v != w)
		return v > w ? -1 : 1;
	return x->term.hash < y->term.hash ? -1 : x->term.hash > y->term.hash;
}

/* The strongest `most` stand first then, in no order.  What lies in bins above that
 * of the last one is in; only within its bin is there something to be sorted. */
static uint32_t keep_best(struct found *f, uint32_t n, uint32_t most)
{
	uint32_t bins[BINS] = {0}, bin = BINS, above = 0, ties = 0, in = 0;

	if (n <= most)
		return n;
	for (uint32_t i = 0; i < n; i++)
		bins[BIN(&f[i].term)]++;
	while (above + bins[bin - 1] <= most)
		above += bins[--bin];
	bin--;
	/* f: those above, those of the bin, others */
	for (uint32_t i = 0; i < n; i++) {
		const struct found t = f[i];
		const uint32_t at = BIN(&t.term);
		if (at < bin)
			continue;
		f[i] = f[in + ties];
		if (at == bin) {
			f[in + ties++] = t;
		} else {
			f[in + ties] = f[in];
			f[in++] = t;
		}
	}
	qsort(f + in, ties, sizeof *f, weaker_last);
	return most;
}

/* By rising hash.  Hashes are spread evenly: into 256 buckets by their upper bits,
 * and all but in order they are. */
static void sort_by_hash(const struct found *from, uint32_t n, struct found *to)
{
	uint32_t starts[257] = {0};

	for (uint32_t i = 0; i < n; i++)
		starts[(from[i].term.hash >> 24) + 1]++;
	for (uint32_t i = 0; i < 256; i++)
		starts[i + 1] += starts[i];
	for (uint32_t i = 0; i < n; i++)
		to[starts[from[i].term.hash >> 24]++] = from[i];
	for (uint32_t i = 1; i < n; i++) {
		const struct found t = to[i];
		uint32_t at = i;
		for (; at > 0 && to[at - 1].term.hash > t.term.hash; at--)
			to[at] = to[at - 1];
		to[at] = t;
	}
}

void group_stories_choose(struct term_local *l, const unsigned char *s,
                          uint32_t terms)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->n; i++) {
		struct entry *const e = l->entries + i;
		if (e->parts[0] == NONE && !e->prior)
			e->prior = group_stories_prior(e->hash);
	}
	for (uint32_t i = 0; i < l->n; i++)
		n += rate(l, i, s, l->found + n);
	l->n_best = keep_best(l->found, n, terms * CHOSEN);
	sort_by_hash(l->found, l->n_best, l->best);
}
