/* SPDX-License-Identifier: MIT */
/* frame.c - the first and the last block of a text: a column has the same header
 * every week, an agency the same notice at the foot.
 *
 * A block ends at a blank line; where there is none it is a line.  Each is known by
 * the hash of its letters, so that the date in it does not matter. */
#include "terms.h"

#define LETTERS 12u /* a block has that many at least */

static bool is_blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Where the line that holds `at` ends: at its '\n', or at `size`. */
static uint32_t line_end(const unsigned char *s, uint32_t size, uint32_t at)
{
	const unsigned char *const end = memchr(s + at, '\n', size - at);

	return end ? (uint32_t)(end - s) : size;
}

static bool is_blank_line(const unsigned char *s, uint32_t from, uint32_t to)
{
	while (from < to && is_blank(s[from]))
		from++;
	return from == to;
}

/* The end of the first block: before a blank line that stands before `most`, else
 * that of the first line; 0: there is neither. */
static uint32_t head_end(const unsigned char *s, uint32_t most)
{
	uint32_t at = 0, first = 0;

	while (at < most) {
		const uint32_t end = line_end(s, most, at);
		if (end == most)
			break;
		if (at && is_blank_line(s, at, end))
			return at;
		first = first ? first : end;
		at = end + 1;
	}
	return first;
}

/* Where the line that ends before `at` begins. */
static uint32_t line_begin(const unsigned char *s, uint32_t at, uint32_t least)
{
	while (at > least && s[at - 1] != '\n')
		at--;
	return at;
}

/* As head_end, from the end: where the last block begins. */
static uint32_t foot_begin(const unsigned char *s, uint32_t size, uint32_t least)
{
	uint32_t at = size, last = size;

	while (at > least) {
		const uint32_t begin = line_begin(s, at, least);
		if (begin == least)
			break;
		if (at < size && is_blank_line(s, begin, at))
			return at + 1;
		last = last < size ? last : begin;
		at = begin - 1;
	}
	return last;
}

/* Of the letters; 0: there are few. */
static uint32_t hash_of(const unsigned char *s, uint32_t size)
{
	uint64_t hash = 0;
	uint32_t letters = 0;

	for (uint32_t i = 0; i < size; i++) {
		const unsigned char c = s[i] | 0x20;
		if (s[i] < 0x80 && (c < 'a' || c > 'z'))
			continue;
		hash = (hash + c + 1) * SHINGLE_BASE;
		letters++;
	}
	hash = shingle_mix(hash);
	return letters < LETTERS ? 0 : (uint32_t)hash | 1;
}

void group_stories_frame(struct frame *f, const unsigned char *s, uint32_t size)
{
	uint32_t from = 0;

	while (from < size && (is_blank(s[from]) || s[from] == '\n'))
		from++;
	while (size > from && (is_blank(s[size - 1]) || s[size - 1] == '\n'))
		size--;
	const uint32_t middle = from + (size - from) / 2;
	f->head_end = from + head_end(s + from, middle - from);
	f->foot_begin = foot_begin(s, size, middle);
	f->head_words = f->foot_words = 0;
	f->blocks.head = hash_of(s + from, f->head_end - from);
	f->blocks.foot = hash_of(s + f->foot_begin, size - f->foot_begin);
}
