/* SPDX-License-Identifier: MIT */
/* test_near_index.c - what dedup_near looks documents up with, against the plain
 * way: bands.h, align.h, sieve.h; and what it keeps words in: book.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dedup_near/align.h"
#include "dedup_near/bands.h"
#include "dedup_near/book.h"
#include "dedup_near/sieve.h"
#include "dedup_near/sketch.h"
#include "share/shingle.h"

/* A sequence that is the same everywhere (splitmix64). */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static uint32_t below(uint64_t *state, uint32_t n)
{
	return (uint32_t)(next_random(state) >> 32) % n;
}

/* ---- bands.h ---- */

#define ROWS 60000u

static int by_number(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

/* Some keys have one row, some very
 * many; some are neighbours. */
static uint32_t key_of_row(uint32_t i, uint64_t *state)
{
	switch (i % 8) {
	case 0:
		return 7;
	case 1:
		return 8 + below(state, 4);
	case 2:
		return 0xFFFFFFFF - below(state, 100);
	case 3:
		return (i / 8 % 300) * 0x01234567u;
	default:
		return below(state, UINT32_MAX);
	}
}

static void check_key(const struct band *t, const uint32_t *keys, uint32_t n,
                      uint32_t key)
{
	static uint32_t found[BAND_ROWS], wanted[ROWS];
	uint32_t n_wanted = 0;
	const uint32_t n_found = dedup_near_band_find(t, key, found);

	for (uint32_t i = 0; i < n; i++)
		if (keys[i] == key)
			wanted[n_wanted++] = i;
	qsort(found, n_found, sizeof *found, by_number);
	const uint32_t kept = n_wanted < BAND_ROWS ? n_wanted : BAND_ROWS;
	assert_int_equal(n_found, kept);
	assert_memory_equal(found, wanted + (n_wanted - kept), kept * sizeof *found);
}

static void bands_find_all_rows_of_a_key(void **unused)
{
	static uint32_t keys[ROWS];
	struct band t = {0};
	uint64_t state = 5;

	(void)unused;
	assert_int_equal(dedup_near_band_find(&t, 7, NULL), 0);
	for (uint32_t i = 0; i < ROWS; i++) {
		keys[i] = key_of_row(i, &state);
		assert_true(dedup_near_band_add(&t, keys[i], i, 3));
	}
	check_key(&t, keys, ROWS, 12); /* there is none */
	for (uint32_t i = 0; i < 3000; i++)
		check_key(&t, keys, ROWS, keys[below(&state, ROWS)]);
	dedup_near_band_free(&t);
}

/* Rows as large as can be, in tables that are small. */
static void bands_hold_any_row(void **unused)
{
	struct band t = {0};
	uint32_t rows[BAND_ROWS];

	(void)unused;
	for (uint32_t bits = 1; bits < 26; bits++) {
		const uint32_t row = (UINT32_C(1) << bits) - 1;
		assert_true(dedup_near_band_add(&t, bits * 0x9E3779B9u, row, 0));
	}
	for (uint32_t bits = 1; bits < 26; bits++) {
		assert_int_equal(dedup_near_band_find(&t, bits * 0x9E3779B9u, rows), 1);
		assert_int_equal(rows[0], (UINT32_C(1) << bits) - 1);
	}
	dedup_near_band_free(&t);
}

static void bands_are_the_same_when_made_again(void **unused)
{
	static uint32_t keys[ROWS];
	struct band t = {0}, again = {0};
	struct band_place p = {0};
	uint64_t state = 9, n = 0;

	(void)unused;
	for (uint32_t i = 0; i < ROWS; i++) {
		keys[i] = key_of_row(i, &state);
		assert_true(dedup_near_band_add(&t, keys[i], i, 0));
	}
	while (dedup_near_band_next(&t, &p)) {
		assert_int_equal(keys[p.row], p.key);
		assert_true(dedup_near_band_add(&again, p.key, p.row, 0));
		n++;
	}
	assert_int_equal(n, dedup_near_band_count(&t));
	for (uint32_t i = 0; i < 1000; i++)
		check_key(&again, keys, ROWS, keys[below(&state, ROWS)]);
	dedup_near_band_free(&t);
	dedup_near_band_free(&again);
}

/* 16 tables are what a document costs. */
static void bands_take_ten_bytes_a_row(void **unused)
{
	uint64_t state = 1, bytes = 0;

	(void)unused;
	for (uint32_t b = 0; b < 4; b++) {
		struct band t = {0};
		for (uint32_t i = 0; i < 200000; i++)
			assert_true(
			    dedup_near_band_add(&t, below(&state, UINT32_MAX), i, b * 4));
		bytes += dedup_near_band_bytes(&t);
		dedup_near_band_free(&t);
	}
	assert_true(bytes < UINT64_C(10) * 4 * 200000);
}

/* ---- align.h ---- */

#define WORDS 400u

struct text {
	uint32_t words[2 * WORDS], n;
};

static uint32_t shingles_of(const struct text *t, uint32_t width, uint64_t *out)
{
	struct shingles s = shingles_begin(t->words, t->n, width);
	uint32_t n = 0;

	for (uint32_t i = 0; i < s.n; i++) {
		const uint64_t h = shingles_next(&s, t->words, i);
		uint32_t k = 0;
		while (k < n && out[k] != h)
			k++;
		out[k] = h;
		n += k == n;
	}
	return n;
}

static uint32_t plain_count(const struct text *a, const struct text *b,
                            uint32_t width, uint32_t *distinct)
{
	static uint64_t x[2 * WORDS], y[2 * WORDS];
	const uint32_t n = shingles_of(a, width, x), m = shingles_of(b, width, y);
	uint32_t shared = 0;

	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < m; k++)
			shared += x[i] == y[k];
	*distinct = n;
	return shared;
}

