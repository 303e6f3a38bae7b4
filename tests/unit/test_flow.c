/* SPDX-License-Identifier: MIT */
/* test_flow.c - which chains fit together, and what is said of those that do
 * not; then layers through the same schema: order, merging, refusals. */
#include "chain.h"
#include "host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum {
	MOST = 6
};

/* A chain made by hand of plugins that are only a table of uses. */
struct bench {
	struct chain chain;
	struct stage stages[MOST];
	struct catena_plugin plugins[MOST];
	char messages[2000];
};

static void keep_message(void *user, uint32_t level, const char *message)
{
	struct bench *b = user;
	const size_t n = strlen(b->messages);
	(void)level;
	snprintf(b->messages + n, sizeof b->messages - n, "%s\n", message);
}

static struct bench *open_bench(void)
{
	static const struct module_options nowhere = {.path = "", .system_path = ""};
	struct bench *b = calloc(1, sizeof *b);
	assert_non_null(b);
	b->chain.stages = b->stages;
	b->chain.diag = diag_new(keep_message, b, CATENA_INFO);
	b->chain.symbols = symbols_new();
	b->chain.modules = modules_new(&nowhere, b->chain.diag);
	assert_non_null(b->chain.modules);
	return b;
}

static void add(struct bench *b, const char *name, const struct catena_use *uses,
                uint32_t n)
{
	const uint32_t i = b->chain.n++;
	b->plugins[i] = (struct catena_plugin){.name = name, .uses = uses, .n_uses = n};
	b->stages[i] =
	    (struct stage){.index = i, .name = name, .plugin = &b->plugins[i]};
}

static void close_bench(struct bench *b)
{
	modules_free(b->chain.modules);
	symbols_free(b->chain.symbols);
	diag_free(b->chain.diag);
	arena_free(&b->chain.arena);
	free(b);
}

static const struct catena_column kind_only[] = {{"kind", CATENA_U8, 0, NULL},
                                                 {NULL, 0, 0, NULL}};
static const struct catena_column kind_hash[] = {{"kind", CATENA_U8, 0, NULL},
                                                 {"hash", CATENA_U32, 0, NULL},
                                                 {NULL, 0, 0, NULL}};
static const struct catena_column kind_wrong[] = {{"kind", CATENA_F64, 0, NULL},
                                                  {NULL, 0, 0, NULL}};
static const struct catena_column row_of_token[] = {
    {"head", CATENA_ROW, 0, "token"}, {NULL, 0, 0, NULL}};
static const struct catena_use makes[] = {{"token", CATENA_WRITE, kind_hash}};
static const struct catena_use reads[] = {{"token", CATENA_READ, kind_only}};
static const struct catena_use may_read[] = {
    {"token", CATENA_READ | CATENA_OPTIONAL, kind_hash}};
static const struct catena_use reads_wrong[] = {{"token", CATENA_READ, kind_wrong}};
static const struct catena_use reads_all[] = {{"*", CATENA_READ, NULL}};
static const struct catena_use edits[] = {{"text", CATENA_WRITE, NULL}};
static const struct catena_use refers[] = {{"head", CATENA_WRITE, row_of_token}};
static const struct catena_use replaces[] = {
    {"token", CATENA_WRITE | CATENA_REPLACE, kind_only}};

static void what_is_read_must_have_been_written(void **state)
{
	struct bench *b = open_bench();
	(void)state;
	add(b, "reader", NULL, 0);
	add(b, "wants", reads, 1);
	assert_int_equal(chain_flow(&b->chain), 1);
	assert_non_null(strstr(b->messages, "\"wants\""));
	assert_non_null(strstr(b->messages, "reads layer \"token\""));
	close_bench(b);
	b = open_bench();
	add(b, "wants", reads, 1);
	add(b, "late", makes, 1);
	assert_int_equal(chain_flow(&b->chain), 1);
	assert_non_null(strstr(b->messages, "\"late\""));
	close_bench(b);
}

static void an_optional_layer_may_be_missing(void **state)
{
	struct bench *b = open_bench();
	(void)state;
	add(b, "may", may_read, 1);
	assert_int_equal(chain_flow(&b->chain), 0);
	assert_int_equal(b->stages[0].maps[0].layer, NO_LAYER);
	close_bench(b);
}

