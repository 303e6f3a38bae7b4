/* SPDX-License-Identifier: MIT */
/* test_export_offsets.c - offsets in every unit, against counting from the
 * start each time; the way back through edits; names of types. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <catena/utf8.h>
#include <stdlib.h>

#include "keys.h"
#include "offsets.h"

static const struct catena_map no_map;

static uint32_t counted(enum export_jsonl_unit unit, const char *s, uint32_t n)
{
	uint32_t units = 0, cp = 0;
	for (uint32_t i = 0; i < n;) {
		const unsigned k = utf8_decode(s + i, n - i, &cp);
		assert_int_not_equal(k, 0);
		units += unit == EXPORT_JSONL_BYTES ? k : cp > 0xFFFF && unit ? 2 : 1;
		i += k;
	}
	return units;
}

/* A text of `n` characters, `wide` of each hundred beyond ASCII. */
static char *make_text(uint32_t n, uint32_t wide, uint32_t *size)
{
	static const char *const chars[] = {"\xC3\xA9", "\xE2\x82\xAC",
	                                    "\xF0\x9F\x98\x80", "\xEF\xBF\xBD"};
	char *const s = malloc((size_t)n * 4 + 1);
	uint32_t at = 0, x = 12345;
	assert_non_null(s);
	for (uint32_t i = 0; i < n; i++) {
		x = x * 1103515245 + 12345;
		const char *const c = (x >> 16) % 100 < wide ? chars[x >> 24 & 3] : "a";
		memcpy(s + at, c, strlen(c));
		at += (uint32_t)strlen(c);
	}
	*size = at;
	return s;
}

/* Each boundary of the text: rising, falling, and jumping about. */
static void check_all(const char *s, uint32_t size)
{
	for (unsigned u = 0; u < 3; u++) {
		const enum export_jsonl_unit unit = (enum export_jsonl_unit)u;
		struct export_jsonl_offsets o = {0};
		assert_true(export_jsonl_offsets_start(&o, unit, s, size, &no_map));
		for (uint32_t i = 0; i <= size; i += size > 4000 ? 7 : 1)
			if (i == size || utf8_starts(s[i]))
				assert_int_equal(export_jsonl_begin(&o, i), counted(unit, s, i));
		for (uint32_t i = size + 1; i-- > 0;)
			if ((i == size || utf8_starts(s[i])) && i % 11 == 0)
				assert_int_equal(export_jsonl_end(&o, i), counted(unit, s, i));
		for (uint32_t k = 0; k < 300; k++) {
			uint32_t i = k * 7919 % (size + 1);
			while (i < size && !utf8_starts(s[i]))
				i++;
			assert_int_equal(export_jsonl_begin(&o, i), counted(unit, s, i));
		}
		export_jsonl_offsets_free(&o);
	}
}

static void counts_units(void **state)
{
	(void)state;
	static const uint32_t sizes[] = {0, 1, 5, 127, 128, 129, 1000, 5000};
	static const uint32_t wides[] = {0, 1, 30, 100};
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (size_t k = 0; k < sizeof wides / sizeof *wides; k++) {
			uint32_t size;
			char *const s = make_text(sizes[i], wides[k], &size);
			check_all(s, size);
			free(s);
		}
}

/* One buffer serves texts of any size, one after the other. */
static void serves_many_texts(void **state)
{
	(void)state;
	struct export_jsonl_offsets o = {0};
	for (uint32_t n = 0; n < 3000; n += 37) {
		uint32_t size;
		char *const s = make_text(n % 1000 * 5, n % 3 ? 20 : 0, &size);
		assert_true(
		    export_jsonl_offsets_start(&o, EXPORT_JSONL_UTF16, s, size, &no_map));
		assert_int_equal(export_jsonl_begin(&o, size),
		                 counted(EXPORT_JSONL_UTF16, s, size));
		free(s);
	}
	export_jsonl_offsets_free(&o);
}

/* read    "<b>caf\xC3\xA9&amp;bar</b> x"
 * edits   [0,3) out, "&amp;" to "&", "</b>" out
 * text    "caf\xC3\xA9&bar x" */
