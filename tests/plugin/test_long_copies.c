/* SPDX-License-Identifier: MIT */
/* test_long_copies.c - find_copies with the largest `min_words`: a fingerprint may
 * be that of nearly a thousand windows, and all of them are asked for in one go. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stand_in.h"

const struct catena_plugin *find_copies_LTX_catena_plugin(uint16_t, uint16_t);

enum {
	DOC_WORDS = 6000,
	LEAST = 1000
};

static uint64_t seed = 1;

static uint32_t next_random(void)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(seed >> 33);
}

/* Words of seven bytes and a space, so that offsets are known. */
static void make_words(char *text, uint32_t n)
{
	char word[16];

	for (uint32_t i = 0; i < n; i++) {
		snprintf(word, sizeof word, "w%06u ", (unsigned)(next_random() % 100000));
		memcpy(text + 8 * (size_t)i, word, 8);
	}
}

static uint32_t row_of_run(const struct stand_in *h, uint32_t at, uint32_t place,
                           uint32_t n)
{
	const uint32_t *const from = h->rows.cols[1], *const words = h->rows.cols[3];
	uint32_t r = 0;

	while (r < h->rows.n &&
	       (h->rows.begin[r] != 8 * at || from[r] != 8 * place || words[r] != n))
		r++;
	return r;
}

/* A document that has n words of another, from `place` on. */
static bool is_found(struct stand_in *h, const char *first, uint32_t place,
                     uint32_t n)
{
	static char text[DOC_WORDS * 8 + 1];
	static uint32_t docs;
	const uint32_t at = 1 + next_random() % (DOC_WORDS - n - 2);
	char id[16];

	make_words(text, DOC_WORDS);
	memcpy(text + 8 * (size_t)at, first + 8 * (size_t)place, 8 * (size_t)n);
	text[8 * (at - 1)] = 'b'; /* not the word that stands there in the other */
	text[8 * (at + n)] = 'b';
	snprintf(id, sizeof id, "d%u", (unsigned)++docs);
	stand_in_document(h, id, text, sizeof text - 1);
	assert_int_equal(stand_in_pass(h), CATENA_OK);
	return row_of_run(h, at, place, n) < h->rows.n;
}

static void begin(struct stand_in *h, char *first)
{
	static const char *const options[] = {"min_words", "1000", "max_gap", "0",
	                                      NULL};

	assert_int_equal(
	    stand_in_begin(h, find_copies_LTX_catena_plugin(1, 0), options), CATENA_OK);
	make_words(first, DOC_WORDS);
	stand_in_document(h, "first", first, DOC_WORDS * 8);
	assert_int_equal(stand_in_pass(h), CATENA_OK);
	assert_int_equal(h->rows.n, 0);
}

/* Wherever windows are divided into those that are asked for in one go. */
static void the_longest_windows_are_found(void **unused)
{
	static char first[DOC_WORDS * 8 + 1];
	struct stand_in h;

	(void)unused;
	begin(&h, first);
	for (uint32_t n = LEAST; n < LEAST + 40; n++)
		assert_true(is_found(&h, first, next_random() % (DOC_WORDS - n), n));
	stand_in_end(&h);
	begin(&h, first);
	assert_false(is_found(&h, first, 0, LEAST - 1));
	stand_in_end(&h);
}

/* So many that the fingerprint is a common one. */
static void copies_of_one_window_are_found(void **unused)
{
	static char first[DOC_WORDS * 8 + 1];
	struct stand_in h;

	(void)unused;
	begin(&h, first);
	for (int i = 0; i < 100; i++)
		assert_true(is_found(&h, first, 777, LEAST));
	stand_in_end(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_longest_windows_are_found),
	    cmocka_unit_test(copies_of_one_window_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
