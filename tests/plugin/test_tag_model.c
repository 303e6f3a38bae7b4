/* SPDX-License-Identifier: MIT */
/* test_tag_model.c - damaged models are refused; the best path is the best of
 * all; margins are what they say. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <catena/fold.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tag_model/decode.h"
#include "tag_model/features.h"
#include "tag_model/image.h"
#include "tag_model/odds.h"

#define FILE_NAME "test_tag_model.model"

static const char *const no_clusters[] = {NULL};
static const struct image_plan plan = {.row_bits = 12,
                                       .templates = {UINT64_MAX, UINT64_MAX},
                                       .clusters = no_clusters,
                                       .lexicon = "",
                                       .phrases = ""};

/* A model of 2^12 rows with small random weights, sealed, and in its file. */
static unsigned char *sample(size_t *size)
{
	struct image image;
	struct learner l;
	unsigned char *bytes;
	const char *at;

	assert_null(tag_model_image_new(&image, &plan, &at));
	assert_true(tag_model_learner_new(&l, 12, false));
	for (uint32_t r = 0; r < 1u << 12; r++)
		for (uint32_t y = 0; y < MODEL_LABELS; y++)
			l.w[r][y] = (float)tag_model_random(&l, 200) / 100 - 1;
	for (uint32_t x = 0; x < MODEL_STEPS; x++)
		for (uint32_t y = 0; y < MODEL_LABELS; y++)
			l.step[x][y] = (float)tag_model_random(&l, 200) / 100 - 1;
	tag_model_image_set_weights(&image, (const float(*)[MODEL_LANES])l.w,
	                            (const float(*)[MODEL_LANES])l.step, 0.5);
	tag_model_image_seal(&image);
	*size = image.size;
	bytes = malloc(*size);
	assert_non_null(bytes);
	memcpy(bytes, image.bytes, *size);
	FILE *const f = fopen(FILE_NAME, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, *size, f), *size);
	assert_int_equal(fclose(f), 0);
	tag_model_image_free(&image);
	tag_model_learner_free(&l);
	return bytes;
}

static void damaged_models_are_refused(void **state)
{
	struct model m;
	size_t size;
	unsigned char *const bytes = sample(&size);

	(void)state;
	assert_null(tag_model_of_bytes(&m, bytes, size));
	for (size_t i = 0; i < MODEL_HEAD; i++)
		for (unsigned flip = 1; flip < 256; flip++) {
			bytes[i] ^= (unsigned char)flip;
			assert_non_null(tag_model_of_bytes(&m, bytes, size));
			bytes[i] ^= (unsigned char)flip;
		}
	for (size_t i = MODEL_HEAD; i < size; i += 101) {
		bytes[i] ^= 0x10;
		assert_non_null(tag_model_of_bytes(&m, bytes, size));
		bytes[i] ^= 0x10;
	}
	assert_null(tag_model_of_bytes(&m, bytes, size));
	free(bytes);
}

/* Copies of just that size, so that a sanitizer sees what is read beyond. */
static void truncated_models_are_refused(void **state)
{
	struct model m;
	size_t size;
	unsigned char *const bytes = sample(&size);

	(void)state;
	for (size_t n = 0; n < size; n += n < 2 * MODEL_HEAD ? 1 : 37) {
		unsigned char *const part = malloc(n ? n : 1);
		assert_non_null(part);
		memcpy(part, bytes, n);
		assert_non_null(tag_model_of_bytes(&m, part, n));
		free(part);
		if (n % 8)
			continue;
		assert_int_equal(truncate(FILE_NAME, (off_t)n), 0);
		assert_non_null(tag_model_open(&m, FILE_NAME));
		FILE *const f = fopen(FILE_NAME, "wb");
		assert_non_null(f);
		assert_int_equal(fwrite(bytes, 1, size, f), size);
		fclose(f);
	}
	free(bytes);
}

static void files_are_mapped(void **state)
{
	struct model m;
	size_t size;

	(void)state;
	free(sample(&size));
	assert_null(tag_model_open(&m, FILE_NAME));
	assert_string_equal(m.types[0], "PERSON");
	assert_int_equal(m.row_bits, 12);
	tag_model_close(&m);
	assert_non_null(tag_model_open(&m, "."));
	assert_non_null(tag_model_open(&m, "there is none"));
	assert_non_null(tag_model_open(&m, "/dev/null"));
}

