/* SPDX-License-Identifier: MIT */
/* test_story_parts.c - the parts of group_stories, each by itself. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "group_stories/centroid.h"
#include "group_stories/postings.h"
#include "group_stories/select.h"
#include "group_stories/shelf.h"
#include "group_stories/terms.h"
#include <catena/fold.h>

/* ---- Dates ---- */

static int32_t day(const char *s)
{
	return group_stories_day(s, strlen(s));
}

static void dates_are_read_in_many_forms(void **unused)
{
	(void)unused;
	assert_int_equal(day("1970-01-01"), 0);
	assert_int_equal(day("1969-12-31"), -1);
	assert_int_equal(day("2000-03-01"), 11017);
	assert_int_equal(day("2031-04-10T08:00:00Z"), 22379);
	assert_int_equal(day("20310410"), 22379);
	assert_int_equal(day("10 April 2031"), 22379);
	assert_int_equal(day("on Thursday, April 10, 2031"), 22379);
	assert_int_equal(day("Thu, 10 Apr 2031 09:12:44 +0200"), 22379);
	assert_int_equal(day("MARVENA, Sept. 1, 2031"), day("2031-09-01"));
	assert_int_equal(day("2024-2-29"), day("29 Feb 2024"));
}

static void what_is_no_full_date_is_none(void **unused)
{
	static const char *const none[] = {
	    "",           "April 10",  "2031",       "2031-13-01",  "2031-00-10",
	    "2031-04-32", "next week", "04/10/2031", "99999999999", "ma 10 2031"};

	(void)unused;
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		assert_int_equal(day(none[i]), NO_DAY);
}

/* ---- What is known of words ---- */

static void common_words_are_known(void **unused)
{
	const uint8_t the = group_stories_prior(catena_fold_hash("the", 3));
	const uint8_t minister = group_stories_prior(catena_fold_hash("Minister", 8));
	const uint8_t unknown = group_stories_prior(catena_fold_hash("qxzvrk", 6));

	(void)unused;
	assert_true(the <= 1);
	assert_true(minister > 30 && minister < 90);
	assert_int_equal(unknown, lround(-16 * log(0.0008)));
	assert_true(group_stories_prior(catena_fold_hash("nicht", 5)) < 40);
	assert_true(group_stories_prior(catena_fold_hash("earthquake", 10)) < unknown);
	assert_int_equal(group_stories_prior(0), unknown);
	assert_int_equal(group_stories_prior(UINT32_MAX), unknown);
}

/* ---- frame.c ---- */

static struct frame frame_of(const char *s)
{
	struct frame f;

	group_stories_frame(&f, (const unsigned char *)s, (uint32_t)strlen(s));
	return f;
}

static void first_and_last_blocks_are_known_by_their_letters(void **unused)
{
	static const char body[] = "Leeks want time.\nSlit them, wash out the grit.\n";
	const char *const a =
	    "\n THE TABLE, by Minna\nNo. 12 of 2031\n \nLeeks want time.\n"
	    "Slit them, and wash out the grit.\n\nThe Table is 8 years old.\n";
	const char *const b =
	    "The table, by Minna\nNo. 13 of 2031\n\nSmoked eel divides "
	    "every party, say I.\n\nThe Table is 9 years old.";
	const struct frame f = frame_of(a), g = frame_of(b);

	(void)unused;
	assert_true(f.blocks.head && f.blocks.head == g.blocks.head);
	assert_true(f.blocks.foot && f.blocks.foot == g.blocks.foot);
	assert_true(f.blocks.head != f.blocks.foot);
	assert_memory_equal(a + f.foot_begin, "The Table is 8", 14);
	assert_int_equal(frame_place(&f, (uint32_t)(strstr(a, "Minna") - a)), IN_HEAD);
	assert_int_equal(frame_place(&f, (uint32_t)(strstr(a, "wash") - a)), IN_BODY);
	assert_int_equal(frame_place(&f, (uint32_t)(strstr(a, "years") - a)), IN_FOOT);
	/* one line, nothing, few letters, a block of more than half: no block */
	assert_int_equal(frame_of("Leeks want time. Slit them.").blocks.head, 0);
	assert_int_equal(frame_of("").blocks.head, 0);
	assert_int_equal(frame_of("").blocks.foot, 0);
	assert_int_equal(
	    frame_of("1. One\n\nLeeks want time, and a spoon.").blocks.head, 0);
	assert_int_equal(frame_of("Leeks want time, and butter\n\nNo.").blocks.head, 0);
	/* without a blank line it is a line */
	assert_true(frame_of(body).blocks.head != 0);
	assert_int_equal(frame_of(body).head_end, 16);
}

