/* SPDX-License-Identifier: MIT */
/* test_share_cut.c - lines and paragraphs, whatever the blocks they come in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cut.h"

struct source {
	const char *s;
	size_t n, at;
	size_t step;   /* bytes at once */
	bool fails;    /* at the end */
	uint64_t fill; /* then so many 'x' (and no end before they are out) */
};

static ptrdiff_t read_source(void *from, char *buf, size_t cap)
{
	struct source *const s = from;
	size_t n = s->n - s->at < s->step ? s->n - s->at : s->step;
	n = n < cap ? n : cap;
	if (n) {
		memcpy(buf, s->s + s->at, n);
		s->at += n;
		return (ptrdiff_t)n;
	}
	if (s->fill) {
		n = s->fill < cap ? (size_t)s->fill : cap;
		memset(buf, 'x', n);
		s->fill -= n;
		return (ptrdiff_t)n;
	}
	return s->fails ? -1 : 0;
}

typedef enum share_cut_result cut_fn(struct share_cut *, size_t,
                                     struct share_piece *);

/* All pieces of s as "line:piece|", one string. */
static void expect_pieces(cut_fn *cut, const char *s, size_t n, size_t max,
                          const char *want)
{
	static const char marks[] = {[SHARE_CUT_PIECE] = '|', [SHARE_CUT_LONG] = '!'};
	for (size_t step = 1; step <= 9; step++) {
		struct source source = {.s = s, .n = n, .step = step};
		struct share_cut c = {0};
		struct share_piece p;
		enum share_cut_result r;
		char got[500] = "";
		size_t at = 0;
		share_cut_start(&c, read_source, &source);
		while ((r = cut(&c, max, &p)) != SHARE_CUT_END) {
			assert_true(r == SHARE_CUT_PIECE || r == SHARE_CUT_LONG);
			const int size = r == SHARE_CUT_LONG ? 0 : (int)p.size;
			at += (size_t)snprintf(got + at, sizeof got - at, "%d:%.*s%c",
			                       (int)p.line, size, p.bytes, marks[r]);
			assert_true(at < sizeof got);
		}
		assert_string_equal(got, want);
		assert_int_equal(c.offset, n);
		share_cut_finish(&c);
	}
}

#define LINES(s, max, want) \
	expect_pieces(share_cut_line, s, sizeof s - 1, max, want)
#define PARAGRAPHS(s, max, want) \
	expect_pieces(share_cut_paragraph, s, sizeof s - 1, max, want)

static void cuts_lines(void **state)
{
	(void)state;
	LINES("", 100, "");
	LINES("\n", 100, "1:|");
	LINES("a", 100, "1:a|");
	LINES("a\n", 100, "1:a|");
	LINES("a\nb", 100, "1:a|2:b|");
	LINES("a\r\n\r\nb\r\n", 100, "1:a|2:|3:b|");
	LINES("\n\n a \nb\rc\n", 100, "1:|2:|3: a |4:b\rc|");
}

static void passes_long_lines(void **state)
{
	(void)state;
	LINES("abc\nabcd\nxy\n", 3, "1:abc|2:!3:xy|");
	LINES("abc\r\nabcdefghijkl\nxy", 3, "1:abc|2:!3:xy|");
	LINES("abcdefghijklmnop", 3, "1:!");
	LINES("abcdefghijklmnop\n", 0, "1:!");
}

static void cuts_paragraphs(void **state)
{
	(void)state;
	PARAGRAPHS("", 100, "");
	PARAGRAPHS("\n \n\t\n", 100, "");
	PARAGRAPHS("a", 100, "1:a|");
	PARAGRAPHS("a\nb\n\nc\n", 100, "1:a\nb|4:c|");
	PARAGRAPHS("\n\na\n  \n \nb\nc\n\n\n", 100, "3:a|6:b\nc|");
	PARAGRAPHS("a\r\n\r\nb\r\nc\r\n", 100, "1:a|3:b\r\nc|");
	PARAGRAPHS("a\n  b\n   ", 100, "1:a\n  b|");
	PARAGRAPHS("  a\n\n", 100, "1:  a|");
}

static void passes_long_paragraphs(void **state)
{
	(void)state;
	PARAGRAPHS("ab\ncd\nef\ngh\n\nx\n", 4, "1:!6:x|");
	PARAGRAPHS("ab\n                \ncd\n\nx", 4, "1:ab|3:cd|5:x|");
	PARAGRAPHS("abcdefgh\n          \n\ncd", 4, "1:!4:cd|");
}

/* The piece that is cut off by a failure is given, then the end. */
static void tells_failures(void **state)
{
	(void)state;
	struct source source = {.s = "a\nbc", .n = 4, .step = 3, .fails = true};
	struct share_cut c = {0};
	struct share_piece p;
	share_cut_start(&c, read_source, &source);
	assert_int_equal(share_cut_line(&c, 100, &p), SHARE_CUT_PIECE);
	assert_int_equal(share_cut_line(&c, 100, &p), SHARE_CUT_FAILED);
	assert_int_equal(p.size, 2);
	assert_memory_equal(p.bytes, "bc", 2);
	assert_int_equal(p.line, 2);
	assert_int_equal(share_cut_line(&c, 100, &p), SHARE_CUT_END);
	share_cut_finish(&c);
}

/* A line of 1 GB takes no more memory than the largest that is wanted. */
static void bounds_memory(void **state)
{
	(void)state;
	const uint64_t huge = UINT64_C(1) << 30;
	struct source source = {.s = "first\n", .n = 6, .step = 6, .fill = huge};
	struct share_cut c = {0};
	struct share_piece p;
	share_cut_start(&c, read_source, &source);
	assert_int_equal(share_cut_line(&c, 1 << 20, &p), SHARE_CUT_PIECE);
	assert_int_equal(share_cut_line(&c, 1 << 20, &p), SHARE_CUT_LONG);
	assert_in_range(p.size, 1, 4096);
	assert_in_range(c.cap, 1 << 18, 1 << 22);
	assert_int_equal(c.offset, huge + 6);
	assert_int_equal(share_cut_line(&c, 1 << 20, &p), SHARE_CUT_END);
	share_cut_finish(&c);
}

/* Long lines up to the largest come out whole, and their neighbours. */
static void grows(void **state)
{
	(void)state;
	const size_t sizes[] = {10, 300000, 5, 1000000, 262143, 262144, 262145, 0, 7};
	const size_t count = sizeof sizes / sizeof *sizes;
	char *const s = malloc(3000000);
	size_t n = 0;
	assert_non_null(s);
	for (size_t i = 0; i < count; i++) {
		memset(s + n, 'a' + (int)i, sizes[i]);
		n += sizes[i];
		s[n++] = '\n';
	}
	struct source source = {.s = s, .n = n, .step = 100000};
	struct share_cut c = {0};
	struct share_piece p;
	share_cut_start(&c, read_source, &source);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(share_cut_line(&c, 1000000, &p), SHARE_CUT_PIECE);
		assert_int_equal(p.size, sizes[i]);
		for (size_t k = 0; k < p.size; k++)
			if (p.bytes[k] != (char)('a' + (int)i))
				fail_msg("a byte of another line");
	}
	assert_int_equal(share_cut_line(&c, 1000000, &p), SHARE_CUT_END);
	share_cut_finish(&c);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cuts_lines),      cmocka_unit_test(passes_long_lines),
	    cmocka_unit_test(cuts_paragraphs), cmocka_unit_test(passes_long_paragraphs),
	    cmocka_unit_test(tells_failures),  cmocka_unit_test(bounds_memory),
	    cmocka_unit_test(grows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