static void types_must_agree(void **state)
{
	struct bench *b = open_bench();
	(void)state;
	add(b, "made", makes, 1);
	add(b, "wrong", reads_wrong, 1);
	assert_int_equal(chain_flow(&b->chain), 1);
	assert_non_null(strstr(b->messages, "column \"kind\""));
	close_bench(b);
}

static void only_columns_that_are_read_later_are_wanted(void **state)
{
	struct bench *b = open_bench();
	(void)state;
	add(b, "made", makes, 1);
	add(b, "reads", reads, 1);
	assert_int_equal(chain_flow(&b->chain), 0);
	assert_true(b->stages[0].maps[0].wanted[0]);
	assert_false(b->stages[0].maps[0].wanted[1]);
	close_bench(b);
}

static void a_star_is_every_layer_so_far(void **state)
{
	struct bench *b = open_bench();
	(void)state;
	add(b, "made", makes, 1);
	add(b, "all", reads_all, 1);
	add(b, "refers", refers, 1);
	add(b, "all again", reads_all, 1);
	assert_int_equal(chain_flow(&b->chain), 0);
	assert_int_equal(b->stages[1].n_uses, 1);
	assert_int_equal(b->stages[3].n_uses, 2);
	assert_string_equal(b->stages[3].uses[1].layer, "head");
	assert_string_equal(b->stages[3].uses[1].columns[0].layer, "token");
	close_bench(b);
}

static void edits_come_before_layers(void **state)
{
	struct bench *b = open_bench();
	(void)state;
	add(b, "clean", edits, 1);
	add(b, "made", makes, 1);
	add(b, "late", edits, 1);
	assert_int_equal(chain_flow(&b->chain), 1);
	assert_non_null(strstr(b->messages, "\"late\""));
	close_bench(b);
}

static void rows_that_are_referred_to_stay(void **state)
{
	struct bench *b = open_bench();
	(void)state;
	add(b, "made", makes, 1);
	add(b, "refers", refers, 1);
	add(b, "again", makes, 1);
	assert_int_equal(chain_flow(&b->chain), 1);
	assert_non_null(strstr(b->messages, "referred to"));
	close_bench(b);
}

static const struct catena_use both[] = {{"head", CATENA_WRITE, row_of_token},
                                         {"token", CATENA_WRITE, kind_hash}};

static void a_stage_that_refers_to_rows_does_not_move_them(void **state)
{
	struct bench *b = open_bench();
	(void)state;
	add(b, "made", makes, 1);
	add(b, "both", both, 2);
	assert_int_equal(chain_flow(&b->chain), 1);
	assert_non_null(strstr(b->messages, "which moves them"));
	close_bench(b);
}

/* ---- Layers ---- */

struct fixture {
	struct bench *bench;
	struct arena arena;
	struct doc doc;
	struct call call;
};

static void open_fixture(struct fixture *f, const struct catena_use *second)
{
	memset(f, 0, sizeof *f);
	f->bench = open_bench();
	add(f->bench, "made", makes, 1);
	add(f->bench, "more", second, 1);
	add(f->bench, "last", may_read, 1);
	assert_int_equal(chain_flow(&f->bench->chain), 0);
	f->doc.arena = &f->arena;
	f->doc.text = "one tw\xC3\xB6 three";
	f->doc.size = (uint32_t)strlen(f->doc.text);
	f->doc.layers = arena_zalloc(&f->arena, 4 * sizeof(struct layer), 8);
	assert_int_equal(call_init(&f->call, &f->bench->chain, NULL), 0);
}

static void close_fixture(struct fixture *f)
{
	call_free(&f->call);
	arena_free(&f->arena);
	close_bench(f->bench);
}

static struct catena_writer *start(struct fixture *f, uint32_t stage)
{
	call_begin(&f->call, &f->bench->stages[stage], &f->doc, PHASE_PROCESS);
	return f->call.pub.host->write(&f->call.pub, 0, 1);
}

static void put(struct fixture *f, struct catena_writer *w, uint32_t begin,
                uint32_t end, uint32_t hash)
{
	assert_int_equal(catena_row(&f->call.pub, w, begin, end), CATENA_OK);
	if (w->cols[0])
		((uint8_t *)w->cols[0])[w->n - 1] = (uint8_t)hash;
	if (w->cols[1])
		((uint32_t *)w->cols[1])[w->n - 1] = hash;
}

