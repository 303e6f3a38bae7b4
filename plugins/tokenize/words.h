/* SPDX-License-Identifier: MIT */
/* words.h - tokens of rules = "uax29" and "whitespace", one by one */
#ifndef TOKENIZE_WORDS_H
#define TOKENIZE_WORDS_H

#include "rows.h"

struct words {
	const unsigned char *s;
	size_t n;
	size_t at;                     /* a boundary: where to go on */
	const struct span_rows *sents; /* in order; for the flag; NULL: none */
	uint32_t sent;                 /* the next one to begin */
	/* Of tokenize_words_until. */
	size_t until; /* stop at the first boundary there or behind */
	size_t known; /* sentences are known up to there */
	size_t ahead; /* the end of the token at `at`, if it was found to be beyond
	               * `known`; else 0 */
};

enum words_stop {
	WORDS_FULL,  /* rows are: make room and call again */
	WORDS_END,   /* of the text */
	WORDS_UNTIL, /* reached */
	WORDS_KNOWN  /* a token ends beyond it */
};

/* Adds tokens of uax29.  White space alone is no token. */
enum words_stop tokenize_words_until(struct words *w, struct token_rows *rows);

/* Adds tokens until the text ends (nonzero) or rows are full. */
typedef int tokenize_words_fn(struct words *w, struct token_rows *rows);
tokenize_words_fn tokenize_words_plain; /* uax29 */
tokenize_words_fn tokenize_words_space; /* what stands between white space */

#endif /* TOKENIZE_WORDS_H */
