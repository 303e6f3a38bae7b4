/* SPDX-License-Identifier: MIT */
/* test_json.c - what <catena/json.h> writes is valid and reads back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <catena/json.h>
#include <locale.h>

static void expect_text(struct json_buf *b, const char *want)
{
	assert_false(b->failed);
	assert_int_equal(b->n, strlen(want));
	assert_memory_equal(b->p, want, b->n);
	b->n = 0;
}

static void escapes_what_must_be(void **state)
{
	(void)state;
	struct json_buf b = {0};
	json_string(&b, "", 0);
	expect_text(&b, "\"\"");
	json_string(&b, "plain text of more than eight bytes", 35);
	expect_text(&b, "\"plain text of more than eight bytes\"");
	json_string(&b, "a\"b\\c/d", 7);
	expect_text(&b, "\"a\\\"b\\\\c/d\"");
	json_string(&b, "\b\t\n\f\r\0\x1f\x7f", 8);
	expect_text(&b, "\"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f\"");
	json_string(&b, "12345678\n12345678\xC3\xA9", 19);
	expect_text(&b, "\"12345678\\n12345678\xC3\xA9\"");
	json_free(&b);
}

/* Each byte that needs an escape is found at each place of a word. */
static void finds_escapes_anywhere(void **state)
{
	(void)state;
	struct json_buf b = {0};
	for (unsigned c = 0; c < 256; c++) {
		const int plain = c >= 0x20 && c != '"' && c != '\\';
		for (size_t at = 0; at < 24; at++) {
			char s[24];
			memset(s, at & 1 ? 0x80 : 'x', sizeof s);
			s[at] = (char)c;
			assert_int_equal(json_plain_prefix(s, sizeof s), plain ? sizeof s : at);
		}
	}
	json_free(&b);
}

static void repairs_bad_bytes(void **state)
{
	(void)state;
	struct json_buf b = {0};
	assert_int_equal(json_string_repair(&b, "ok \xC3\xA9", 5), 0);
	expect_text(&b, "\"ok \xC3\xA9\"");
	assert_int_equal(json_string_repair(&b, "a\xFF\xE2\x82z\n", 6), 2);
	expect_text(&b, "\"a\xEF\xBF\xBD\xEF\xBF\xBDz\\n\"");
	json_free(&b);
}

static void writes_base64(void **state)
{
	(void)state;
	static const char *const pair[][2] = {{"", "\"\""},
	                                      {"f", "\"Zg==\""},
	                                      {"fo", "\"Zm8=\""},
	                                      {"foo", "\"Zm9v\""},
	                                      {"foob", "\"Zm9vYg==\""},
	                                      {"fooba", "\"Zm9vYmE=\""},
	                                      {"\xFF\xFE\xFD", "\"//79\""}};
	struct json_buf b = {0};
	for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
		json_base64(&b, pair[i][0], strlen(pair[i][0]));
		expect_text(&b, pair[i][1]);
	}
	json_free(&b);
}

static void writes_integers(void **state)
{
	(void)state;
	struct json_buf b = {0};
	json_uint(&b, 0);
	expect_text(&b, "0");
	json_uint(&b, UINT64_MAX);
	expect_text(&b, "18446744073709551615");
	json_int(&b, INT64_MIN);
	expect_text(&b, "-9223372036854775808");
	for (uint64_t v = 1; v < UINT64_C(1) << 60; v = v * 3 + 1) {
		char want[32];
		snprintf(want, sizeof want, "-%llu", (unsigned long long)v);
		json_int(&b, -(int64_t)v);
		expect_text(&b, want);
	}
	json_free(&b);
}

static void writes_known_floats(void **state)
{
	(void)state;
	static const struct {
		double v;
		const char *text;
	} known[] = {{0.0, "0.0"},
	             {-0.0, "-0.0"},
	             {1.0, "1.0"},
	             {0.87, "0.87"},
	             {-2.5, "-2.5"},
	             {0.0001, "0.0001"},
	             {1e-5, "1e-05"},
	             {1e20, "1e+20"},
	             {1e15, "1e+15"},
	             {999999999999999.0, "999999999999999.0"},
	             {0.1 + 0.2, "0.30000000000000004"},
	             {1.0 / 3, "0.3333333333333333"}};
	struct json_buf b = {0};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		json_double(&b, known[i].v);
		expect_text(&b, known[i].text);
	}
	json_double(&b, (double)NAN);
	expect_text(&b, "null");
	json_double(&b, -(double)INFINITY);
	expect_text(&b, "null");
	json_free(&b);
}

