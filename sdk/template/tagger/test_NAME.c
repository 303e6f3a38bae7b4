/* SPDX-License-Identifier: MIT */
/* test_@NAME@.c - the plugin alone, in the harness. */
#include <catena/harness.h>

static int capitals(void)
{
	struct harness *h = harness_open(PLUGIN, NULL);
	harness_document(h, "a", "The UNESCO of NY. ÄÖÜ and Éa.");
	harness_document(h, "b", "");
	harness_run(h);
	HARNESS_EQUAL(h, harness_rows(h, 0, "entity"),
	              "4 10 \"UNESCO\" type=ORG score=0.5 by=@NAME@\n"
	              "18 24 \"ÄÖÜ\" type=ORG score=0.5 by=@NAME@\n");
	HARNESS_EQUAL(h, harness_rows(h, 1, "entity"), "");
	return harness_close(h);
}

static int tokens_of_another_tokenizer(void)
{
	struct harness *h =
	    harness_open(PLUGIN, HARNESS_SETTINGS("min_letters=2", "type=GPE"));
	harness_document(h, "a", "NY, I");
	harness_give(h, "token",
	             "0 2 \"NY\" flags=2\n"
	             "2 3 \",\"\n"
	             "4 5 \"I\"\n");
	harness_run(h);
	HARNESS_EQUAL(h, harness_rows(h, 0, "entity"),
	              "0 2 \"NY\" type=GPE score=0.5 by=@NAME@\n");
	return harness_close(h);
}

static int refused_options(void)
{
	struct harness *h = harness_open(PLUGIN, HARNESS_SETTINGS("type="));
	HARNESS_TRUE(h, harness_run(h) == CATENA_E_CONFIG);
	return harness_close(h);
}

int main(void)
{
	return capitals() | tokens_of_another_tokenizer() | refused_options();
}
