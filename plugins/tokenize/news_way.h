/* SPDX-License-Identifier: MIT */
/* news_way.h - rules = "news": what vector instructions are used for
 *
 * The rows are the same whichever way is taken. */
#ifndef TOKENIZE_NEWS_WAY_H
#define TOKENIZE_NEWS_WAY_H

#include "line_ends.h"
#include "../share/machine.h"
#include "news_plan.h"
#include "news_window.h"
#include "rows.h"

enum {
	NEWS_SPARE = 64 /* rows: some are written in vain, but without a branch */
};

struct news_way {
	const char *name; /* a choice of the option simd */
	/* The bitmaps of the 64 bytes at p. */
	void (*window)(const unsigned char *p, struct news_window *w);
	/* Of the tokens in the 64 bytes at p with these begins and ends, the ends of
	 * those that may be words which the language splits.  NULL: a sieve is as good.
	 */
	uint64_t (*split)(const unsigned char *p, uint64_t begin, uint64_t end,
	                  const struct lang_tails *tails);
	/* Adds the tokens of the window at `at` that begin in bits [from, to) and end
	 * in bits (from, to); there is room for NEWS_SPARE more than those.  Returns
	 * p->gap of each, the first as bit 0. */
	uint64_t (*add)(const struct news_plan *p, unsigned from, unsigned to,
	                size_t at, struct token_rows *rows);
	line_bytes_fn *line_bytes;
};

extern const struct news_way tokenize_news_plain;

/* All ways of this machine, the best one first, NULL last. */
void tokenize_news_ways(const struct news_way *ways[5]);

/* The best one. */
const struct news_way *tokenize_news_best(void);

/* ---- For news_avx2.c and news_avx512.c; to be called if the machine has them. */

#ifdef SHARE_X86
extern const struct news_way tokenize_news_sse2, tokenize_news_avx2,
    tokenize_news_avx512;
#endif

/* tokenize_news_plain.add */
uint64_t tokenize_news_add(const struct news_plan *p, unsigned from, unsigned to,
                           size_t at, struct token_rows *rows);

#endif /* TOKENIZE_NEWS_WAY_H */
