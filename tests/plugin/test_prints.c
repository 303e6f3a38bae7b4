/* SPDX-License-Identifier: MIT */
/* test_prints.c - which fingerprints windows select; and what find_copies makes of
 * that with the largest `min_words`, where one may be that of nearly a thousand
 * windows, and all of them are asked for in one go. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "find_copies/prints.h"
#include "stand_in.h"

const struct catena_plugin *find_copies_LTX_catena_plugin(uint16_t, uint16_t);

enum {
	PRINT_WORDS = 60,
	DOC_WORDS = 6000,
	LEAST = 1000
};

static uint64_t seed = 1;

static uint32_t next_random(void)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(seed >> 33);
}

/* What the windows of n words select, each for itself. */
static void select_by_window(const uint32_t *words, uint32_t n, uint32_t min_words,
                             uint32_t *at)
{
	uint64_t ranks[PRINT_WORDS];
	struct print one;

	for (uint32_t i = 0; i + min_words <= n; i++) {
		assert_int_equal(find_copies_prints(words, min_words, i, i + 1,
		                                    SHARE_HAS_NONE, ranks, &one),
		                 1);
		assert_int_equal(one.first, i);
		assert_int_equal(one.last, i);
		assert_in_range(one.at, i, i + min_words - prints_run(min_words));
		at[i] = one.at;
	}
}

/* Whatever stands around a window, and in whatever company it is asked about, it
 * selects the same run; all of those that select it stand in a row. */
static void windows_select_by_their_words(void **unused)
{
	uint32_t a[PRINT_WORDS], b[PRINT_WORDS], of_a[PRINT_WORDS], of_b[PRINT_WORDS];
	uint64_t ranks[PRINT_WORDS], windows[PRINT_WORDS], other[PRINT_WORDS];
	struct print prints[PRINT_WORDS];

	(void)unused;
	for (int round = 0; round < 3000; round++) {
		const uint32_t min_words = 4 + next_random() % 20;
		const uint32_t all = prints_windows(PRINT_WORDS, min_words);
		const uint32_t from = next_random() % all, to = next_random() % all;
		/* few words: some stand in a window more than once */
		const uint32_t words = round % 2 ? UINT32_MAX : 1 + next_random() % 20;
		for (uint32_t i = 0; i < PRINT_WORDS; i++) {
			a[i] = next_random() % words;
			b[i] = next_random() % words;
		}
		memcpy(b + to, a + from, min_words * sizeof *a);
		select_by_window(a, PRINT_WORDS, min_words, of_a);
		select_by_window(b, PRINT_WORDS, min_words, of_b);
		assert_int_equal(of_a[from] - from, of_b[to] - to);
		assert_true(find_copies_print_key(a + of_a[from], min_words) ==
		            find_copies_print_key(b + of_b[to], min_words));
		find_copies_window_keys(a, min_words, all, windows);
		find_copies_window_keys(b, min_words, all, other);
		assert_true(windows[from] == other[to]);

		const uint32_t begin = next_random() % all;
		const uint32_t n = find_copies_prints(a, min_words, begin, all,
		                                      share_machine(), ranks, prints);
		uint32_t window = begin;
		for (uint32_t i = 0; i < n; i++) {
			assert_int_equal(prints[i].first, window);
			for (; window <= prints[i].last; window++)
				assert_int_equal(of_a[window], prints[i].at);
			assert_true(i == 0 || prints[i].at > prints[i - 1].at);
		}
		assert_int_equal(window, all);
		assert_int_equal(prints_windows(min_words - 1, min_words), 0);
	}
}

/* ---- The largest windows ---- */

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
	    cmocka_unit_test(windows_select_by_their_words),
	    cmocka_unit_test(the_longest_windows_are_found),
	    cmocka_unit_test(copies_of_one_window_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
