/* SPDX-License-Identifier: MIT */
/* paragraphs.c - which lines stand together
 *
 * A blank line always parts paragraphs, so do U+2029 and a form feed.  Text
 * comes in two fashions, hard-wrapped lines and one paragraph a line, and wire
 * copy mixes them; so each line end is judged by the two lines that meet there
 * and by nothing else: a cut between paragraphs changes no other. */
#include <string.h>

#include "chars.h"
#include "scan.h"
#include "spans.h"

/* Columns: nobody wraps wider, and what is narrower is a list or a verse. */
enum {
	WIDEST = 120,
	NARROWEST = 45
};

struct line {
	size_t begin, end; /* without white space */
	size_t next;       /* where the following line begins */
	int indented;
	int last;    /* ends its paragraph for certain */
	size_t wide; /* columns */
};

/* Size of the line end at s[at], 0 if there is none. */
static size_t line_end(const unsigned char *s, size_t n, size_t at)
{
	switch (s[at]) {
	case '\r':
		return at + 1 < n && s[at + 1] == '\n' ? 2 : 1;
	case '\n':
	case '\f':
		return 1;
	case 0xC2: /* U+0085 */
		return at + 1 < n && s[at + 1] == 0x85 ? 2 : 0;
	case 0xE2: /* U+2028, U+2029 */
		return at + 2 < n && s[at + 1] == 0x80 && (s[at + 2] | 1) == 0xA9 ? 3 : 0;
	default:
		return 0;
	}
}

/* The end of the white space at `at`, and of that before `at`. */
static size_t after_space(const unsigned char *s, size_t at, size_t end)
{
	size_t next;

	if (at < end && s[at] > ' ' && s[at] < 0x80)
		return at;
	while (at < end && (class_at(s, end, at, &next).flags & CHAR_SPACE))
		at = next;
	return at;
}

static size_t before_space(const unsigned char *s, size_t at, size_t end)
{
	if (end > at && s[end - 1] > ' ' && s[end - 1] < 0x80)
		return end;
	while (end > at) {
		size_t from = end - 1, next;
		while (from > at && (s[from] & 0xC0) == 0x80)
			from--;
		if (!(class_at(s, end, from, &next).flags & CHAR_SPACE) || next != end)
			break;
		end = from;
	}
	return end;
}

/* Characters in [at, end), or any number above WIDEST. */
static size_t columns(const unsigned char *s, size_t at, size_t end)
{
	size_t count = end - at;

	if (count > 4 * WIDEST)
		return count;
	for (; end - at >= 8; at += 8) { /* bytes 10xxxxxx begin no character */
		uint64_t word;
		memcpy(&word, s + at, 8);
		word = word >> 7 & ~(word >> 6) & UINT64_C(0x0101010101010101);
		count -= (size_t)(word * UINT64_C(0x0101010101010101) >> 56);
	}
	for (; at < end; at++)
		count -= (s[at] & 0xC0) == 0x80;
	return count;
}

static struct line line_at(struct scan *scan, size_t at)
{
	const unsigned char *const s = scan->s;
	const size_t n = scan->n, end = scan_next(scan, at);
	const size_t size = end < n ? line_end(s, n, end) : 0;
	struct line line = {0, 0, 0, 0, 0, 0};

	line.next = end + size;
	line.last = size && (s[end] == '\f' || (size == 3 && s[end + 2] == 0xA9));
	line.begin = after_space(s, at, end);
	line.end = before_space(s, line.begin, end);
	line.indented = line.begin > at;
	line.wide = columns(s, line.begin, line.end);
	return line;
}

static int bullet(const unsigned char *s, const struct line *line)
{
	const size_t n = line->end - line->begin;

	s += line->begin;
	if (n > 1 && strchr("-*+", s[0]) && s[0])
		return s[1] == ' ' || s[1] == '\t';
	return n > 3 && !memcmp(s, "\xE2\x80\xA2", 3); /* U+2022 */
}

/* Does b go on where the wrapped line a broke off?  Then b's first word had
 * no room in a. */
static int wrapped(const unsigned char *s, const struct line *a,
                   const struct line *b)
{
	size_t word = b->begin;

	if (a->wide > WIDEST || b->wide > WIDEST || (b->indented && !a->indented) ||
	    bullet(s, b))
		return 0;
	while (word < b->end && s[word] > ' ')
		word++;
	const size_t both = a->wide + 1 + columns(s, b->begin, word);
	return both > a->wide && both > b->wide && both >= NARROWEST;
}

int tokenize_paragraphs(const unsigned char *s, size_t n, enum lines lines,
                        size_t *at, struct span_rows *rows)
{
	struct scan scan = {.s = s, .n = n, .set = SCAN_LINES, .fresh = 1};

	while (*at < n) {
		struct line a = line_at(&scan, *at);
		if (a.begin == a.end) {
			*at = a.next;
			continue;
		}
		const size_t begin = a.begin;
		while (a.next < n && !a.last && lines != LINES_PARAGRAPH) {
			const struct line b = line_at(&scan, a.next);
			if (b.begin == b.end || (lines == LINES_AUTO && !wrapped(s, &a, &b)))
				break;
			a = b;
		}
		if (rows->n == rows->cap)
			return 0;
		rows->begin[rows->n] = (uint32_t)begin;
		rows->end[rows->n++] = (uint32_t)a.end;
		*at = a.next;
	}
	return 1;
}
