/* SPDX-License-Identifier: MIT */
/* test_option.c - settings against option tables; tables against themselves;
 * nearest names */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "option.h"

/* ---- What was said ---- */

static char said[8192];
static uint32_t times;

static void keep(void *user, uint32_t level, const char *message)
{
	const size_t n = strlen(said);
	(void)user;
	(void)level;
	snprintf(said + n, sizeof said - n, "%s\n", message);
	times++;
}

enum {
	WANTED,
	WORDS,
	SHARE,
	SIZE,
	MODE,
	DEEP,
	MODEL,
	LISTS,
	TAGS,
	OUT,
	N
};

static const char *const modes[] = {"fast", "exact", "balanced", NULL};
static const struct catena_option table[N] = {
    [WANTED] = {"pattern", CATENA_STRING, NULL, 0, 0, NULL, NULL, "What."},
    [WORDS] = {"min_words", CATENA_INT, "12", 1, 100, NULL, "words", "How many."},
    [SHARE] = {"threshold", CATENA_FLOAT, "80%", 0, 1, NULL, "ratio", "How alike."},
    [SIZE] = {"buffer", CATENA_INT, "64 KiB", 1, 1e18, NULL, "bytes", "How much."},
    [MODE] = {"mode", CATENA_CHOICE, "fast", 0, 0, modes, NULL, "How."},
    [DEEP] = {"deep", CATENA_BOOL, "false", 0, 0, NULL, NULL, "Whether."},
    [MODEL] = {"model", CATENA_PATH, "", 0, 0, NULL, NULL, "Which."},
    [LISTS] = {"lists", CATENA_PATHS, "a.tsv, /b.tsv", 0, 0, NULL, NULL, "Which."},
    [TAGS] = {"tags", CATENA_STRINGS, "", 0, 0, NULL, NULL, "Which."},
    [OUT] = {"path", CATENA_OUTPUT, "out.jsonl", 0, 0, NULL, NULL, "Where."},
};
static const struct catena_plugin plugin = {
    .name = "tester", .options = table, .n_options = N};

static struct arena arena;
static union catena_value *values;

static int convert_all(const struct setting *settings, uint32_t n)
{
	const struct stage_config stage = {.plugin = "tester",
	                                   .name = "t",
	                                   .where = {"x.conf", 3},
	                                   .settings = settings,
	                                   .n_settings = n};
	struct diag *const d = diag_new(keep, NULL, CATENA_ERROR);
	said[0] = '\0';
	times = 0;
	values = NULL;
	arena_free(&arena);
	const int r = option_values(&plugin, &stage, "/etc/catena", &arena, &values, d);
	assert_int_equal(r != 0, diag_errors(d) > 0);
	diag_free(d);
	return r;
}

#define AT .where = {"x.conf", 7}
#define STRING(k, v) \
	{ \
		.name = (k), AT, .type = SET_STRING, .s = (v) \
	}
#define INT(k, v) \
	{ \
		.name = (k), AT, .type = SET_INT, .i = (v) \
	}
#define FLOAT(k, v) \
	{ \
		.name = (k), AT, .type = SET_FLOAT, .f = (v) \
	}
#define BOOL(k, v) \
	{ \
		.name = (k), AT, .type = SET_BOOL, .i = (v) \
	}
#define LIST(k, v) \
	{ \
		.name = (k), AT, .type = SET_LIST, .items = (v), \
		.n = sizeof(v) / sizeof(v)[0] \
	}

static int convert(struct setting s)
{
	const struct setting both[] = {STRING("pattern", "x"), s};
	return convert_all(both, 2);
}

