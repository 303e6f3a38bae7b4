/* SPDX-License-Identifier: MIT */
/* clean_wire_case.h - what a text becomes: for the tests of clean_wire. */
#ifndef CLEAN_WIRE_CASE_H
#define CLEAN_WIRE_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <catena/harness.h>

#define ITEM "Rain fell on the quays of the old port all night."

static inline const char *plugin(void)
{
	static char path[4096];
	const char *folder = getenv("CATENA_PLUGIN_PATH");
	snprintf(path, sizeof path, "%s/clean_wire.so", folder ? folder : "");
	if (access(path, R_OK) != 0) {
		print_message("%s is not there\n", path);
		skip();
	}
	return path;
}

/* Cleans one text; and again what came of it, which must not change. */
static inline struct harness *clean(const char *text, const char *const *settings)
{
	struct harness *h = harness_open(plugin(), settings), *again;

	harness_document(h, "a", text);
	assert_int_equal(harness_run(h), CATENA_OK);
	assert_string_equal(harness_verdict(h, 0), "kept");
	again = harness_open(plugin(), settings);
	harness_document(again, "a", harness_text(h, 0));
	assert_int_equal(harness_run(again), CATENA_OK);
	HARNESS_EQUAL(again, harness_text(again, 0), harness_text(h, 0));
	HARNESS_EQUAL(again, harness_get(again, 0, "removed"), "");
	HARNESS_EQUAL(again, harness_get(again, 0, "mended"), "");
	assert_int_equal(harness_close(again), 0);
	return h;
}

static inline void becomes(const char *text, const char *want,
                           const char *const *settings)
{
	struct harness *h = clean(text, settings);

	HARNESS_EQUAL(h, harness_text(h, 0), want);
	assert_int_equal(harness_close(h), 0);
}

static inline void stays(const char *text)
{
	becomes(text, text, NULL);
}

#endif