/* ---- Paths ---- */

#define LENGTH 4u

static int64_t value(const struct model *m, const struct path *p, const uint8_t *y)
{
	int64_t all = m->step[MODEL_BEGIN][y[0]] + p->sums[0][y[0]] +
	              m->step[MODEL_END][y[LENGTH - 1]];

	for (uint32_t i = 1; i < LENGTH; i++)
		all += m->step[y[i - 1]][y[i]] + p->sums[i][y[i]];
	return all;
}

/* Each name has its first and its last token, in that order? */
static bool is_possible(const uint8_t *y)
{
	bool open = false;

	for (uint32_t i = 0; i < LENGTH; i++) {
		const uint32_t place = y[i] ? (y[i] - 1u) % 4 : 9;
		const bool goes_on = place == 1 || place == 2;
		if (goes_on != open || (open && (y[i] - 1) / 4 != (y[i - 1] - 1) / 4))
			return false;
		open = place == 0 || place == 1;
	}
	return !open;
}

static void next(uint8_t *y)
{
	for (uint32_t i = 0; i < LENGTH; i++) {
		if (++y[i] < MODEL_LABELS)
			return;
		y[i] = 0;
	}
}

/* The best of all, and the best that has another label at `but`. */
static int64_t best_of_all(const struct model *m, const struct path *p,
                           uint32_t but)
{
	uint8_t y[LENGTH] = {0};
	int64_t best = INT64_MIN;

	for (uint32_t k = 0; k < 13 * 13 * 13 * 13; k++, next(y)) {
		const int64_t v = value(m, p, y);
		if (v > best && (but == LENGTH || y[but] != p->labels[but]) &&
		    is_possible(y))
			best = v;
	}
	return best;
}

static void paths_are_the_best_by(best_fn *way)
{
	struct path p = {0};
	struct model m;
	struct learner random;
	size_t size;
	uint32_t names = 0;
	unsigned char *const bytes = sample(&size);

	assert_true(tag_model_learner_new(&random, 8, false));
	assert_null(tag_model_of_bytes(&m, bytes, size));
	m.best = way;
	assert_true(tag_model_path_reserve(&p, LENGTH));
	for (int turn = 0; turn < 40; turn++) {
		struct mark mark;
		for (uint32_t i = 0; i < LENGTH; i++) {
			uint32_t rows[30];
			for (int k = 0; k < 30; k++)
				rows[k] = tag_model_random(&random, 1u << 12);
			tag_model_sum_rows(&m, rows, 30, p.sums[i]);
		}
		tag_model_decode(&m, &p, LENGTH);
		const int64_t best = best_of_all(&m, &p, LENGTH);
		assert_true(is_possible(p.labels));
		assert_int_equal(value(&m, &p, p.labels), best);
		for (uint32_t at = 0; tag_model_next_mark(&p, LENGTH, &at, &mark);
		     names++) {
			int64_t margin = INT64_MAX;
			for (uint32_t i = mark.first; i < mark.end; i++) {
				const int64_t other = best - best_of_all(&m, &p, i);
				margin = other < margin ? other : margin;
			}
			assert_int_equal(mark.margin, margin);
			assert_int_equal((p.labels[mark.first] - 1) / 4, mark.type);
		}
	}
	assert_true(names > 10);
	tag_model_learner_free(&random);
	tag_model_path_free(&p);
	free(bytes);
}

static void paths_are_the_best(void **state)
{
	best_fn *ways[3];

	(void)state;
	tag_model_best_ways(ways);
	for (unsigned k = 0; ways[k]; k++)
		paths_are_the_best_by(ways[k]);
}

