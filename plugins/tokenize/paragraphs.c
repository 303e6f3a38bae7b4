/* SPDX-License-Identifier: MIT */
/* paragraphs.c - which lines stand together
 *
 * A blank line always parts paragraphs, so do U+2029 and a form feed.  Text
 * comes in two fashions, hard-wrapped lines and one paragraph a line, and wire
 * copy mixes them; so each line end is judged by the two lines that meet there
 * and by nothing else: a cut between paragraphs changes no other. */
#include <string.h>

#include "chars.h"
#include "lines.h"
#include "spans.h"

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

/* Where the white space before `end` begins. */
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

/* The line that begins at *from, which becomes where the next one does; *conts:
 * bytes before it that begin no character; *last: it ends its paragraph for
 * certain. */
static inline struct line line_at(struct line_ends *e, size_t *from, size_t *conts,
                                  int *last)
{
	const unsigned char *const s = e->s;
	size_t all;
	const size_t n = e->n, at = *from, end = line_ends_next(e, at, &all);
	const size_t size = end < n ? line_end(s, n, end) : 0;
	const size_t inside = all - *conts;
	struct line line = {.begin = at, .end = end};

	*last = size && (s[end] == '\f' || (size == 3 && s[end + 2] == 0xA9));
	if (at < end && (s[at] <= ' ' || s[at] >= 0x80))
		line.begin = line_after_space(s, at, end);
	if (line.begin < end && (s[end - 1] <= ' ' || s[end - 1] >= 0x80))
		line.end = before_space(s, line.begin, end);
	line.indented = line.begin > at;
	line.wide = line.end - line.begin - inside;
	if (inside) /* not of white space around */
		line.wide += line_conts(s, at, line.begin) + line_conts(s, line.end, end);
	line.word = line_word(s, n, line.begin, line.end);
	*conts = all;
	if (size > 1 && s[end] >= 0x80) /* the line end's own */
		*conts += size - 1;
	*from = end + size;
	return line;
}

/* The paragraph being gathered: from one line on. */
struct paragraph {
	size_t at, begin;
	int open;
};

static int flush(struct paragraph *p, size_t end, struct span_rows *rows)
{
	if (!p->open)
		return 1;
	if (rows->n == rows->cap)
		return 0;
	rows->begin[rows->n] = (uint32_t)p->begin;
	rows->end[rows->n++] = (uint32_t)end;
	p->open = 0;
	return 1;
}

int tokenize_paragraphs_by(line_bytes_fn *bytes, const unsigned char *s, size_t n,
                           enum lines lines, size_t *at, struct span_rows *rows)
{
	struct line_ends ends;
	struct paragraph p = {*at, *at, 0};
	struct line a = {0}, b;
	size_t conts = 0, pos = *at;
	int last = 0;

	ends.s = s;
	ends.n = n;
	ends.bytes = bytes;
	ends.base = pos;
	ends.inners = 0;
	ends.n_found = ends.at = 0;
	while (pos < n) {
		const size_t first = pos;
		const int apart = last;
		b = line_at(&ends, &pos, &conts, &last);
		const int blank = b.begin == b.end;
		if (p.open && (blank || apart || !line_goes_on(s, lines, &a, &b)) &&
		    !flush(&p, a.end, rows)) {
			*at = p.at;
			return 0;
		}
		if (blank)
			continue;
		if (!p.open)
			p = (struct paragraph){first, b.begin, 1};
		a = b;
	}
	*at = p.open ? p.at : n;
	if (!flush(&p, a.end, rows))
		return 0;
	*at = n;
	return 1;
}

int tokenize_paragraphs(const unsigned char *s, size_t n, enum lines lines,
                        size_t *at, struct span_rows *rows)
{
	return tokenize_paragraphs_by(tokenize_line_bytes, s, n, lines, at, rows);
}
