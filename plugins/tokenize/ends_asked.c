/* SPDX-License-Identifier: MIT */
/* ends_asked.c - sums of the model of words: does a sentence end where no mark
 * hints at it?
 *
 * Half of these gaps are settled by the two tokens that meet there, half of the
 * others by the shapes around; which they are cannot be foreseen.  So all gaps
 * are taken through each step before the next, and what is left is moved up
 * without a branch. */
#include "ends_gap.h"

/* Below these sums of its first features, a gap that no mark hints at is none
 * where a sentence ends: the others seldom make up for it. */
enum {
	SETTLED_BY_PAIR = -40,
	SETTLED_BY_SHAPES = -40
};

/* A gap that was asked about. */
struct open_gap {
	struct gap g;
	uint32_t wp, wn; /* the words that meet in it */
	int sum;
};

enum {
	AT_ONCE = 128 /* open gaps */
};

/* The gaps in the works, and the numbers of those that are not settled. */
struct open_gaps {
	struct ends e; /* of the ask at hand */
	const struct ends_ask *asks;
	struct open_gap gaps[AT_ONCE];
	uint8_t left[AT_ONCE + 1];
	uint32_t n_left;
};

ENDS_INLINE const struct ends *ends_at(struct open_gaps *o, uint32_t k)
{
	const struct ends_ask *const a = &o->asks[k];

	o->e.first = a->first;
	o->e.start = a->start;
	o->e.stop = a->stop;
	o->e.quotes = a->quotes;
	o->e.brackets = a->brackets;
	return &o->e;
}

ENDS_INLINE int words_sum(const struct ends *e, const uint32_t *f, uint32_t n)
{
	return sum_of(e->lang->weights->words, ENDS_WORD_BITS, f, n);
}

/* The step of the pair, of the first n asks. */
static void by_pair(struct open_gaps *all, uint32_t n)
{
	uint32_t left = 0;

	for (uint32_t k = 0; k < n; k++) {
		const struct ends *const e = ends_at(all, k);
		struct open_gap *const o = &all->gaps[k];
		const int64_t at = all->asks[k].at;
		const struct gap g = gap_at(e, (uint32_t)at);
		const uint32_t wp = word_within(e, at), wn = word_within(e, at + 1);
		uint32_t f[N_FIRST];
		first_features(&g, wp, wn, f);
		o->g = g;
		o->wp = wp;
		o->wn = wn;
		o->sum = words_sum(e, f, N_FIRST);
		all->left[left] = (uint8_t)k;
		left += o->sum >= SETTLED_BY_PAIR;
	}
	all->n_left = left;
}

static void by_shapes(struct open_gaps *all)
{
	uint32_t left = 0;

	for (uint32_t i = 0; i < all->n_left; i++) {
		const uint8_t k = all->left[i];
		const struct ends *const e = ends_at(all, k);
		struct open_gap *const o = &all->gaps[k];
		uint32_t f[N_SHAPES];
		look_around(e, &o->g);
		shape_features(&o->g, f);
		o->sum += words_sum(e, f, N_SHAPES);
		all->left[left] = k;
		left += o->sum >= SETTLED_BY_SHAPES;
	}
	all->n_left = left;
}

/* The last step; the numbers of those that are ends go to yes. */
static uint32_t by_words(struct open_gaps *all, uint32_t *yes)
{
	uint32_t found = 0;

	for (uint32_t i = 0; i < all->n_left; i++) {
		const uint8_t k = all->left[i];
		const struct ends *const e = ends_at(all, k);
		const struct open_gap *const o = &all->gaps[k];
		uint32_t f[N_WORDS];
		word_features(e, &o->g, o->wp, o->wn, f);
		yes[found] = k;
		found += o->sum + words_sum(e, f, N_WORDS) > ends_least(e, o->g.at);
	}
	return found;
}

uint32_t tokenize_ends_asked(const struct ends *e, const struct ends_ask *asks,
                             uint32_t n, uint32_t *yes)
{
	struct open_gaps all;
	uint32_t found = 0;

	all.e = *e;
	for (uint32_t at = 0; at < n; at += AT_ONCE) {
		all.asks = asks + at;
		by_pair(&all, n - at < AT_ONCE ? n - at : AT_ONCE);
		by_shapes(&all);
		const uint32_t some = by_words(&all, yes + found);
		for (uint32_t k = 0; k < some; k++)
			yes[found++] += at;
	}
	return found;
}
