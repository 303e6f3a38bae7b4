/* SPDX-License-Identifier: MIT */
/* lines.h - does a paragraph go on from one line to the next? */
#ifndef TOKENIZE_LINES_H
#define TOKENIZE_LINES_H

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#else
#include <catena/fold.h>
#endif

#include "chars.h"
#include "scan.h"
#include "spans.h"

/* Columns: nobody wraps wider, and what is narrower is a list or a verse. */
enum {
	WIDEST = 120,
	NARROWEST = 45
};

struct line {
	size_t begin, end; /* without white space; the same: blank */
	size_t wide;       /* columns, more or less */
	size_t word;       /* bytes of the first word: up to a byte <= ' ' */
	int indented;
};

/* The end of the white space at `at`. */
static inline size_t line_after_space(const unsigned char *s, size_t at, size_t end)
{
	size_t next;

	if (at < end && s[at] > ' ' && s[at] < 0x80)
		return at;
	while (at < end && (class_at(s, end, at, &next).flags & CHAR_SPACE))
		at = next;
	return at;
}

/* How many bytes of white space begin no character. */
static inline size_t line_conts(const unsigned char *s, size_t at, size_t end)
{
	size_t n = 0;

	for (; at < end; at++)
		n += (s[at] & 0xC0) == 0x80;
	return n;
}

/* Bytes of the word at `at`: up to one <= ' ', at most to `end`. */
static inline size_t line_word(const unsigned char *s, size_t n, size_t at,
                               size_t end)
{
	size_t i = at;

#ifdef __SSE2__
	const __m128i least = _mm_set1_epi8(' ' + 1);
	for (; i < end && n - i >= 16; i += 16) {
		const __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
		const unsigned more =
		    (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(x, least), x));
		if (more != 0xFFFF) {
			i += share_lowest(~(uint64_t)more);
			return (i < end ? i : end) - at;
		}
	}
#else
	const uint64_t ones = UINT64_C(0x0101010101010101);
	for (; i < end && n - i >= 8; i += 8) {
		const uint64_t word =
		    catena_hash_load4(s + i) | catena_hash_load4(s + i + 4) << 32;
		/* the lowest bit is that of a byte <= ' '; above it there may be others */
		const uint64_t low = (word - ones * (' ' + 1)) & ~word & ones * 0x80;
		if (low) {
			i += share_lowest(low) / 8;
			return (i < end ? i : end) - at;
		}
	}
#endif
	while (i < end && s[i] > ' ')
		i++;
	return (i < end ? i : end) - at;
}

static inline int line_bullet(const unsigned char *s, const struct line *line)
{
	const size_t n = line->end - line->begin;
	const unsigned char c = s[line->begin];

	s += line->begin;
	if ((c == '-') | (c == '*') | (c == '+'))
		return n > 1 && (s[1] == ' ' || s[1] == '\t');
	return c == 0xE2 && n > 3 && !memcmp(s, "\xE2\x80\xA2", 3); /* U+2022 */
}

/* Does b go on where the wrapped line a broke off?  Then b's first word had
 * no room in a, or any would do.  Without branches: which it is nobody can
 * foresee. */
static inline int line_wrapped(const unsigned char *s, const struct line *a,
                               const struct line *b)
{
	const int narrow =
	    (a->wide <= WIDEST) & (b->wide <= WIDEST) & (a->indented | !b->indented);
	const size_t both = a->wide + 1 + b->word;
	const int word = (both > b->wide) & (both >= NARROWEST);
	const int any = (a->wide + 2 > b->wide) & (a->wide + 2 >= NARROWEST);

	return narrow & (word | any) & !line_bullet(s, b);
}

/* Does b, not blank, go on with the paragraph that holds a, when nothing but a
 * line end is between them? */
static inline int line_goes_on(const unsigned char *s, enum lines lines,
                               const struct line *a, const struct line *b)
{
	return lines != LINES_PARAGRAPH &&
	       (lines == LINES_WRAP || line_wrapped(s, a, b));
}

#endif /* TOKENIZE_LINES_H */
