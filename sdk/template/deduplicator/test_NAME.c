/* SPDX-License-Identifier: MIT */
/* test_@NAME@.c - the plugin alone, in the harness. */
#include <catena/harness.h>

#include <stdio.h>

static int drops(void)
{
	struct harness *h = harness_open(PLUGIN, NULL);
	harness_document(h, "a", "Rain in Port Elune\nIt rained.");
	harness_document(h, "b", "RAIN IN PORT ELUNE\nIt rained again.");
	harness_document(h, "c", "Rain\n");
	harness_document(h, "d", "Rain\n");
	harness_run(h);
	HARNESS_EQUAL(h, harness_verdict(h, 0), "kept");
	HARNESS_EQUAL(h, harness_verdict(h, 1), "dropped: same first line: as a");
	HARNESS_EQUAL(h, harness_verdict(h, 3), "kept");
	return harness_close(h);
}

static int marks(void)
{
	struct harness *h =
	    harness_open(PLUGIN, HARNESS_SETTINGS("action=mark", "min_bytes=4"));
	harness_document(h, "a", "Rain");
	harness_document(h, "b", "rain");
	harness_run(h);
	HARNESS_EQUAL(h, harness_get(h, 0, "duplicate_of"), "");
	HARNESS_EQUAL(h, harness_get(h, 1, "duplicate_of"), "\"a\"");
	return harness_close(h);
}

/* More lines than the table has places at first. */
static int many(void)
{
	struct harness *h = harness_open(PLUGIN, NULL);
	char id[32], line[64];
	for (int i = 0; i < 1000; i++) {
		snprintf(id, sizeof id, "%d", i);
		snprintf(line, sizeof line, "The title number %d\n", i % 500);
		harness_document(h, id, line);
	}
	harness_run(h);
	HARNESS_EQUAL(h, harness_verdict(h, 499), "kept");
	HARNESS_EQUAL(h, harness_verdict(h, 999), "dropped: same first line: as 499");
	return harness_close(h);
}

int main(void)
{
	return drops() | marks() | many();
}
