/* SPDX-License-Identifier: MIT */
/* test_dedup_near.c - the parts of dedup_near, and its decisions on documents
 * made for the purpose. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <unistd.h>

#include "share/shingle.h"
#include "dedup_near/sketch.h"
#include "stand_in.h"

bool dedup_near_has_marks(void); /* its header does not go with cmocka.h */

const struct catena_plugin *dedup_near_LTX_catena_plugin(uint16_t, uint16_t);

/* A sequence that is the same everywhere (splitmix64). */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

/* ---- sketch.h ---- */

static void bands_follow_threshold_and_recall(void **unused)
{
	struct sketch_plan p;
	const char *why = NULL;

	(void)unused;
	for (double t = 0.3; t < 0.95; t += 0.1) {
		assert_true(dedup_near_plan(t, 0.989, 128, 0, &p, &why));
		assert_null(why);
		assert_true(p.bands * p.rows <= 128);
		assert_true(1 - pow(1 - pow(t, p.rows) * (1 + (1 - t) / 2), p.bands) >=
		            0.989);
	}
	assert_true(dedup_near_plan(0.8, 0.9, 128, 16, &p, &why));
	assert_int_equal(p.bands, 16);
	assert_int_equal(p.rows, 8);
	assert_null(why);
	assert_true(dedup_near_plan(0.3, 0.9, 128, 2, &p, &why));
	assert_non_null(why);
	assert_false(dedup_near_plan(0.5, 0.9, 8, 16, &p, &why));
	assert_false(dedup_near_plan(0.01, 0.99, 128, 0, &p, &why));
}

static void shingles_roll(void **unused)
{
	uint32_t words[50];
	uint64_t seed = 7;

	(void)unused;
	for (int i = 0; i < 50; i++)
		words[i] = (uint32_t)next_random(&seed) % 5;
	for (uint32_t width = 1; width < 9; width++) {
		struct shingles all = shingles_begin(words, 50, width);
		assert_int_equal(all.n, 51 - width);
		for (uint32_t i = 0; i < all.n; i++) {
			struct shingles one = shingles_begin(words + i, width, width);
			assert_int_equal(shingles_next(&all, words, i),
			                 shingles_next(&one, words + i, 0));
		}
	}
	assert_int_equal(shingles_begin(words, 3, 5).n, 1);
	assert_int_equal(shingles_begin(words, 0, 5).n, 0);
}

/* ---- The plugin ---- */

/* Words "w<first>" ... in one string; every `edit`-th is another (0: none). */
static const char *make_text(char *text, int first, int n, int edit, int tag)
{
	char *at = text;

	for (int i = 0; i < n; i++)
		at += snprintf(at, 16, edit && i % edit == edit - 1 ? "x%d_%d " : "w%d ",
		               first + i, tag);
	return text;
}

static catena_status pass(struct stand_in *h, const char *id, const char *text)
{
	stand_in_document(h, id, text, (uint32_t)strlen(text));
	return stand_in_pass(h);
}

static const char *field(struct stand_in *h, const char *name)
{
	const struct catena_field *const f = stand_in_field_get(&h->ctx, name);

	return f ? f->s : "";
}

static double number(struct stand_in *h, const char *name)
{
	const struct catena_field *const f = stand_in_field_get(&h->ctx, name);

	return f ? f->f : -1;
}

static void begin(struct stand_in *h, const char *const *options)
{
	assert_int_equal(stand_in_begin(h, dedup_near_LTX_catena_plugin(1, 0), options),
	                 CATENA_OK);
}

static char text_a[8192], text_b[8192], text_c[8192];

