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
	size_t wide; /* columns, more or less */
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

/* The line that begins at `at`; inners: what scan_inners gives there, and for
 * the next line. */
static struct line line_at(struct scan *scan, size_t at, size_t *inners)
{
	const unsigned char *const s = scan->s;
	const size_t n = scan->n, end = scan_next(scan, at);
	const size_t size = end < n ? line_end(s, n, end) : 0;
	const size_t inside = scan_inners(scan, end) - *inners;
	struct line line = {at, end, end + size, 0, 0, 0};

	line.last = size && (s[end] == '\f' || (size == 3 && s[end + 2] == 0xA9));
	if (at < end && s[at] <= ' ')
		line.begin = after_space(s, at, end);
	if (line.begin < end && (s[end - 1] <= ' ' || s[end - 1] >= 0x80))
		line.end = before_space(s, line.begin, end);
	line.indented = line.begin > at;
	line.wide = line.end - line.begin - inside;
	*inners += inside;
	if (size > 1 && s[end] >= 0x80) /* the line end's own */
		*inners += size - 1;
	return line;
}

static int bullet(const unsigned char *s, const struct line *line)
{
	const size_t n = line->end - line->begin;

	s += line->begin;
	if (s[0] == '-' || s[0] == '*' || s[0] == '+')
		return n > 1 && (s[1] == ' ' || s[1] == '\t');
	return s[0] == 0xE2 && n > 3 && !memcmp(s, "\xE2\x80\xA2", 3); /* U+2022 */
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
	if (a->wide + 2 > b->wide && a->wide + 2 >= NARROWEST) /* any word would do */
		return 1;
	while (word < b->end && s[word] > ' ')
		word++;
	const size_t both = a->wide + 1 + (word - b->begin);
	return both > b->wide && both >= NARROWEST;
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

int tokenize_paragraphs(const unsigned char *s, size_t n, enum lines lines,
                        size_t *at, struct span_rows *rows)
{
	struct scan scan = {.s = s, .n = n, .set = SCAN_LINES, .base = *at};
	struct paragraph p = {*at, *at, 0};
	struct line a = {0}, b;
	size_t inners = 0, pos = *at;

	if (pos < n)
		tokenize_scan_block(&scan);
	for (; pos < n; pos = b.next) {
		b = line_at(&scan, pos, &inners);
		const int blank = b.begin == b.end;
		if (p.open &&
		    (blank || a.last || lines == LINES_PARAGRAPH ||
		     (lines == LINES_AUTO && !wrapped(s, &a, &b))) &&
		    !flush(&p, a.end, rows)) {
			*at = p.at;
			return 0;
		}
		if (blank)
			continue;
		if (!p.open)
			p = (struct paragraph){pos, b.begin, 1};
		a = b;
	}
	*at = p.open ? p.at : n;
	if (!flush(&p, a.end, rows))
		return 0;
	*at = n;
	return 1;
}
