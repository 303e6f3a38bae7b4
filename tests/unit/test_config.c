/* SPDX-License-Identifier: MIT */
/* test_config.c - configs that are right, and what becomes of them; and all
 * that is wrong in one go.  Wrong ones, one file each, are in
 * tests/bad/config. */
#include "build.h"

#include "config_case.h"
#include <limits.h>

/* ---- What a config means ---- */

static void the_top(void **state)
{
	char cwd[PATH_MAX];
	(void)state;
	assert_non_null(getcwd(cwd, sizeof cwd));
	struct config *c = good(CHAIN);
	assert_int_equal(c->workers, 0);
	assert_int_equal(c->on_error, ON_ERROR_QUARANTINE);
	assert_int_equal(c->invalid_text, BAD_TEXT_REPAIR);
	assert_true(c->memory == UINT64_C(1) << 30);
	assert_true(c->max_document == UINT64_C(64) << 20);
	assert_null(c->quarantine);
	assert_null(c->spool);
	assert_string_equal(c->path, "x.conf");
	assert_string_equal(c->dir, cwd);
	config_free(c);
	c = good(
	    "workers = 3; on_error = \"stop\"; invalid_text = \"quarantine\";\n"
	    "memory = \"2 GiB\"; max_document = 5000; quarantine = \"bad/q.jsonl\";\n"
	    "spool = \"/tmp/spool\";\n" CHAIN);
	assert_int_equal(c->workers, 3);
	assert_int_equal(c->on_error, ON_ERROR_STOP);
	assert_int_equal(c->invalid_text, BAD_TEXT_QUARANTINE);
	assert_true(c->memory == UINT64_C(2) << 30);
	assert_true(c->max_document == 5000);
	strncat(cwd, "/bad/q.jsonl", sizeof cwd - strlen(cwd) - 1);
	assert_string_equal(c->quarantine, cwd);
	assert_string_equal(c->spool, "/tmp/spool");
	config_free(c);
}

static void values(void **state)
{
	(void)state;
	struct config *const c = good(
	    "chain = ( { plugin = \"r\";\n"
	    "  i = 12; neg = -12; plus = +5; zeros = 007; hex = 0xFf; big = "
	    "5000000000;\n"
	    "  most = 9223372036854775807; least = -9223372036854775808; l = 7L; ll: "
	    "7LL,\n"
	    "  hexbig = 0x7FFFFFFFFFFFFFFF\n"
	    "  f = 1.5; e = 1e3; e2 = -2.5E-1; half = .5; t = true; u = FALSE;\n"
	    "  s = \"a\\n\\t\\\\\\\"\\x41\\r\\f\"; two = \"a\" /* c */ \"b\" // d\n"
	    "   \"c\"; utf = \"gr\xC3\xB6\xC3\x9F\\xC3\\xA9\"; empty = \"\";\n"
	    "  a = [1, 2,]; b = [ ]; m = (1, \"x\", 2.5, [true], ()); # comment\n"
	    "  g = { x = 1; };\n"
	    "  hash = \"# // /* \"; } );");
	is_int(c, "i", 12);
	is_int(c, "neg", -12);
	is_int(c, "plus", 5);
	is_int(c, "zeros", 7);
	is_int(c, "hex", 255);
	is_int(c, "big", INT64_C(5000000000));
	is_int(c, "most", INT64_MAX);
	is_int(c, "least", INT64_MIN);
	is_int(c, "l", 7);
	is_int(c, "ll", 7);
	is_int(c, "hexbig", INT64_MAX);
	assert_true(option(c, 0, "f")->f == 1.5);
	assert_true(option(c, 0, "e")->f == 1000);
	assert_true(option(c, 0, "e2")->f == -0.25);
	assert_true(option(c, 0, "half")->f == 0.5);
	assert_int_equal(option(c, 0, "t")->type, SET_BOOL);
	assert_int_equal(option(c, 0, "t")->i, 1);
	assert_int_equal(option(c, 0, "u")->i, 0);
	is_string(c, "s", "a\n\t\\\"A\r\f");
	is_string(c, "two", "abc");
	is_string(c, "utf", "gr\xC3\xB6\xC3\x9F\xC3\xA9");
	is_string(c, "empty", "");
	is_string(c, "hash", "# // /* ");
	const struct setting *const a = option(c, 0, "a");
	assert_int_equal(a->type, SET_LIST);
	assert_int_equal(a->n, 2);
	assert_int_equal(a->items[1].i, 2);
	assert_int_equal(option(c, 0, "b")->n, 0);
	const struct setting *const m = option(c, 0, "m");
	assert_int_equal(m->n, 5);
	assert_string_equal(m->items[1].s, "x");
	assert_true(m->items[2].f == 2.5);
	assert_int_equal(m->items[3].items[0].type, SET_BOOL);
	assert_int_equal(m->items[4].n, 0);
	assert_int_equal(option(c, 0, "g")->type, SET_GROUP);
	config_free(c);
}

