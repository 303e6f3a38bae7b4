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
	prints("\xD8\x9B\xE2\x80\x93\xE2\x81\xA0", "\xD8\x9B\xE2\x80\x93\xE2\x81\xA0");
}

static void test_controls(void **state)
{
	(void)state;
	prints("a\x1B[31mb\r\x7F", "a<1B>[31mb<0D><7F>");
	prints("\xC2\x9Bx\xC2\xA0", "<9B>x\xC2\xA0");
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
	prints("x\xE2\x80", "x\xE2\x80");
	prints("x\xC2", "x\xC2");
	prints("", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text_passes),
	    cmocka_unit_test(test_controls),
	    cmocka_unit_test(test_direction),
	    cmocka_unit_test(test_cut_short),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