/* ---- postings.h ---- */

static bool holds(const struct postings *p, uint32_t hash, uint32_t row)
{
	const struct posted rows = group_stories_postings_find(p, hash);
	bool found = false;

	for (uint32_t i = 0; i < rows.n; i++) {
		found = found || group_stories_posted(&rows, i) == row;
		/* the oldest first */
		assert_true(!i || group_stories_posted(&rows, i - 1) <
		                      group_stories_posted(&rows, i));
	}
	return found;
}

static void postings_keep_the_newest_rows(void **unused)
{
	struct postings p = {0};
	struct posted rows;

	(void)unused;
	assert_int_equal(group_stories_postings_find(&p, 7).n, 0);
	for (uint32_t row = 0; row < 5000; row++) {
		assert_true(group_stories_postings_add(&p, 7, row));
		assert_true(group_stories_postings_add(&p, row * 2654435761u, row));
		if (row % 3 == 0)
			assert_true(group_stories_postings_add(&p, 8, row));
		const uint32_t n = row + 1 < POSTINGS_ROWS ? row + 1 : POSTINGS_ROWS;
		assert_int_equal(group_stories_postings_find(&p, 7).n, n);
		assert_true(holds(&p, 7, row) && holds(&p, 7, row + 1 - n));
		assert_false(n <= row && holds(&p, 7, row - n));
	}
	for (uint32_t row = 3975; row < 5000; row++)
		assert_int_equal(holds(&p, 7, row), row >= 5000 - POSTINGS_ROWS);
	assert_true(holds(&p, 8, 4998) && !holds(&p, 8, 4999));
	for (uint32_t row = 1; row < 5000; row++) {
		rows = group_stories_postings_find(&p, row * 2654435761u);
		assert_int_equal(rows.n, 1);
		assert_int_equal(group_stories_posted(&rows, 0), row);
	}
	rows = group_stories_postings_find(&p, 7);
	group_stories_posted_cut(&rows, 3);
	assert_int_equal(rows.n, 3);
	assert_int_equal(group_stories_posted(&rows, 0), 4997);
	assert_int_equal(group_stories_posted(&rows, 2), 4999);
	group_stories_postings_free(&p);
}

static void postings_forget_old_rows(void **unused)
{
	struct postings p = {0};

	(void)unused;
	for (uint32_t round = 0; round < 4; round++) {
		for (uint32_t row = round * 3000; row < (round + 1) * 3000; row++)
			for (uint32_t k = 1; k <= 64; k *= 2)
				if (row % k == 0)
					assert_true(group_stories_postings_add(
					    &p, (k + row / 512) * 2654435761u, row));
		const uint32_t cut = round * 3000 + 2000;
		const uint64_t before = group_stories_postings_used(&p);
		assert_true(group_stories_postings_forget(&p, cut));
		assert_true(group_stories_postings_used(&p) < before);
		for (uint32_t row = round * 3000; row < (round + 1) * 3000; row++)
			for (uint32_t k = 1; k <= 64; k *= 2)
				if (row % k == 0)
					assert_int_equal(holds(&p, (k + row / 512) * 2654435761u, row),
					                 row >= cut);
	}
	group_stories_postings_free(&p);
}

/* ---- shelf.h ---- */

static void a_shelf_puts_the_oldest_away(void **unused)
{
	struct shelf s = {.bound = 3 * SHELF_PIECE};
	unsigned char bytes[701], back[701];

	(void)unused;
	for (uint32_t i = 0; i < 2000; i++) {
		memset(bytes, (int)(i % 251), sizeof bytes);
		assert_true(group_stories_shelf_add(&s, bytes, sizeof bytes));
	}
	assert_int_equal(s.size, 2000 * sizeof bytes);
	assert_true(group_stories_shelf_memory(&s) < 4 * SHELF_PIECE);
	assert_null(group_stories_shelf_peek(&s, 0, 1));
	assert_non_null(group_stories_shelf_peek(&s, s.size - 1, 1));
	for (uint32_t i = 0; i < 2000; i++) {
		memset(bytes, (int)(i % 251), sizeof bytes);
		assert_true(group_stories_shelf_get(&s, i * (uint64_t)sizeof bytes, back,
		                                    sizeof back));
		assert_memory_equal(back, bytes, sizeof bytes);
	}
	group_stories_shelf_free(&s);
}

