/* SPDX-License-Identifier: MIT */
/* words.h - rules = "uax29" and "whitespace": token rows of a whole text */
#ifndef TOKENIZE_WORDS_H
#define TOKENIZE_WORDS_H

#include "rows.h"

/* Where the faster paths are compiled: which of them runs is decided at run
 * time.  They load eight bytes as one number, lowest first. */
#if defined(__x86_64__) && defined(__GNUC__)
#define TOKENIZE_X86 1
#endif

struct words {
	const unsigned char *s;
	size_t n;
	size_t at;                     /* a boundary: where to go on */
	const struct span_rows *sents; /* all sentences of the text; for the flag */
	uint32_t sent;                 /* the next one to begin */
	size_t plain_until;            /* the faster paths are of no use before it */
};

/* Adds tokens until the text ends or rows are full: nonzero when the text has
 * ended.  White space alone is no token.  Rows beyond n may be scratched. */
typedef int tokenize_words_fn(struct words *w, struct token_rows *rows);

/* One by one: the portable path, and what the others are tested against. */
tokenize_words_fn tokenize_words_plain;
tokenize_words_fn tokenize_words_sse2;
tokenize_words_fn tokenize_words_avx2;

/* All paths that this machine can run, the best one first, name NULL last. */
struct words_path {
	const char *name;
	tokenize_words_fn *fill;
};
void tokenize_words_paths(struct words_path paths[4]);

/* One by one up to w->plain_until at least: 2 when there, else 0 and 1 as
 * above. */
int tokenize_words_until(struct words *w, struct token_rows *rows);

/* The same for rules = "whitespace": what stands between white space. */
tokenize_words_fn tokenize_words_space;

#endif /* TOKENIZE_WORDS_H */
