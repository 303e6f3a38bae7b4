/* SPDX-License-Identifier: MIT */
/* test_tag_words.c - what tag_model keeps of words changes nothing: a sheet that
 * has seen many documents says of the next what a new one says, and both say what
 * the rows that are learnt from add up to; capitals are seen wherever the text
 * ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <catena/fold.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tag_model/image.h"
#include "tag_model/marks.h"
#include "tag_model/tag.h"
#include "tag_model/words.h"

#define WORDS 9000u /* some share the place where they are kept */
#define WIDTH 16u
#define TOKENS 700u
#define DOCUMENTS 40u

static uint64_t state = 1;

static uint32_t lot(uint32_t n)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((state >> 33) % n);
}

/* Word i: some small, some capitalised, one in 50 too long to be kept. */
static size_t write_word(char *to, uint32_t i)
{
	static const char *const shapes[] = {"w%ux", "W%ux", "W%uX", "i%uPod",
	                                     "\xC3\x89t%u"};
	int n = snprintf(to, 64, shapes[i % 5], (unsigned)(i / 5));

	assert_true(n > 0 && n < 40);
	if (i % 50 == 7)
		n += snprintf(to + n, 24, "andalongtailofletters");
	return (size_t)n;
}

static void make_model(struct image *image, struct net_learner *learner, bool quick)
{
	static const char *const none[] = {NULL};
	struct vectors v = {.width = WIDTH, .n = WORDS / 2};
	const struct image_plan plan = {.row_bits = 12,
	                                .templates = {UINT64_MAX, UINT64_MAX},
	                                .clusters = none,
	                                .lexicon = "",
	                                .phrases = "",
	                                .vectors = &v,
	                                .units = 32,
	                                .shared_bits = 8,
	                                .quick = quick};
	float(*const rows)[MODEL_LANES] = calloc(1u << 12, sizeof *rows);
	float steps[MODEL_STEPS][MODEL_LANES];
	const char *at;
	char word[64];

	v.hash = malloc(v.n * sizeof *v.hash);
	v.v = malloc((size_t)v.n * WIDTH * sizeof *v.v);
	assert_true(v.hash && v.v && rows);
	for (uint32_t i = 0; i < v.n; i++)
		v.hash[i] = catena_fold_hash(word, write_word(word, 2 * i));
	for (uint32_t i = 0; i < v.n * WIDTH; i++)
		v.v[i] = (float)lot(200) / 100 - 1;
	assert_null(tag_model_image_new(image, &plan, &at));
	assert_true(tag_model_net_new(learner, &image->model.network));
	for (uint32_t i = 0; i < MODEL_LANES << 12; i++)
		rows[i / MODEL_LANES][i % MODEL_LANES] = (float)lot(200) / 400 - 0.25f;
	for (uint32_t i = 0; i < MODEL_STEPS * MODEL_LANES; i++)
		steps[i / MODEL_LANES][i % MODEL_LANES] = (float)lot(200) / 100 - 1;
	const double scale =
	    tag_model_image_set_weights(image, (const float(*)[MODEL_LANES])rows,
	                                (const float(*)[MODEL_LANES])steps, 0);
	for (size_t i = 0; i < learner->n; i++)
		learner->all[i] = (float)lot(200) / 300 - 0.33f;
	tag_model_image_set_network(image, learner, scale);
	image->model.gate = INT32_MAX;
	free(rows);
	free(v.hash);
	free(v.v);
}

/* ---- A document ---- */

struct document {
	char text[TOKENS * 64];
	uint32_t begin[TOKENS], end[TOKENS], hash[TOKENS], sentence[TOKENS + 1];
	struct tokens tokens;
};

static void make_document(struct document *d)
{
	const uint32_t n = 1 + lot(TOKENS), range = lot(2) ? 200 : WORDS;
	uint32_t size = 0, sentences = 0;

	for (uint32_t i = 0; i < n; i++) {
		const size_t some = write_word(d->text + size, lot(range));
		if (i == 0 || lot(12) == 0)
			d->sentence[sentences++] = i;
		d->begin[i] = size;
		d->end[i] = size + (uint32_t)some;
		d->hash[i] = catena_fold_hash(d->text + size, some);
		size += (uint32_t)some;
		d->text[size++] = ' ';
	}
	d->sentence[sentences] = n;
	d->tokens = (struct tokens){d->text, d->begin,    d->end,    d->hash,
	                            n,       d->sentence, sentences, size};
}

static size_t tag_all(const struct model *m, struct sheet *s,
                      const struct document *d, struct mark *marks)
{
	struct path p = {0};
	size_t n = 0;

	assert_true(tag_model_sheet_fill(s, m, &d->tokens));
	for (uint32_t k = 0; k < s->n_regions; k++) {
		const struct region *const r = &s->regions[k];
		struct mark mark;
		assert_true(tag_model_prepare(s, r, &p) && tag_model_finish(s, r, &p));
		for (uint32_t at = 0;
		     tag_model_next_mark(&p, r->end - r->begin, &at, &mark);) {
			mark.first += r->begin;
			mark.end += r->begin;
			marks[n++] = mark;
		}
	}
	tag_model_path_free(&p);
	return n;
}

static void documents_are_alike(bool quick)
{
	static struct mark marks[2][TOKENS];
	struct document *const d = malloc(sizeof *d);
	struct net_learner learner;
	struct sheet old = {0};
	struct image image;
	size_t all = 0;

	assert_non_null(d);
	make_model(&image, &learner, quick);
	for (uint32_t k = 0; k < DOCUMENTS; k++) {
		struct sheet new = {0};
		make_document(d);
		const size_t n = tag_all(&image.model, &old, d, marks[0]);
		assert_int_equal(n, tag_all(&image.model, &new, d, marks[1]));
		assert_memory_equal(marks[0], marks[1], n * sizeof *marks[0]);
		tag_model_sheet_free(&new);
		all += n;
	}
	assert_true(all > 1000);
	tag_model_sheet_free(&old);
	tag_model_net_free(&learner);
	tag_model_image_free(&image);
	free(d);
}

