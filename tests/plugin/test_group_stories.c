/* SPDX-License-Identifier: MIT */
/* test_group_stories.c - the decisions of group_stories on documents made for the
 * purpose. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <unistd.h>

#include "stand_in.h"

const struct catena_plugin *group_stories_LTX_catena_plugin(uint16_t, uint16_t);

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

/* A host whose disk is full after some pieces. */
static uint32_t pieces, pieces_most;

static catena_status save_some(catena_ctx *ctx, const void *bytes, size_t size)
{
	if (++pieces > pieces_most)
		return (ctx->host->fail)(ctx, CATENA_E_IO, "no room");
	return stand_in_save(ctx, bytes, size);
}

static void a_checkpoint_goes_out_in_pieces(void **unused)
{
	struct catena_host host = stand_in_host;
	const struct catena_sync *sync;
	struct stand_in h, second;

	(void)unused;
	host.save = save_some;
	begin(&h, NULL);
	sync = h.plugin->extension("catena.sync/1");
	run_heap(&h, 0, 400, whole);
	h.ctx.host = &host;
	pieces = 0, pieces_most = UINT32_MAX;
	assert_int_equal(sync->save(&h.ctx, h.self, h.serial), CATENA_OK);
	assert_true(pieces > 4);
	assert_true(h.saved_size > 65536);

	const uint32_t all = pieces;
	begin(&second, NULL);
	second.ctx.host = &host;
	run_heap(&second, 0, 400, rest);
	for (uint32_t most = 0; most < all; most++) {
		pieces = 0, pieces_most = most;
		assert_int_equal(sync->save(&second.ctx, second.self, second.serial),
		                 CATENA_E_IO);
		assert_string_equal(second.message, "no room");
		assert_int_equal(pieces, most + 1); /* it does not go on */
	}
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

/* 12,000 documents in pairs on next to no memory: each finds the one before it, and
 * what the first one is about is forgotten. */
static void what_is_old_is_forgotten_when_memory_is_full(void **unused)
{
	static const char *const options[] = {"memory", "65536", NULL};
	struct stand_in h;
	char text[512], id[16];
	uint32_t joined = 0;

	(void)unused;
	begin(&h, options);
	for (uint32_t i = 0; i <= 12000; i++) {
		const uint32_t event = i < 12000 ? i / 2 : 0;
		char *at = text;
		for (uint32_t k = 0; k < 12; k++)
			at += snprintf(at, 40, "of Quor%uvath%u ", event, k);
		snprintf(id, sizeof id, "d%u", i);
		pass(&h, id, text);
		joined += i % 2 && strcmp(field(&h, "story"), id) != 0;
	}
	assert_int_equal(joined, 6000);
	assert_string_equal(field(&h, "story"), "d12000");
	stand_in_end(&h);
	begin(&h, NULL);
	for (uint32_t i = 0; i < 3; i++) {
		snprintf(id, sizeof id, "d%u", i);
		pass(&h, id, text);
		assert_string_equal(field(&h, "story"), "d0");
	}
	stand_in_end(&h);
}

static void a_host_of_another_kind_is_refused(void **unused)
{
	(void)unused;
	assert_null(group_stories_LTX_catena_plugin(2, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_document_joins_the_story_it_is_like),
	    cmocka_unit_test(names_tell_events_of_one_kind_apart),
	    cmocka_unit_test(nothing_is_like_nothing),
	    cmocka_unit_test(dates_far_apart_are_different_stories),
	    cmocka_unit_test(stories_are_listed),
	    cmocka_unit_test(a_checkpoint_continues_as_if_nothing_happened),
	    cmocka_unit_test(a_checkpoint_goes_out_in_pieces),
	    cmocka_unit_test(a_heap_falls_into_its_events),
	    cmocka_unit_test(a_story_that_is_half_of_the_heap_stays_one),
	    cmocka_unit_test(what_is_old_is_forgotten_when_memory_is_full),
	    cmocka_unit_test(a_host_of_another_kind_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
