/* SPDX-License-Identifier: MIT */
/* test_group_stories.c - the parts of group_stories, and its decisions on
 * documents made for the purpose. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <unistd.h>

#include "group_stories/centroid.h"
#include "group_stories/postings.h"
#include "stand_in.h"

const struct catena_plugin *group_stories_LTX_catena_plugin(uint16_t, uint16_t);

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
		assert_true(group_stories_rarity_count(&r, record_with(&d, 0, 10)));
		assert_true(
		    group_stories_rarity_count(&r, record_with(&d, 1000 + 100 * i, 100)));
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
	return group_stories_alike(a, b);
}

static void vectors_are_as_long_as_one(void **unused)
{
	struct rarity r = {0};
	struct record_of d;
	struct vector v, w;

	(void)unused;
	for (uint32_t n = 1; n <= RECORD_TERMS; n += 13)
		for (uint32_t terms = 8; terms <= TERMS_MAX; terms *= 2) {
			group_stories_weigh(record_with(&d, 0, n), &r, terms, &v);
			assert_int_equal(v.n, n < terms ? n : terms);
			for (uint32_t i = 1; i < v.n; i++)
				assert_true(v.hash[i] > v.hash[i - 1]);
			assert_true(fabs(similarity(&v, &v) - 1) < 0.01);
		}
	group_stories_weigh(record_with(&d, 0, 40), &r, 64, &v);
	group_stories_weigh(record_with(&d, 30, 40), &r, 64, &w);
	assert_true(fabs(similarity(&v, &w) - 0.25) < 0.001);
	group_stories_weigh(record_with(&d, 0, 0), &r, 64, &v);
	assert_int_equal(v.n, 0);
	assert_true(similarity(&v, &w) < 1e-9 && similarity(&w, &v) < 1e-9);
}

/* The heaviest stay, whatever their order. */
static void the_weightiest_terms_are_compared(void **unused)
{
	struct rarity r = {0};
	struct record_of d;
	struct vector v;

	(void)unused;
	record_with(&d, 0, 200);
	for (uint32_t i = 0; i < 200; i++)
		d.terms[i].strength = (uint8_t)(1 + i * 37 % 200);
	group_stories_weigh(&d.head, &r, 50, &v);
	assert_int_equal(v.n, 50);
	for (uint32_t i = 0, k = 0; i < 200; i++) {
		const bool in = k < v.n && v.hash[k] == d.terms[i].hash;
		assert_int_equal(in, d.terms[i].strength > 150);
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
		group_stories_weigh(record_with(&d, i * 7, 30), &r, 64, v + i);
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
		group_stories_weigh(record_with(&d, i * 30, 30), &r, 64, v);
		group_stories_centroid_begin(c, v);
		group_stories_centroid_add(&x, c);
	}
	assert_int_equal(x.n, CENTROID_TERMS);
	assert_int_equal(x.documents, 42);
}

/* ---- The plugin ---- */

static const char *const quake_a =
    "A strong earthquake shook the coast near Pedernales in Ecuador on Tuesday. "
    "Rescue teams in Pedernales searched a market. President Villamar of Ecuador "
    "came to Manabi. In Manabi houses fell.";
static const char *const quake_b = "Rescuers in Pedernales were losing hope. The "
                                   "earthquake of Manabi killed many, "
                                   "said Ecuador and its president, the woman "
                                   "Villamar, who saw Manabi. The market "
                                   "of Pedernales is gone.";
static const char *const other_quake =
    "A strong earthquake shook the hills near Jajarkot in Nepal on Tuesday. Rescue "
    "teams in Jajarkot searched a school. Prime minister Bhattarai of Nepal came "
    "to "
    "Rukum. In Rukum houses fell.";

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
	assert_int_equal(
	    stand_in_begin(h, group_stories_LTX_catena_plugin(1, 0), options),
	    CATENA_OK);
}

static void a_document_joins_the_story_it_is_like(void **unused)
{
	struct stand_in h;

	(void)unused;
	begin(&h, NULL);
	assert_int_equal(pass(&h, "a", quake_a), CATENA_OK);
	assert_string_equal(field(&h, "story"), "a");
	assert_string_equal(field(&h, "story_with"), "");
	assert_int_equal(pass(&h, "n", other_quake), CATENA_OK);
	assert_string_equal(field(&h, "story"), "n");
	assert_int_equal(pass(&h, "b", quake_b), CATENA_OK);
	assert_string_equal(field(&h, "story"), "a");
	assert_string_equal(field(&h, "story_with"), "a");
	assert_true(number(&h, "story_score") > 0.4);
	assert_true(number(&h, "story_score") < 1);
	assert_non_null(strstr(field(&h, "story_terms"), "\"Pedernales\""));
	assert_non_null(strstr(field(&h, "story_terms"), "\"Manabi\""));
	stand_in_end(&h);
}

