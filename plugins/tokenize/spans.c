/* SPDX-License-Identifier: MIT */
/* spans.c - rows of sentences, of white space bared */
#include "spans.h"

#include "chars.h"
#include "scan.h"
#include "uax29.h"

/* Where the white space at `at` ends. */
static size_t skip_space(const unsigned char *s, size_t at, size_t end)
{
	size_t next;

	if (at < end && s[at] > ' ' && s[at] < 0x80)
		return at;
	while (at < end && (class_at(s, end, at, &next).flags & CHAR_SPACE))
		at = next;
	return at;
}

/* Where the white space before `end` begins; s[at] is not white space. */
static size_t drop_space(const unsigned char *s, size_t at, size_t end)
{
	if (s[end - 1] > ' ' && s[end - 1] < 0x80)
		return end;
	for (;;) {
		size_t from = end - 1, next;
		while (from > at && (s[from] & 0xC0) == 0x80)
			from--;
		if (from <= at || !(class_at(s, end, from, &next).flags & CHAR_SPACE) ||
		    next != end)
			return end;
		end = from;
	}
}

int tokenize_sentences(const unsigned char *s, size_t n, size_t *at,
                       struct span_rows *rows)
{
	struct scan scan = {.s = s, .n = n, .set = SCAN_TERMS, .fresh = 1};

	while (*at < n) {
		const size_t end = tokenize_sentence_next(&scan, *at);
		const size_t begin = skip_space(s, *at, end);
		if (begin < end) {
			if (rows->n == rows->cap)
				return 0;
			rows->begin[rows->n] = (uint32_t)begin;
			rows->end[rows->n++] = (uint32_t)drop_space(s, begin, end);
		}
		*at = end;
	}
	return 1;
}