static void a_near_copy_is_dropped_with_its_figures(void **unused)
{
	struct stand_in h;

	(void)unused;
	begin(&h, NULL);
	make_text(text_a, 0, 300, 0, 0);
	make_text(text_b, 0, 303, 0, 0); /* 296 of 299 shingles */
	make_text(text_c, 9000, 300, 0, 0);
	assert_int_equal(pass(&h, "one", text_a), CATENA_OK);
	assert_int_equal(h.n_fields, 0);
	assert_int_equal(pass(&h, "other", text_c), CATENA_OK);
	assert_int_equal(pass(&h, "two", text_b), CATENA_DROP);
	assert_string_equal(field(&h, "duplicate_of"), "one");
	assert_string_equal(field(&h, "duplicate_group"), "one");
	assert_true(fabs(number(&h, "duplicate_similarity") - 296.0 / 299) < 1e-9);
	assert_true(fabs(number(&h, "duplicate_containment") - 1) < 1e-9);
	assert_string_equal(h.dropped, "near duplicate of one: similarity 0.990, "
	                               "containment 1.000");
	stand_in_end(&h);
}

/* What begins anew behind its end has four shingles more, however far it goes. */
static void a_shingle_counts_once(void **unused)
{
	(void)unused;
	for (uint32_t n = 4; n <= 40; n++) {
		struct stand_in h;
		begin(&h, NULL);
		make_text(text_a, 0, 300, 0, 0);
		make_text(text_b, 0, 300, 0, 0);
		memcpy(text_b + strlen(text_b), " ", 2);
		make_text(text_b + strlen(text_b), 0, n, 0, 0);
		assert_int_equal(pass(&h, "a", text_a), CATENA_OK);
		assert_int_equal(pass(&h, "b", text_b), CATENA_DROP);
		assert_true(fabs(number(&h, "duplicate_similarity") - 296.0 / 300) < 1e-9);
		stand_in_end(&h);
	}
}

static void case_and_punctuation_do_not_count(void **unused)
{
	static const char *const cased[] = {"fold", "", NULL};
	struct stand_in h;

	(void)unused;
	begin(&h, NULL);
	pass(&h, "one", "The mayor doesn't know who, or what, came to Oslo.");
	assert_int_equal(
	    pass(&h, "two",
	         "THE MAYOR \"DOESN\xE2\x80\x99T KNOW\" WHO OR WHAT CAME TO OSLO"),
	    CATENA_DROP);
	assert_true(number(&h, "duplicate_similarity") > 0.9999);
	stand_in_end(&h);
	begin(&h, cased);
	pass(&h, "one", "the mayor does not know who or what came to Oslo");
	assert_int_equal(
	    pass(&h, "two", "THE MAYOR DOES NOT KNOW WHO OR WHAT CAME TO OSLO"),
	    CATENA_OK);
	stand_in_end(&h);
}

static void numbers_count_unless_folded(void **unused)
{
	static const char *const folded[] = {"fold", "case, numbers", NULL};
	static const char *const one = "toll of 12 dead in the storm of 2020 at sea";
	static const char *const two = "toll of 15 dead in the storm of 2021 at sea";
	struct stand_in h;

	(void)unused;
	begin(&h, NULL);
	pass(&h, "one", one);
	assert_int_equal(pass(&h, "two", two), CATENA_OK);
	stand_in_end(&h);
	begin(&h, folded);
	pass(&h, "one", one);
	assert_int_equal(pass(&h, "two", two), CATENA_DROP);
	stand_in_end(&h);
}

/* a - b - c, each like the next only: a star keeps c, a chain takes it in. */
static void stars_and_components_differ(void **unused)
{
	static const char *const star[] = {"action", "mark", NULL};
	static const char *const chain[] = {"action", "mark", "cluster", "component",
	                                    NULL};
	struct stand_in h;

	(void)unused;
	make_text(text_a, 0, 200, 0, 0);
	make_text(text_b, 60, 200, 0, 0);  /* like a: 136 / 256 = 0.53 */
	make_text(text_c, 120, 200, 0, 0); /* like b; like a: 76 / 316 */
	begin(&h, star);
	pass(&h, "a", text_a);
	assert_int_equal(pass(&h, "b", text_b), CATENA_OK);
	assert_string_equal(field(&h, "duplicate_of"), "a");
	pass(&h, "c", text_c);
	assert_string_equal(field(&h, "duplicate_of"), "");
	stand_in_end(&h);
	begin(&h, chain);
	pass(&h, "a", text_a);
	pass(&h, "b", text_b);
	pass(&h, "c", text_c);
	assert_string_equal(field(&h, "duplicate_of"), "b");
	assert_string_equal(field(&h, "duplicate_group"), "a");
	stand_in_end(&h);
}