/* b is a with edits; few kinds of words, so that shingles stand there again. */
static void make_pair(struct text *a, struct text *b, uint32_t kinds,
                      uint32_t every, uint64_t *state)
{
	a->n = 5 + below(state, WORDS - 5);
	b->n = 0;
	for (uint32_t i = 0; i < a->n; i++)
		a->words[i] = below(state, kinds);
	for (uint32_t i = 0; i < a->n && b->n + 2 < 2 * WORDS; i++) {
		const uint32_t edit = below(state, 3 * every);
		if (edit == 0)
			continue;
		if (edit < 3)
			b->words[b->n++] = below(state, kinds);
		if (edit != 1)
			b->words[b->n++] = a->words[i];
		if (edit == 3 && !below(state, 4)) /* a part is left out, or goes back */
			i = below(state, 2) ? i + below(state, 30) : i - below(state, i + 1);
	}
}

static void aligning_counts_as_sets_do(void **unused)
{
	static struct text a, b;
	struct align x = {0};
	uint64_t state = 77;
	uint32_t counted = 0;

	(void)unused;
	for (uint32_t round = 0; round < 3000; round++) {
		const uint32_t kinds = round % 3 ? 100000 : 3 + round % 5;
		const uint32_t every = 2 + below(&state, 60);
		const bool far = round % 2;
		uint32_t distinct;
		make_pair(&a, &b, kinds, every, &state);
		if (b.n < 5)
			continue;
		const uint32_t shared = plain_count(&a, &b, 5, &distinct);
		const struct align_text p = {a.words, a.n, distinct};
		const struct align_text q = {b.words, b.n, 0};
		const int64_t found = dedup_near_align(&x, p, q, 5, 0, far);
		const int64_t enough = dedup_near_align(&x, p, q, 5, shared, far);
		const int64_t more = dedup_near_align(&x, p, q, 5, shared + 1, far);
		assert_true(found == shared || found == ALIGN_NO);
		assert_true(enough == shared || enough == ALIGN_NO);
		assert_true(more == 0 || more == ALIGN_NO);
		counted += found != ALIGN_NO;
	}
	assert_true(counted > 1000);
	dedup_near_align_free(&x);
}

/* ---- sieve.h ---- */