/* On every way, each number of rows. */
static void ways_are_alike(void **state)
{
	struct row_way ways[3];
	struct model m;
	struct learner random;
	size_t size;
	unsigned char *const bytes = sample(&size);
	uint32_t want[TAG_MODEL_FEATURES_MAX], rows[TAG_MODEL_FEATURES_MAX];
	int32_t sums[MODEL_LANES], found[MODEL_LANES];
	int16_t own[MODEL_LANES];

	(void)state;
	assert_null(tag_model_of_bytes(&m, bytes, size));
	assert_true(tag_model_learner_new(&random, 8, false));
	tag_model_row_ways(ways);
	for (uint32_t n = 0; n <= TAG_MODEL_FEATURES_MAX; n++) {
		uint32_t first[TAG_MODEL_FEATURES_MAX];
		for (uint32_t i = 0; i < TAG_MODEL_FEATURES_MAX; i++)
			first[i] = tag_model_random(&random, UINT32_MAX);
		for (uint32_t y = 0; y < MODEL_LANES; y++)
			own[y] = (int16_t)((int32_t)tag_model_random(&random, 4000) - 2000);
		for (unsigned k = 0; ways[k].mix; k++) {
			memcpy(rows, first, sizeof rows);
			ways[k].mix(rows, n, m.row_bits);
			ways[k].sum(m.rows, rows, n, own, found);
			if (!k) {
				memcpy(want, rows, sizeof want);
				memcpy(sums, found, sizeof sums);
			}
			assert_memory_equal(want, rows, n * sizeof *rows);
			assert_memory_equal(sums, found, sizeof sums);
		}
	}
	tag_model_learner_free(&random);
	tag_model_close(&m);
	free(bytes);
}

static void sums_are_of_the_rows(void **state)
{
	struct model m;
	size_t size;
	unsigned char *const bytes = sample(&size);
	uint32_t rows[TAG_MODEL_FEATURES_MAX];
	int32_t sums[MODEL_LANES], want[MODEL_LANES] = {0};

	(void)state;
	assert_null(tag_model_of_bytes(&m, bytes, size));
	for (uint32_t i = 0; i < TAG_MODEL_FEATURES_MAX; i++) {
		rows[i] = i * 51;
		for (uint32_t y = 0; y < MODEL_LANES; y++)
			want[y] += m.rows[rows[i] * MODEL_LANES + y] - 128;
	}
	tag_model_sum_rows(&m, rows, TAG_MODEL_FEATURES_MAX, sums);
	for (uint32_t y = 0; y < MODEL_LANES; y++)
		assert_int_equal(sums[y], want[y]);
	free(bytes);
}

/* Only what is capitalised is in a region of an empty model. */
static void regions_hold_what_may_be_a_name(void **state)
{
	static const char text[] = "Then he saw iPhones in \xC3\x89tampes , NY 2 now";
	uint32_t begin[16], end[16], hash[16], n = 0;
	uint32_t rows[TAG_MODEL_FEATURES_MAX];
	struct sheet sheet = {0};
	struct image image;
	const char *at;

	(void)state;
	for (const char *p = text; *p; p += strcspn(p, " "), p += strspn(p, " ")) {
		begin[n] = (uint32_t)(p - text);
		end[n] = begin[n] + (uint32_t)strcspn(p, " ");
		hash[n] = catena_fold_hash(p, end[n] - begin[n]);
		n++;
	}
	const uint32_t sentence[] = {0, n};
	const struct tokens t = {text, begin,    end, hash,
	                         n,    sentence, 1,   (uint32_t)strlen(text)};
	assert_null(tag_model_image_new(&image, &plan, &at));
	assert_true(tag_model_sheet_fill(&sheet, &image.model, &t));
	static const uint32_t want[][2] = {{0, 1}, {3, 4}, {5, 6}, {7, 9}};
	assert_int_equal(sheet.n_regions, 4);
	for (uint32_t k = 0; k < 4; k++) {
		assert_int_equal(sheet.regions[k].begin, want[k][0]);
		assert_int_equal(sheet.regions[k].end, want[k][1]);
		for (uint32_t i = want[k][0]; i < want[k][1]; i++) {
			const uint32_t found =
			    tag_model_rows(&sheet, &sheet.regions[k], i, rows);
			assert_true(found > 30 && found <= TAG_MODEL_FEATURES_MAX);
			for (uint32_t r = 0; r < found; r++)
				assert_true(rows[r] < 1u << 12);
		}
	}
	tag_model_sheet_free(&sheet);
	tag_model_image_free(&image);
}

