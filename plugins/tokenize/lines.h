/* SPDX-License-Identifier: MIT */
/* lines.h - does a paragraph go on from one line to the next? */
#ifndef TOKENIZE_LINES_H
#define TOKENIZE_LINES_H

#include <string.h>

#include "chars.h"
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