static void what_is_kept_changes_nothing(void **unused)
{
	(void)unused;
	documents_are_alike(false);
	documents_are_alike(true);
}

/* The sums of a word's own rows and the others are those of all that are learnt. */
static void sums_are_of_all_rows(void **unused)
{
	struct document *const d = malloc(sizeof *d);
	struct sheet learns = {.learns = true}, tags = {0};
	uint32_t rows[TAG_MODEL_FEATURES_MAX], seen = 0;
	int32_t all[MODEL_LANES], others[MODEL_LANES];
	struct net_learner learner;
	struct image image;

	(void)unused;
	assert_non_null(d);
	make_model(&image, &learner, false);
	make_document(d);
	assert_true(tag_model_sheet_fill(&learns, &image.model, &d->tokens));
	assert_true(tag_model_sheet_fill(&tags, &image.model, &d->tokens));
	assert_int_equal(learns.n_regions, tags.n_regions);
	for (uint32_t k = 0; k < tags.n_regions; k++)
		for (uint32_t i = tags.regions[k].begin; i < tags.regions[k].end; i++) {
			uint32_t n = tag_model_rows(&learns, &learns.regions[k], i, rows);
			tag_model_sum_rows(&image.model, rows, n, all);
			n = tag_model_rows(&tags, &tags.regions[k], i, rows);
			tag_model_sum_rows(&image.model, rows, n, others);
			for (uint32_t y = 0; y < MODEL_LANES; y++)
				assert_int_equal(all[y],
				                 others[y] + word_sums(&tags, &tags.words[i])[y]);
			seen++;
		}
	assert_true(seen > 0);
	tag_model_sheet_free(&learns);
	tag_model_sheet_free(&tags);
	tag_model_net_free(&learner);
	tag_model_image_free(&image);
	free(d);
}

/* ---- Marks ---- */

static uint8_t mark_in(const struct model *m, const char *word, size_t before,
                       size_t behind)
{
	const size_t size = strlen(word), n = before + size + behind;
	char *const text = malloc(n); /* no byte more: reading on is seen */
	const uint32_t begin[] = {0, (uint32_t)before, (uint32_t)(before + size)};
	const uint32_t end[] = {(uint32_t)before, (uint32_t)(before + size),
	                        (uint32_t)n};
	const uint32_t hash[] = {0, catena_fold_hash(word, size), 0};
	const uint32_t sentence[] = {0, behind ? 3 : 2};
	const struct tokens t = {text,        begin,    end, hash,
	                         sentence[1], sentence, 1,   (uint32_t)n};
	struct sheet s = {0};

	assert_non_null(text);
	memset(text, 'Z', n);
	memcpy(text + before, word, size);
	assert_true(tag_model_sheet_fill(&s, m, &t));
	const uint8_t mark = s.marks[1];
	tag_model_sheet_free(&s);
	free(text);
	return mark & (MARK_CASE | MARK_LETTER | MARK_DIGIT | MARK_CORE);
}

static void capitals_are_seen_everywhere(void **unused)
{
	static const struct {
		const char *word;
		uint8_t mark;
	} words[] = {
	    {"a", MARK_LETTER},
	    {"A", MARK_LETTER | MARK_CORE | CAPITAL},
	    {"[", 0},
	    {"@", 0},
	    {"`", 0},
	    {"{", 0},
	    {"7", MARK_DIGIT},
	    {"7A", MARK_DIGIT | MARK_CORE | INNER},
	    {"NY", MARK_LETTER | MARK_CORE | ALL_CAPS},
	    {"Ny", MARK_LETTER | MARK_CORE | CAPITAL},
	    {"nY", MARK_LETTER | MARK_CORE | INNER},
	    {"A-1", MARK_LETTER | MARK_CORE | CAPITAL},
	    {"lowercase", MARK_LETTER},
	    {"lowercasE", MARK_LETTER | MARK_CORE | INNER},
	    {"lowercaselowerca", MARK_LETTER},
	    {"lowercaselowercA", MARK_LETTER | MARK_CORE | INNER},
	    {"lowercaselowercas", MARK_LETTER},
	    {"lowercaselowercaS", MARK_LETTER | MARK_CORE | INNER},
	    {"LOWERCASELOWERCAS", MARK_LETTER | MARK_CORE | ALL_CAPS},
	    {"LOWERCASELOWERCA", MARK_LETTER | MARK_CORE | ALL_CAPS},
	    {"\xC3\x89t", MARK_LETTER | MARK_CORE | CAPITAL},
	    {"\xC3\xA9t", MARK_LETTER},
	    {"t\xC3\x89", MARK_LETTER | MARK_CORE | INNER},
	    {"abcdefghijklmno\xC3\x89", MARK_LETTER | MARK_CORE | INNER},
	};
	struct net_learner learner;
	struct image image;

	(void)unused;
	make_model(&image, &learner, false);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		for (size_t behind = 0; behind < 18; behind += behind < 2 ? 1 : 15)
			for (size_t before = 0; before < 20; before += 3)
				assert_int_equal(
				    mark_in(&image.model, words[i].word, before, behind),
				    words[i].mark);
	tag_model_net_free(&learner);
	tag_model_image_free(&image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_kept_changes_nothing),
	    cmocka_unit_test(sums_are_of_all_rows),
	    cmocka_unit_test(capitals_are_seen_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
