/* SPDX-License-Identifier: MIT */
/* test_tag_pattern.c - regular expressions against the definition, days of the
 * calendar, numbers, tests of bytes in one pass, and rules that are cut off
 * anywhere. */
#include "rules.h"
#include "values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- Regular expressions ---- */

static void regex_is(const char *pattern, const char *text, bool expected)
{
	const char *why = NULL;
	struct regex *const r =
	    tag_pattern_regex_new(pattern, strlen(pattern), false, &why);
	if (!r)
		fail_msg("/%s/: %s", pattern, why);
	if (tag_pattern_regex_matches(r, text, strlen(text)) != expected)
		fail_msg("/%s/ on \"%s\"", pattern, text);
	tag_pattern_regex_free(r);
}

static void test_regex(void **state)
{
	(void)state;
	regex_is("abc", "abc", true);
	regex_is("abc", "abcd", false);
	regex_is("a|bc", "bc", true);
	regex_is("(a|b)*c", "ababc", true);
	regex_is("(a|b)*c", "abab", false);
	regex_is("a{2,3}", "a", false);
	regex_is("a{2,3}", "aaa", true);
	regex_is("a{2,3}", "aaaa", false);
	regex_is("a{2,}", "aaaaaaaa", true);
	regex_is("[^a-c]", "d", true);
	regex_is("[^a-c]", "b", false);
	regex_is("[^a-c]", "\xC3\xA9", true);
	regex_is("[]x]", "]", true);
	regex_is("[a-]+", "a-a", true);
	regex_is("\xC3\xA9+", "\xC3\xA9\xC3\xA9", true);
	regex_is("[\xC3\xA9"
	         "e]",
	         "\xC3\xA9", true);
	regex_is("x.z", "x\xE2\x80\x93z", true);
	regex_is("x.z", "x\x80z", false);
	regex_is("\\d+\\.\\d", "12.5", true);
	regex_is("\\w+", "a_1", true);
	regex_is("a?", "", true);
}

/* All words over {a, b} up to six letters, counted in another way. */
static void test_regex_all_words(void **state)
{
	const char *why = NULL;
	const char pattern[] = "(a|ba)*b?(ab){1,2}";
	struct regex *const r =
	    tag_pattern_regex_new(pattern, sizeof pattern - 1, false, &why);
	(void)state;
	assert_non_null(r);
	for (unsigned n = 0; n <= 6; n++) {
		for (unsigned bits = 0; bits < 1u << n; bits++) {
			char s[8] = "";
			for (unsigned i = 0; i < n; i++)
				s[i] = bits >> i & 1 ? 'b' : 'a';
			bool expected = false;
			for (unsigned twice = 1; twice <= 2; twice++) {
				if (n < 2 * twice ||
				    strncmp(s + n - 2 * twice, &"abab"[4 - 2 * twice], 2 * twice) !=
				        0)
					continue;
				/* What stands before: no two b in a row, but the last b? may
				 * follow one that is followed by nothing. */
				const unsigned head = n - 2 * twice;
				bool good = true;
				for (unsigned i = 0; i + 1 < head; i++)
					good = good && !(s[i] == 'b' && s[i + 1] == 'b');
				expected = expected || good;
			}
			if (tag_pattern_regex_matches(r, s, n) != expected)
				fail_msg("\"%s\"", s);
		}
	}
	tag_pattern_regex_free(r);
}

static void test_regex_refused(void **state)
{
	static const char *const wrong[] = {
	    "",      "(",    ")",           "a|",     "[a",          "*",
	    "a{",    "a{2",  "a{3,2}",      "a{101}", "\\",          "\\q",
	    "[z-a]", "a{0}", "[^\xC3\xA9]", "(a|)",   "[a-\xC3\xA9]"};
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		const char *why = NULL;
		struct regex *const r =
		    tag_pattern_regex_new(wrong[i], strlen(wrong[i]), false, &why);
		if (r || !why)
			fail_msg("/%s/ is accepted", wrong[i]);
	}
}

