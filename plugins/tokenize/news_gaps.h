/* SPDX-License-Identifier: MIT */
/* news_gaps.h - rules = "news": the gaps between tokens that a sentence may end in,
 * as a bitmap that is filled while the tokens are found
 *
 * Tokens of bitmaps bring their gaps along; those behind other tokens are looked at
 * one by one (ends_may). */
#ifndef TOKENIZE_NEWS_GAPS_H
#define TOKENIZE_NEWS_GAPS_H

#include <string.h>

#include "ends.h"

enum {
	NEWS_GAPS =
	    8192 /* tokens, no less than a group has but for the last paragraph */
};

struct news_gaps {
	uint32_t base; /* the token of bit 0 */
	uint32_t done; /* the gaps behind the tokens [base, done) are known */
	uint64_t bits[NEWS_GAPS / 64 + 2];
};

static inline void news_gaps_clear(struct news_gaps *g, uint32_t base)
{
	g->base = g->done = base;
	memset(g->bits, 0, sizeof g->bits);
}

/* Is there room for the gaps behind the tokens up to `to`? */
static inline int news_gaps_room(const struct news_gaps *g, uint32_t to)
{
	return to - g->base <= NEWS_GAPS;
}

/* Is the gap behind token k to be looked at?  any: is there one at all; 1 or 0. */
static inline uint64_t news_gap(const struct lang *lang, const unsigned char *s,
                                const struct token_rows *rows, uint32_t k,
                                uint32_t any)
{
	return (ends_may(lang, s[rows->end[k] - 1], s[rows->begin[k + any]],
	                 rows->begin[k + any] > rows->end[k]) != 0) &
	       any;
}

/* The gaps behind the tokens [done, to), before tokens that are there; `to` is one,
 * and not before `done`. */
static inline void news_gaps_look(struct news_gaps *g, const struct lang *lang,
                                  const unsigned char *s,
                                  const struct token_rows *rows, uint32_t to)
{
	uint32_t k = g->done;

	for (; k + 1 < to; k++)
		g->bits[(k - g->base) / 64] |= news_gap(lang, s, rows, k, 1)
		                               << (k - g->base) % 64;
	/* mostly it is one, if it is any: not a branch */
	g->bits[(k - g->base) / 64] |= news_gap(lang, s, rows, k, k < to)
	                               << (k - g->base) % 64;
	g->done = to;
}

/* n < 64 gaps behind the tokens from `done` on. */
static inline void news_gaps_add(struct news_gaps *g, uint64_t bits, uint32_t n)
{
	const uint32_t at = g->done - g->base;

	g->bits[at / 64] |= bits << at % 64;
	g->bits[at / 64 + 1] |= bits >> 1 >> (63 - at % 64);
	g->done += n;
}

#endif /* TOKENIZE_NEWS_GAPS_H */
