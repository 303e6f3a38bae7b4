/* SPDX-License-Identifier: MIT */
/* test_when.c - tests on fields: what is true, and what each mistake is told */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "when.h"

#define TEXT(x) .type = CATENA_FIELD_STRING, .s = (x), .size = sizeof(x) - 1
#define JSON(x) .type = CATENA_FIELD_JSON, .s = (x), .size = sizeof(x) - 1

static const struct catena_field fields[] = {
    {.name = "language", TEXT("en")},
    {.name = "empty", TEXT("")},
    {.name = "year", .type = CATENA_FIELD_INT, .i = 2024},
    {.name = "zero", .type = CATENA_FIELD_INT, .i = 0},
    {.name = "score", .type = CATENA_FIELD_FLOAT, .f = 0.5},
    {.name = "whole", .type = CATENA_FIELD_FLOAT, .f = 2024},
    {.name = "nothing", .type = CATENA_FIELD_FLOAT, .f = 0},
    {.name = "yes", .type = CATENA_FIELD_BOOL, .i = 1},
    {.name = "no", .type = CATENA_FIELD_BOOL, .i = 0},
    {.name = "null_field", .type = CATENA_FIELD_NULL},
    {.name = "tags", JSON("[\"a\"]")},
    {.name = "no_tags", JSON("[]")},
    {.name = "no_object", JSON("{}")},
    {.name = "date", TEXT("2024-05-01")},
    {.name = "quote", TEXT("it's")},
    {.name = "a name", TEXT("x")},
    {.name = "größe", .type = CATENA_FIELD_INT, .i = 3},
    {.name = "big", .type = CATENA_FIELD_INT, .i = 9007199254740993},
    {.name = "bigf", .type = CATENA_FIELD_FLOAT, .f = 9007199254740992.0},
    {.name = "huge", .type = CATENA_FIELD_FLOAT, .f = 1e300},
    {.name = "least", .type = CATENA_FIELD_INT, .i = INT64_MIN},
    {.name = "nan", .type = CATENA_FIELD_FLOAT, .f = NAN},
    {.name = "minus", .type = CATENA_FIELD_FLOAT, .f = -1.5},
};

static const struct catena_field *get(void *calls, const char *name)
{
	++*(int *)calls;
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	}
	return NULL;
}

static bool eval(const char *text)
{
	struct arena arena = {0};
	char error[256];
	int calls = 0;
	const struct when *const w = when_compile(text, &arena, error, sizeof error);
	if (!w)
		fail_msg("%s: %s", text, error);
	const size_t used = arena.used;
	const bool is = when_true(w, get, &calls);
	assert_int_equal(arena.used, used); /* no allocation */
	arena_free(&arena);
	return is;
}

static void what_is_true(void **state)
{
	static const char *const tests[] = {
	    "language",
	    "language == 'en'",
	    "language == \"en\"",
	    "'en' == language",
	    "language == 'en' and not duplicate_of",
	    "not missing",
	    "not empty and not zero and not nothing and not no and not null_field",
	    "tags and not no_tags and not no_object",
	    "yes and score and year",
	    "year == 2024 and year == 2024.0 and whole == 2024 and whole == year",
	    "year != 2023",
	    "year < 2025 and year <= 2024 and year > 2023.5 and year >= 2024",
	    "score < 0.51 and score > 4.9e-1",
	    "minus < -1 and minus > -2 and minus >= -1.5 and -1.5 == minus",
	    "date >= '2024-01-01' and date < '2024-12'",
	    "'a' < 'b' and 'a' < 'ab' and '' < 'a'",
	    "language in ('de', 'en')",
	    "language not in ('de', 'fr')",
	    "year in (1, 'x', 2024)",
	    "missing not in ('a')",
	    "yes == true and no == false and yes != no",
	    "null_field == null and not (year == null)",
	    "quote == 'it''s' and quote == \"it's\"",
	    "`a name` == 'x'",
	    "größe == 3",
	    "true",
	    "not false",
	    "not not true",
	    "(language)",
	    "((language == 'en'))",
	    "missing or language",
	    "true or missing and missing", /* and binds closer */
	    "not (true and false)",
	    "not missing == 'a'", /* not binds last */
	    "big != bigf and big > bigf and bigf < big",
	    ("year < huge and huge > year and least > -1e300 and least == "
	     "-9223372036854775808"),
	    "nan != nan",
	    "year\n==\t2024",
	};
	(void)state;
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		if (!eval(tests[i]))
			fail_msg("should be true: %s", tests[i]);
	}
}

static void what_is_false(void **state)
{
	static const char *const tests[] = {
	    "missing",
	    "empty",
	    "missing == 'a'",
	    "missing == missing",
	    "missing == null",
	    "missing == false",
	    "missing < 1",
	    "missing >= 1",
	    "missing in ('a', null)",
	    "year == '2024'",
	    "year < 'a'",
	    "year > 'a'",
	    "language > 1",
	    "yes == 1",
	    "yes < true",
	    "yes >= true and false",
	    "null_field",
	    "null_field != null",
	    "nan == nan",
	    "nan < 1",
	    "nan > 1",
	    "nan == 1",
	    "false",
	    "not true",
	    "language == 'EN'",
	    "language == 'e'",
	    "language == 'eng'",
	    "language not in ('de', 'en')",
	    "false and missing or false",
	    "score >= 1 or year <= 2000",
	};
	(void)state;
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		if (eval(tests[i]))
			fail_msg("should be false: %s", tests[i]);
	}
	assert_true(eval("missing != 'a'"));
	assert_true(eval("missing != missing"));
}

