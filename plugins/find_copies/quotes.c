/* SPDX-License-Identifier: MIT */
/* quotes.c - finds what stands between double quotation marks.
 *
 * A quote ends at the closing mark or, where it is missing - in each paragraph
 * but the last of a long quote, by custom -, at the end of the paragraph.  A
 * straight mark opens if something stands behind it and nothing, or an opening
 * bracket or dash, before it. */
#include "quotes.h"
#include <stdlib.h>
#include <string.h>

enum {
	NO_MARK,
	OPENS,
	CLOSES
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\0';
}

static int straight(const struct quote_input *in, uint32_t at)
{
	const char before = at ? in->text[at - 1] : ' ';
	const char after = at + 1 < in->size ? in->text[at + 1] : ' ';

	if (is_blank(after))
		return CLOSES;
	return is_blank(before) || strchr("([-/", before) ||
	               (unsigned char)before >= 0x80
	           ? OPENS
	           : CLOSES;
}

/* The mark at a byte and its size. */
static int mark_at(const struct quote_input *in, uint32_t at, uint32_t *size)
{
	const unsigned char *const s = (const unsigned char *)in->text + at;
	const uint32_t left = in->size - at;

	*size = 1;
	if (*s == '"')
		return straight(in, at);
	if (left > 2 && s[0] == 0xE2 && s[1] == 0x80) { /* U+201C to U+201F */
		*size = 3;
		return s[2] == 0x9C || s[2] == 0x9E || s[2] == 0x9F ? OPENS
		       : s[2] == 0x9D                               ? CLOSES
		                                                    : NO_MARK;
	}
	if (left > 1 && s[0] == 0xC2 && (s[1] == 0xAB || s[1] == 0xBB)) {
		*size = 2; /* U+00AB, U+00BB */
		return s[1] == 0xAB ? OPENS : CLOSES;
	}
	return NO_MARK;
}

static bool add(struct quotes *q, uint32_t begin, uint32_t end)
{
	if (begin >= end)
		return true;
	if (q->n == q->room) {
		const uint32_t room = q->room ? q->room * 2 : 32;
		struct quote *const p = realloc(q->items, room * sizeof *p);
		if (!p)
			return false;
		q->items = p;
		q->room = room;
	}
	q->items[q->n++] = (struct quote){begin, end, 0, 0};
	return true;
}

static bool has_byte(uint64_t eight, unsigned byte)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t x = eight ^ ones * byte;

	return (x - ones) & ~x & ones << 7;
}

static bool is_sign(unsigned char c, bool lines)
{
	return c == '"' || (lines && c == '\n') || c == 0xE2 || c == 0xC2;
}

/* The next byte from `at` on that can begin a mark or, if `lines`, end a line. */
static uint32_t next_sign(const struct quote_input *in, uint32_t at, bool lines)
{
	const unsigned char *const text = (const unsigned char *)in->text;

	while (at < in->size) {
		const uint32_t to = in->size - at < 8 ? in->size : at + 8;
		uint64_t eight;
		if (to - at == 8) {
			memcpy(&eight, text + at, sizeof eight);
			if (!(eight & UINT64_C(0x8080808080808080)) && !has_byte(eight, '"') &&
			    !(lines && has_byte(eight, '\n'))) {
				at += 8;
				continue;
			}
		}
		for (; at < to; at++)
			if (is_sign(text[at], lines))
				return at;
	}
	return at;
}

static bool ends_paragraph(const struct quote_input *in, uint32_t at)
{
	while (++at < in->size && (in->text[at] == ' ' || in->text[at] == '\r'))
		;
	return at >= in->size || in->text[at] == '\n';
}

bool find_copies_quotes(struct quotes *q, const struct quote_input *in)
{
	uint32_t open = UINT32_MAX, size = 1;

	q->n = 0;
	for (uint32_t at = next_sign(in, 0, false); at < in->size;
	     at = next_sign(in, at + size, open != UINT32_MAX)) {
		const bool line = in->text[at] == '\n';
		const int mark = line ? NO_MARK : mark_at(in, at, &size);
		size = line ? 1 : size;
		if (line ? !ends_paragraph(in, at) : mark == NO_MARK)
			continue;
		if (open != UINT32_MAX && !add(q, open, at))
			return false;
		open = mark == OPENS ? at + size : UINT32_MAX;
	}
	if (open != UINT32_MAX && !add(q, open, in->size))
		return false;
	for (uint32_t i = 0; i < q->n && in->kind && in->flags; i++)
		find_copies_speaker(in, q, i);
	return true;
}
