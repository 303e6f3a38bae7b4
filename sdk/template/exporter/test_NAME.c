/* SPDX-License-Identifier: MIT */
/* test_@NAME@.c - the plugin alone, in the harness. */
#include <catena/harness.h>

static int table(void)
{
	struct harness *h = harness_open(
	    PLUGIN, HARNESS_SETTINGS("path=test.out", "fields=date, words, sure"));
	harness_document(h, "a", "Rain.");
	harness_set(h, "date", "\"2031-04-10\"");
	harness_set(h, "words", "1");
	harness_document(h, "b", "More\train.");
	harness_set(h, "date", "\"a\\tb\"");
	harness_set(h, "sure", "true");
	harness_document(h, "c", "");
	harness_run(h);
	HARNESS_EQUAL(h, harness_file(h, "test.out"),
	              "a\t2031-04-10\t1\t\n"
	              "b\ta b\t\ttrue\n"
	              "c\t\t\t\n");
	return harness_close(h);
}

int main(void)
{
	return table();
}