static void places(void **state)
{
	(void)state;
	write_file("inc.conf",
	           "\n/* a\n comment */\nmore = (\n { plugin = \"m\";\n x = 1; });");
	struct config *const c = good("# first\n"
	                              "@include \"inc.conf\"\n"
	                              "chain = (\n"
	                              "  { plugin = \"r\";\n"
	                              "    list = [ \"a\",\n"
	                              "      \"b\",\n"
	                              "\n"
	                              "      \"c\"\n"
	                              "    ];\n"
	                              "    s = \"x\"\n"
	                              "        \"y\"; t = 1; },\n"
	                              "  \"more\",\n"
	                              "  {\n"
	                              "    plugin = \"w\"; when =\n"
	                              "   \"true\"; }\n"
	                              ");");
	is_at(c->stages[0].where, "x.conf", 4);
	const struct setting *const list = option(c, 0, "list");
	is_at(list->where, "x.conf", 5);
	is_at(list->items[0].where, "x.conf", 5);
	is_at(list->items[1].where, "x.conf", 6);
	is_at(list->items[2].where, "x.conf", 8);
	is_at(option(c, 0, "s")->where, "x.conf", 10);
	is_at(option(c, 0, "t")->where, "x.conf", 11);
	is_at(c->stages[1].where, "inc.conf", 5);
	is_at(option(c, 1, "x")->where, "inc.conf", 6);
	is_at(c->stages[2].where, "x.conf", 13);
	is_at(c->stages[2].when_where, "x.conf", 14);
	config_free(c);
}

static void names(void **state)
{
	(void)state;
	struct config *const c = good(
	    "chain = ( { plugin = \"r\"; }, { plugin = \"t\"; }, { plugin = \"t\"; },\n"
	    "{ plugin = \"t\"; name = \"t_2\"; }, { plugin = \"t\"; isolate = true; "
	    "},\n"
	    "{ plugin = \"t\"; name = \"mine\"; when = \"a == 'b'\"; } );");
	static const char *const want[] = {"r", "t", "t_3", "t_2", "t_4", "mine"};
	assert_int_equal(c->n_stages, 6);
	for (uint32_t i = 0; i < 6; i++)
		assert_string_equal(c->stages[i].name, want[i]);
	assert_string_equal(c->stages[5].plugin, "t");
	assert_string_equal(c->stages[5].when, "a == 'b'");
	assert_null(c->stages[4].when);
	assert_true(c->stages[4].isolate);
	assert_false(c->stages[5].isolate);
	assert_int_equal(c->stages[5].n_settings, 0);
	config_free(c);
}

static void lists_of_stages(void **state)
{
	(void)state;
	struct config *c =
	    good("a = ( { plugin = \"a1\"; }, \"b\" );\n"
	         "b = ( { plugin = \"b1\"; x = 1; } );\n"
	         "c = ( \"b\" );\n"
	         "chain = ( { plugin = \"r\"; }, \"a\", \"c\", \"b\" );\n");
	static const char *const want[] = {"r", "a1", "b1", "b1_2", "b1_3"};
	assert_int_equal(c->n_stages, 5);
	for (uint32_t i = 0; i < 5; i++)
		assert_string_equal(c->stages[i].name, want[i]);
	assert_int_equal(option(c, 4, "x")->i, 1);
	assert_string_equal(said, "");
	config_free(c);
	c = good("a = ( { plugin = \"a1\"; } ); " CHAIN);
	assert_non_null(strstr(said,
	                       "warning: x.conf:1: the list of stages \"a\" is used "
	                       "nowhere"));
	config_free(c);
	bad("wrokers = [ \"a\" ]; " CHAIN, "unknown key \"wrokers\"; did you mean");
	bad("wrokers = [ 1 ]; " CHAIN, "unknown key \"wrokers\"; did you mean");
	bad("workers = [ 1 ]; " CHAIN, "\"workers\" must be a whole number");
}

