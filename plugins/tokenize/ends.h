/* SPDX-License-Identifier: MIT */
/* ends.h - rules = "news": does a sentence end behind this token?
 *
 * Two linear models over what stands around the gap between two tokens, whose
 * weights (ends_table.c) are learned by tests/accuracy/train_ends.c.  Where a mark
 * hints at an end (. ! ? and what closes behind them), shapes and signs tell, in
 * any language; where none does, words, in the language they were learned
 * from. */
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
	size_t n;                  /* bytes of text */
};

enum { /* of ends_may: what stands before a gap */
	GAP_WORD = 1,
	GAP_COMMA = 2,
	GAP_SOFT = 4, /* ; : - */
	GAP_MARK = 8  /* any other mark, glued to what is behind or not */
};

enum {
	ENDS_FEATURES = 36, /* most for one gap */
	ENDS_WORD_BITS = 18,
	ENDS_SHAPE_BITS = 13,
	ENDS_LOGIT = 24, /* a weight of this size is one logit */
	/* What words must sum up to where no mark hints at an end.  0 would be best for
	 * mail and the like, of which the texts that were learned from have much;
	 * edited text has few such ends, and many names that no text has taught. */
	ENDS_UNMARKED = ENDS_LOGIT / 4,
	ENDS_NAMES = 3 * ENDS_LOGIT / 2 /* the same between two capitals */
};

/* Weights that are not 0, each behind its distance from the one before; -1 ends. */
extern const int16_t tokenize_ends_words[], tokenize_ends_shapes[];

/* The same, laid out. */
struct ends_weights {
	int8_t words[1 << ENDS_WORD_BITS], shapes[1 << ENDS_SHAPE_BITS];
};

enum ends_answer {
	ENDS_NO,
	ENDS_YES,
	ENDS_ASK /* no mark hints at it: tokenize_ends_asked */
};

/* Does a sentence end behind token i, which is not the last one of the paragraph?
 * Called for each token in turn but for those that ends_may knows to be none.  The
 * caller moves start, and clears quotes and brackets there. */
enum ends_answer tokenize_ends(struct ends *e, uint32_t i);

/* A gap of which that says ENDS_ASK, and what was known there: the gap behind token
 * `at` of the paragraph [first, stop). */
struct ends_ask {
	uint32_t at, first, stop;
	uint32_t start, quotes, brackets;
};

/* The numbers of those of n gaps where a sentence ends, in order; there is room for
 * one more than n.  Returns how many.  Of e, the text counts. */
uint32_t tokenize_ends_asked(const struct ends *e, const struct ends_ask *asks,
                             uint32_t n, uint32_t *yes);

/* Makes the tables of gaps and the weights of a language that is read; 0: no
 * memory. */
int tokenize_ends_prepare(struct lang *lang);

/* Is the gap behind a token that ends with byte p, before one that begins with
 * byte n, one which tokenize_ends must see?  `spaced`: white space is in it. */
static inline unsigned ends_may(const struct lang *lang, unsigned p, unsigned n,
                                int spaced)
{
	return lang->gap_after[p] & lang->gap_before[n] &
	       (spaced ? GAP_WORD | GAP_COMMA | GAP_SOFT | GAP_MARK : GAP_MARK);
}

/* What the sum must be above, of the gap behind token i. */
static inline int ends_least(const struct ends *e, uint32_t i)
{
	return (unsigned)e->s[e->tokens->begin[i]] - 'A' < 26u &&
	               (unsigned)e->s[e->tokens->begin[i + 1]] - 'A' < 26u
	           ? ENDS_NAMES
	           : ENDS_UNMARKED;
}

/* The features of that gap: hashes, of which a table takes the upper bits: that of
 * shapes if *is_marked, else that of words.  Returns how many; 0: no sentence can
 * end there; -1: one does for certain. */
int tokenize_ends_features(const struct ends *e, uint32_t i, uint32_t *features,
                           int *is_marked);

/* Counts quotes and brackets of token i. */
void tokenize_ends_pass(struct ends *e, uint32_t i);

#endif /* TOKENIZE_ENDS_H */
