/* SPDX-License-Identifier: MIT */
/* test_json_read.c - values are found where they stand; strings are read; what
 * is no JSON ends the walk and is never read beyond. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json_read.h"

static struct json_value of(const char *s)
{
	return json_value(s, strlen(s));
}

static void text_is(const char *json, const char *want, size_t size)
{
	struct arena arena = {0};
	size_t n = 0;
	const char *const got = json_text(&arena, of(json), &n);
	assert_non_null(got);
	assert_int_equal(n, size);
	assert_memory_equal(got, want, size + 1);
	arena_free(&arena);
}

static void members_are_found(void **state)
{
	(void)state;
	const struct json_value line = of(" {\"a\": [1, {\"id\": 2}, \"]}\"], \"id\" : "
	                                  "\"x\",\"n\":-1.5e1,\n\"t\":true} ");
	assert_true(json_equals(json_member(line, "id"), "x"));
	assert_true(json_number(json_member(line, "n"), 0) == -15);
	assert_true(isnan(json_number(json_member(line, "t"), NAN)));
	assert_null(json_member(line, "b").p);
	struct json_walk w = json_walk(json_member(line, "a"));
	struct json_value item;
	int n = 0;
	while (json_next_item(&w, &item))
		n++;
	assert_int_equal(n, 3);
	assert_false(w.bad);
	w = json_walk(of("[ ]"));
	assert_false(json_next_item(&w, &item));
	assert_false(w.bad);
}

static void strings_are_read(void **state)
{
	(void)state;
	text_is("\"\"", "", 0);
	text_is("\"a\\n\\\"\\\\\\/\\u0041\\u00e9\"", "a\n\"\\/A\xC3\xA9", 8);
	text_is("\"\\ud83d\\ude00\"", "\xF0\x9F\x98\x80", 4);
	text_is("\"\\ud83dx\"", "\xEF\xBF\xBDx", 4); /* half a pair */
	text_is("\"\\ud83d\\u0041\"",
	        "\xEF\xBF\xBD"
	        "A",
	        4);
	text_is("\"\\u12\"", "12", 2); /* no four digits */
	text_is("\"a\\u0000b\"", "a\0b", 3);
	text_is("12", "12", 2);
}

static void what_is_no_json_ends_the_walk(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "",          "{",     "{\"a\"", "{\"a\":",   "\"abc", "\"abc\\",
	    "\"abc\\\"", "[1,2",  "[[[[",   "{\"a\":]}", ",",     "]",
	    "{\"a\" 1}", "{1:2}", "[1 2]",  "\xFF"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		/* bytes that end exactly where the text does */
		const size_t n = strlen(bad[i]);
		char *const copy = malloc(n ? n : 1);
		assert_non_null(copy);
		memcpy(copy, bad[i], n);
		const struct json_value v = json_value(copy, n);
		struct json_walk w = json_walk(v);
		struct json_value key, value;
		int steps = 0;
		assert_null(json_member(v, "a").p);
		while (steps < 10 && json_next_member(&w, &key, &value))
			steps++;
		assert_int_equal(steps, 0);
		w = json_walk(v);
		while (steps < 10 && json_next_item(&w, &value))
			steps++;
		assert_true(steps < 3);
		free(copy);
	}
}

static void any_bytes_may_be_given(void **state)
{
	(void)state;
	static const char letters[] = "{}[]\",:\\u0 ad1\xC3";
	uint32_t seed = 12345;
	struct arena arena = {0};
	for (int round = 0; round < 20000; round++) {
		char *const s = malloc(24);
		struct json_walk w;
		struct json_value key, value;
		assert_non_null(s);
		for (int i = 0; i < 24; i++) {
			seed = seed * 1664525 + 1013904223;
			s[i] = letters[(seed >> 16) % (sizeof letters - 1)];
		}
		s[0] = round % 2 ? '{' : '[';
		w = json_walk(json_value(s, 24));
		while (json_next_member(&w, &key, &value))
			(void)json_text(&arena, key, NULL);
		w = json_walk(json_value(s, 24));
		while (json_next_item(&w, &value))
			(void)json_text(&arena, value, NULL);
		arena_reset(&arena, 65536);
		free(s);
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(members_are_found),
	    cmocka_unit_test(strings_are_read),
	    cmocka_unit_test(what_is_no_json_ends_the_walk),
	    cmocka_unit_test(any_bytes_may_be_given),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