static void expect_double_back(struct json_buf *b, double v)
{
	b->n = 0;
	json_double(b, v);
	json_char(b, '\0');
	char *end;
	const double back = strtod(b->p, &end);
	assert_int_equal(end - b->p, b->n - 1);
	assert_true(memcmp(&back, &v, sizeof v) == 0);
	assert_non_null(strpbrk(b->p, ".e"));
}

static void floats_read_back(void **state)
{
	(void)state;
	struct json_buf b = {0};
	uint64_t x = 88172645463325252u;
	for (int i = 0; i < 200000; i++) {
		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		double v;
		memcpy(&v, &x, sizeof v);
		if (isfinite(v))
			expect_double_back(&b, v);
		expect_double_back(&b, (double)(x % 1000000) / 1000);
		expect_double_back(&b, (double)(int64_t)x / 1e9);
	}
	json_free(&b);
}

static void floats_ignore_the_locale(void **state)
{
	(void)state;
	static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8",
	                                    "fr_FR.utf8", "de_DE"};
	const char *found = NULL;
	for (size_t i = 0; !found && i < sizeof names / sizeof *names; i++)
		found = setlocale(LC_NUMERIC, names[i]);
	if (!found) {
		print_message("no locale with a decimal comma here\n");
		skip();
	}
	struct json_buf b = {0};
	json_double(&b, 1.0 / 3);
	expect_text(&b, "0.3333333333333333");
	json_double(&b, 1.5e300);
	expect_text(&b, "1.5e+300");
	setlocale(LC_NUMERIC, "C");
	json_free(&b);
}

static void failure_sticks(void **state)
{
	(void)state;
	struct json_buf b = {0};
	json_char(&b, 'x');
	assert_null(json_room(&b, SIZE_MAX));
	assert_true(b.failed);
	json_string(&b, "abc", 3);
	json_int(&b, 7);
	json_double(&b, 0.5);
	json_base64(&b, "abc", 3);
	assert_int_equal(json_string_repair(&b, "\xFF", 1), 1);
	assert_int_equal(b.n, 1);
	json_free(&b);
	assert_null(b.p);
}

static void grows(void **state)
{
	(void)state;
	struct json_buf b = {0};
	for (unsigned i = 0; i < 100000; i++)
		json_raw(&b, "0123456789", 10);
	assert_int_equal(b.n, 1000000);
	for (unsigned i = 0; i < 100000; i++)
		assert_memory_equal(b.p + (size_t)i * 10, "0123456789", 10);
	json_free(&b);
}

static void writes_fields(void **state)
{
	static const struct {
		struct catena_field field;
		const char *want;
	} cases[] = {
	    {{.type = CATENA_FIELD_NULL}, "null"},
	    {{.type = CATENA_FIELD_BOOL, .i = 1}, "true"},
	    {{.type = CATENA_FIELD_BOOL}, "false"},
	    {{.type = CATENA_FIELD_INT, .i = INT64_MIN}, "-9223372036854775808"},
	    {{.type = CATENA_FIELD_FLOAT, .f = 0.5}, "0.5"},
	    {{.type = CATENA_FIELD_STRING, .s = "a\"", .size = 2}, "\"a\\\"\""},
	    {{.type = CATENA_FIELD_JSON, .s = "[1, 2]", .size = 6}, "[1, 2]"},
	};
	struct json_buf b = {0};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		json_field(&b, &cases[i].field);
		expect_text(&b, cases[i].want);
	}
	json_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(escapes_what_must_be),
	    cmocka_unit_test(finds_escapes_anywhere),
	    cmocka_unit_test(repairs_bad_bytes),
	    cmocka_unit_test(writes_base64),
	    cmocka_unit_test(writes_integers),
	    cmocka_unit_test(writes_known_floats),
	    cmocka_unit_test(floats_read_back),
	    cmocka_unit_test(floats_ignore_the_locale),
	    cmocka_unit_test(writes_fields),
	    cmocka_unit_test(failure_sticks),
	    cmocka_unit_test(grows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