static void the_contained_goes_the_container_stays(void **unused)
{
	static const char *const options[] = {"containment", "0.8", NULL};
	struct stand_in h;

	(void)unused;
	make_text(text_a, 0, 600, 0, 0);
	make_text(text_b, 200, 60, 0, 0);
	make_text(text_c, 9000, 40, 0, 0);
	begin(&h, options);
	assert_int_equal(pass(&h, "long", text_a), CATENA_OK);
	assert_int_equal(pass(&h, "part", text_b), CATENA_DROP);
	assert_string_equal(field(&h, "duplicate_of"), "long");
	assert_true(number(&h, "duplicate_containment") > 0.9999);
	assert_true(number(&h, "duplicate_similarity") < 0.1);
	assert_int_equal(pass(&h, "short", text_c), CATENA_OK);
	make_text(text_a, 8800, 600, 0, 0);
	assert_int_equal(pass(&h, "longer", text_a), CATENA_OK);
	assert_string_equal(field(&h, "duplicate_of"), "short");
	/* it is in the index, too */
	make_text(text_b, 8810, 60, 0, 0);
	assert_int_equal(pass(&h, "part of longer", text_b), CATENA_DROP);
	assert_string_equal(field(&h, "duplicate_of"), "longer");
	stand_in_end(&h);
	begin(&h, NULL);
	make_text(text_a, 0, 600, 0, 0);
	make_text(text_b, 200, 60, 0, 0);
	pass(&h, "long", text_a);
	assert_int_equal(pass(&h, "part", text_b), CATENA_OK);
	assert_int_equal(h.n_fields, 0);
	stand_in_end(&h);
}

static void folds_what_it_is_told(void **unused)
{
	static const char *const marks[] = {"fold", "case, diacritics", NULL};
	static const char *const nothing[] = {"fold", "", NULL};
	static const char composed[] = "Les \xC3\xA9l\xC3\xA8ves du caf\xC3\xA9 "
	                               "\xC3\x80 c\xC3\xB4t\xC3\xA9 na\xC3\xAFves";
	static const char apart[] = "les e\xCC\x81le\xCC\x80ves du cafe\xCC\x81 "
	                            "a\xCC\x80 co\xCC\x82te\xCC\x81 nai\xCC\x88ves";
	static const char plain[] = "les ELEVES du cafe a cote naives";
	struct stand_in h;

	(void)unused;
	begin(&h, NULL);
	pass(&h, "a", composed);
	assert_int_equal(pass(&h, "b", plain), CATENA_OK);
	stand_in_end(&h);
	begin(&h, nothing);
	pass(&h, "a", plain);
	assert_int_equal(pass(&h, "b", "LES eleves du cafe a cote naives"), CATENA_OK);
	stand_in_end(&h);
	if (!dedup_near_has_marks())
		return;
	begin(&h, marks);
	pass(&h, "a", composed);
	assert_int_equal(pass(&h, "b", plain), CATENA_DROP);
	assert_true(number(&h, "duplicate_similarity") > 0.9999);
	assert_int_equal(pass(&h, "c", apart), CATENA_DROP);
	assert_true(number(&h, "duplicate_similarity") > 0.9999);
	/* the vowels of Hindi are no diacritics: two other words */
	pass(&h, "d", "\xE0\xA4\x95\xE0\xA4\xBE");
	assert_int_equal(pass(&h, "e", "\xE0\xA4\x95\xE0\xA4\xBF"), CATENA_OK);
	stand_in_end(&h);
}

/* What is kept of a document from one to the next is given back after one of very
 * many words: what comes then must find all as it was. */