static void rows_are_put_in_order_with_their_columns(void **state)
{
	struct fixture f;
	(void)state;
	open_fixture(&f, reads);
	struct catena_writer *w = start(&f, 0);
	put(&f, w, 9, 14, 3);
	put(&f, w, 0, 3, 1);
	put(&f, w, 4, 8, 2);
	put(&f, w, 0, 8, 4);
	assert_int_equal(call_end(&f.call, CATENA_OK), CATENA_OK);
	call_begin(&f.call, &f.bench->stages[2], &f.doc, PHASE_PROCESS);
	const struct catena_layer *l = f.call.pub.host->read(&f.call.pub, 0);
	const uint32_t want[] = {4, 1, 2, 3};
	assert_non_null(l);
	assert_int_equal(l->n, 4);
	assert_int_equal(l->end[0], 8);
	assert_memory_equal(l->cols[1], want, sizeof want);
	close_fixture(&f);
}

static void a_second_writer_adds_and_a_replacing_one_replaces(void **state)
{
	struct fixture f;
	(void)state;
	for (int replace = 0; replace < 2; replace++) {
		open_fixture(&f, replace ? replaces : makes);
		struct catena_writer *w = start(&f, 0);
		put(&f, w, 0, 3, 1);
		put(&f, w, 9, 14, 3);
		assert_int_equal(call_end(&f.call, CATENA_OK), CATENA_OK);
		w = start(&f, 1);
		assert_int_equal(catena_row(&f.call.pub, w, 4, 8), CATENA_OK);
		((uint8_t *)w->cols[0])[0] = 2;
		if (!replace)
			((uint32_t *)w->cols[1])[0] = 2;
		assert_int_equal(call_end(&f.call, CATENA_OK), CATENA_OK);
		const struct layer *l = &f.doc.layers[0];
		assert_int_equal(l->n, replace ? 1 : 3);
		assert_int_equal(l->begin[replace ? 0 : 1], 4);
		assert_int_equal(((uint8_t *)l->cols[0])[replace ? 0 : 1], 2);
		if (!replace)
			assert_int_equal(((uint32_t *)l->cols[1])[2], 3);
		close_fixture(&f);
	}
}

static void wrong_rows_are_refused_and_the_layer_stays(void **state)
{
	static const struct {
		uint32_t begin, end;
		const char *says;
	} wrong[] = {{3, 3, "empty"},
	             {5, 4, "ends before"},
	             {0, 15, "beyond the text"},
	             {4, 7, "UTF-8"},
	             {7, 9, "UTF-8"}};
	struct fixture f;
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		open_fixture(&f, makes);
		put(&f, start(&f, 0), 0, 3, 1);
		assert_int_equal(call_end(&f.call, CATENA_OK), CATENA_OK);
		put(&f, start(&f, 1), wrong[i].begin, wrong[i].end, 1);
		assert_int_equal(call_end(&f.call, CATENA_OK), CATENA_E_BUG);
		assert_non_null(strstr(f.call.message, wrong[i].says));
		assert_int_equal(f.doc.verdict, VERDICT_QUARANTINED);
		assert_int_equal(f.doc.layers[0].n, 1);
		close_fixture(&f);
	}
}

/* "token" first, whatever the order of uses; its rows must be in order, as the
 * numbers in "head" count them. */
enum {
	LONG = 150 /* rows: more than are checked at a time */
};

/* Rows of four bytes and a space between two, in a text with a letter of two
 * bytes in every `every`th row; row `i` is another. */
static void check_long(uint32_t every, uint32_t i, uint32_t begin, uint32_t end,
                       const char *says)
{
	char text[LONG * 5 + 1];
	struct fixture f;
	open_fixture(&f, reads);
	for (uint32_t k = 0; k < LONG; k++)
		memcpy(text + 5 * k,
		       every && k % every == 0 ? "a\xC3\xB6"
		                                 "d "
		                               : "abcd ",
		       5);
	text[LONG * 5] = 0;
	f.doc.text = text;
	f.doc.size = LONG * 5;
	struct catena_writer *w = start(&f, 0);
	for (uint32_t k = 0; k < LONG; k++)
		put(&f, w, k == i ? begin : 5 * k, k == i ? end : 5 * k + 4, k);
	assert_int_equal(call_end(&f.call, CATENA_OK), says ? CATENA_E_BUG : CATENA_OK);
	if (says)
		assert_non_null(strstr(f.call.message, says));
	else
		for (uint32_t k = 1; k < LONG; k++)
			assert_true(f.doc.layers[0].begin[k - 1] <= f.doc.layers[0].begin[k]);
	close_fixture(&f);
}

