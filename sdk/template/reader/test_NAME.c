/* SPDX-License-Identifier: MIT */
/* test_@NAME@.c - the plugin alone, in the harness. */
#include <catena/harness.h>

static int records(void)
{
	struct harness *h =
	    harness_open(PLUGIN, HARNESS_SETTINGS("paths=" SRCDIR "/sample.txt"));
	harness_run(h);
	HARNESS_TRUE(h, harness_count(h) == 3);
	HARNESS_EQUAL(h, harness_id(h, 0), "sample.txt#1");
	HARNESS_EQUAL(h, harness_id(h, 2), "sample.txt#3");
	HARNESS_EQUAL(h, harness_text(h, 2), "Rain\n");
	return harness_close(h);
}

static int another_separator(void)
{
	harness_write("test.in", "one\n--\n--\ntwo\n---\n--");
	struct harness *h =
	    harness_open(PLUGIN, HARNESS_SETTINGS("paths=test.in", "separator=--"));
	harness_run(h);
	HARNESS_TRUE(h, harness_count(h) == 2);
	HARNESS_EQUAL(h, harness_text(h, 0), "one\n");
	HARNESS_EQUAL(h, harness_text(h, 1), "two\n---\n");
	return harness_close(h);
}

static int missing_file(void)
{
	struct harness *h = harness_open(PLUGIN, HARNESS_SETTINGS("paths=nowhere.txt"));
	HARNESS_TRUE(h, harness_run(h) < 0);
	return harness_close(h);
}

int main(void)
{
	return records() | another_separator() | missing_file();
}
