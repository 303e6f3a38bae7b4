/* SPDX-License-Identifier: MIT */
/* test_fold.c - <catena/fold.h>: its runs against Unicode's own file, its hash
 * against its definition */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <catena/fold.h>

#define UNICODE_FILE "/usr/share/unicode/CaseFolding.txt"

static uint32_t folded[0x110000];

/* Later versions fold more, and what was folded as before. */
static void folds_as_unicode_says(void **state)
{
	FILE *const f = fopen(UNICODE_FILE, "r");
	char line[512];
	bool ours = false;

	(void)state;
	if (!f) {
		print_message("no " UNICODE_FILE " (package unicode-data): skipped\n");
		skip();
	}
	for (uint32_t c = 0; c < 0x110000; c++)
		folded[c] = c;
	while (fgets(line, sizeof line, f)) {
		char *end;
		ours |= strncmp(line, "# CaseFolding-15.0.", 19) == 0;
		const unsigned long from = strtoul(line, &end, 16);
		if (end != line && (end[2] == 'C' || end[2] == 'S'))
			folded[from] = (uint32_t)strtoul(end + 4, NULL, 16);
	}
	fclose(f);
	assert_int_equal(folded['A'], 'a');
	for (uint32_t c = 0; c < 0x110000; c++) {
		if (ours || catena_fold_char(c) != c)
			assert_int_equal(catena_fold_char(c), folded[c]);
		assert_int_equal(catena_fold_char(folded[c]), folded[c]);
	}
}

static void known_strings(void **state)
{
	static const char *const pairs[][2] = {
	    {"", ""},
	    {"ABCxyz019@[`{", "abcxyz019@[`{"},
	    {"ÄÖÜ straße", "äöü straße"},
	    {"ΑΒΓ Ϊ Ας", "αβγ ϊ ασ"},
	    {"ПРИВЕТ Ё", "привет ё"},
	    {"\xC8\xBA\xC8\xBA", "\xE2\xB1\xA5\xE2\xB1\xA5"},
	    {"\xE2\x84\xAA", "k"},
	    {"\xFF\xC3\x41\x80", "\xFF\xC3\x61\x80"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		char out[64];
		const size_t n = catena_fold(out, pairs[i][0], strlen(pairs[i][0]));
		assert_int_equal(n, strlen(pairs[i][1]));
		assert_memory_equal(out, pairs[i][1], n);
	}
}

/* The definition, written the slow way. */
static uint32_t slow_hash(const char *s, size_t n)
{
	char *const out = malloc(CATENA_FOLD_ROOM(n));
	assert_non_null(out);
	const size_t size = catena_fold(out, s, n);
	uint64_t h = 0;

	for (size_t i = 0; i == 0 || i < size; i += 8) {
		uint64_t word = 0;
		for (size_t k = 0; k < 8 && i + k < size; k++)
			word |= (uint64_t)(unsigned char)out[i + k] << 8 * k;
		h = (h ^ word) * UINT64_C(0x9E3779B97F4A7C15);
		h ^= h >> 32;
	}
	assert_int_equal(catena_hash(out, size), catena_hash_end(h));
	free(out);
	return catena_hash_end(h);
}

static void hash_is_of_the_folded_text(void **state)
{
	static const char *const letters[] = {
	    "a", "B", "z", "0", ".", "é", "É", "Ⱥ", "K", "中", "😀", "\xFF", "\x80", "Ж",
	};
	char text[400];
	uint32_t seed = 1;

	(void)state;
	assert_int_equal(catena_fold_hash("", 0), slow_hash("", 0));
	for (int round = 0; round < 20000; round++) {
		size_t n = 0;
		const uint32_t plain = seed >> 16 & 3;
		while (n < sizeof text - 4) {
			seed = seed * 1664525 + 1013904223;
			const char *const s = letters[(seed >> 16) % (plain ? 5 : 14)];
			if ((seed >> 8) % 50 == 0)
				break;
			memcpy(text + n, s, strlen(s));
			n += strlen(s);
		}
		assert_int_equal(catena_fold_hash(text, n), slow_hash(text, n));
	}
}

/* Pinned: lists may be compiled on one machine and read on another. */
static void hash_values_stay(void **state)
{
	(void)state;
	assert_int_equal(catena_fold_hash("", 0), 0);
	assert_int_equal(catena_fold_hash("Baghdad", 7),
	                 catena_fold_hash("BAGHDAD", 7));
	assert_int_equal(catena_fold_hash("Baghdad", 7), 0xfb6ab08f);
	assert_int_equal(catena_fold_hash("Übersetzungen", 14), 0x03e4c4e0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(folds_as_unicode_says),
	    cmocka_unit_test(known_strings),
	    cmocka_unit_test(hash_is_of_the_folded_text),
	    cmocka_unit_test(hash_values_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
