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

/* A gap that is not settled. */
struct open_gap {
	struct gap g;
	uint32_t wp, wn; /* the words that meet in it */
	uint32_t ask;    /* its number */
	int sum;
};

static inline struct ends ends_of(const struct ends *all, const struct ends_ask *a)
{
	return (struct ends){.s = all->s,
	                     .n = all->n,
	                     .lang = all->lang,
	                     .tokens = all->tokens,
	                     .first = a->first,
	                     .start = a->start,
	                     .stop = a->stop,
	                     .quotes = a->quotes,
	                     .brackets = a->brackets};
}

ENDS_INLINE int words_sum(const struct ends *e, const uint32_t *f, uint32_t n)
{
	return sum_of(e->lang->weights->words, ENDS_WORD_BITS, f, n);
}

/* The step of the pair: from asks to open gaps. */
static uint32_t by_pair(const struct ends *all, const struct ends_ask *asks,
                        uint32_t n, struct open_gap *open)
{
	uint32_t left = 0;

	for (uint32_t k = 0; k < n; k++) {
		const struct ends e = ends_of(all, &asks[k]);
		struct open_gap *const o = &open[left];
		uint32_t f[N_FIRST];
		o->g = gap_at(&e, asks[k].at);
		o->wp = word_within(&e, asks[k].at);
		o->wn = word_within(&e, (int64_t)asks[k].at + 1);
		o->ask = k;
		first_features(&o->g, o->wp, o->wn, f);
		o->sum = words_sum(&e, f, N_FIRST);
		left += o->sum >= SETTLED_BY_PAIR;
	}
	return left;
}

static uint32_t by_shapes(const struct ends *all, const struct ends_ask *asks,
                          uint32_t n, struct open_gap *open)
{
	uint32_t left = 0;

	for (uint32_t k = 0; k < n; k++) {
		struct open_gap o = open[k];
		const struct ends e = ends_of(all, &asks[o.ask]);
		uint32_t f[N_SHAPES];
		look_around(&e, &o.g);
		shape_features(&o.g, f);
		o.sum += words_sum(&e, f, N_SHAPES);
		open[left] = o;
		left += o.sum >= SETTLED_BY_SHAPES;
	}
	return left;
}

static uint32_t by_words(const struct ends *all, const struct ends_ask *asks,
                         uint32_t n, const struct open_gap *open, uint32_t *yes)
{
	uint32_t found = 0;

	for (uint32_t k = 0; k < n; k++) {
		const struct open_gap *const o = &open[k];
		const struct ends e = ends_of(all, &asks[o->ask]);
		uint32_t f[N_WORDS];
		word_features(&e, &o->g, o->wp, o->wn, f);
		yes[found] = o->ask;
		found += o->sum + words_sum(&e, f, N_WORDS) > ends_least(&e, o->g.at);
	}
	return found;
}

enum {
	AT_ONCE = 128 /* open gaps */
};

uint32_t tokenize_ends_asked(const struct ends *e, const struct ends_ask *asks,
                             uint32_t n, uint32_t *yes)
{
	struct open_gap open[AT_ONCE + 1];
	uint32_t found = 0;

	for (uint32_t at = 0; at < n; at += AT_ONCE) {
		const uint32_t some = n - at < AT_ONCE ? n - at : AT_ONCE;
		uint32_t left = by_pair(e, asks + at, some, open);
		left = by_shapes(e, asks + at, left, open);
		left = by_words(e, asks + at, left, open, yes + found);
		for (; left; left--, found++)
			yes[found] += at;
	}
	return found;
}