/* ---- Days ---- */

static void test_days(void **state)
{
	(void)state;
	assert_int_equal(tag_pattern_day("2020-01-03", 10).day, 3);
	assert_int_equal(tag_pattern_day("2020-01-03T10:00:00Z", 20).month, 1);
	assert_int_equal(tag_pattern_day("20200103", 8).year, 2020);
	assert_int_equal(tag_pattern_day("2020-02-29", 10).day, 29);
	assert_int_equal(tag_pattern_day("2019-02-29", 10).year, 0);
	assert_int_equal(tag_pattern_day("1900-02-29", 10).year, 0);
	assert_int_equal(tag_pattern_day("2020-13-01", 10).year, 0);
	assert_int_equal(tag_pattern_day("2020-01-031", 11).year, 0);
	assert_int_equal(tag_pattern_day("2020-01", 7).year, 0);
	assert_int_equal(tag_pattern_day("", 0).year, 0);
	assert_int_equal(tag_pattern_day("0000-01-01", 10).year, 0);
}

/* ---- Numbers ---- */

static void print_is(uint64_t digits, unsigned scale, const char *expected)
{
	const struct decimal x = {digits, scale};
	char out[64];
	assert_true(tag_pattern_print(&x, out, sizeof out) > 0);
	assert_string_equal(out, expected);
}

static void is_feast(const char *rule, int year, int month, int day)
{
	const struct day d = tag_pattern_feast(rule, year);
	if (d.month != month || d.day != day || d.year != (month ? year : 0))
		fail_msg("%s in %d: %d-%d-%d", rule, year, d.year, d.month, d.day);
}

/* Sundays counted another way: that after the full moon of the tables. */
static void test_feasts(void **state)
{
	static const char moons[19][6] = {"04-14", "04-03", "03-23", "04-11", "03-31",
	                                  "04-18", "04-08", "03-28", "04-16", "04-05",
	                                  "03-25", "04-13", "04-02", "03-22", "04-10",
	                                  "03-30", "04-17", "04-07", "03-27"};
	(void)state;
	for (int year = 1900; year < 2200; year++) { /* these moons hold for so long */
		const char *const moon = moons[year % 19];
		struct day d = {year, moon[1] - '0', (int)strtol(moon + 3, NULL, 10)};
		do
			d = tag_pattern_add_days(d, 1);
		while (tag_pattern_weekday_of(d) != 7);
		is_feast("E", year, d.month, d.day);
	}
	is_feast("E", 1818, 3, 22); /* the earliest and the latest there is */
	is_feast("E", 1943, 4, 25);
	is_feast("E-46", 2024, 2, 14);
	is_feast("11/4/4", 2019, 11, 28);
	is_feast("11/4/4+1", 2019, 11, 29);
	is_feast("05/5/1", 2021, 5, 31);
	is_feast("05/5/1", 2022, 5, 30);
	is_feast("09/1/1", 2025, 9, 1);
	is_feast("12-25", 2020, 12, 25);
	is_feast("02-29", 2020, 2, 29);
	is_feast("02-29", 2019, 0, 0);
	is_feast("E", 1500, 0, 0);
	is_feast("13-01", 2019, 0, 0);
	is_feast("11/4/9", 2019, 0, 0);
	is_feast("", 2019, 0, 0);
}

static void test_print(void **state)
{
	(void)state;
	print_is(0, 0, "0");
	print_is(2500, 3, "2.5");
	print_is(25, 0, "25");
	print_is(205, 2, "2.05");
	print_is(5, 3, "0.005");
	print_is(100, 2, "1");
	print_is(UINT64_MAX, 0, "18446744073709551615");
}

/* ---- Rules, cut off ---- */

static void count(void *user, const char *name, unsigned line, const char *what)
{
	(void)name;
	(void)line;
	assert_true(strlen(what) > 0);
	++*(unsigned *)user;
}

