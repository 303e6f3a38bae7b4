/* SPDX-License-Identifier: MIT */
/* news_plan.h - rules = "news": the tokens of 64 bytes as bitmaps */
#ifndef TOKENIZE_NEWS_PLAN_H
#define TOKENIZE_NEWS_PLAN_H

#include "lang.h"
#include "news_window.h"

/* What a window's tokens are, where its chunks are plain. */
struct news_plan {
	uint64_t begin, end; /* of tokens; ends are behind the last byte */
	uint64_t bad;        /* in the chunk of this byte something is not plain */
	/* of the tokens that end there: what they are; their first letter is a capital;
	 * they have two letters or more, all capitals; white space is behind them */
	uint64_t word, number, capitalised, all_caps, spaced;
	/* of tokens that begin there: a sentence may end before them */
	uint64_t gap;
};

/* The plan of the window of which s is the first byte. */
void tokenize_news_plan(const struct lang *lang, const unsigned char *s,
                        const struct news_window *w, struct news_plan *p);

#endif /* TOKENIZE_NEWS_PLAN_H */