/* Beyond 128 pieces they are made 128 at once, up to the bound. */
static void a_large_shelf_keeps_to_its_bound(void **unused)
{
	struct shelf s = {.bound = 300 * (uint64_t)SHELF_PIECE};
	static unsigned char bytes[SHELF_PIECE], back[SHELF_PIECE];

	(void)unused;
	for (uint32_t i = 0; i < 400; i++) {
		memset(bytes, (int)(i % 251), sizeof bytes);
		assert_true(group_stories_shelf_add(&s, bytes, sizeof bytes));
		assert_true((uint64_t)(s.n - s.gone) * SHELF_PIECE <= s.bound);
	}
	assert_int_equal(s.gone, 100);
	assert_int_equal(s.n_blocks, 128 + 1 + 44);
	for (uint32_t i = 0; i < 400; i++) {
		memset(bytes, (int)(i % 251), sizeof bytes);
		assert_true(group_stories_shelf_get(&s, i * (uint64_t)SHELF_PIECE, back,
		                                    sizeof back));
		assert_memory_equal(back, bytes, sizeof bytes);
	}
	group_stories_shelf_free(&s);
}

/* ---- figures.h ---- */

/* The figures of a text, whose words are cut at what is no letter or digit. */
static void figures_of(const char *text, int32_t day, struct dated_figures *d)
{
	uint32_t hash[64], begin[64], end[64], n = 0;
	struct figures f;

	for (uint32_t i = 0; text[i];) {
		const uint32_t from = i;
		while (text[i] && strchr(" .,:%", text[i]) == NULL)
			i++;
		if (i > from) {
			assert_true(n < 64);
			begin[n] = from, end[n] = i;
			hash[n++] = catena_fold_hash(text + from, i - from);
		}
		i += text[i] != 0;
	}
	const struct words w = {.hash = hash, .begin = begin, .end = end, .n = n};
	group_stories_figures(&w, (const unsigned char *)text, &f);
	for (uint32_t i = 1; i < f.n; i++)
		assert_true(f.of[i].where > f.of[i - 1].where);
	group_stories_figures_date(&f, day, d);
}

static bool differ(const char *a, int32_t day, const char *b, int32_t other)
{
	struct dated_figures x, y;

	figures_of(a, day, &x);
	figures_of(b, other, &y);
	const bool one = group_stories_figures_differ(&x, &y);
	assert_int_equal(one, group_stories_figures_differ(&y, &x));
	return one;
}

static void issues_of_a_series_differ_in_figures(void **unused)
{
	static const char a[] =
	    "index at 6,418.07 points, crown at 7.91 dollars, oil at 71 dimes";
	static const char b[] =
	    "index at 6,418.08 points, crown at 7.90 dollars, oil at 70 dimes";
	static const char half[] =
	    "index at 6,418.07 points, crown at 7.90 dollars, oil at 71 dimes";
	static const char elsewhere[] =
	    "near 6,418.08 points, with 7.90 dollars, for 70 dimes";
	static const char two[] = "index at 6,418.08 points, crown at 7.90 dollars";

	(void)unused;
	assert_true(differ(a, 10, b, 11));
	assert_true(differ(b, 11, a, 17));
	assert_false(differ(a, 10, a, 11));
	assert_false(differ(a, 10, b, 10)); /* a figure that was mended */
	assert_false(differ(a, NO_DAY, b, 11));
	assert_false(differ(a, 10, half, 11));
	assert_false(differ(a, 10, elsewhere, 11));
	assert_false(differ(a, 10, two, 11));
	assert_false(differ("", 10, "", 11));
}

/* Whatever the order, the same are kept; a story of a day differs from another's.
 */
