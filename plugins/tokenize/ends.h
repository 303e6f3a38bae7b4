/* SPDX-License-Identifier: MIT */
/* ends.h - rules = "news": does a sentence end behind this token?
 *
 * A linear model over what stands around the gap between two tokens.  Its
 * weights (ends_table.c) are learned by tests/accuracy/train_ends.c: one table with
 * words, for the language it was learned from, one with shapes and signs only,
 * for any other. */
#ifndef TOKENIZE_ENDS_H
#define TOKENIZE_ENDS_H

#include "lang.h"
#include "rows.h"

struct ends {
	const unsigned char *s;
	const struct lang *lang;
	const struct token_rows *tokens;
	uint32_t first;            /* token of the paragraph */
	uint32_t start;            /* token of the sentence */
	uint32_t stop;             /* behind the last token of the paragraph */
	uint32_t quotes, brackets; /* open ones in the sentence, so far */
};

enum {
	ENDS_FEATURES = 48, /* most for one gap */
	ENDS_WORD_BITS = 17,
	ENDS_SHAPE_BITS = 13
};

extern const int8_t tokenize_ends_words[1 << ENDS_WORD_BITS];
extern const int8_t tokenize_ends_shapes[1 << ENDS_SHAPE_BITS];

/* Behind token i, which is not the last one of the paragraph.  Called for each
 * token in turn but for those of which ends_never knows.  The
 * caller moves start, and clears quotes and brackets there. */
int tokenize_ends(struct ends *e, uint32_t i);

/* Is the gap behind a token that ends with byte p, before one that begins with
 * byte n, one where no sentence ends, and which tokenize_ends need not see? */
static inline int ends_never(unsigned p, unsigned n)
{
	return p == ',' || ((p | 0x20) - 'a' < 26u &&
	                    (n - 'a' < 26u || n == ',' || n == ')' || n == ']'));
}

/* The features of that gap: hashes, of which a table takes the upper bits.  The
 * first *shapes of them know no word: 0 where without words no sentence ends.
 * Returns how many, 0: no sentence can
 * end there. */
uint32_t tokenize_ends_features(const struct ends *e, uint32_t i,
                                uint32_t *features, uint32_t *shapes);

/* Counts quotes and brackets of token i. */
void tokenize_ends_pass(struct ends *e, uint32_t i);

#endif /* TOKENIZE_ENDS_H */
