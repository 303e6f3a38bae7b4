/* SPDX-License-Identifier: MIT */
/* ends_shape.h - what a token looks like to the models of sentence ends */
#ifndef TOKENIZE_ENDS_SHAPE_H
#define TOKENIZE_ENDS_SHAPE_H

#include <stddef.h>
#include <stdint.h>

/* What a token looks like.  Marks of ASCII are themselves; runs of them and
 * marks beyond ASCII have numbers of their own. */
enum {
	EDGE, /* of the paragraph */
	LOWER,
	CAPITAL,
	CAPITALS, /* CAPITAL + 1: two or more */
	INITIAL,  /* one capital */
	DIGITS,
	MIXED, /* begins with a digit, goes on with letters */
	CASELESS,
	ABBREVIATION, /* a word with a full stop at its end */
	ADDRESS,      /* of the net */
	SMILEY,
	OTHER,
	OPEN_QUOTE,
	CLOSE_QUOTE,
	DASH,
	BULLET,
	DOTS,  /* ... */
	TERMS, /* a run of . ! ? with ! or ? */
	RUN,   /* of any other mark */
	FOREIGN_TERM,
	SHAPES_MAX = 128
};

/* The commonest shapes by the first byte: of tokens of one byte; of longer ones.
 * 0: ask tokenize_ends_shape. */
extern const uint8_t tokenize_ends_shapes_quick[2][256];

/* The shape of the n > 0 bytes at s, whatever they are. */
unsigned tokenize_ends_shape(const unsigned char *s, size_t n);

/* The same: by a table, where that will do.  How long a token is cannot be
 * foreseen: one branch for all that is rare. */
static inline unsigned ends_shape(const unsigned char *s, size_t n)
{
	const size_t more = n > 1;
	const unsigned a = s[0], b = s[more];
	const unsigned quick = tokenize_ends_shapes_quick[more][a];
	const unsigned dot = more & (s[n - 1] == '.');
	const size_t long_one = 0 - (size_t)(n > 7); /* may it be an address? */
	const unsigned net = (s[(n - 3) & long_one] == '.') |
	                     (s[(n - 4) & long_one] == '.') |
	                     ((a == 'h') & (b == 't')) | ((a == 'w') & (b == 'w'));

	if ((quick == 0) | dot | (b >= 0x80) | (net & (unsigned)long_one))
		return tokenize_ends_shape(s, n);
	/* CAPITALS is the next one */
	return quick + ((quick == CAPITAL) & (b - 'A' < 26u));
}

#endif /* TOKENIZE_ENDS_SHAPE_H */