static void one_wrong_row_among_many_is_found(void **state)
{
	(void)state;
	check_long(0, LONG, 0, 0, NULL);
	check_long(3, LONG, 0, 0, NULL);
	for (uint32_t i = 0; i < LONG; i++) {
		const uint32_t at = 5 * i;
		check_long(0, i, at, at, "empty");
		check_long(0, i, at + 3, at + 2, "ends before");
		check_long(0, i, at, LONG * 5 + 1, "beyond the text");
		check_long(0, i, at, UINT32_MAX, "beyond the text");
		check_long(0, i, UINT32_MAX - 1, at + 1, "ends before");
		check_long(i + 1, 0, 0, 2, "UTF-8");
		check_long(i ? i : 1, i, at + 2, at + 4, "UTF-8");
		check_long(i ? i : 1, i, at, at + 2, "UTF-8");
		check_long(0, i, 0, LONG * 5, NULL); /* not in order, or over others */
		check_long(7, i, at, at + 5, NULL);  /* up to the next */
		check_long(0, i, at / 2, at / 2 + 9, NULL);
	}
}

/* Letters of two bytes, a row each, of which row i ends inside its letter. */
static void rows_without_a_gap_are_checked(void **state)
{
	char text[2 * LONG + 1];
	struct fixture f;
	(void)state;
	for (uint32_t k = 0; k < LONG; k++)
		memcpy(text + 2 * k, "\xC3\xB6", 2);
	text[2 * LONG] = 0;
	for (uint32_t i = 0; i <= LONG; i++) {
		open_fixture(&f, reads);
		f.doc.text = text;
		f.doc.size = 2 * LONG;
		struct catena_writer *w = start(&f, 0);
		for (uint32_t k = 0; k < LONG; k++)
			put(&f, w, 2 * k, 2 * k + (k == i ? 1 : 2), k);
		assert_int_equal(call_end(&f.call, CATENA_OK),
		                 i < LONG ? CATENA_E_BUG : CATENA_OK);
		close_fixture(&f);
	}
}

static void rows_of_the_same_callback_can_be_referred_to(void **state)
{
	static const struct catena_use token_head[] = {
	    {"token", CATENA_WRITE, kind_hash}, {"head", CATENA_WRITE, row_of_token}};
	(void)state;
	for (int order = 0; order < 2; order++) {
		struct bench *b = open_bench();
		struct arena a = {0};
		struct call call;
		struct doc d = {.arena = &a, .text = "one two", .size = 7};
		add(b, "both", token_head, 2);
		assert_int_equal(chain_flow(&b->chain), 0);
		b->chain.flags = CHAIN_KEEP_COLUMNS;
		b->stages[0].maps[1].wanted[0] = true;
		d.layers = arena_zalloc(&a, 4 * sizeof(struct layer), 8);
		assert_int_equal(call_init(&call, &b->chain, NULL), 0);
		call_begin(&call, &b->stages[0], &d, PHASE_PROCESS);
		struct catena_writer *t = call.pub.host->write(&call.pub, 0, 2);
		struct catena_writer *h = call.pub.host->write(&call.pub, 1, 1);
		assert_int_equal(catena_row(&call.pub, t, order ? 4 : 0, order ? 7 : 3), 0);
		assert_int_equal(catena_row(&call.pub, t, order ? 0 : 4, order ? 3 : 7), 0);
		assert_int_equal(catena_row(&call.pub, h, 0, 7), 0);
		((uint32_t *)h->cols[0])[0] = 1;
		assert_int_equal(call_end(&call, CATENA_OK),
		                 order ? CATENA_E_BUG : CATENA_OK);
		if (order)
			assert_non_null(strstr(call.message, "must be written in order"));
		call_free(&call);
		arena_free(&a);
		close_bench(b);
	}
}

