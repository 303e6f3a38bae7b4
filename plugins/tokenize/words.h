/* SPDX-License-Identifier: MIT */
/* words.h - rules = "uax29": token rows of a whole text */
#ifndef TOKENIZE_WORDS_H
#define TOKENIZE_WORDS_H

#include "rows.h"

struct words {
	const unsigned char *s;
	size_t n;
	size_t at;                     /* a boundary: where to go on */
	const struct span_rows *sents; /* all sentences of the text; for the flag */
	uint32_t sent;                 /* the next one to begin */
};

/* Adds tokens until the text ends or rows are full: nonzero when the text has
 * ended.  White space alone is no token. */
int tokenize_words_plain(struct words *w, struct token_rows *rows);

/* The same for rules = "whitespace": what stands between white space. */
int tokenize_words_space(struct words *w, struct token_rows *rows);

#endif /* TOKENIZE_WORDS_H */