static void a_huge_document_leaves_no_trace(void **unused)
{
	enum {
		WORDS = 1100000,
		ROOM = WORDS * 10
	};
	char *const text = malloc(ROOM), small[4096];
	struct stand_in h;

	(void)unused;
	assert_non_null(text);
	begin(&h, NULL);
	assert_int_equal(pass(&h, "a", make_text(small, 0, 100, 0, 0)), CATENA_OK);
	assert_int_equal(pass(&h, "b", make_text(text, 1000, WORDS, 0, 0)), CATENA_OK);
	assert_int_equal(pass(&h, "c", small), CATENA_DROP);
	assert_string_equal(field(&h, "duplicate_of"), "a");
	assert_int_equal(pass(&h, "d", text), CATENA_DROP);
	assert_string_equal(field(&h, "duplicate_of"), "b");
	assert_int_equal(pass(&h, "e", make_text(small, 500, 100, 0, 0)), CATENA_OK);
	assert_int_equal(pass(&h, "f", small), CATENA_DROP);
	assert_string_equal(field(&h, "duplicate_of"), "e");
	stand_in_end(&h);
	free(text);
}

static void empty_and_short_documents_pass(void **unused)
{
	static const char *const options[] = {"min_words", "4", NULL};
	struct stand_in h;

	(void)unused;
	begin(&h, NULL);
	assert_int_equal(pass(&h, "a", ""), CATENA_OK);
	assert_int_equal(pass(&h, "b", ""), CATENA_OK);
	assert_int_equal(pass(&h, "c", " - ... !"), CATENA_OK);
	assert_int_equal(pass(&h, "d", "two words"), CATENA_OK);
	assert_int_equal(pass(&h, "e", "two words"), CATENA_DROP);
	assert_int_equal(pass(&h, "f", "two other"), CATENA_OK);
	stand_in_end(&h);
	begin(&h, options);
	pass(&h, "a", "two words");
	assert_int_equal(pass(&h, "b", "two words"), CATENA_OK);
	stand_in_end(&h);
}

/* ---- Keep policies ---- */

#define HEAP 5

/* The heap through process, resolve and commit: what each is a duplicate of. */
static const char *decide(const char *const *options, const char *const *texts,
                          const char *const *dates)
{
	static const char *const ids[HEAP] = {"a", "b", "c", "d", "e"};
	static char out[400];
	struct stand_in h;

	begin(&h, options);
	const struct catena_gather *const g = h.plugin->extension("catena.gather/1");
	assert_true(g->wanted(h.self));
	out[0] = '\0';
	for (int commit = 0; commit < 2; commit++) {
		for (uint32_t i = 0; i < HEAP; i++) {
			const struct catena_field f = {
			    "date", 4,        CATENA_FIELD_STRING,       0,
			    0,      dates[i], (uint32_t)strlen(dates[i])};
			stand_in_document(&h, ids[i], texts[i], (uint32_t)strlen(texts[i]));
			h.number = i + 1;
			stand_in_field_set(&h.ctx, &f);
			if (!commit) {
				assert_int_equal(h.plugin->process(&h.ctx, h.self, h.local), 0);
				continue;
			}
			const catena_status status = h.plugin->commit(&h.ctx, h.self, h.serial);
			const size_t used = strlen(out);
			snprintf(out + used, sizeof out - used, "%s%s:%s", used ? " " : "",
			         ids[i], field(&h, "duplicate_of"));
			assert_int_equal(status,
			                 *field(&h, "duplicate_of") ? CATENA_DROP : CATENA_OK);
		}
		if (!commit)
			assert_int_equal(stand_in_resolve(&h), CATENA_OK);
	}
	stand_in_end(&h);
	return out;
}