static void stops_when_decided(void **state)
{
	struct arena arena = {0};
	char error[256];
	int calls = 0;
	(void)state;
	const struct when *w =
	    when_compile("missing and year and score", &arena, error, sizeof error);
	assert_non_null(w);
	assert_false(when_true(w, get, &calls));
	assert_int_equal(calls, 1);
	calls = 0;
	w = when_compile("year or missing or score", &arena, error, sizeof error);
	assert_true(when_true(w, get, &calls));
	assert_int_equal(calls, 1);
	arena_free(&arena);
}

/* Each mistake has its column and its way out. */
static void mistakes(void **state)
{
	static const struct {
		const char *text, *column, *says;
	} tests[] = {
	    {"", "column 1:", "the end"},
	    {"   ", "column 4:", "the end"},
	    {"language = 'en'", "column 10:", "\"==\""},
	    {"größe = 3", "column 7:", "\"==\""},
	    {"language <> 'en'", "column 10:", "\"!=\""},
	    {"a && b", "column 3:", "\"and\""},
	    {"a || b", "column 3:", "\"or\""},
	    {"!a", "column 1:", "\"not\""},
	    {"a ~ 'b'", "column 3:", "by pattern"},
	    {"a AND b", "column 3:", "\"and\""},
	    {"a Or b", "column 3:", "\"or\""},
	    {"a b", "column 3:", "\"b\""},
	    {"a and", "column 6:", "the end"},
	    {"and a", "column 1:", "\"and\""},
	    {"a or or b", "column 6:", "\"or\""},
	    {"'en'", "column 1:", "compare it with a field"},
	    {"12 and a", "column 1:", "compare it with a field"},
	    {"null", "column 1:", "compare it with a field"},
	    {"a == ", "column 6:", "a field or a value"},
	    {"a == (b)", "column 6:", "a field or a value"},
	    {"(a) == b", "column 5:", "in brackets"},
	    {"a < b < c", "column 7:", "a < b and b < c"},
	    {"(a", "column 1:", "never closed"},
	    {"(a b)", "column 4:", "\")\""},
	    {"a)", "column 2:", "closes nothing"},
	    {"()", "column 2:", "\")\""},
	    {"a in 'b'", "column 6:", "a list of values"},
	    {"a in ()", "column 7:", "a value"},
	    {"a in (b)", "column 7:", "a value"},
	    {"a in ('b'", "column 10:", "\")\""},
	    {"a in ('b' 'c')", "column 11:", "\",\""},
	    {"a in ['b']", "column 6:", "( )"},
	    {"a not b", "column 7:", "\"in\""},
	    {"a == 'b", "column 6:", "never closed"},
	    {"a == \"b", "column 6:", "never closed"},
	    {"`a", "column 1:", "backquotes"},
	    {"``", "column 1:", "backquotes"},
	    {"a == 12abc", "column 6:", "not a number"},
	    {"a == 1.2.3", "column 6:", "not a number"},
	    {"a == -", "column 6:", "not a number"},
	    {"a == 1e999", "column 6:", "not a number"},
	    {"a # b", "column 3:", "`name`"},
	    {"a; b", "column 2:", "`name`"},
	    {"year==2024and language", "column 7:", "not a number"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		struct arena arena = {0};
		char error[256];
		if (when_compile(tests[i].text, &arena, error, sizeof error))
			fail_msg("should not compile: %s", tests[i].text);
		if (!strstr(error, tests[i].column) || !strstr(error, tests[i].says))
			fail_msg("%s: %s", tests[i].text, error);
		arena_free(&arena);
	}
}

static void depth_is_bounded(void **state)
{
	char text[100001];
	char error[256];
	struct arena arena = {0};
	(void)state;
	memset(text, '(', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_null(when_compile(text, &arena, error, sizeof error));
	assert_non_null(strstr(error, "too deep"));
	for (size_t i = 0; i + 4 < sizeof text; i += 4)
		memcpy(text + i, "not ", 4);
	assert_null(when_compile(text, &arena, error, sizeof error));
	assert_non_null(strstr(error, "too deep"));
	/* Width is not depth. */
	size_t n = 0;
	for (int i = 0; i < 10000; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%sa", i ? " or " : "");
	assert_non_null(when_compile(text, &arena, error, sizeof error));
	arena_free(&arena);
}

static void small_error_buffers(void **state)
{
	struct arena arena = {0};
	char error[8];
	(void)state;
	assert_null(when_compile("a = b", &arena, error, sizeof error));
	assert_string_equal(error, "column ");
	assert_null(when_compile("a = b", &arena, error, 0));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_true),       cmocka_unit_test(what_is_false),
	    cmocka_unit_test(stops_when_decided), cmocka_unit_test(mistakes),
	    cmocka_unit_test(depth_is_bounded),   cmocka_unit_test(small_error_buffers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