static void sieves_forget_nothing(void **unused)
{
	struct sieve s = {0};
	uint32_t taken = 0;

	(void)unused;
	for (uint32_t n = 1; n < 2000; n = n * 3 + 1) {
		assert_true(sieve_begin(&s, n));
		for (uint64_t i = 0; i < n; i++)
			(void)sieve_add(s, shingle_mix(i));
		for (uint64_t i = 0; i < n; i++)
			assert_true(sieve_has(s, shingle_mix(i)));
		for (uint64_t i = 0; i < 6400; i++)
			taken += sieve_has(s, shingle_mix(i + 1000000));
	}
	assert_true(taken < 7 * 200); /* one in 64 is 100 */
	sieve_free(&s);
}

/* ---- book.h ---- */

/* Some words are very common, some have no place, one is 0. */
static uint32_t any_word(uint64_t *state)
{
	const uint32_t kind = below(state, 16);

	if (kind < 10)
		return below(state, 3000) * 0x9E3779B1u;
	return kind < 12 ? below(state, 9) << 16 : below(state, UINT32_MAX);
}

static void books_give_back_what_is_written(void **unused)
{
	enum {
		TEXTS = 600,
		LONGEST = 500
	};
	struct written {
		uint32_t words[LONGEST], n, full[LONGEST + BOOK_SLACK], n_full;
		uint16_t numbers[LONGEST + BOOK_SLACK];
	};
	static struct written texts[TEXTS];
	uint32_t got[LONGEST];

	(void)unused;
	for (enum share_machine m = SHARE_HAS_NONE; m <= share_machine(); m++) {
		struct book b = {.machine = m};
		uint64_t state = 4, bytes = 0, wanted = 0;
		for (struct written *t = texts; t < texts + TEXTS; t++) {
			t->n = below(&state, LONGEST);
			for (uint32_t i = 0; i < t->n; i++)
				t->words[i] = any_word(&state);
			/* it grows, but what was written holds */
			assert_true(dedup_near_book_begin(&b, (uint64_t)(t - texts) * 50000));
			t->n_full =
			    dedup_near_book_write(&b, t->words, t->n, t->numbers, t->full);
			bytes += t->n * 2 + t->n_full * 4;
			wanted += t->n;
		}
		assert_int_equal(b.places, BOOK_PLACES);
		assert_true(bytes < wanted * 3);
		for (struct written *t = texts; t < texts + TEXTS; t++) {
			assert_true(dedup_near_book_read(&b, t->numbers, t->n, t->full,
			                                 t->n_full, got));
			assert_memory_equal(got, t->words, t->n * sizeof *got);
			assert_false(dedup_near_book_read(&b, t->numbers, t->n, t->full,
			                                  t->n_full + 1, got));
		}
		dedup_near_book_free(&b);
	}
}

/* ---- sketch.h ---- */

static double agreement(uint32_t shared, uint32_t own, uint64_t seed)
{
	struct sketch a, b;
	uint32_t same = 0;
	static uint64_t x[4096], y[4096];

	for (uint32_t i = 0; i < shared; i++)
		x[i] = y[i] = next_random(&seed);
	for (uint32_t i = shared; i < shared + own; i++) {
		x[i] = next_random(&seed);
		y[i] = next_random(&seed);
	}
	dedup_near_sketch(x, shared + own, &a, 128, 128, SHARE_HAS_NONE);
	dedup_near_sketch(y, shared + own, &b, 128, 128, share_machine());
	for (uint32_t i = 0; i < 128; i++)
		same += a.first[i] == b.first[i];
	return same / 128.0;
}

/* The mean of 200 estimates lies within four of its standard deviations, for
 * sets far smaller and far larger than the sketch. */
static void sketches_agree_as_sets_do(void **unused)
{
	static const uint32_t sizes[] = {4, 20, 100, 128, 1000};

	(void)unused;
	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
		const uint32_t shared = sizes[s], own = sizes[s] / 2;
		const double truth = shared / (shared + 2.0 * own);
		double sum = 0;
		for (uint64_t i = 0; i < 200; i++)
			sum += agreement(shared, own, i * 1000003 + s);
		assert_true(fabs(sum / 200 - truth) <
		            4 * sqrt(truth * (1 - truth) / 128 / 200) + 0.002);
	}
}

/* The marks of two documents, and the wide bins that their bands are made of, agree
 * as their sets do, too: also where most of the narrow bins, or of all, are empty.
 */
