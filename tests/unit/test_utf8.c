/* SPDX-License-Identifier: MIT */
/* test_utf8.c - <catena/utf8.h> against the rules, number by number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <catena/utf8.h>
#include <stdlib.h>

static void every_number_round_trips(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp <= 0x110000; cp++) {
		char s[5] = "";
		const unsigned n = utf8_encode(cp, s);
		uint32_t back = 0;
		if (cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000)) {
			assert_int_equal(n, 0);
			continue;
		}
		assert_int_equal(n, cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4);
		assert_int_equal(utf8_decode(s, n, &back), n);
		assert_int_equal(back, cp);
		assert_int_equal(utf8_decode(s, n - 1, &back), 0);
		assert_int_equal(utf8_codepoints(s, n), 1);
		assert_int_equal(utf8_utf16_units(s, n), cp > 0xFFFF ? 2 : 1);
	}
}

/* The plain rule, written another way: table 3-7 of the Unicode Standard. */
static unsigned reference(const unsigned char *u, size_t n)
{
	static const struct {
		unsigned char low[2], top[2];
		unsigned bytes;
	} rows[] = {{{0xC2, 0x80}, {0xDF, 0xBF}, 2}, {{0xE0, 0xA0}, {0xE0, 0xBF}, 3},
	            {{0xE1, 0x80}, {0xEC, 0xBF}, 3}, {{0xED, 0x80}, {0xED, 0x9F}, 3},
	            {{0xEE, 0x80}, {0xEF, 0xBF}, 3}, {{0xF0, 0x90}, {0xF0, 0xBF}, 4},
	            {{0xF1, 0x80}, {0xF3, 0xBF}, 4}, {{0xF4, 0x80}, {0xF4, 0x8F}, 4}};
	if (u[0] < 0x80)
		return 1;
	for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
		if (u[0] < rows[r].low[0] || u[0] > rows[r].top[0] || n < rows[r].bytes ||
		    u[1] < rows[r].low[1] || u[1] > rows[r].top[1])
			continue;
		for (unsigned k = 2; k < rows[r].bytes; k++)
			if (u[k] < 0x80 || u[k] > 0xBF)
				return 0;
		return rows[r].bytes;
	}
	return 0;
}

static void decodes_by_the_table(void **state)
{
	(void)state;
	static const unsigned char tails[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90,
	                                      0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
	const size_t n = sizeof tails;
	for (unsigned a = 0; a < 256; a++)
		for (unsigned b = 0; b < 256; b++)
			for (size_t k = 0; k < n * n; k++) {
				const unsigned char u[4] = {(unsigned char)a, (unsigned char)b,
				                            tails[k / n], tails[k % n]};
				uint32_t cp;
				for (size_t size = 1; size <= 4; size++)
					assert_int_equal(utf8_decode((const char *)u, size, &cp),
					                 reference(u, size));
			}
}

static void finds_the_first_bad_byte(void **state)
{
	(void)state;
	static const char text[] =
	    "plain ascii, then \xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 end.";
	const size_t n = sizeof text - 1;
	assert_int_equal(utf8_valid_prefix(text, n), n);
	assert_int_equal(utf8_ascii_prefix(text, n), 18);
	assert_int_equal(utf8_valid_prefix("", 0), 0);
	for (size_t at = 0; at < 18; at++) {
		char s[sizeof text];
		memcpy(s, text, sizeof s);
		s[at] = '\xFF';
		assert_int_equal(utf8_valid_prefix(s, n), at);
	}
	assert_int_equal(utf8_valid_prefix(text, 19), 18); /* cut in a character */
	assert_int_equal(utf8_valid_prefix(text, 22), 20);
	assert_int_equal(utf8_valid_prefix(text, 26), 23);
}

/* Examples of section 3.9 of the Unicode Standard. */
static void replaces_maximal_subparts(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t size;
		const char *parts; /* '0' + length of each bad part, 'A' a good byte */
	} known[] = {
	    {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", 9, "11111111A"},
	    {"\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41", 9, "11111111A"},
	    {"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", 9, "11111A11A"},
	    {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", 9, "2132A"},
	    {"\xF0\x9F\x98", 3, "3"},
	    {"\xE2\x82", 2, "2"},
	    {"\xC3", 1, "1"},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		const char *s = known[i].bytes;
		size_t left = known[i].size;
		for (const char *p = known[i].parts; *p; p++) {
			uint32_t cp;
			unsigned n = utf8_decode(s, left, &cp);
			assert_int_equal(n, *p == 'A' ? 1 : 0);
			if (!n)
				assert_int_equal(n = utf8_bad_length(s, left), *p - '0');
			s += n;
			left -= n;
		}
		assert_int_equal(left, 0);
	}
}

static void counts_long_texts(void **state)
{
	(void)state;
	static const char *const chars[] = {"a", "\xC3\xA9", "\xE2\x82\xAC",
	                                    "\xF0\x9F\x98\x80"};
	enum {
		COUNT = 5000
	};
	char *const s = malloc(4 * COUNT);
	assert_non_null(s);
	for (unsigned only = 0; only < 5; only++) { /* 4: mixed */
		size_t n = 0, units = 0;
		for (unsigned i = 0; i < COUNT; i++) {
			const char *const c = chars[only < 4 ? only : i * 7 / 3 % 4];
			memcpy(s + n, c, strlen(c));
			n += strlen(c);
			units += strlen(c) == 4 ? 2 : 1;
			if (i % 97 == 0 || i == COUNT - 1) {
				assert_int_equal(utf8_codepoints(s, n), i + 1);
				assert_int_equal(utf8_utf16_units(s, n), units);
				assert_int_equal(utf8_valid_prefix(s, n), n);
			}
		}
	}
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_number_round_trips),
	    cmocka_unit_test(decodes_by_the_table),
	    cmocka_unit_test(finds_the_first_bad_byte),
	    cmocka_unit_test(replaces_maximal_subparts),
	    cmocka_unit_test(counts_long_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
