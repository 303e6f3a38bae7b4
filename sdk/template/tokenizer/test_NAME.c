/* SPDX-License-Identifier: MIT */
/* test_@NAME@.c - the plugin alone, in the harness. */
#include <catena/harness.h>

static int lines(void)
{
	struct harness *h = harness_open(PLUGIN, NULL);
	harness_document(h, "a", "Rain  in 2031 .\n\n \tNATO's \n");
	harness_document(h, "b", " \n");
	harness_run(h);
	HARNESS_EQUAL(h, harness_rows(h, 0, "sentence"),
	              "0 15 \"Rain  in 2031 .\"\n"
	              "19 25 \"NATO's\"\n");
	HARNESS_EQUAL(h, harness_column(h, 0, "token", "kind"), "0 0 1 2 0");
	HARNESS_EQUAL(h, harness_column(h, 0, "token", "flags"), "25 16 20 16 25");
	HARNESS_EQUAL(h, harness_rows(h, 1, "token"), "");
	return harness_close(h);
}

static int hashes_do_not_see_case(void)
{
	struct harness *h = harness_open(PLUGIN, NULL);
	harness_document(h, "a", "Straße");
	harness_document(h, "b", "STRAßE");
	harness_run(h);
	HARNESS_EQUAL(h, harness_column(h, 0, "token", "hash"),
	              harness_column(h, 1, "token", "hash"));
	return harness_close(h);
}

int main(void)
{
	return lines() | hashes_do_not_see_case();
}