/* The same words, of somebody else: not the same event. */
static void names_tell_events_of_one_kind_apart(void **unused)
{
	static const char *const told =
	    "A ferry sank off %s on Friday after it struck a rock in heavy rain. The "
	    "coast "
	    "guard of %s saved forty passengers; nine were missing. Captain %s was "
	    "arrested. Relatives waited in the harbour of %s for news of the missing.";
	static const char *const facts[][4] = {
	    {"Quenbara", "Zelmia", "Orlan Vistok", "Port Quenbara"},
	    {"Thurisca", "Belgrom", "Nadir Paskun", "Old Thurisca"}};
	char text[512];
	struct stand_in h;

	(void)unused;
	begin(&h, NULL);
	for (int i = 0; i < 4; i++) {
		const char *const *const f = facts[i % 2];
		snprintf(text, sizeof text, told, f[0], f[1], f[2], f[3]);
		pass(&h, i == 0 ? "a" : i == 1 ? "b" : i == 2 ? "c" : "d", text);
		assert_string_equal(field(&h, "story"), i % 2 ? "b" : "a");
	}
	stand_in_end(&h);
}

static void nothing_is_like_nothing(void **unused)
{
	struct stand_in h;

	(void)unused;
	begin(&h, NULL);
	pass(&h, "a", "");
	assert_string_equal(field(&h, "story"), "a");
	pass(&h, "b", "");
	assert_string_equal(field(&h, "story"), "b");
	pass(&h, "c", "... !!! ---");
	assert_string_equal(field(&h, "story"), "c");
	pass(&h, "d", "the of and");
	assert_string_equal(field(&h, "story"), "d");
	pass(&h, "e", "the of and");
	stand_in_end(&h);
}

/* The stand-in forgets fields between documents: the date is in the process. */
static void pass_dated(struct stand_in *h, const char *id, const char *date,
                       const char *text)
{
	const struct catena_field f = {.name = "date",
	                               .name_size = 4,
	                               .type = CATENA_FIELD_STRING,
	                               .s = date,
	                               .size = (uint32_t)strlen(date)};

	stand_in_document(h, id, text, (uint32_t)strlen(text));
	assert_int_equal(h->ctx.host->field_set(&h->ctx, &f), CATENA_OK);
	assert_int_equal(stand_in_pass(h), CATENA_OK);
}

static void dates_far_apart_are_different_stories(void **unused)
{
	static const char *const none[] = {"window", "0", NULL};
	struct stand_in h;

	(void)unused;
	begin(&h, NULL);
	pass_dated(&h, "a", "2031-03-01", quake_a);
	pass_dated(&h, "b", "2031-03-16", quake_b);
	assert_string_equal(field(&h, "story"), "b");
	pass_dated(&h, "c", "2031-03-15", quake_b);
	assert_string_equal(field(&h, "story_with"), "b"); /* as both are */
	pass_dated(&h, "d", "2031-03-10", quake_a);
	assert_string_equal(field(&h, "story"), "a");
	stand_in_end(&h);
	begin(&h, none);
	pass_dated(&h, "a", "2031-03-01", quake_a);
	pass_dated(&h, "b", "2039-03-16", quake_b);
	assert_string_equal(field(&h, "story"), "a");
	stand_in_end(&h);
}

static void stories_are_listed(void **unused)
{
	static const char *const options[] = {"stories", "test_group_stories.tsv",
	                                      NULL};
	char lines[4][200];
	struct stand_in h;

	(void)unused;
	begin(&h, options);
	pass(&h, "a\tx", quake_a);
	pass(&h, "n", other_quake);
	pass(&h, "b", quake_b);
	stand_in_end(&h);
	FILE *const f = fopen("test_group_stories.tsv", "r");
	assert_non_null(f);
	assert_non_null(fgets(lines[0], sizeof lines[0], f));
	assert_non_null(fgets(lines[1], sizeof lines[1], f));
	assert_null(fgets(lines[2], sizeof lines[2], f));
	fclose(f);
	unlink("test_group_stories.tsv");
	assert_string_equal(lines[0], "a x\ta x\t\t\n");
	assert_int_equal(strncmp(lines[1], "a x\tb\ta x\t0.", 12), 0);
}

/* Document i of a heap of 40 events: 30 times one of the 40 words of its event, and
 * of those that all have. */
static const char *heap_text(uint32_t i, char *text)
{
	uint64_t state = i * UINT64_C(0x9E3779B97F4A7C15) + 1;
	char *at = text;

	for (int k = 0; k < 60; k++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		const uint32_t word = (uint32_t)(state >> 32);
		at += snprintf(at, 24, k % 2 ? "Event%uword%u " : "common%u%u ",
		               k % 2 ? i * 7 % 40 : word % 50, word % (k % 2 ? 40 : 3));
	}
	return text;
}

