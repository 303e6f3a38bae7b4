/* SPDX-License-Identifier: MIT */
/* test_@NAME@.c - the plugin alone, in the harness. */
#include <catena/harness.h>

static int lengths(void)
{
	struct harness *h =
	    harness_open(PLUGIN, HARNESS_SETTINGS("min_words=2", "max_words=3"));
	harness_document(h, "a", "Rain.");
	harness_document(h, "b", "Rain in 2031!");
	harness_document(h, "c", "Rain, rain, rain, rain.");
	harness_run(h);
	HARNESS_EQUAL(h, harness_verdict(h, 0), "dropped: too short: 1 words");
	HARNESS_EQUAL(h, harness_verdict(h, 1), "kept");
	HARNESS_EQUAL(h, harness_verdict(h, 2), "dropped: too long: 4 words");
	return harness_close(h);
}

static int refused_options(void)
{
	struct harness *h =
	    harness_open(PLUGIN, HARNESS_SETTINGS("min_words=5", "max_words=4"));
	HARNESS_TRUE(h, harness_run(h) == CATENA_E_CONFIG);
	return harness_close(h);
}

int main(void)
{
	return lengths() | refused_options();
}
