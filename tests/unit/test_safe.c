/* SPDX-License-Identifier: MIT */
/* test_safe.c - what must not reach a terminal does not, the rest unchanged. */
#include "safe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void prints(const char *text, const char *expected)
{
	char got[256];
	FILE *const f = tmpfile();
	assert_non_null(f);
	safe_print(f, text, strlen(text));
	rewind(f);
	got[fread(got, 1, sizeof got - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(got, expected);
}

static void test_text_passes(void **state)
{
	(void)state;
	prints("line\n\ttab \xC3\xA9\xE2\x80\x99\xF0\x9F\x98\x80",
	       "line\n\ttab \xC3\xA9\xE2\x80\x99\xF0\x9F\x98\x80");
	/* characters that share a lead byte with the marks */
	prints("\xD8\x9B\xE2\x80\x93", "\xD8\x9B\xE2\x80\x93");
	/* what joins letters, and keeps them apart */
	prints("\xE2\x80\x8C\xE2\x80\x8D", "\xE2\x80\x8C\xE2\x80\x8D");
}

static void test_controls(void **state)
{
	(void)state;
	prints("a\x1B[31mb\r\x7F", "a<U+001B>[31mb<U+000D><U+007F>");
	prints("\xC2\x9Bx\xC2\xA0", "<U+009B>x\xC2\xA0");
}

static void test_direction(void **state)
{
	(void)state;
	prints("a\xE2\x80\xAE"
	       "b\xE2\x80\xAC\xE2\x81\xA6\xE2\x81\xA9",
	       "a<U+202E>b<U+202C><U+2066><U+2069>");
	prints("\xE2\x80\x8E\xE2\x80\x8F\xD8\x9C", "<U+200E><U+200F><U+061C>");
}

static void test_cut_short(void **state)
{
	(void)state;
	prints("x\xE2\x80", "x<E2><80>");
	prints("x\xC2", "x<C2>");
	prints("", "");
}

static void test_line(void **state)
{
	char got[256];
	FILE *const f = tmpfile();
	(void)state;
	assert_non_null(f);
	safe_print_line(f, "a\nb\tc \xF3\xA0\x80\x81\xEE\x80\x80");
	rewind(f);
	got[fread(got, 1, sizeof got - 1, f)] = '\0';
	fclose(f);
	assert_string_equal(got, "a<U+000A>b<U+0009>c <U+E0001><U+E000>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text_passes), cmocka_unit_test(test_controls),
	    cmocka_unit_test(test_direction),   cmocka_unit_test(test_cut_short),
	    cmocka_unit_test(test_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
