/* SPDX-License-Identifier: MIT */
/* paragraphs.c - which lines stand together
 *
 * A blank line always parts paragraphs, so do U+2029 and a form feed.  Text
 * comes in two fashions, hard-wrapped lines and one paragraph a line, and wire
 * copy mixes them; so each line end is judged by the two lines that meet there
 * and by nothing else: a cut between paragraphs changes no other. */
#include <string.h>

#include <catena/fold.h>

#include "chars.h"
#include "lines.h"
#include "scan.h"
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

enum {
	AT_ONCE = 16 /* blocks */
};

/* Line ends of some blocks, and those to come. */
struct ends {
	struct scan scan;
	uint32_t n, at;                   /* those found, the one at hand */
	uint32_t place[AT_ONCE * 64 + 2]; /* of their first bytes */
	uint32_t conts[AT_ONCE * 64 + 2]; /* bytes before that begin no character */
};

/* Those of the next blocks. */
static void find_ends(struct ends *e)
{
	struct scan *const scan = &e->scan;
	uint32_t n = 0;

	e->at = 0;
	for (int i = 0; i < AT_ONCE && scan->base < scan->n; i++, scan->base += 64) {
		tokenize_scan_block(scan);
		uint64_t mask = scan->mask;
		do { /* two, wanted or not: how many there are is not foreseen */
			for (int k = 0; k < 2; k++, mask &= mask - 1) {
				const unsigned first = scan_first(mask | UINT64_C(1) << 63);
				e->place[n] = (uint32_t)scan->base + first;
				e->conts[n] = (uint32_t)scan_inners(scan, scan->base + first);
				n += mask != 0;
			}
		} while (mask);
		if (scan->inner)
			scan->inners += scan_count(scan->inner);
	}
	e->n = n;
}

/* The first line end at or behind `at`, or the end of the text; conts as there. */
static size_t next_end(struct ends *e, size_t at, size_t *conts)
{
	for (;;) {
		while (e->at < e->n && e->place[e->at] < at)
			e->at++;
		if (e->at < e->n) {
			*conts = e->conts[e->at];
			return e->place[e->at];
		}
		if (e->scan.base >= e->scan.n) {
			*conts = e->scan.inners;
			return e->scan.n;
		}
		find_ends(e);
	}
}

/* Bytes of the word at `at`: up to one <= ' ', at most to `end`. */
static size_t word_size(const unsigned char *s, size_t n, size_t at, size_t end)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	size_t i = at;

	for (; i < end && n - i >= 8; i += 8) {
		const uint64_t word =
		    catena_hash_load4(s + i) | catena_hash_load4(s + i + 4) << 32;
		/* the lowest bit is that of a byte <= ' '; above it there may be others */
		const uint64_t low = (word - ones * (' ' + 1)) & ~word & ones * 0x80;
		if (low) {
			i += scan_first(low) / 8;
			return (i < end ? i : end) - at;
		}
	}
	while (i < end && s[i] > ' ')
		i++;
	return (i < end ? i : end) - at;
}

/* The line that begins at *from, which becomes where the next one does; *conts:
 * bytes before it that begin no character; *last: it ends its paragraph for
 * certain. */
static struct line line_at(struct ends *e, size_t *from, size_t *conts, int *last)
{
	const unsigned char *const s = e->scan.s;
	size_t all;
	const size_t n = e->scan.n, at = *from, end = next_end(e, at, &all);
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
	line.word = word_size(s, n, line.begin, line.end);
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

int tokenize_paragraphs(const unsigned char *s, size_t n, enum lines lines,
                        size_t *at, struct span_rows *rows)
{
	struct ends ends;
	struct paragraph p = {*at, *at, 0};
	struct line a = {0}, b;
	size_t conts = 0, pos = *at;
	int last = 0;

	ends.scan = (struct scan){.s = s, .n = n, .set = SCAN_LINES, .base = pos};
	ends.n = ends.at = 0;
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