static void defaults(void **state)
{
	const struct setting only[] = {STRING("pattern", "x")};
	(void)state;
	assert_int_equal(convert_all(only, 1), 0);
	assert_string_equal(values[WANTED].s, "x");
	assert_int_equal(values[WORDS].i, 12);
	assert_true(values[SHARE].f == 0.8);
	assert_int_equal(values[SIZE].i, 65536);
	assert_int_equal(values[MODE].i, 0);
	assert_int_equal(values[DEEP].i, 0);
	assert_string_equal(values[MODEL].s, "");
	assert_string_equal(values[LISTS].list[0], "/etc/catena/a.tsv");
	assert_string_equal(values[LISTS].list[1], "/b.tsv");
	assert_null(values[LISTS].list[2]);
	assert_null(values[TAGS].list[0]);
	assert_string_equal(values[OUT].s, "/etc/catena/out.jsonl");
}

static void numbers(void **state)
{
	(void)state;
	assert_int_equal(convert((struct setting)INT("min_words", 100)), 0);
	assert_int_equal(values[WORDS].i, 100);
	assert_int_equal(convert((struct setting)STRING("min_words", "20 words")), 0);
	assert_int_equal(values[WORDS].i, 20);
	assert_int_equal(convert((struct setting)INT("threshold", 1)), 0);
	assert_true(values[SHARE].f == 1);
	assert_int_equal(convert((struct setting)FLOAT("threshold", 0.25)), 0);
	assert_true(values[SHARE].f == 0.25);
	assert_int_equal(convert((struct setting)STRING("threshold", "25%")), 0);
	assert_true(values[SHARE].f == 0.25);
	assert_int_equal(convert((struct setting)STRING("buffer", "2 GiB")), 0);
	assert_true(values[SIZE].i == INT64_C(2147483648));
	assert_int_equal(convert((struct setting)STRING("deep", "true")), 0);
	assert_int_equal(values[DEEP].i, 1);
	assert_int_equal(convert((struct setting)BOOL("deep", 1)), 0);
	assert_int_equal(values[DEEP].i, 1);
	assert_int_equal(convert((struct setting)STRING("mode", "balanced")), 0);
	assert_int_equal(values[MODE].i, 2);
}