/* a - b - c in a chain (each like the next only), d alone, e like c. */
static void each_policy_keeps_its_copy(void **unused)
{
	static char texts[HEAP][4096];
	static const char *const all[HEAP] = {texts[0], texts[1], texts[2], texts[3],
	                                      texts[4]};
	static const char *const dates[HEAP] = {
	    "2031-05-01", "2031-04-01", "2031-06-01", "2031-01-01", "2031-05-05"};
	static const char *const last[] = {"keep", "last", NULL};
	static const char *const earliest[] = {"keep", "earliest", NULL};
	static const char *const longest[] = {"keep", "longest", "cluster", "component",
	                                      NULL};
	static const char *const chain[] = {"keep", "earliest", "cluster", "component",
	                                    NULL};

	(void)unused;
	make_text(texts[0], 0, 200, 0, 0);
	make_text(texts[1], 60, 200, 0, 0);
	make_text(texts[2], 120, 200, 0, 0);
	make_text(texts[3], 5000, 200, 0, 0);
	make_text(texts[4], 120, 230, 0, 0);
	/* by rank e, d, c, b, a: e takes c (b is like c only), b takes a */
	assert_string_equal(decide(last, all, dates), "a:b b: c:e d: e:");
	/* by date d, b, a, e, c: b takes a and c, but not e */
	assert_string_equal(decide(earliest, all, dates), "a:b b: c:e d: e:");
	assert_string_equal(decide(longest, all, dates), "a:e b:e c:e d: e:");
	assert_string_equal(decide(chain, all, dates), "a:b b: c:b d: e:b");
}