static void figures_of_a_story_are_kept_in_any_order(void **unused)
{
	struct dated_figures d[12], forth = {0}, back = {0};
	char text[256];

	(void)unused;
	for (int i = 0; i < 12; i++) {
		snprintf(text, sizeof text,
		         "a%d 1%d b%d 2 c%d 3%d d%d %d e at %d f was %d g", i, i, i, i, i,
		         i, i, i * 7, i * 9);
		figures_of(text, 100 + i / 4, d + i);
	}
	for (int i = 0; i < 12; i++) {
		group_stories_figures_add(&forth, d + i);
		group_stories_figures_add(&back, d + 11 - i);
		group_stories_figures_add(&back, d + 11 - i);
	}
	assert_int_equal(forth.n, FIGURES_STORY);
	assert_int_equal(back.n, forth.n);
	assert_memory_equal(forth.of, back.of, sizeof forth.of);
}

/* ---- rarity.h, vector.h, centroid.h ---- */

#define RECORD_TERMS 300u

struct record_of { /* as process lays it out, without passages and ids */
	struct record head;
	struct term terms[RECORD_TERMS];
};

static const struct record *record_with(struct record_of *r, uint32_t first,
                                        uint32_t n)
{
	memset(r, 0, sizeof *r);
	r->head.size = sizeof *r;
	r->head.n_terms = n;
	for (uint32_t i = 0; i < n; i++)
		r->terms[i] = (struct term){
		    .hash = (first + i) * 1000003u, .prior = 100, .strength = 16};
	/* multiples of an odd number wrap round: bring them in order */
	for (uint32_t i = 1; i < n; i++)
		for (uint32_t k = i; k > 0 && r->terms[k].hash < r->terms[k - 1].hash;
		     k--) {
			const struct term t = r->terms[k];
			r->terms[k] = r->terms[k - 1];
			r->terms[k - 1] = t;
		}
	return &r->head;
}

static void the_rarest_terms_are_forgotten_when_there_are_too_many(void **unused)
{
	const struct term common = {.hash = 1000003u * 5, .prior = 100};
	const struct term rare = {.hash = 1000003u * 777777, .prior = 100};
	struct rarity r = {.most = 8192};
	struct record_of d;

	(void)unused;
	for (uint32_t i = 0; i < 200; i++) {
		assert_true(group_stories_rarity_count(&r, record_with(&d, 0, 10), NULL));
		assert_true(group_stories_rarity_count(
		    &r, record_with(&d, 1000 + 100 * i, 100), NULL));
	}
	assert_true(r.size <= 8192);
	assert_true(r.used < 7000); /* of 20,010 */
	assert_int_equal(r.documents, 400);
	/* (400 + 300) / (200 + 300 e^(-100/16)) */
	assert_true(fabs(group_stories_rarity_of(&r, &common) -
	                 log(700 / (200 + 300 * exp(-6.25)))) < 1e-9);
	assert_true(group_stories_rarity_of(&r, &rare) > 5);
	group_stories_rarity_free(&r);
}

static double similarity(const struct vector *a, const struct vector *b)
{
	return group_stories_alike(a, b, 0);
}

static void vectors_are_as_long_as_one(void **unused)
{
	struct rarity r = {0};
	struct record_of d;
	struct vector v, w;

	(void)unused;
	for (uint32_t n = 1; n <= RECORD_TERMS; n += 13)
		for (uint32_t terms = 8; terms <= TERMS_MAX; terms *= 2) {
			group_stories_weigh(record_with(&d, 0, n), &r, NULL, terms, &v);
			assert_int_equal(v.n, n < terms ? n : terms);
			for (uint32_t i = 1; i < v.n; i++)
				assert_true(v.hash[i] > v.hash[i - 1]);
			assert_true(fabs(similarity(&v, &v) - 1) < 0.01);
		}
	group_stories_weigh(record_with(&d, 0, 40), &r, NULL, 64, &v);
	group_stories_weigh(record_with(&d, 30, 40), &r, NULL, 64, &w);
	assert_true(fabs(similarity(&v, &w) - 0.25) < 0.001);
	group_stories_weigh(record_with(&d, 0, 0), &r, NULL, 64, &v);
	assert_int_equal(v.n, 0);
	assert_true(similarity(&v, &w) < 1e-9 && similarity(&w, &v) < 1e-9);
}