static void marks_and_wide_bins_agree_as_sets_do(void **unused)
{
	static const uint32_t sizes[] = {4, 10, 20, 40, 100, 300};
	static uint64_t x[600], y[600];
	struct sketch a, b;
	struct sketch_plan p = {0};
	uint32_t keys[2 * SKETCH_BANDS_MAX];
	uint64_t of_a[SKETCH_MARK_WORDS], of_b[SKETCH_MARK_WORDS], seed = 5;
	const char *why = NULL;

	(void)unused;
	assert_true(dedup_near_plan(0.5, 0.995, 128, 0, &p, &why));
	const uint32_t wide = p.bands * p.rows;
	assert_true(p.bins >= 2 * wide);
	assert_true(p.marks_min_short < p.marks_min);
	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
		const uint32_t n = sizes[s] + sizes[s] / 2;
		double marks = 0, bins = 0;
		for (int k = 0; k < 300; k++) {
			for (uint32_t i = 0; i < n; i++) {
				x[i] = next_random(&seed);
				y[i] = i < sizes[s] ? x[i] : next_random(&seed);
			}
			dedup_near_sketch(x, n, &a, p.bins, wide, SHARE_HAS_NONE);
			dedup_near_sketch(y, n, &b, p.bins, wide, share_machine());
			dedup_near_bands(&a, &p, keys, of_a);
			dedup_near_bands(&b, &p, keys, of_b);
			marks += dedup_near_alike(of_a, of_b, p.marks);
			for (uint32_t i = 0; i < wide; i++)
				bins += a.wide_first[i] == b.wide_first[i];
		}
		assert_true(fabs(bins / wide / 300 - 0.5) < 0.03);
		assert_true(fabs(marks / p.marks / 300 - (0.5 + 0.5 / 16)) < 0.03);
	}
}

static void one_shingle_fills_the_sketch(void **unused)
{
	const uint64_t one = 12345;
	struct sketch a;

	(void)unused;
	dedup_near_sketch(&one, 1, &a, 128, 128, SHARE_HAS_NONE);
	for (uint32_t i = 0; i < 128; i++)
		assert_true(a.first[i] != UINT32_MAX && a.wide_first[i] != UINT32_MAX);
}

static void sketches_are_the_same_on_all_machines(void **unused)
{
	static uint64_t x[1000];
	static struct sketch a, b;

	(void)unused;
	for (uint32_t i = 0; i < 1000; i++)
		x[i] = shingle_mix(i + 1);
	for (uint32_t n = 1; n <= 1000; n += n < 40 ? 1 : 60)
		for (uint32_t bins = 1; bins <= SKETCH_BINS_MAX; bins *= 4)
			for (uint32_t wide = bins; wide; wide = wide > 1 ? wide / 2 : 0) {
				const size_t narrow_size = bins * sizeof *a.first;
				const size_t wide_size = wide * sizeof *a.wide_first;
				dedup_near_sketch(x, n, &a, bins, wide, SHARE_HAS_NONE);
				dedup_near_sketch(x, n, &b, bins, wide, share_machine());
				assert_memory_equal(a.first, b.first, narrow_size);
				assert_memory_equal(a.second, b.second, narrow_size);
				assert_memory_equal(a.wide_first, b.wide_first, wide_size);
				assert_memory_equal(a.wide_second, b.wide_second, wide_size);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bands_find_all_rows_of_a_key),
	    cmocka_unit_test(bands_hold_any_row),
	    cmocka_unit_test(bands_are_the_same_when_made_again),
	    cmocka_unit_test(bands_take_ten_bytes_a_row),
	    cmocka_unit_test(aligning_counts_as_sets_do),
	    cmocka_unit_test(sieves_forget_nothing),
	    cmocka_unit_test(books_give_back_what_is_written),
	    cmocka_unit_test(sketches_agree_as_sets_do),
	    cmocka_unit_test(marks_and_wide_bins_agree_as_sets_do),
	    cmocka_unit_test(one_shingle_fills_the_sketch),
	    cmocka_unit_test(sketches_are_the_same_on_all_machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
