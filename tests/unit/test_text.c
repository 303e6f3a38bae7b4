/* SPDX-License-Identifier: MIT */
/* test_text.c - what is UTF-8, how the rest is repaired, and that the map leads
 * back to the bytes as read after any edits. */
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* A slow decoder written from the table of well-formed sequences in Unicode
 * 15.0 (table 3-7), to compare with. */
static size_t slow_valid(const unsigned char *s, size_t n)
{
	size_t i = 0;
	while (i < n) {
		const unsigned c = s[i];
		uint32_t v;
		size_t k;
		if (c == 0)
			return i;
		if (c < 0x80) {
			i++;
			continue;
		}
		if (c < 0xC0)
			return i;
		k = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
		if (c > 0xF7 || i + k >= n)
			return i;
		v = c & (0x3Fu >> k);
		for (size_t j = 1; j <= k; j++) {
			if ((s[i + j] & 0xC0) != 0x80)
				return i;
			v = v << 6 | (s[i + j] & 0x3F);
		}
		if (v < (k == 1   ? 0x80u
		         : k == 2 ? 0x800u
		                  : 0x10000u) ||
		    v > 0x10FFFF || (v >= 0xD800 && v < 0xE000))
			return i;
		i += k + 1;
	}
	return n;
}

static void validity_agrees_with_a_slow_decoder(void **state)
{
	static const char *const parts[] = {"a",
	                                    "\xC3\xA9",
	                                    "\xE2\x80\x9C",
	                                    "\xF0\x9F\x98\x80",
	                                    "\xC0\x80",
	                                    "\xED\xA0\x80",
	                                    "\xF4\x90\x80\x80",
	                                    "\xFF",
	                                    "\x80",
	                                    "\xE2\x80",
	                                    "plain text of words ",
	                                    "0123456789abcdef0123456789abcdef"};
	unsigned char text[400];
	uint32_t seed = 1;
	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t n = 0;
		const int good = round % 3;
		while (n < 300) {
			seed = seed * 1664525u + 1013904223u;
			const char *p = parts[(seed >> 16) % (good ? 4 : 12)];
			if (good && (seed >> 8) % 5)
				p = parts[10 + (seed >> 20) % 2];
			memcpy(text + n, p, strlen(p));
			n += strlen(p);
		}
		if (good == 2)
			text[(seed >> 3) % n] = (unsigned char)(seed >> 24);
		/* No byte behind n may be looked at: hand over an exact copy. */
		unsigned char *exact = malloc(n);
		assert_non_null(exact);
		memcpy(exact, text, n);
		assert_int_equal(text_valid((char *)exact, n), slow_valid(exact, n));
		free(exact);
	}
}

static void every_pair_of_bytes_is_judged_right(void **state)
{
	unsigned char s[4] = {0, 0, 0xBF, 0x80};
	(void)state;
	for (unsigned a = 0; a < 256; a++) {
		for (unsigned b = 0; b < 256; b++) {
			s[0] = (unsigned char)a;
			s[1] = (unsigned char)b;
			for (size_t n = 1; n <= 4; n++)
				assert_int_equal(text_valid((char *)s, n), slow_valid(s, n));
		}
	}
}

static void repair(const char *in, size_t n, const char *want, uint32_t bad)
{
	struct arena a = {0};
	struct text_map m = {0};
	const char *text = in;
	uint32_t size = (uint32_t)n, repairs = 99;
	assert_int_equal(text_repair(&a, &text, &size, &m, &repairs), 0);
	assert_int_equal(size, strlen(want));
	assert_memory_equal(text, want, size);
	assert_int_equal(repairs, bad);
	assert_int_equal(text_valid(text, size), size);
	arena_free(&a);
}

