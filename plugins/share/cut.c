/* SPDX-License-Identifier: MIT */
/* cut.c - lines and paragraphs out of large blocks, copied by nobody */
#include "cut.h"

#include <stdlib.h>
#include <string.h>

enum {
	FIRST_CAP = 256 * 1024,
	KEPT = 4096 /* bytes of a piece that is too long */
};

void share_cut_start(struct share_cut *c, share_read_fn *read, void *from)
{
	char *const buf = c->buf;
	const size_t cap = c->cap;
	memset(c, 0, sizeof *c);
	c->buf = buf;
	c->cap = cap;
	c->read = read;
	c->from = from;
	c->line = 1;
}

void share_cut_finish(struct share_cut *c)
{
	free(c->buf);
	memset(c, 0, sizeof *c);
}

/* ---- The buffer ---- */

/* Room behind `end`: by moving what is left to the front, else by growing. */
static bool make_room(struct share_cut *c)
{
	if (c->at) {
		memmove(c->buf, c->buf + c->at, c->end - c->at);
		c->end -= c->at;
		c->at = 0;
	}
	if (c->end < c->cap)
		return true;
	const size_t cap = c->cap ? c->cap * 2 : FIRST_CAP;
	char *const more = cap > c->cap ? realloc(c->buf, cap) : NULL;
	if (!more)
		return false;
	c->buf = more;
	c->cap = cap;
	return true;
}

/* More bytes behind `end`, where there is room; at the end of the input, or
 * when it failed, eof is set. */
static void take(struct share_cut *c)
{
	const ptrdiff_t n = c->read(c->from, c->buf + c->end, c->cap - c->end);
	c->failed = n < 0;
	c->eof = n <= 0;
	c->end += n > 0 ? (size_t)n : 0;
}

static void pass(struct share_cut *c, size_t n)
{
	c->at += n;
	c->offset += n;
	c->seen = 0;
}

/* ---- Where a piece ends ---- */

struct end {
	size_t size; /* of the piece, from `at` */
	size_t next; /* of what follows it */
	uint64_t lines;
};

/* Each looks at [at, end) from `seen` on.  False: not there yet. */
typedef bool find_fn(struct share_cut *, struct end *);

static bool find_line(struct share_cut *c, struct end *e)
{
	const char *const p = c->buf + c->at;
	const size_t n = c->end - c->at;
	const char *const lf = memchr(p + c->seen, '\n', n - c->seen);
	if (!lf) {
		c->seen = n;
		return false;
	}
	e->size = (size_t)(lf - p);
	e->next = e->size + 1;
	e->lines = 1;
	return true;
}

static size_t blanks(const char *p, size_t n)
{
	size_t i = 0;
	while (i < n && (p[i] == ' ' || p[i] == '\t' || p[i] == '\r'))
		i++;
	return i;
}

/* A paragraph ends with a line end before a blank line. */
static bool find_paragraph(struct share_cut *c, struct end *e)
{
	const char *const p = c->buf + c->at;
	const size_t n = c->end - c->at;
	for (size_t i = c->seen; i < n;) {
		const char *const lf = memchr(p + i, '\n', n - i);
		if (!lf)
			break;
		const size_t at = (size_t)(lf - p);
		const size_t next = at + 1 + blanks(lf + 1, n - at - 1);
		if (next == n) { /* cannot know yet; look again from here */
			c->seen = at;
			return false;
		}
		if (p[next] == '\n') {
			e->size = at;
			e->next = at + 1;
			return true;
		}
		i = at + 1;
	}
	c->seen = n;
	return false;
}

static uint64_t count_lines(const char *p, size_t n)
{
	uint64_t lines = 0;
	for (const char *const end = p + n; p < end; p++) {
		p = memchr(p, '\n', (size_t)(end - p));
		if (!p)
			break;
		lines++;
	}
	return lines;
}

/* ---- Cutting ---- */

/* Between two fills of stream_past: what was looked at goes, save the first
 * `kept` bytes of the buffer. */
static void forget(struct share_cut *c, size_t kept)
{
	const size_t rest = c->end - c->at - c->seen; /* line end, then blanks */
	c->line += count_lines(c->buf + c->at, c->seen);
	pass(c, c->seen);
	memmove(c->buf + kept, c->buf + c->at, rest);
	c->at = kept;
	c->end = kept + rest;
	if (c->end == c->cap) { /* blanks without end: the line end is enough */
		c->offset += rest - 1;
		c->end = kept + 1;
	}
}

