/* SPDX-License-Identifier: MIT */
/* chars.h - what the tokenizer knows of a code point
 *
 * chars_table.c is made by tools/chars_table.awk: the enums here are in its
 * order. */
#ifndef TOKENIZE_CHARS_H
#define TOKENIZE_CHARS_H

#include <stddef.h>
#include <stdint.h>

/* Word_Break, Unicode 15.0 */
enum {
	WB_OTHER,
	WB_CR,
	WB_LF,
	WB_NEWLINE,
	WB_EXTEND,
	WB_ZWJ,
	WB_FORMAT,
	WB_RI, /* regional indicator: a pair is a flag */
	WB_KATAKANA,
	WB_HEBREW,
	WB_LETTER,
	WB_SINGLE_QUOTE,
	WB_DOUBLE_QUOTE,
	WB_MID_NUM_LET,
	WB_MID_LETTER,
	WB_MID_NUM,
	WB_NUMERIC,
	WB_EXTEND_NUM_LET,
	WB_SPACE
};

/* Sentence_Break, Unicode 15.0 */
enum {
	SB_OTHER,
	SB_CR,
	SB_LF,
	SB_SEP,
	SB_EXTEND,
	SB_FORMAT,
	SB_SPACE,
	SB_LOWER,
	SB_UPPER,
	SB_LETTER, /* no case */
	SB_NUMERIC,
	SB_ATERM, /* the full stop and its kin */
	SB_CONTINUE,
	SB_TERM, /* ! ? and their kin */
	SB_CLOSE
};

/* General category, as far as kinds of tokens need it */
enum {
	CAT_NONE,
	CAT_LETTER,
	CAT_MARK,
	CAT_NUMBER,
	CAT_PUNCT,
	CAT_SYMBOL,
	CAT_EMOJI /* shown as a picture without being asked to */
};

enum {
	CHAR_PICTOGRAPH = 1, /* Extended_Pictographic */
	CHAR_UPPER = 2,      /* upper or title case */
	CHAR_SPACE = 4       /* White_Space */
};

struct char_class {
	uint8_t word, sentence, cat, flags;
};

extern const struct char_class tokenize_char_classes[];
extern const uint8_t tokenize_char_top[272];
extern const uint16_t tokenize_char_middle[][64];
extern const uint8_t tokenize_char_leaf[][64];

/* c <= 0x10FFFF */
static inline struct char_class char_class(uint32_t c)
{
	const uint32_t middle =
	    tokenize_char_middle[tokenize_char_top[c >> 12]][c >> 6 & 63];
	return tokenize_char_classes[tokenize_char_leaf[middle][c & 63]];
}

/* The code point at s[at], at < n; *next is where the following one begins.
 * A byte that begins nothing valid counts as U+FFFD, alone. */
static inline uint32_t char_at(const unsigned char *s, size_t n, size_t at,
                               size_t *next)
{
	const uint32_t a = s[at];

	*next = at + 1;
	if (a < 0x80)
		return a;
	const uint32_t b = at + 1 < n ? s[at + 1] ^ 0x80u : 0x40;
	if (b > 0x3F || a < 0xC2 || a > 0xF4)
		return 0xFFFD;
	if (a < 0xE0) {
		*next = at + 2;
		return (a & 0x1F) << 6 | b;
	}
	const uint32_t c = at + 2 < n ? s[at + 2] ^ 0x80u : 0x40;
	if (c > 0x3F)
		return 0xFFFD;
	if (a < 0xF0) {
		const uint32_t three = (a & 0x0F) << 12 | b << 6 | c;
		if (three < 0x800 || three >> 11 == 0x1B) /* too long; a surrogate */
			return 0xFFFD;
		*next = at + 3;
		return three;
	}
	const uint32_t d = at + 3 < n ? s[at + 3] ^ 0x80u : 0x40;
	const uint32_t all = (a & 0x07) << 18 | b << 12 | c << 6 | d;
	if (d > 0x3F || all > 0x10FFFF || all < 0x10000)
		return 0xFFFD;
	*next = at + 4;
	return all;
}

static inline struct char_class class_at(const unsigned char *s, size_t n,
                                         size_t at, size_t *next)
{
	return char_class(char_at(s, n, at, next));
}

#endif /* TOKENIZE_CHARS_H */
