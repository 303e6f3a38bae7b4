/* SPDX-License-Identifier: MIT */
/* spans.c - rows of sentences: from one term to the next, by the simplest rules
 * that do; uax29_sentence.c answers for the rest */
#include "spans.h"

#include "chars.h"
#include "scan.h"
#include "uax29.h"

/* Where the white space at `at` ends. */
static size_t skip_space(const unsigned char *s, size_t at, size_t end)
{
	size_t next;

	while (at < end && (class_at(s, end, at, &next).flags & CHAR_SPACE))
		at = next;
	return at;
}

/* Where the white space before `end` begins; s[at] is not white space. */
static size_t drop_space(const unsigned char *s, size_t at, size_t end)
{
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

/* What a byte of ASCII is; SB_EXTEND for any other. */
static inline unsigned ascii_class(unsigned char c)
{
	return c < 0x80
	           ? tokenize_char_classes[tokenize_char_leaf[c >> 6][c & 63]].sentence
	           : (unsigned)SB_EXTEND;
}

static inline int is_cased(unsigned k)
{
	return k == SB_UPPER || k == SB_LOWER;
}

/* A curly quote: U+2018 to U+201F. */
static inline int quote(const unsigned char *s, size_t n, size_t at)
{
	return s[at] == 0xE2 && n - at > 2 && s[at + 1] == 0x80 &&
	       (s[at + 2] & 0xF8) == 0x98;
}

/* The term of ASCII at `at`: 1 with the end of the sentence, 0 with where to
 * look for the next term, -1: not as simple as that. */
static int simple_term(const unsigned char *s, size_t n, size_t from, size_t at,
                       size_t *where)
{
	const int full_stop = s[at] == '.';
	size_t i = at + 1;

	if (i >= n)
		return -1;
	unsigned k = ascii_class(s[i]);
	*where = i;
	if (full_stop && (k == SB_NUMERIC || k == SB_LOWER))
		return 0;
	if (full_stop && k == SB_UPPER) {
		const unsigned before =
		    at > from ? ascii_class(s[at - 1]) : (unsigned)SB_OTHER;
		return before == SB_EXTEND ? -1 : !is_cased(before);
	}
	for (; k == SB_CLOSE || quote(s, n, i); k = ascii_class(s[i])) {
		i += k == SB_CLOSE ? 1 : 3;
		if (i >= n)
			return -1;
	}
	for (; k == SB_SPACE; k = ascii_class(s[i]))
		if (++i >= n)
			return -1;
	*where = i;
	switch (k) {
	case SB_UPPER:
		return 1;
	case SB_LOWER:
		return !full_stop;
	case SB_LF:
		*where = i + 1;
		return 1;
	case SB_CONTINUE:
	case SB_TERM:
	case SB_ATERM:
		return 0;
	case SB_EXTEND: /* beyond ASCII */
	case SB_CR:
		return -1;
	default:
		return full_stop ? -1 : 1;
	}
}

/* What stands at `at`: 1 with the end of the sentence, 0 with where to look. */
static int term(const unsigned char *s, size_t n, size_t from, size_t at,
                size_t *where)
{
	int what = -1, plain = 0;

	if (s[at] < 0x80 && s[at] != '\r')
		what = simple_term(s, n, from, at, where);
	if (what >= 0)
		return what;
	*where = tokenize_sentence_resume(s, n, from, at, &plain);
	return !plain;
}

/* The row of [from, end); 0: no room for it. */
static inline int add(const unsigned char *s, size_t from, size_t end,
                      struct span_rows *rows)
{
	if (s[from] <= ' ' || s[from] >= 0x80)
		from = skip_space(s, from, end);
	if (from == end)
		return 1;
	if (rows->n == rows->cap)
		return 0;
	while (s[end - 1] == ' ' || s[end - 1] == '\n')
		end--;
	if (s[end - 1] < ' ' || s[end - 1] >= 0x80)
		end = drop_space(s, from, end);
	rows->begin[rows->n] = (uint32_t)from;
	rows->end[rows->n++] = (uint32_t)end;
	return 1;
}

int tokenize_sentences(const unsigned char *s, size_t n, size_t *at,
                       struct span_rows *rows)
{
	struct scan scan = {.s = s, .n = n, .base = *at};
	size_t from = *at, look = *at;

	while (scan.base < n) {
		tokenize_scan_block(&scan);
		for (uint64_t mask = scan.mask; mask; mask &= mask - 1) {
			const size_t pos = scan.base + share_lowest(mask);
			size_t end = pos + 1;
			if (pos < look)
				continue;
			if (s[pos] != '\n' && !term(s, n, from, pos, &end)) {
				look = end;
				continue;
			}
			if (!add(s, from, end, rows)) {
				*at = from;
				return 0;
			}
			from = look = end;
		}
		scan.base += 64;
		if (look > scan.base + 64)
			scan.base = look;
	}
	*at = from;
	if (from < n && !add(s, from, n, rows))
		return 0;
	*at = n;
	return 1;
}
