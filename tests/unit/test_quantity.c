/* SPDX-License-Identifier: MIT */
/* test_quantity.c - numbers with units, read and shown */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <locale.h>
#include <string.h>

#include <cmocka.h>

#include "quantity.h"

static void whole_numbers(void **state)
{
	static const struct {
		const char *text, *unit;
		int64_t is;
	} good[] = {
	    {"0", NULL, 0},
	    {" 12 ", NULL, 12},
	    {"-7", NULL, -7},
	    {"+7", NULL, 7},
	    {"007", NULL, 7},
	    {"3.0", NULL, 3},
	    {"12 words", "words", 12},
	    {"1 word", "words", 1},
	    {"64 KiB", "bytes", 65536},
	    {"64KiB", "bytes", 65536},
	    {"64 kib", "bytes", 65536},
	    {"1.5 GiB", "bytes", 1610612736},
	    {"0.5 kB", "bytes", 500},
	    {"2 TB", "bytes", 2000000000000},
	    {"100 B", "bytes", 100},
	    {"100 bytes", "bytes", 100},
	    {"5 min", "seconds", 300},
	    {"5 minutes", "seconds", 300},
	    {"1 second", "seconds", 1},
	    {"2 h", "seconds", 7200},
	    {"1.5 hours", "seconds", 5400},
	    {"1 d", "seconds", 86400},
	    {"2000 ms", "seconds", 2},
	    {"1.5 s", "milliseconds", 1500},
	    {"9223372036854775807", NULL, INT64_MAX},
	    {"-9223372036854775808", NULL, INT64_MIN},
	    {"8388607 TiB", "bytes", INT64_C(8388607) << 40},
	    {"0.0009765625 GiB", "bytes", 1048576},
	};
	static const struct {
		const char *text, *unit;
		enum quantity_result is;
	} bad[] = {
	    {"", NULL, QUANTITY_NOT_A_NUMBER},
	    {"x", NULL, QUANTITY_NOT_A_NUMBER},
	    {"KiB", "bytes", QUANTITY_NOT_A_NUMBER},
	    {"-", NULL, QUANTITY_NOT_A_NUMBER},
	    {"12 KiB", NULL, QUANTITY_UNKNOWN_UNIT},
	    {"12 KiB", "words", QUANTITY_UNKNOWN_UNIT},
	    {"12 M", "bytes", QUANTITY_UNKNOWN_UNIT},
	    {"12 s 5", "seconds", QUANTITY_UNKNOWN_UNIT},
	    {"1.", NULL, QUANTITY_UNKNOWN_UNIT},
	    {"0x10", NULL, QUANTITY_UNKNOWN_UNIT},
	    {"1,5", NULL, QUANTITY_UNKNOWN_UNIT},
	    {"1.5", NULL, QUANTITY_NOT_WHOLE},
	    {"1e3", NULL, QUANTITY_NOT_WHOLE},
	    {"0.3 B", "bytes", QUANTITY_NOT_WHOLE},
	    {"500 ms", "seconds", QUANTITY_NOT_WHOLE},
	    {"9223372036854775808", NULL, QUANTITY_TOO_LARGE},
	    {"-9223372036854775809", NULL, QUANTITY_TOO_LARGE},
	    {"8388608 TiB", "bytes", QUANTITY_TOO_LARGE},
	    {"99999999999999999999999999", NULL, QUANTITY_TOO_LARGE},
	};
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		int64_t n = -1;
		if (quantity_int(good[i].text, good[i].unit, &n) != QUANTITY_OK ||
		    n != good[i].is)
			fail_msg("%s: %lld", good[i].text, (long long)n);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		int64_t n;
		const enum quantity_result r = quantity_int(bad[i].text, bad[i].unit, &n);
		if (r != bad[i].is)
			fail_msg("%s: %d, not %d", bad[i].text, (int)r, (int)bad[i].is);
	}
}

static void other_numbers(void **state)
{
	static const struct {
		const char *text, *unit;
		double is;
	} good[] = {
	    {"0.75", NULL, 0.75},     {"80%", "ratio", 0.8}, {"80 %", "ratio", 0.8},
	    {"0.8", "ratio", 0.8},    {"1e3", NULL, 1000},   {"-1.5E-3", NULL, -0.0015},
	    {".5", NULL, 0.5},        {"7", NULL, 7},        {"500 ms", "seconds", 0.5},
	    {"1 min", "seconds", 60}, {"0.1", NULL, 0.1},    {"12.5%", "ratio", 0.125},
	};
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		double f = -1;
		if (quantity_float(good[i].text, good[i].unit, &f) != QUANTITY_OK ||
		    f != good[i].is)
			fail_msg("%s: %.17g", good[i].text, f);
	}
	double f;
	assert_int_equal(quantity_float("1e999", NULL, &f), QUANTITY_TOO_LARGE);
	assert_int_equal(quantity_float("80%", NULL, &f), QUANTITY_UNKNOWN_UNIT);
	assert_int_equal(quantity_float("nan", NULL, &f), QUANTITY_NOT_A_NUMBER);
	assert_int_equal(quantity_float("inf", NULL, &f), QUANTITY_NOT_A_NUMBER);
}

/* In a locale with a decimal comma too, where the machine has one. */
static void any_locale(void **state)
{
	static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE.utf8"};
	double f = 0;
	char text[40];
	bool found = false;
	(void)state;
	for (size_t i = 0; !found && i < sizeof names / sizeof names[0]; i++)
		found = setlocale(LC_ALL, names[i]) != NULL;
	assert_int_equal(quantity_float("0.75", NULL, &f), QUANTITY_OK);
	assert_true(f == 0.75);
	quantity_show(0.75, NULL, text, sizeof text);
	assert_string_equal(text, "0.75");
	setlocale(LC_ALL, "C");
	if (!found) {
		print_message("no locale with a decimal comma: tried in C only\n");
		skip();
	}
}

static void shown(void **state)
{
	static const struct {
		double n;
		const char *unit, *is;
	} tests[] = {
	    {0, NULL, "0"},
	    {100, "words", "100 words"},
	    {65536, "bytes", "64 KiB"},
	    {1000000, "bytes", "1 MB"},
	    {1025, "bytes", "1025 B"},
	    {0, "bytes", "0 bytes"},
	    {300, "seconds", "5 min"},
	    {90, "seconds", "90 s"},
	    {0.1, NULL, "0.1"},
	    {0.8, "ratio", "0.8"},
	    {-3, NULL, "-3"},
	    {1.0 / 3, NULL, "0.3333333333333333"},
	};
	char text[80];
	(void)state;
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		quantity_show(tests[i].n, tests[i].unit, text, sizeof text);
		assert_string_equal(text, tests[i].is);
	}
	quantity_units("bytes", text, sizeof text);
	assert_string_equal(text, "B, kB, MB, GB, TB, KiB, MiB, GiB, TiB");
	quantity_units("words", text, sizeof text);
	assert_string_equal(text, "words");
	quantity_units(NULL, text, sizeof text);
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(whole_numbers),
	    cmocka_unit_test(other_numbers),
	    cmocka_unit_test(any_locale),
	    cmocka_unit_test(shown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
