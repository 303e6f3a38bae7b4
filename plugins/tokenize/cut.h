/* SPDX-License-Identifier: MIT */
/* cut.h - rules = "uax29": all rows of a text in one go */
#ifndef TOKENIZE_CUT_H
#define TOKENIZE_CUT_H

#include "../share/machine.h"
#include "rows.h"
#include "spans.h"

struct cut {
	const unsigned char *s;
	size_t n;
	enum lines lines;
	struct token_rows *tokens;
	struct span_rows *sentences, *paragraphs;
	/* Make room for `rows` more; 0: no memory. */
	int (*more_tokens)(void *owner, struct token_rows *, uint32_t rows);
	int (*more_spans)(void *owner, struct span_rows *, uint32_t rows);
	void *owner;
};

/* Adds all rows; 0: no memory.  White space alone is no token.  Rows beyond n
 * may be scratched. */
typedef int tokenize_cut_fn(const struct cut *cut);

/* Character by character: the portable path, and what the others are tested
 * against. */
tokenize_cut_fn tokenize_cut_plain;
tokenize_cut_fn tokenize_cut_sse2;
tokenize_cut_fn tokenize_cut_avx2;
tokenize_cut_fn tokenize_cut_avx512;

/* All paths that this machine can run, the best one first, name NULL last. */
struct cut_path {
	const char *name;
	tokenize_cut_fn *cut;
};
void tokenize_cut_paths(struct cut_path paths[5]);

#endif /* TOKENIZE_CUT_H */