static void test_cut_off(void **state)
{
	static const char text[] =
	    "list a = x y:1 z\n"
	    "let b = (\"p q\" | 'R' | /[a-z]{2,3}/i)+ [cap & !@a & kind=word]?\n"
	    "rule T = one:b{1,3} two:@a (\"x\" .)* [entity=PERSON]?\n"
	    "  value date  span one  also U two  score 0.5\n";
	(void)state;
	for (size_t n = 0; n < sizeof text; n++) {
		unsigned mistakes = 0;
		const struct complaints say = {count, &mistakes};
		char *const copy = malloc(n ? n : 1); /* to be seen by the sanitizer */
		assert_non_null(copy);
		memcpy(copy, text, n);
		const struct source source = {"test", copy, n};
		struct rules *const r = tag_pattern_rules_new(&source, 1, &say);
		assert_int_equal(r == NULL, mistakes > 0);
		if (n == sizeof text - 1)
			assert_non_null(r);
		tag_pattern_rules_free(r);
		free(copy);
	}
}

/* ---- All tests of bytes in one pass ---- */

static bool holds(const struct rules *r, const struct test *t, const char *s,
                  size_t n)
{
	const char *const exact = r->strings + t->arg;
	return t->kind == TEST_REGEX
	           ? tag_pattern_regex_matches(r->regexes[t->arg], s, n)
	           : t->kind == TEST_EXACT && strlen(exact) == n &&
	                 !memcmp(exact, s, n);
}

static void ignore(void *user, const char *name, unsigned line, const char *what)
{
	(void)user;
	fail_msg("%s:%u: %s", name, line, what);
}

static void scan_is_trying(const char *text)
{
	const struct complaints say = {ignore, NULL};
	const struct source source = {"test", text, strlen(text)};
	struct rules *const r = tag_pattern_rules_new(&source, 1, &say);
	struct scan scan;
	uint32_t random = 1, unknown = 0;
	assert_non_null(r);
	assert_true(tag_pattern_scan_init(&scan, r));
	for (unsigned k = 0; k < 20000; k++) {
		char s[12];
		const size_t n = 1 + k % sizeof s;
		for (size_t i = 0; i < n; i++) {
			random = random * 1103515245u + 12345u;
			s[i] = "ab1.xX\xC3\xA9"[random >> 16 & 7];
		}
		const uint32_t state = tag_pattern_scan(&scan, s, n);
		unknown += state == SCAN_UNKNOWN;
		for (uint32_t i = 0; i < r->n_tests && state != SCAN_UNKNOWN; i++)
			assert_int_equal(scan.holds[state][i / 64] >> i % 64 & 1,
			                 holds(r, r->tests + i, s, n));
	}
	assert_true(scan.n <= SCAN_MAX);
	assert_int_equal(unknown > 0, strstr(text, "shape") || strstr(text, "{7}"));
	tag_pattern_scan_free(&scan);
	tag_pattern_rules_free(r);
}

static void test_scan(void **state)
{
	(void)state;
	scan_is_trying("rule A = /a(b|1)*x?/ | 'ab' | 'aba1' | 'X' | /[^a]+/ | /.../\n"
	               "rule B = /[ab]{2,4}/i | /1+\\.1/ | \"word\" | [cap] 'a'\n");
	scan_is_trying("rule A = \"word\" \"only\"\nrule B = 'x'\n");
	/* Not to be run, and too many states. */
	scan_is_trying("rule A = [shape=\"xx\"] | 'ab'\n");
	scan_is_trying("rule A = /[!-z]*a[!-z]{7}/ | /[!-z]*b[!-z]{7}/\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_regex),
	    cmocka_unit_test(test_regex_all_words),
	    cmocka_unit_test(test_regex_refused),
	    cmocka_unit_test(test_days),
	    cmocka_unit_test(test_feasts),
	    cmocka_unit_test(test_print),
	    cmocka_unit_test(test_cut_off),
	    cmocka_unit_test(test_scan),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