/* Lets go of a piece that is too long, but for its first bytes. */
static void stream_past(struct share_cut *c, find_fn *find,
                        struct share_piece *piece)
{
	struct end e = {0};
	memmove(c->buf, c->buf + c->at, c->end - c->at);
	c->end -= c->at;
	c->at = 0;
	const size_t kept = c->seen < KEPT ? c->seen : KEPT;
	while (!find(c, &e)) {
		forget(c, kept);
		if (c->eof)
			break;
		take(c);
	}
	c->line += count_lines(c->buf + c->at, e.next);
	pass(c, e.next);
	piece->bytes = c->buf;
	piece->size = kept;
}

static void give(struct share_cut *c, const struct end *e,
                 struct share_piece *piece)
{
	piece->bytes = c->buf + c->at;
	piece->size = e->size;
	c->line += e->lines ? e->lines : count_lines(piece->bytes, e->next);
	pass(c, e->next);
	if (piece->size && piece->bytes[piece->size - 1] == '\r')
		piece->size--;
}

/* What is left when the input ends: a line without its end, or a paragraph
 * and at most one line end with blanks. */
static enum share_cut_result last(struct share_cut *c, struct share_piece *piece)
{
	const char *const p = c->buf + c->at;
	const bool failed = c->failed;
	struct end e = {.size = c->end - c->at, .next = c->end - c->at};
	c->failed = false;
	if (!e.size && !failed)
		return SHARE_CUT_END;
	size_t text = e.size;
	while (text && p[text - 1] != '\n' && blanks(p + text - 1, 1))
		text--;
	if (text && p[text - 1] == '\n')
		e.size = text - 1;
	give(c, &e, piece);
	return failed ? SHARE_CUT_FAILED : SHARE_CUT_PIECE;
}

static enum share_cut_result cut(struct share_cut *c, find_fn *find, size_t max,
                                 struct share_piece *piece)
{
	struct end e = {0};
	piece->line = c->line;
	piece->bytes = "";
	piece->size = 0;
	while (!c->buf || !find(c, &e)) {
		if (c->eof)
			return last(c, piece);
		/* seen: without a line end and blanks that may end a paragraph; CR may
		 * be one byte more. */
		if (c->seen > max && c->seen - max > 1) {
			stream_past(c, find, piece);
			return SHARE_CUT_LONG;
		}
		if (c->end - c->at - c->seen > FIRST_CAP) { /* blank beyond reason */
			e.size = c->seen;
			e.next = c->end - c->at;
			break;
		}
		if (c->end == c->cap && !make_room(c))
			return SHARE_CUT_NO_MEMORY;
		take(c);
	}
	give(c, &e, piece);
	return piece->size > max ? SHARE_CUT_LONG : SHARE_CUT_PIECE;
}

enum share_cut_result share_cut_line(struct share_cut *c, size_t max,
                                     struct share_piece *piece)
{
	return cut(c, find_line, max, piece);
}

/* Passes blank lines, as far as there are any. */
static enum share_cut_result skip_blank(struct share_cut *c)
{
	for (;;) {
		const size_t n = c->end - c->at;
		const size_t skipped = n ? blanks(c->buf + c->at, n) : 0;
		if (skipped < n && c->buf[c->at + skipped] != '\n')
			return SHARE_CUT_PIECE;
		if (skipped < n) {
			pass(c, skipped + 1);
			c->line++;
		} else if (c->eof) {
			pass(c, n);
			return SHARE_CUT_PIECE;
		} else {
			if (c->end == c->cap && c->at == 0 && c->cap)
				pass(c, n); /* a blank line without end */
			if (!make_room(c))
				return SHARE_CUT_NO_MEMORY;
			take(c);
		}
	}
}

enum share_cut_result share_cut_paragraph(struct share_cut *c, size_t max,
                                          struct share_piece *piece)
{
	const enum share_cut_result rc = skip_blank(c);
	return rc == SHARE_CUT_PIECE ? cut(c, find_paragraph, max, piece) : rc;
}
