/* SPDX-License-Identifier: MIT */
/* test_tokenize_uax29.c - Unicode's own tests of word and sentence boundaries,
 * on the functions that find one boundary after the other */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <catena/fold.h>

#include "uax29.h"

typedef size_t next_end(const unsigned char *, size_t, size_t);

/* "÷ 0061 × 0308 ÷" -> text, and the offsets of the ÷ but for the first. */
static size_t parse(const char *line, unsigned char *text, size_t *ends,
                    size_t *count)
{
	size_t size = 0;

	*count = 0;
	while (*line && *line != '#' && *line != '\n') {
		char *after;
		if (!strncmp(line, "÷", 2)) {
			if (size)
				ends[(*count)++] = size;
			line += 2;
		} else if (!strncmp(line, "×", 2)) {
			line += 2;
		} else {
			const unsigned long c = strtoul(line, &after, 16);
			size +=
			    after == line ? 0 : catena_fold_encode(text + size, (uint32_t)c);
			line = after == line ? line + 1 : after;
		}
	}
	return size;
}

static void check_file(const char *name, next_end *next, unsigned least)
{
	const char *const top = getenv("abs_top_srcdir");
	char path[4096], line[4096];
	unsigned char text[1024];
	size_t ends[256], count;
	unsigned lines = 0;

	snprintf(path, sizeof path, "%s/tests/plugin/unicode/%s", top ? top : ".",
	         name);
	FILE *const f = fopen(path, "r");
	if (!f)
		fail_msg("%s: cannot be opened", path);
	while (fgets(line, sizeof line, f)) {
		const size_t n = parse(line, text, ends, &count);
		size_t at = 0, k = 0;
		if (!n)
			continue;
		lines++;
		for (; at < n && k < count; k++) {
			at = next(text, n, at);
			if (at != ends[k])
				fail_msg("%s: boundary at %zu, expected %zu: %s", name, at, ends[k],
				         line);
		}
		if (at != n || k != count)
			fail_msg("%s: %zu of %zu boundaries: %s", name, k, count, line);
	}
	fclose(f);
	print_message("%s: %u lines\n", name, lines);
	assert_true(lines >= least);
}

static void words(void **state)
{
	(void)state;
	check_file("WordBreakTest.txt", tokenize_word_end, 1823);
}

static void sentences(void **state)
{
	(void)state;
	check_file("SentenceBreakTest.txt", tokenize_sentence_end, 502);
}

/* Bytes that are not UTF-8: ends rise, and reach the end of the text. */
static void any_bytes(void **state)
{
	unsigned char text[200];
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t n = 1 + round % sizeof text, at;
		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			text[i] = (unsigned char)(seed >> 24);
		}
		unsigned char *const exact = malloc(n);
		assert_non_null(exact);
		memcpy(exact, text, n);
		for (at = 0; at < n;) {
			const size_t end = tokenize_word_end(exact, n, at);
			assert_true(end > at && end <= n);
			at = end;
		}
		for (at = 0; at < n;) {
			const size_t end = tokenize_sentence_end(exact, n, at);
			assert_true(end > at && end <= n);
			at = end;
		}
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words),
	    cmocka_unit_test(sentences),
	    cmocka_unit_test(any_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