static void what_is_invalid_becomes_one_replacement_a_maximal_part(void **state)
{
	(void)state;
	repair("good", 4, "good", 0);
	repair("\xEF\xBB\xBFgood", 7, "good", 0);
	repair("a\0b", 3,
	       "a\xEF\xBF\xBD"
	       "b",
	       1);
	/* The example of Unicode 15.0, table 3-8. */
	repair("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64", 13,
	       "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
	       "b\xEF\xBF\xBD"
	       "c\xEF\xBF\xBD\xEF\xBF\xBD"
	       "d",
	       6);
	repair("\xE2\x80", 2, "\xEF\xBF\xBD", 1);
	repair("", 0, "", 0);
}

static void the_map_leads_back_after_a_repair(void **state)
{
	struct arena a = {0};
	struct text_map m = {0};
	const char *in = "\xEF\xBB\xBFone\xFFtwo", *text = in;
	uint32_t size = 10, repairs;
	(void)state;
	assert_int_equal(text_repair(&a, &text, &size, &m, &repairs), 0);
	assert_string_equal(text, "one\xEF\xBF\xBDtwo");
	assert_int_equal(text_original(&m, 0), 3);
	assert_int_equal(text_original(&m, 3), 6);
	assert_int_equal(text_original(&m, 6), 7);
	assert_int_equal(text_original(&m, 9), 10);
	arena_free(&a);
}

/* Applies two rounds of edits to a text in which every byte says where it
 * stood, and looks whether the map finds each surviving byte. */
static void the_map_leads_back_after_edits_of_edits(void **state)
{
	uint32_t seed = 7;
	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct arena a = {0};
		struct text_map m = {0};
		char original[201];
		for (int i = 0; i < 200; i++)
			original[i] = (char)('!' + i % 90);
		original[200] = 0;
		const char *text = original;
		uint32_t size = 200;
		for (int pass = 0; pass < 2; pass++) {
			struct text_edit e[8];
			uint32_t n = 0, at = 0;
			while (n < 8) {
				seed = seed * 1664525u + 1013904223u;
				const uint32_t begin = at + (seed >> 8) % 40;
				const uint32_t end = begin + (seed >> 16) % 6;
				if (end > size)
					break;
				e[n++] = (struct text_edit){begin, end, (seed >> 24) % 4,
				                            "\x01\x01\x01"};
				at = end;
			}
			assert_int_equal(text_apply(&a, &text, &size, &m, e, n), 0);
			assert_int_equal(text[size], 0);
		}
		uint32_t last = 0;
		for (uint32_t t = 0; t < size; t++) {
			const uint32_t o = text_original(&m, t);
			assert_true(o >= last && o <= 200);
			last = o;
			if (text[t] != 1)
				assert_int_equal(text[t], original[o]);
		}
		assert_int_equal(text_original(&m, size), 200);
		for (uint32_t i = 1; i < m.n; i++) {
			assert_true(m.text[i] > m.text[i - 1]);
			assert_true(m.original[i] >= m.original[i - 1]);
		}
		arena_free(&a);
	}
}

static void what_is_mostly_invalid_is_no_text(void **state)
{
	(void)state;
	static char s[20000];
	memset(s, 'x', sizeof s);
	for (size_t i = 0; i < 1000; i++)
		s[i * 2] = i % 2 ? 0 : '\xFF';
	assert_false(text_is_hopeless(s, 2000)); /* half, but only a thousand */
	s[2000] = 0;
	assert_true(text_is_hopeless(s, 2001));
	assert_true(text_is_hopeless(s, 8000));
	assert_false(text_is_hopeless(s, 8016)); /* one in eight */
	assert_false(text_is_hopeless(s, sizeof s));
	assert_false(text_is_hopeless(s, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(validity_agrees_with_a_slow_decoder),
	    cmocka_unit_test(every_pair_of_bytes_is_judged_right),
	    cmocka_unit_test(what_is_invalid_becomes_one_replacement_a_maximal_part),
	    cmocka_unit_test(the_map_leads_back_after_a_repair),
	    cmocka_unit_test(the_map_leads_back_after_edits_of_edits),
	    cmocka_unit_test(what_is_mostly_invalid_is_no_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
