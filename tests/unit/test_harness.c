/* SPDX-License-Identifier: MIT */
/* test_harness.c - the harness, on plugins that were just built: what goes in
 * comes out, and what does not hold is seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <catena/harness.h>

static const char *plugin(const char *name)
{
	static char path[4096];
	const char *folder = getenv("CATENA_PLUGIN_PATH");
	snprintf(path, sizeof path, "%s/%s.so", folder ? folder : "", name);
	if (access(path, R_OK) != 0) {
		print_message("%s is not there\n", path);
		skip();
	}
	return path;
}

/* A tokenizer: columns, rows, and a text that was no UTF-8. */
static void tokenizer(void **state)
{
	(void)state;
	struct harness *h = harness_open(plugin("tokenize"), NULL);
	harness_document(h, "a", "Rain fell.");
	harness_bytes(h, "b", "\xFF!", 2);
	assert_int_equal(harness_run(h), CATENA_OK);
	assert_int_equal(harness_count(h), 2);
	assert_string_equal(harness_id(h, 1), "b");
	assert_string_equal(harness_column(h, 0, "token", "kind"), "0 0 2");
	assert_string_equal(harness_rows(h, 0, "sentence"), "0 10 \"Rain fell.\"\n");
	assert_string_equal(harness_text(h, 1), "\xEF\xBF\xBD!");
	assert_non_null(strstr(harness_messages(h), "U+FFFD"));
	assert_string_equal(harness_rows(h, 0, "nothing"), "");
	assert_string_equal(harness_verdict(h, 2), "there is no such document");
	assert_int_equal(harness_close(h), 0);
}

/* A deduplicator, on tokens that the harness makes, fields that a test gives. */
static void deduplicator(void **state)
{
	(void)state;
	static const char text[] = "It rained on Monday in Port Elune, and then again.";
	struct harness *h =
	    harness_open(plugin("dedup_near"), HARNESS_SETTINGS("action=mark"));
	harness_document(h, "a", text);
	harness_set(h, "date", "\"2031-04-10\\u00e9\\n\"");
	harness_set(h, "words", "9");
	harness_set(h, "rate", "0.5");
	harness_set(h, "sure", "true");
	harness_set(h, "none", "null");
	harness_set(h, "tags", "[\"rain\"]");
	harness_document(h, "b", text);
	assert_int_equal(harness_run(h), CATENA_OK);
	assert_string_equal(harness_get(h, 0, "date"), "\"2031-04-10é\\n\"");
	assert_string_equal(harness_get(h, 0, "words"), "9");
	assert_string_equal(harness_get(h, 0, "rate"), "0.5");
	assert_string_equal(harness_get(h, 0, "sure"), "true");
	assert_string_equal(harness_get(h, 0, "none"), "null");
	assert_string_equal(harness_get(h, 0, "tags"), "[\"rain\"]");
	assert_string_equal(harness_get(h, 0, "duplicate_of"), "");
	assert_string_equal(harness_get(h, 1, "duplicate_of"), "\"a\"");
	assert_int_equal(harness_close(h), 0);
}

/* Tokens that a test gives are those that the plugin gets: here none that count
 * as words, so nothing to compare. */
static void given_rows(void **state)
{
	(void)state;
	struct harness *h = harness_open(plugin("dedup_near"), NULL);
	for (int i = 0; i < 2; i++) {
		harness_document(h, i ? "b" : "a", "One two \"x\"");
		harness_give(h, "token", "8 11 \"\\\"x\\\"\" kind=2\n0 3 kind=2\n");
		harness_give(h, "entity",
		             "0 3 type=CARDINAL name=\"the one\" score=0.25 id=Q1\n");
	}
	assert_int_equal(harness_run(h), CATENA_OK);
	assert_string_equal(harness_rows(h, 0, "token"),
	                    "0 3 \"One\" kind=2 flags=0 hash=0\n"
	                    "8 11 \"\\\"x\\\"\" kind=2 flags=0 hash=0\n");
	assert_string_equal(
	    harness_rows(h, 1, "entity"),
	    "0 3 \"One\" type=CARDINAL name=\"the one\" id=Q1 score=0.25\n");
	assert_string_equal(harness_verdict(h, 1), "kept");
	assert_int_equal(harness_close(h), 0);
}

static void refused_options(void **state)
{
	(void)state;
	struct harness *h = harness_open(
	    plugin("dedup_near"), HARNESS_SETTINGS("treshold=0.5", "threshold=7"));
	harness_document(h, "a", "x");
	assert_int_equal(harness_run(h), CATENA_E_CONFIG);
	assert_non_null(strstr(harness_messages(h), "did you mean \"threshold\"?"));
	assert_non_null(strstr(harness_messages(h), "\"7\""));
	assert_int_equal(harness_count(h), 0);
	assert_int_equal(harness_close(h), 0);
}

/* The two below print what they are made to print. */
static void expectations(void **state)
{
	(void)state;
	struct harness *h = harness_open("not opened", NULL);
	HARNESS_EQUAL(h, "a", "a");
	HARNESS_TRUE(h, 1 + 1 == 2);
	assert_int_equal(harness_close(h), 0);
	h = harness_open("not opened", NULL);
	HARNESS_EQUAL(h, "this is", "meant to differ");
	assert_int_equal(harness_close(h), 1);
	h = harness_open("not opened", NULL);
	HARNESS_TRUE(h, strcmp("this is", "meant to fail") == 0);
	assert_int_equal(harness_close(h), 1);
}

static void files(void **state)
{
	(void)state;
	struct harness *h = harness_open("not opened", NULL);
	harness_write("test_harness.tmp", "one\ntwo");
	assert_string_equal(harness_file(h, "test_harness.tmp"), "one\ntwo");
	assert_int_equal(unlink("test_harness.tmp"), 0);
	assert_string_equal(harness_file(h, "test_harness.tmp"), "");
	assert_int_equal(harness_close(h), 0);
	assert_int_equal(harness_close(NULL), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tokenizer),    cmocka_unit_test(deduplicator),
	    cmocka_unit_test(given_rows),   cmocka_unit_test(refused_options),
	    cmocka_unit_test(expectations), cmocka_unit_test(files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