static void scores_rise_with_margins(void **state)
{
	struct calibration c = {0};
	struct image image;
	const char *at;

	(void)state;
	assert_null(tag_model_image_new(&image, &plan, &at));
	for (int i = 0; i < 1000; i++)
		assert_true(tag_model_image_calibration_add(&c, i % 200,
		                                            i * 7 % 200 < i % 200 + 40));
	tag_model_image_calibrate(&image, &c);
	tag_model_image_calibration_free(&c);
	const double low = tag_model_score(&image.model, 5);
	const double high = tag_model_score(&image.model, 190);
	assert_true(low >= 0 && low < high && high <= 1);
	tag_model_image_free(&image);
}

static int clean_up(void **state)
{
	(void)state;
	unlink(FILE_NAME);
	return 0;
}

static void parts_have_a_share(void **state)
{
	char tag[] = "B-LOC:71,I-ORG:27,O:2", bad[] = "B-LOC:71,O:x";
	static const char *const plain[] = {"O",  "B-LOC", "B-a:b",
	                                    "O:", "O:1x",  "O:1,"};
	char *next;
	float share;

	(void)state;
	assert_true(tag_model_odds_part(tag, &next, &share));
	assert_string_equal(tag, "B-LOC");
	assert_true(share > 70.5f && share < 71.5f);
	assert_string_equal(next, "I-ORG:27,O:2");
	assert_true(tag_model_odds_part(next, &next, &share));
	assert_true(tag_model_odds_part(next, &next, &share));
	assert_true(share > 1.5f && share < 2.5f);
	assert_null(next);
	assert_true(tag_model_odds_part(bad, &next, &share));
	assert_false(tag_model_odds_part(next, &next, &share));
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		char copy[8];
		snprintf(copy, sizeof copy, "%s", plain[i]);
		assert_false(tag_model_odds_part(copy, &next, &share));
	}
}

/* Chances of tags become chances of labels; they are 1 in all. */
static void odds_become_labels(void **state)
{
	const uint8_t only = model_label(2, PLACE_ONLY);
	const uint8_t first = model_label(2, PLACE_FIRST);
	const uint8_t last = model_label(2, PLACE_LAST);
	float a[ODDS] = {0.25f, 0, 0, 0, 0, 0.75f, 0}, b[ODDS], out[MODEL_LANES];
	float all = 0;

	(void)state;
	tag_model_odds_labels(a, NULL, out);
	assert_true(out[0] > 0.24f && out[0] < 0.26f);
	assert_true(out[only] > 0.74f && out[only] < 0.76f);
	tag_model_odds_sure(0, b);
	tag_model_odds_labels(a, b, out);
	assert_true(out[only] > 0.74f && out[first] < 0.01f);
	/* Half of the time the name goes on. */
	memset(b, 0, sizeof b);
	b[0] = 0.625f;
	b[6] = 0.375f;
	tag_model_odds_labels(a, b, out);
	assert_true(out[only] > 0.37f && out[only] < 0.38f);
	assert_true(out[first] > 0.37f && out[first] < 0.38f);
	for (uint32_t y = 0; y < MODEL_LANES; y++)
		all += out[y];
	assert_true(all > 0.999f && all < 1.001f);
	/* It goes on more surely than it begins. */
	tag_model_odds_sure(last, b);
	tag_model_odds_labels(a, b, out);
	assert_true(out[first] > 0.74f && out[only] < 0.01f);
	tag_model_odds_labels(b, NULL, out);
	assert_true(out[last] > 0.99f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(damaged_models_are_refused),
	    cmocka_unit_test(truncated_models_are_refused),
	    cmocka_unit_test(files_are_mapped),
	    cmocka_unit_test(paths_are_the_best),
	    cmocka_unit_test(sums_are_of_the_rows),
	    cmocka_unit_test(ways_are_alike),
	    cmocka_unit_test(regions_hold_what_may_be_a_name),
	    cmocka_unit_test(scores_rise_with_margins),
	    cmocka_unit_test(parts_have_a_share),
	    cmocka_unit_test(odds_become_labels),
	};

	return cmocka_run_group_tests(tests, NULL, clean_up);
}