static int falling(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return x < y ? 1 : x > y ? -1 : 0;
}

/* Evenly spread, all in one bin but a few, and many alike. */
static void the_kth_largest_is_what_sorting_says(void **unused)
{
	double x[SELECT_MAX], sorted[SELECT_MAX];
	uint32_t seed = 1;

	(void)unused;
	for (uint32_t n = 1; n <= SELECT_MAX; n += n < 8 ? 1 : 127)
		for (int kind = 0; kind < 3; kind++) {
			for (uint32_t i = 0; i < n; i++) {
				seed = seed * 1664525u + 1013904223u;
				x[i] = kind == 0   ? seed >> 8
				       : kind == 1 ? (i % 50 ? (seed >> 8) / 1e6 : 1e9)
				                   : seed >> 30;
			}
			memcpy(sorted, x, n * sizeof *x);
			qsort(sorted, n, sizeof *x, falling);
			for (uint32_t k = 0; k < n; k++)
				assert_true(group_stories_select(x, n, k) <= sorted[k] &&
				            group_stories_select(x, n, k) >= sorted[k]);
		}
}

/* The heaviest stay, whatever their order. */
static void the_weightiest_terms_are_compared(void **unused)
{
	struct rarity r = {0};
	struct record_of d;
	struct vector v;

	(void)unused;
	record_with(&d, 0, 60);
	for (uint32_t i = 0; i < 60; i++)
		d.terms[i].strength = (uint8_t)(2 * (1 + i * 37 % 60));
	group_stories_weigh(&d.head, &r, NULL, 15, &v);
	assert_int_equal(v.n, 15);
	for (uint32_t i = 0, k = 0; i < 60; i++) {
		const bool in = k < v.n && v.hash[k] == d.terms[i].hash;
		assert_int_equal(in, d.terms[i].strength > 90);
		k += in;
	}
}

static void a_centroid_gives_the_average(void **unused)
{
	struct rarity r = {0};
	struct vector v[4];
	struct centroid c[4], x;
	struct record_of d;
	double sum = 0;

	(void)unused;
	for (uint32_t i = 0; i < 4; i++) {
		group_stories_weigh(record_with(&d, i * 7, 30), &r, NULL, 64, v + i);
		group_stories_centroid_begin(c + i, v + i);
	}
	for (uint32_t i = 0; i < 2; i++)
		for (uint32_t k = 2; k < 4; k++)
			sum += similarity(v + i, v + k);
	x = c[0];
	group_stories_centroid_add(&x, c + 1);
	group_stories_centroid_add(c + 2, c + 3);
	assert_int_equal(x.documents, 2);
	assert_true(fabs(group_stories_centroid_like(&x, c + 2) - sum / 4) < 1e-4);
	for (uint32_t i = 0; i < 40; i++) {
		group_stories_weigh(record_with(&d, i * 30, 30), &r, NULL, 64, v);
		group_stories_centroid_begin(c, v);
		group_stories_centroid_add(&x, c);
	}
	assert_int_equal(x.n, CENTROID_TERMS);
	assert_int_equal(x.documents, 42);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(dates_are_read_in_many_forms),
	    cmocka_unit_test(what_is_no_full_date_is_none),
	    cmocka_unit_test(common_words_are_known),
	    cmocka_unit_test(first_and_last_blocks_are_known_by_their_letters),
	    cmocka_unit_test(postings_keep_the_newest_rows),
	    cmocka_unit_test(postings_forget_old_rows),
	    cmocka_unit_test(a_shelf_puts_the_oldest_away),
	    cmocka_unit_test(a_large_shelf_keeps_to_its_bound),
	    cmocka_unit_test(issues_of_a_series_differ_in_figures),
	    cmocka_unit_test(figures_of_a_story_are_kept_in_any_order),
	    cmocka_unit_test(the_rarest_terms_are_forgotten_when_there_are_too_many),
	    cmocka_unit_test(vectors_are_as_long_as_one),
	    cmocka_unit_test(the_kth_largest_is_what_sorting_says),
	    cmocka_unit_test(the_weightiest_terms_are_compared),
	    cmocka_unit_test(a_centroid_gives_the_average),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
