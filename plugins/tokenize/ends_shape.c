/* SPDX-License-Identifier: MIT */
/* ends_shape.c - what a token looks like, byte by byte or by a table */
#include "ends_shape.h"

#include <string.h>

#include "chars.h"
#include "lex.h"

static unsigned mark_shape(const unsigned char *s, size_t n)
{
	size_t next;

	if (s[0] < 0x80) {
		if (n == 1)
			return s[0];
		if (s[0] == '.' || s[0] == '!' || s[0] == '?') {
			for (size_t i = 0; i < n; i++)
				if (s[i] != '.')
					return TERMS;
			return DOTS;
		}
		if (s[0] == '\'' || s[0] == '`')
			return s[0] == '`' ? OPEN_QUOTE : CLOSE_QUOTE;
		return strchr(":;=<(^", s[0]) ? SMILEY : RUN;
	}
	switch (char_at(s, n, 0, &next)) {
	case 0x201C:
	case 0x201E:
	case 0x2018:
	case 0x201A:
	case 0xAB:
	case 0xA1: /* what opens a cry or a question in Spanish stands as they do */
	case 0xBF:
		return OPEN_QUOTE;
	case 0x201D:
	case 0x2019:
	case 0xBB:
		return CLOSE_QUOTE;
	case 0x2013:
	case 0x2014:
		return DASH;
	case 0x2022:
	case 0xB7:
		return BULLET;
	case 0x2026:
		return DOTS;
	default:
		break;
	}
	const struct char_class k = class_at(s, n, 0, &next);
	if (k.sentence == SB_TERM || k.sentence == SB_ATERM)
		return FOREIGN_TERM;
	return k.cat == CAT_EMOJI ? SMILEY : OTHER;
}

static unsigned word_shape(const unsigned char *s, size_t n)
{
	size_t next;

	if (n > 7 && (s[n - 4] == '.' || s[n - 3] == '.' || !memcmp(s, "http", 4) ||
	              !memcmp(s, "www.", 4)))
		return ADDRESS;
	if (s[n - 1] != '.') { /* the commonest at once */
		if (lex_lower(s[0]))
			return LOWER;
		if (lex_upper(s[0]) && (n == 1 || s[1] < 0x80))
			return n == 1 ? INITIAL : lex_upper(s[1]) ? CAPITALS : CAPITAL;
	}
	const struct char_class k = class_at(s, n, 0, &next);
	if (s[n - 1] == '.')
		return k.cat == CAT_NUMBER ? DIGITS : ABBREVIATION;
	if (k.cat == CAT_NUMBER)
		return lex_digit(s[n - 1]) ? DIGITS : MIXED;
	if (k.sentence == SB_LOWER)
		return LOWER;
	if (!(k.flags & CHAR_UPPER))
		return CASELESS;
	if (next == n)
		return INITIAL;
	return (class_at(s, n, next, &next).flags & CHAR_UPPER) ? CAPITALS : CAPITAL;
}

/* The commonest signs beyond ASCII, by their last byte: U+2000 + 0x13 and so on. */
static const uint8_t signs[64] = {
    [0x13] = DASH,        [0x14] = DASH,       [0x18] = OPEN_QUOTE,
    [0x19] = CLOSE_QUOTE, [0x1A] = OPEN_QUOTE, [0x1C] = OPEN_QUOTE,
    [0x1D] = CLOSE_QUOTE, [0x1E] = OPEN_QUOTE, [0x22] = BULLET,
    [0x26] = DOTS,
};

unsigned tokenize_ends_shape(const unsigned char *s, size_t n)
{
	if (n == 3 && s[0] == 0xE2 && s[1] == 0x80 && (s[2] & 0xC0) == 0x80 &&
	    signs[s[2] & 63])
		return signs[s[2] & 63];
	if (tokenize_lex_letter(s, n, 0))
		return word_shape(s, n);
	/* 's, n't, +44 */
	if (n > 1 && tokenize_lex_letter(s, n, n - 1))
		return lex_digit(s[n - 1]) ? DIGITS : LOWER;
	return mark_shape(s, n);
}

/* The commonest shapes by the first byte: of tokens of one byte; of longer ones.
 * 0: ask tokenize_ends_shape. */
#define L LOWER
#define C CAPITAL
#define I INITIAL
#define D DIGITS
const uint8_t tokenize_ends_shapes_quick[2][256] = {
    {0,   0,   0,    0,   0,   0,   0,   0,   0,   0,    0,   0,   0,   0,   0,
     0,   0,   0,    0,   0,   0,   0,   0,   0,   0,    0,   0,   0,   0,   0,
     0,   0,   0,    '!', '"', '#', '$', '%', '&', '\'', '(', ')', '*', '+', ',',
     '-', '.', '/',  D,   D,   D,   D,   D,   D,   D,    D,   D,   D,   ':', ';',
     '<', '=', '>',  '?', '@', I,   I,   I,   I,   I,    I,   I,   I,   I,   I,
     I,   I,   I,    I,   I,   I,   I,   I,   I,   I,    I,   I,   I,   I,   I,
     I,   '[', '\\', ']', '^', 0,   '`', L,   L,   L,    L,   L,   L,   L,   L,
     L,   L,   L,    L,   L,   L,   L,   L,   L,   L,    L,   L,   L,   L,   L,
     L,   L,   L,    '{', '|', '}', '~', 0},
    {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
     0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
     0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, C, C, C, C, C, C, C, C, C, C, C, C, C,
     C, C, C, C, C, C, C, C, C, C, C, C, C, 0, 0, 0, 0, 0, 0, L, L, L, L, L, L, L,
     L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, 0},
};
#undef L
#undef C
#undef I
#undef D