static void what_a_failed_callback_wrote_is_thrown_away(void **state)
{
	struct fixture f;
	(void)state;
	open_fixture(&f, reads);
	put(&f, start(&f, 0), 0, 3, 1);
	assert_int_equal(call_end(&f.call, CATENA_E_INPUT), CATENA_E_INPUT);
	assert_false(f.doc.layers[0].made);
	assert_non_null(strstr(f.doc.reason, "does not say more"));
	close_fixture(&f);
}

static void misuse_is_a_broken_contract_not_a_crash(void **state)
{
	struct fixture f;
	uint32_t n;
	(void)state;
	open_fixture(&f, reads);
	const struct catena_host *h = f.call.pub.host;
	catena_ctx *ctx = &f.call.pub;
	struct catena_writer other = {0};
	call_begin(&f.call, &f.bench->stages[1], &f.doc, PHASE_PROCESS);
	assert_null(h->write(ctx, 0, 1));
	assert_int_equal(call_end(&f.call, CATENA_OK), CATENA_E_BUG);
	assert_non_null(strstr(f.call.message,
	                       "write to use 0 (\"token\"), which uses[] "
	                       "does not announce as written"));
	call_begin(&f.call, &f.bench->stages[1], &f.doc, PHASE_PROCESS);
	assert_null(h->write(ctx, 0, 1)); /* why, and not what the plugin makes of it */
	assert_int_equal((h->fail)(ctx, CATENA_E_NOMEM, "out of memory"),
	                 CATENA_E_NOMEM);
	assert_int_equal(call_end(&f.call, CATENA_E_NOMEM), CATENA_E_BUG);
	assert_non_null(strstr(f.call.message, "write to use 0"));
	call_begin(&f.call, &f.bench->stages[1], &f.doc, PHASE_PROCESS);
	assert_null(h->read(ctx, 7));
	assert_int_equal(call_end(&f.call, CATENA_OK), CATENA_E_BUG);
	call_begin(&f.call, &f.bench->stages[1], &f.doc, PHASE_PROCESS);
	assert_int_equal(h->grow(ctx, &other, 5), CATENA_E_BUG);
	assert_int_equal(call_end(&f.call, CATENA_OK), CATENA_E_BUG);
	call_begin(&f.call, &f.bench->stages[1], &f.doc, PHASE_PROCESS);
	assert_int_equal(h->edit(ctx, 0, 1, "", 0), CATENA_E_BUG);
	assert_int_equal(call_end(&f.call, CATENA_OK), CATENA_E_BUG);
	call_begin(&f.call, &f.bench->stages[1], NULL, PHASE_SETUP);
	assert_string_equal(h->text(ctx, &n), "");
	assert_null(h->alloc(ctx, 1, 1));
	assert_int_equal(call_end(&f.call, CATENA_OK), CATENA_E_BUG);
	call_begin(&f.call, &f.bench->stages[1], &f.doc, PHASE_PROCESS);
	assert_int_equal(call_end(&f.call, 57), CATENA_E_BUG);
	assert_non_null(strstr(f.call.message, "unknown status 57"));
	close_fixture(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_read_must_have_been_written),
	    cmocka_unit_test(an_optional_layer_may_be_missing),
	    cmocka_unit_test(types_must_agree),
	    cmocka_unit_test(only_columns_that_are_read_later_are_wanted),
	    cmocka_unit_test(a_star_is_every_layer_so_far),
	    cmocka_unit_test(edits_come_before_layers),
	    cmocka_unit_test(rows_that_are_referred_to_stay),
	    cmocka_unit_test(a_stage_that_refers_to_rows_does_not_move_them),
	    cmocka_unit_test(rows_of_the_same_callback_can_be_referred_to),
	    cmocka_unit_test(rows_are_put_in_order_with_their_columns),
	    cmocka_unit_test(a_second_writer_adds_and_a_replacing_one_replaces),
	    cmocka_unit_test(wrong_rows_are_refused_and_the_layer_stays),
	    cmocka_unit_test(one_wrong_row_among_many_is_found),
	    cmocka_unit_test(rows_without_a_gap_are_checked),
	    cmocka_unit_test(what_a_failed_callback_wrote_is_thrown_away),
	    cmocka_unit_test(misuse_is_a_broken_contract_not_a_crash),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