/* A list that doubles at each step must not fill the memory. */
static void lists_that_explode(void **state)
{
	char text[4000];
	size_t n = 0;
	(void)state;
	n += (size_t)snprintf(text, sizeof text, "l0 = ( { plugin = \"p\"; } );\n");
	for (int i = 1; i <= 15; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
		                      "l%d = ( \"l%d\", \"l%d\" );\n", i, i - 1, i - 1);
	snprintf(text + n, sizeof text - n,
	         "chain = ( { plugin = \"r\"; }, \"l15\" );");
	bad(text, "more than 128 stages");
	n = (size_t)snprintf(text, sizeof text, "l0 = ( { plugin = \"p\"; } );\n");
	for (int i = 1; i <= 30; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "l%d = ( \"l%d\" );\n", i,
		                      i - 1);
	snprintf(text + n, sizeof text - n,
	         "chain = ( { plugin = \"r\"; }, \"l30\" );");
	bad(text, "name each other more than 20 deep");
}

static void variables(void **state)
{
	(void)state;
	setenv("CATENA_TEST", "in", 1);
	setenv("CATENA_EMPTY", "", 1);
	unsetenv("CATENA_NOT");
	struct config *c =
	    good("workers = \"${CATENA_NOT:-7}\";\n"
	         "chain = ( { plugin = \"${CATENA_NOT:-r}\"; a = \"${CATENA_TEST}\";\n"
	         "b = \"x${CATENA_TEST}y${CATENA_NOT:-}z\"; c = \"$${CATENA_TEST} $ $$ "
	         "$x {}\";\n"
	         "d = \"${CATENA_EMPTY}|${CATENA_EMPTY:-d}|${CATENA_TEST:-e}\"; } );");
	assert_int_equal(c->workers, 7);
	assert_string_equal(c->stages[0].plugin, "r");
	is_string(c, "a", "in");
	is_string(c, "b", "xinyz");
	is_string(c, "c", "${CATENA_TEST} $ $$ $x {}");
	is_string(c, "d", "|d|in");
	config_free(c);
	bad("a = \"${CATENA_NOT}\"; " CHAIN,
	    "x.conf:1: the environment variable CATENA_NOT "
	    "is not set; set it, or write "
	    "${CATENA_NOT:-default}");
	setenv("CATENA_BYTES", "\xFF", 1);
	bad("spool = \"${CATENA_BYTES}\"; " CHAIN, "does not hold UTF-8");
	char *const huge = malloc(70000);
	assert_non_null(huge);
	memset(huge, 'a', 70000);
	huge[69999] = '\0';
	setenv("CATENA_HUGE", huge, 1);
	bad("spool = \"${CATENA_HUGE}\"; " CHAIN, "more than 65536 bytes");
	unsetenv("CATENA_HUGE");
	unsetenv("CATENA_BYTES");
	free(huge);
}

static void sets(void **state)
{
	static const char *const all[] = {
	    "workers=4",      "memory=3 GiB",   "spool=tmp",
	    "r.a=2",          "r.b=two words",  "r.c=[\"x\", \"y\"]",
	    "r.d=\"q\"",      "r.e=",           "r.f=0.5",
	    "r.g=true",       "r.g=false",      "r.when=language == 'en'",
	    "r.isolate=true", "r.h=2024-01-02", "r.i=7; j = 8",
	};
	char cwd[PATH_MAX];
	(void)state;
	assert_non_null(getcwd(cwd, sizeof cwd));
	assert_int_equal(mkdir("sub", 0777) == 0 || errno == EEXIST, 1);
	write_file("sub/x.conf",
	           "workers = 2; chain = ( { plugin = \"r\"; a = 1; k = 1; } );");
	struct config *const c =
	    load_file("sub/x.conf", all, sizeof all / sizeof all[0]);
	if (!c || c->broken)
		fail_msg("%s", said);
	assert_int_equal(c->workers, 4);
	assert_true(c->memory == UINT64_C(3) << 30);
	is_int(c, "a", 2);
	assert_string_equal(option(c, 0, "a")->s, "2");
	is_at(option(c, 0, "a")->where, "--set r.a=2", 0);
	is_string(c, "b", "two words");
	assert_int_equal(option(c, 0, "c")->n, 2);
	assert_string_equal(option(c, 0, "c")->items[1].s, "y");
	assert_string_equal(option(c, 0, "c")->items[1].dir, cwd);
	is_string(c, "d", "q");
	is_string(c, "e", "");
	assert_true(option(c, 0, "f")->f == 0.5);
	assert_int_equal(option(c, 0, "g")->i, 0);
	is_string(c, "h", "2024-01-02");
	is_string(c, "i", "7; j = 8");
	is_int(c, "k", 1);
	assert_string_equal(c->stages[0].when, "language == 'en'");
	assert_true(c->stages[0].isolate);
	assert_int_equal(c->stages[0].n_settings, 10);
	/* What stands on the command line is meant from where one stands. */
	strncat(cwd, "/tmp", sizeof cwd - strlen(cwd) - 1);
	assert_string_equal(c->spool, cwd);
	config_free(c);
}