static void paths(void **state)
{
	static const struct {
		const char *from, *to;
	} tests[] = {
	    {"a", "/etc/catena/a"},
	    {"./a", "/etc/catena/a"},
	    {"a/./b//c", "/etc/catena/a/b/c"},
	    {"../a", "/etc/catena/../a"},
	    {"wire/", "/etc/catena/wire/"},
	    {"/a/b", "/a/b"},
	    {"//a", "/a"},
	    {"/", "/"},
	    {".", "/etc/catena"},
	    {"-", "-"},
	    {"./-", "/etc/catena/-"},
	    {"a*.txt", "/etc/catena/a*.txt"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		assert_int_equal(convert((struct setting)STRING("path", tests[i].from)), 0);
		assert_string_equal(values[OUT].s, tests[i].to);
	}
	const struct setting set = {
	    .name = "path", AT, .type = SET_STRING, .s = "a", .dir = "/here"};
	assert_int_equal(convert(set), 0);
	assert_string_equal(values[OUT].s, "/here/a");
}

static void lists(void **state)
{
	const struct setting items[] = {STRING(NULL, "a"), STRING(NULL, "b, c")};
	(void)state;
	assert_int_equal(convert((struct setting)LIST("tags", items)), 0);
	assert_string_equal(values[TAGS].list[0], "a");
	assert_string_equal(values[TAGS].list[1], "b, c");
	assert_null(values[TAGS].list[2]);
	assert_int_equal(convert((struct setting)STRING("tags", "a, b")), 0);
	assert_string_equal(values[TAGS].list[0], "a, b");
	assert_null(values[TAGS].list[1]);
	assert_int_equal(convert((struct setting)LIST("lists", items)), 0);
	assert_string_equal(values[LISTS].list[0], "/etc/catena/a");
}

/* After --set, words are strings whatever they look like. */
static void words_of_set(void **state)
{
	struct setting s = INT("pattern", 2024);
	(void)state;
	assert_int_not_equal(convert_all(&s, 1), 0);
	s.s = "2024";
	assert_int_equal(convert_all(&s, 1), 0);
	assert_string_equal(values[WANTED].s, "2024");
	const struct setting twice[] = {STRING("pattern", "x"), INT("min_words", 0),
	                                INT("min_words", 5)};
	assert_int_equal(convert_all(twice, 3), 0); /* the last one counts */
	assert_int_equal(values[WORDS].i, 5);
}

static const struct setting a_list[] = {STRING(NULL, "a"), INT(NULL, 1)};

/* Each mistake: at its place, with its stage, and a way out. */
static void mistakes(void **state)
{
	static const struct {
		struct setting s;
		const char *says;
	} tests[] = {
	    {INT("min_word", 3),
	     "unknown option \"min_word\"; did you mean \"min_words\"?"},
	    {INT("nmae", 3), "did you mean \"name\"?"},
	    {INT("zzz", 3), "tester takes pattern, min_words, threshold"},
	    {INT("min_words", 0), "\"min_words\" must be 1 to 100 words; it is 0"},
	    {STRING("min_words", "many"), "\"min_words\" must be a whole number, 1 "
	                                  "to 100 words; it is \"many\""},
	    {FLOAT("min_words", 1.5), "must be a whole number of words; 1.5 is none"},
	    {STRING("min_words", "1.5"), "must be a whole number"},
	    {STRING("min_words", "3 KiB"), "the unit in \"3 KiB\" is not one of words"},
	    {BOOL("min_words", 1), "must be a whole number"},
	    {STRING("buffer", "3 K"), "not one of B, kB, MB, GB, TB, KiB, MiB"},
	    {STRING("buffer", "0 B"), "\"buffer\" must be at least 1 B; it is \"0 B\""},
	    {STRING("buffer", "99999999999999999999"), "too large"},
	    {FLOAT("threshold", 1.01), "\"threshold\" must be 0 to 1; it is 1.01"},
	    {STRING("threshold", "101%"), "must be 0 to 1"},
	    {FLOAT("threshold", NAN), "must be 0 to 1"},
	    {STRING("threshold", "80 percent"), "the unit in"},
	    {STRING("mode", "exakt"), "did you mean \"exact\"?"},
	    {STRING("mode", "q"),
	     "must be \"fast\", \"exact\" or \"balanced\"; it is \"q\""},
	    {INT("mode", 1), "must be \"fast\", \"exact\" or \"balanced\"; it is 1"},
	    {INT("deep", 1), "must be true or false; it is 1"},
	    {STRING("deep", "yes"), "must be true or false; it is \"yes\""},
	    {INT("tags", 1), "must be a list of strings"},
	    {LIST("tags", a_list),
	     "must be a list of strings, [ \"a\", \"b\" ]; it is 1"},
	    {LIST("mode", a_list), "it is a list"},
	    {STRING("path", ""), "\"path\" is empty; it must be a file to write"},
	    {STRING("path", "~/x"), "write \"${HOME}/x\""},
	    {BOOL("path", 1), "must be a file to write, in quotes; it is true"},
	    {{.name = "path", AT, .type = SET_GROUP}, "it is a group in braces"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		if (convert(tests[i].s) == 0)
			fail_msg("no error: %s", tests[i].says);
		if (!strstr(said, tests[i].says) || times != 1)
			fail_msg("%s: %s", tests[i].says, said);
		assert_ptr_equal(strstr(said, "x.conf:7: stage \"t\": "), said);
	}
}

static void all_at_once(void **state)
{
	static const struct setting bad[] = {INT("min_words", 0), INT("nothing", 1),
	                                     STRING("mode", "x")};
	(void)state;
	assert_int_not_equal(convert_all(bad, 3), 0);
	assert_int_equal(times, 4);
	assert_non_null(strstr(said,
	                       "x.conf:3: stage \"t\": option \"pattern\" is missing; "
	                       "tester needs it: a string in quotes"));
}

static void an_empty_table(void **state)
{
	static const struct catena_plugin none = {.name = "bare"};
	const struct setting s[] = {INT("x", 1)};
	struct stage_config stage = {.plugin = "bare", .name = "b", .settings = s};
	struct diag *const d = diag_new(keep, NULL, CATENA_ERROR);
	(void)state;
	said[0] = '\0';
	assert_int_equal(option_values(&none, &stage, "/", &arena, &values, d), 0);
	assert_non_null(values);
	stage.n_settings = 1;
	assert_int_equal(option_values(&none, &stage, "/", &arena, &values, d), -1);
	assert_non_null(strstr(said, "bare takes no options"));
	diag_free(d);
}

/* ---- Tables ---- */

static char why[256];

static int check(struct catena_option o)
{
	const struct catena_option two[] = {
	    {"first", CATENA_INT, "1", 0, 0, NULL, NULL, "H."}, o};
	const struct catena_plugin p = {.name = "p", .options = two, .n_options = 2};
	return option_table_check(&p, why, sizeof why);
}

#define O(...) ((struct catena_option){__VA_ARGS__})

static void good_tables(void **state)
{
	(void)state;
	assert_int_equal(option_table_check(&plugin, why, sizeof why), 0);
	assert_int_equal(
	    option_table_check(&(struct catena_plugin){.name = "p"}, why, sizeof why),
	    0);
	assert_int_equal(check(O("x", CATENA_FLOAT, "-1", -2, 0, NULL, NULL, "H.")), 0);
}

static void bad_tables(void **state)
{
	static const char *const none[] = {NULL};
	static const char *const twice[] = {"a", "a", NULL};
	const struct {
		struct catena_option o;
		const char *says;
	} tests[] = {
	    {O(NULL, CATENA_INT, "1", 0, 0, NULL, NULL, "H."), "option 2 of the table"},
	    {O("", CATENA_INT, "1", 0, 0, NULL, NULL, "H."), "must be named"},
	    {O("Big", CATENA_INT, "1", 0, 0, NULL, NULL, "H."), "must be named"},
	    {O("a-b", CATENA_INT, "1", 0, 0, NULL, NULL, "H."), "must be named"},
	    {O("when", CATENA_INT, "1", 0, 0, NULL, NULL, "H."), "own use"},
	    {O("first", CATENA_INT, "1", 0, 0, NULL, NULL, "H."), "twice"},
	    {O("x", 99, "1", 0, 0, NULL, NULL, "H."), "type"},
	    {O("x", CATENA_INT, "1", 0, 0, NULL, NULL, NULL), "help"},
	    {O("x", CATENA_INT, "1", 0, 0, NULL, NULL, ""), "help"},
	    {O("x", CATENA_INT, "1", 0, 0, NULL, NULL, "a\nb"), "one line"},
	    {O("x", CATENA_INT, "1", 0, 0, NULL, NULL, "\xFF"), "one line"},
	    {O("x", CATENA_INT, "1", 5, 2, NULL, NULL, "H."), "min is above"},
	    {O("x", CATENA_INT, "1", NAN, 2, NULL, NULL, "H."), "min is above"},
	    {O("x", CATENA_INT, "1", 2, 5, NULL, NULL, "H."), "must be 2 to 5"},
	    {O("x", CATENA_INT, "many", 0, 0, NULL, NULL, "H."), "does not convert"},
	    {O("x", CATENA_INT, "1 KiB", 0, 0, NULL, NULL, "H."), "takes no unit"},
	    {O("x", CATENA_INT, "1", 0, 0, NULL, "ratio", "H."), "FLOAT"},
	    {O("x", CATENA_INT, "1", 0, 0, NULL, "", "H."), "unit"},
	    {O("x", CATENA_STRING, "1", 1, 2, NULL, NULL, "H."), "no number"},
	    {O("x", CATENA_CHOICE, "a", 0, 0, NULL, NULL, "H."), "without choices"},
	    {O("x", CATENA_CHOICE, "a", 0, 0, none, NULL, "H."), "without choices"},
	    {O("x", CATENA_CHOICE, "a", 0, 0, twice, NULL, "H."), "same choice"},
	    {O("x", CATENA_CHOICE, "z", 0, 0, modes, NULL, "H."), "does not convert"},
	    {O("x", CATENA_BOOL, "1", 0, 0, NULL, NULL, "H."), "does not convert"},
	    {O("x", CATENA_BOOL, "", 0, 0, NULL, NULL, "H."), "does not convert"},
	    {O("x", CATENA_STRING, "\xFF", 0, 0, NULL, NULL, "H."), "not UTF-8"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		if (check(tests[i].o) == 0)
			fail_msg("should be refused: %s", tests[i].says);
		if (!strstr(why, tests[i].says))
			fail_msg("%s: %s", tests[i].says, why);
	}
	const struct catena_plugin none_there = {.name = "p", .n_options = 3};
	assert_int_equal(option_table_check(&none_there, why, sizeof why), -1);
	const struct catena_plugin many = {
	    .name = "p", .options = table, .n_options = UINT32_MAX};
	assert_int_equal(option_table_check(&many, why, sizeof why), -1);
}

static void ranges(void **state)
{
	char text[200];
	(void)state;
	option_range(&table[WORDS], text, sizeof text);
	assert_string_equal(text, "1 to 100 words");
	option_range(&table[SIZE], text, sizeof text);
	assert_string_equal(text, "at least 1 B");
	option_range(&table[MODE], text, sizeof text);
	assert_string_equal(text, "\"fast\", \"exact\" or \"balanced\"");
	option_range(&table[OUT], text, sizeof text);
	assert_string_equal(text, "");
	for (uint32_t t = 0; t <= CATENA_OUTPUT; t++)
		assert_string_not_equal(option_type_name(t), "unknown");
	assert_string_equal(option_type_name(99), "unknown");
}

/* ---- Names ---- */

static void nearest(void **state)
{
	static const char *const names[] = {"similarity", "min_words", "language",
	                                    "latin_only", "ab",        "threshold"};
	static const char *const tests[][2] = {
	    {"similarty", "similarity"},
	    {"simialrity", "similarity"},
	    {"SIMILARITY", "similarity"},
	    {"min_word", "min_words"},
	    {"minwords", "min_words"},
	    {"lang", "language"},
	    {"tresh_old", "threshold"},
	    {"ba", "ab"},
	    {"la", NULL},
	    {"xyzzy", NULL},
	    {"", NULL},
	    {"x", NULL},
	};
	char huge[2000];
	(void)state;
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		const char *const is = nearest_name(tests[i][0], names, 6);
		if ((is == NULL) != (tests[i][1] == NULL) ||
		    (is && strcmp(is, tests[i][1]) != 0))
			fail_msg("%s: %s", tests[i][0], is ? is : "(none)");
	}
	memset(huge, 'a', sizeof huge - 1);
	huge[sizeof huge - 1] = '\0';
	assert_null(nearest_name(huge, names, 6));
	assert_null(nearest_name("word", NULL, 0));
}

static int give_back(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(defaults),     cmocka_unit_test(numbers),
	    cmocka_unit_test(paths),        cmocka_unit_test(lists),
	    cmocka_unit_test(words_of_set), cmocka_unit_test(mistakes),
	    cmocka_unit_test(all_at_once),  cmocka_unit_test(an_empty_table),
	    cmocka_unit_test(good_tables),  cmocka_unit_test(bad_tables),
	    cmocka_unit_test(ranges),       cmocka_unit_test(nearest),
	};
	return cmocka_run_group_tests(tests, NULL, give_back);
}