static void maps_back(void **state)
{
	(void)state;
	static const char original[] = "<b>caf\xC3\xA9&amp;bar</b> x";
	static const uint32_t text_at[] = {0, 5, 6, 9};
	static const uint32_t original_at[] = {3, 8, 13, 20};
	const struct catena_map map = {4, text_at, original_at};
	const uint32_t size = sizeof original - 1;
	struct export_jsonl_offsets o = {0};
	assert_true(
	    export_jsonl_offsets_start(&o, EXPORT_JSONL_BYTES, original, size, &map));
	assert_int_equal(export_jsonl_begin(&o, 0), 3); /* caf\xC3\xA9 */
	assert_int_equal(export_jsonl_end(&o, 5), 8);
	assert_int_equal(export_jsonl_begin(&o, 6), 13); /* bar, not "bar</b>" */
	assert_int_equal(export_jsonl_end(&o, 9), 16);
	assert_int_equal(export_jsonl_begin(&o, 10), 21); /* x */
	assert_int_equal(export_jsonl_end(&o, 11), 22);
	assert_int_equal(export_jsonl_begin(&o, 0), 3); /* and back again */
	assert_true(export_jsonl_offsets_start(&o, EXPORT_JSONL_CODEPOINTS, original,
	                                       size, &map));
	assert_int_equal(export_jsonl_begin(&o, 0), 3);
	assert_int_equal(export_jsonl_end(&o, 5), 7);
	assert_int_equal(export_jsonl_begin(&o, 6), 12);
	assert_int_equal(export_jsonl_end(&o, 9), 15);
	export_jsonl_offsets_free(&o);
}

/* What stands before the first row is where it was; many rows are found. */
static void finds_rows(void **state)
{
	(void)state;
	enum {
		ROWS = 500
	};
	uint32_t text[ROWS], original[ROWS];
	char *const s = malloc(100 + 20 * ROWS);
	assert_non_null(s);
	memset(s, 'x', 100 + 20 * ROWS);
	for (uint32_t i = 0; i < ROWS; i++) { /* each 10 bytes, 5 were taken out */
		text[i] = 10 + i * 10;
		original[i] = text[i] + 5 * (i + 1);
	}
	const struct catena_map map = {ROWS, text, original};
	struct export_jsonl_offsets o = {0};
	assert_true(export_jsonl_offsets_start(&o, EXPORT_JSONL_CODEPOINTS, s,
	                                       100 + 20 * ROWS, &map));
	for (uint32_t k = 0; k < 3 * ROWS; k++) {
		const uint32_t t = k < ROWS ? k * 10 + 3 : k * 7919 % (10 * ROWS);
		assert_int_equal(export_jsonl_begin(&o, t), t + t / 10 * 5);
		assert_int_equal(export_jsonl_end(&o, t + 1), t + t / 10 * 5 + 1);
	}
	export_jsonl_offsets_free(&o);
	free(s);
}

static void maps_types(void **state)
{
	(void)state;
	static const char *const known[][2] = {
	    {"PERSON", "PER"}, {"PER", "PER"},   {"GPE", "LOC"},    {"FAC", "LOC"},
	    {"ORG", "ORG"},    {"NORP", "MISC"}, {"EVENT", "MISC"}, {"DISEASE", "MISC"},
	    {"DATE", NULL},    {"MONEY", NULL}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		size_t n = strlen(known[i][0]);
		assert_ptr_equal(export_jsonl_type(TYPES_ONTONOTES, known[i][0], &n),
		                 known[i][0]);
		const char *const s = export_jsonl_type(TYPES_CONLL, known[i][0], &n);
		if (!known[i][1])
			assert_null(s);
		else
			assert_string_equal(s, known[i][1]);
		assert_int_equal(n, known[i][1] ? strlen(known[i][1]) : 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counts_units), cmocka_unit_test(serves_many_texts),
	    cmocka_unit_test(maps_back),    cmocka_unit_test(finds_rows),
	    cmocka_unit_test(maps_types),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