static void bad_sets(void **state)
{
	static const char *const tests[][2] = {
	    {"", "write --set STAGE.OPTION=VALUE"},
	    {"workers", "write --set STAGE.OPTION=VALUE"},
	    {"=4", "write --set STAGE.OPTION=VALUE"},
	    {"worker=4",
	     "--set worker=4: unknown key \"worker\"; did you mean \"workers\"?"},
	    {"workers=many", "--set workers=many: \"workers\" must be a whole number"},
	    {"chain=4", "can only be changed in the config itself"},
	    {"chain=( { plugin = \"x\"; } )",
	     "can only be changed in the config itself"},
	    {"raeder.a=4", "there is no stage \"raeder\"; did you mean \"reader\"?"},
	    {"zzzzz.a=4", "there is no stage \"zzzzz\"; `catena check` lists"},
	    {"reader.plugin=x", "can only be changed in the config itself"},
	    {"reader.when=a = b", "when: column 3:"},
	    {"reader.isolate=7", "must be true or false"},
	    {"reader.a=[1", "never closed"},
	    {"reader.a=\"x", "no closing quote"},
	    {"reader.a=\"x\" y", "is not one value"},
	    {"reader.a=\"x\"; b = 2", "one value"},
	    {"reader.a=\xFF", "is not UTF-8"},
	    {"workers=${CATENA_NOT}", "is not set"},
	};
	(void)state;
	write_file("x.conf", "chain = ( { plugin = \"reader\"; } );");
	for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		struct config *const c = load_file("x.conf", &tests[i][0], 1);
		if ((c && !c->broken) || !strstr(said, tests[i][1]))
			fail_msg("%s: should say \"%s\": %s", tests[i][0], tests[i][1], said);
		assert_int_equal(strncmp(said, "--set", 5), 0);
		config_free(c);
	}
}

/* Errors of all parts in one go; and what is whole can still be looked at. */
static void all_at_once(void **state)
{
	static const char *const set[] = {"nobody.x=1"};
	(void)state;
	write_file("x.conf",
	           "workers = -1;\nmemry = 5;\na = 99999999999999999999;\n"
	           "chain = (\n{ plugin = \"r\"; when = \"(\"; },\n"
	           "{ plugin = \"t\"; isolate = 3;\n x = \"\\q\"; x = 2; } );");
	struct config *const c = load_file("x.conf", set, 1);
	static const char *const want[] = {
	    "x.conf:1: \"workers\" must be",
	    "x.conf:2: unknown key \"memry\"; did you mean",
	    "x.conf:3: the number 99999999999999999999 does not fit",
	    "x.conf:5: stage \"r\": when: column",
	    "x.conf:6: stage \"t\": \"isolate\" must be true or false",
	    "x.conf:7: \"\\q\" in a string: it is no escape",
	    "x.conf:7: \"x\" is set twice, first at x.conf:7",
	    "there is no stage \"nobody\""};
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
		if (!strstr(said, want[i]))
			fail_msg("should say \"%s\": %s", want[i], said);
	}
	assert_non_null(c);
	assert_true(c->broken);
	assert_int_equal(c->n_stages, 2);
	config_free(c);
	/* A chain with gaps says nothing about the rest. */
	write_file("x.conf", "chain = ( { plugin = \"r\"; }, \"nothing\" );");
	assert_null(load_file("x.conf", NULL, 0));
	write_file("x.conf", "chain = ( { plugin = \"r\"; }, { nam = \"x\"; } );");
	assert_null(load_file("x.conf", NULL, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_top),         cmocka_unit_test(values),
	    cmocka_unit_test(places),          cmocka_unit_test(names),
	    cmocka_unit_test(lists_of_stages), cmocka_unit_test(lists_that_explode),
	    cmocka_unit_test(variables),       cmocka_unit_test(sets),
	    cmocka_unit_test(bad_sets),        cmocka_unit_test(all_at_once),
	};
	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