/* What became of documents [from, to), as text. */
static void run_heap(struct stand_in *h, uint32_t from, uint32_t to, char *out)
{
	char text[2048], id[16];

	for (uint32_t i = from; i < to; i++) {
		snprintf(id, sizeof id, "d%u", i);
		assert_int_equal(pass(h, id, heap_text(i, text)), CATENA_OK);
		out += snprintf(out, 80, "%s %s %s %.4f\n", id, field(h, "story"),
		                field(h, "story_with"), number(h, "story_score"));
	}
}

static char whole[65536], rest[65536];

static void a_checkpoint_continues_as_if_nothing_happened(void **unused)
{
	static const char *const options[] = {"memory", "65536", NULL};
	static const char *const other[] = {"terms", "32", NULL};
	const struct catena_sync *sync;
	struct stand_in h, second;

	(void)unused;
	begin(&h, options);
	sync = h.plugin->extension("catena.sync/1");
	assert_non_null(sync);
	run_heap(&h, 0, 400, whole);
	assert_non_null(strstr(whole, "\nd40 d0 d0 0."));
	assert_int_equal(sync->save(&h.ctx, h.self, h.serial), CATENA_OK);
	run_heap(&h, 400, 800, whole);

	begin(&second, options);
	stand_in_save(&second.ctx, h.saved, h.saved_size);
	assert_int_equal(sync->restore(&second.ctx, second.self, second.serial),
	                 CATENA_OK);
	run_heap(&second, 400, 800, rest);
	assert_string_equal(whole, rest);
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

/* 800 documents of 40 events: no story holds two, and hardly any is in two. */
static void a_heap_falls_into_its_events(void **unused)
{
	struct stand_in h;
	uint32_t mixed = 0, split = 0, n = 0;

	(void)unused;
	begin(&h, NULL);
	run_heap(&h, 0, 800, whole);
	stand_in_end(&h);
	for (const char *at = whole; *at; at = strchr(at, '\n') + 1, n++) {
		const unsigned long story = strtoul(strchr(at, ' ') + 2, NULL, 10);
		mixed += story % 40 != n % 40;
		split += story == n && n >= 40;
	}
	assert_int_equal(n, 800);
	assert_int_equal(mixed, 0);
	assert_true(split <= 1);
}

/* Half of the heap is about one event: its names are common, and it is one story
 * all the same. */
static void a_story_that_is_half_of_the_heap_stays_one(void **unused)
{
	uint64_t state = 99;
	uint32_t begun = 0;
	char text[2048], id[16];
	struct stand_in h;

	(void)unused;
	begin(&h, NULL);
	for (uint32_t i = 0; i < 2000; i++) {
		char *at = text;
		for (uint32_t k = 0; k < 60; k++) {
			state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
			const uint32_t r = (uint32_t)(state >> 33);
			at += i % 2 && k < 30 ? snprintf(at, 24, "the Central%uname ", r % 12)
			                      : snprintf(at, 24, "other%uword ", r % 20000);
		}
		snprintf(id, sizeof id, "d%u", i);
		pass(&h, id, text);
		begun += i % 2 && !strcmp(field(&h, "story"), id);
	}
	stand_in_end(&h);
	assert_true(begun <= 2);
}

static void a_host_of_another_kind_is_refused(void **unused)
{
	(void)unused;
	assert_null(group_stories_LTX_catena_plugin(2, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(dates_are_read_in_many_forms),
	    cmocka_unit_test(what_is_no_full_date_is_none),
	    cmocka_unit_test(common_words_are_known),
	    cmocka_unit_test(postings_keep_the_newest_rows),
	    cmocka_unit_test(the_rarest_terms_are_forgotten_when_there_are_too_many),
	    cmocka_unit_test(vectors_are_as_long_as_one),
	    cmocka_unit_test(the_weightiest_terms_are_compared),
	    cmocka_unit_test(a_centroid_gives_the_average),
	    cmocka_unit_test(a_document_joins_the_story_it_is_like),
	    cmocka_unit_test(names_tell_events_of_one_kind_apart),
	    cmocka_unit_test(nothing_is_like_nothing),
	    cmocka_unit_test(dates_far_apart_are_different_stories),
	    cmocka_unit_test(stories_are_listed),
	    cmocka_unit_test(a_checkpoint_continues_as_if_nothing_happened),
	    cmocka_unit_test(a_heap_falls_into_its_events),
	    cmocka_unit_test(a_story_that_is_half_of_the_heap_stays_one),
	    cmocka_unit_test(a_host_of_another_kind_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