static void gathered_pairs_are_written(void **unused)
{
	static const char *const options[] = {"keep", "last", "pairs",
	                                      "test_dedup_near.pairs", NULL};
	static const char text[] = "one two three four five six seven";
	static const char *const texts[HEAP] = {text, "x y z", text, "u v w", "s t"};
	static const char *const dates[HEAP] = {"1", "1", "1", "1", "1"};
	char line[100];

	(void)unused;
	assert_string_equal(decide(options, texts, dates), "a:c b: c: d: e:");
	FILE *const f = fopen("test_dedup_near.pairs", "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof line, f));
	assert_string_equal(line, "c\ta\t1.000000\t1.000000\n");
	assert_null(fgets(line, sizeof line, f));
	fclose(f);
	unlink("test_dedup_near.pairs");
}

/* Every pair of 400 documents with known overlaps, words on disk after the
 * first few; then the same again from a checkpoint in the middle. */
static void run_heap(struct stand_in *h, int from, int to, char *log, size_t size)
{
	for (int i = from; i < to; i++) {
		char id[16];
		snprintf(id, sizeof id, "d%d", i);
		make_text(text_a, i / 4 * 1000, 220, i % 4 ? 30 : 0, i);
		const catena_status status = pass(h, id, text_a);
		const size_t used = strlen(log);
		snprintf(log + used, size - used, "%d:%s ", (int)status,
		         field(h, "duplicate_of"));
	}
}

static void a_checkpoint_continues_as_if_nothing_happened(void **unused)
{
	static const char *const options[] = {"memory", "65536",   "containment",
	                                      "0.8",    "cluster", "component",
	                                      "action", "mark",    NULL};
	static const char *const other[] = {"shingle", "3", NULL};
	static char whole[16384], halves[16384];
	const struct catena_sync *sync;
	struct stand_in h, second;

	(void)unused;
	begin(&h, options);
	sync = h.plugin->extension("catena.sync/1");
	assert_non_null(sync);
	run_heap(&h, 0, 200, halves, sizeof halves);
	assert_int_equal(sync->save(&h.ctx, h.self, h.serial), CATENA_OK);
	memcpy(whole, halves, sizeof whole);
	run_heap(&h, 200, 400, whole, sizeof whole);

	begin(&second, options);
	stand_in_save(&second.ctx, h.saved, h.saved_size);
	assert_int_equal(sync->restore(&second.ctx, second.self, second.serial),
	                 CATENA_OK);
	run_heap(&second, 200, 400, halves, sizeof halves);
	assert_string_equal(whole, halves);
	assert_non_null(strstr(whole, "0:d396 "));
	stand_in_end(&second);

	begin(&second, other);
	stand_in_save(&second.ctx, h.saved, h.saved_size);
	assert_true(sync->restore(&second.ctx, second.self, second.serial) < 0);
	assert_non_null(strstr(second.message, "other options"));
	stand_in_end(&second);
	begin(&second, options);
	stand_in_save(&second.ctx, h.saved, h.saved_size - 1);
	assert_true(sync->restore(&second.ctx, second.self, second.serial) < 0);
	stand_in_end(&second);
	stand_in_end(&h);
}

static void hashes_are_made_where_the_tokenizer_made_none(void **unused)
{
	struct stand_in h;

	(void)unused;
	begin(&h, NULL);
	pass(&h, "one", "The same words in both of these documents");
	h.no_hash = 1;
	assert_int_equal(pass(&h, "two", "the same words in BOTH of these documents"),
	                 CATENA_DROP);
	stand_in_end(&h);
}

static void bad_options_are_refused(void **unused)
{
	static const char *const fold[] = {"fold", "kase", NULL};
	static const char *const bands[] = {"bands", "20", "permutations", "10", NULL};
	struct stand_in h;

	(void)unused;
	assert_int_equal(stand_in_begin(&h, dedup_near_LTX_catena_plugin(1, 0), fold),
	                 CATENA_E_CONFIG);
	assert_string_equal(h.message,
	                    "fold: \"kase\" is not one of case, numbers, diacritics");
	stand_in_end(&h);
	assert_int_equal(stand_in_begin(&h, dedup_near_LTX_catena_plugin(1, 0), bands),
	                 CATENA_E_CONFIG);
	assert_non_null(strstr(h.message, "raise permutations"));
	stand_in_end(&h);
	assert_null(dedup_near_LTX_catena_plugin(2, 0));
}

static void all_pairs_are_written(void **unused)
{
	static const char *const options[] = {
	    "pairs", "test_dedup_near.pairs", "action", "mark", "cluster", "component",
	    NULL};
	char line[200];
	struct stand_in h;

	(void)unused;
	begin(&h, options);
	pass(&h, "a\tb", "one two three four five six seven");
	pass(&h, "c", "one two three four five six seven");
	pass(&h, "d", "one two three four five six seven eight");
	stand_in_end(&h);
	FILE *const f = fopen("test_dedup_near.pairs", "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof line, f));
	assert_string_equal(line, "c\ta b\t1.000000\t1.000000\n");
	assert_non_null(fgets(line, sizeof line, f));
	assert_string_equal(line, "d\ta b\t0.750000\t1.000000\n");
	assert_non_null(fgets(line, sizeof line, f));
	assert_string_equal(line, "d\tc\t0.750000\t1.000000\n");
	assert_null(fgets(line, sizeof line, f));
	fclose(f);
	unlink("test_dedup_near.pairs");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bands_follow_threshold_and_recall),
	    cmocka_unit_test(shingles_roll),
	    cmocka_unit_test(a_near_copy_is_dropped_with_its_figures),
	    cmocka_unit_test(a_shingle_counts_once),
	    cmocka_unit_test(case_and_punctuation_do_not_count),
	    cmocka_unit_test(numbers_count_unless_folded),
	    cmocka_unit_test(stars_and_components_differ),
	    cmocka_unit_test(the_contained_goes_the_container_stays),
	    cmocka_unit_test(folds_what_it_is_told),
	    cmocka_unit_test(empty_and_short_documents_pass),
	    cmocka_unit_test(a_huge_document_leaves_no_trace),
	    cmocka_unit_test(a_checkpoint_continues_as_if_nothing_happened),
	    cmocka_unit_test(hashes_are_made_where_the_tokenizer_made_none),
	    cmocka_unit_test(bad_options_are_refused),
	    cmocka_unit_test(all_pairs_are_written),
	    cmocka_unit_test(each_policy_keeps_its_copy),
	    cmocka_unit_test(gathered_pairs_are_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
