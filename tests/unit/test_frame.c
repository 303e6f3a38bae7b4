/* SPDX-License-Identifier: MIT */
/* test_frame.c - a document comes out of its frame, or out of a spool, as it
 * went in; a damaged frame is refused without reading beyond it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#include "frame.h"
#include "frame_sample.h"
#include "layer.h"
#include "spool.h"

static void same_bytes(const void *a, size_t n, const void *b, size_t m)
{
	assert_int_equal(n, m);
	assert_true(!a == !b);
	if (n)
		assert_memory_equal(a, b, n);
}

static void same_text(const char *a, const char *b)
{
	assert_true(!a == !b);
	if (a)
		assert_string_equal(a, b);
}

static void same_fields(const struct doc *a, const struct doc *b)
{
	assert_int_equal(a->n_fields, b->n_fields);
	for (uint32_t i = 0; i < a->n_fields; i++) {
		const struct catena_field *x = &a->fields[i], *y = &b->fields[i];
		assert_string_equal(x->name, y->name);
		assert_int_equal(x->type, y->type);
		assert_int_equal(x->i, y->i);
		assert_memory_equal(&x->f, &y->f, sizeof x->f);
		same_bytes(x->s, x->size, y->s, y->size);
	}
}

/* names: symbols may have other numbers. */
static void same_column(const struct chain *c, const struct chain *c2,
                        const struct schema_column *col, const void *x,
                        const void *y, uint32_t n)
{
	assert_true(!x == !y);
	if (!x)
		return;
	assert_int_equal((uintptr_t)y % 8, 0);
	if (col->type != CATENA_SYM) {
		assert_memory_equal(x, y, n * column_size(col->type));
		return;
	}
	for (uint32_t i = 0; i < n; i++)
		same_text(symbol_text(c->symbols, ((const uint32_t *)x)[i], NULL),
		          symbol_text(c2->symbols, ((const uint32_t *)y)[i], NULL));
}

static void same_layers(const struct chain *c, const struct chain *c2,
                        const struct doc *a, const struct doc *b, uint32_t from)
{
	for (uint32_t i = 0; i < LAYERS; i++) {
		const struct layer *x = &a->layers[i], *y = &b->layers[i];
		const struct schema_layer *s = &c->schema.layers[i];
		assert_int_equal(x->made, y->made);
		if (!x->made)
			continue;
		same_bytes(x->begin, x->n * 4, y->begin, y->n * 4);
		same_bytes(x->end, x->n * 4, y->end, y->n * 4);
		for (uint32_t k = 0; k < s->n; k++) {
			if (s->columns[k].last_read < from)
				assert_null(y->cols[k]);
			else
				same_column(c, c2, &s->columns[k], x->cols[k], y->cols[k], x->n);
		}
	}
}

static void same_doc(const struct doc *a, const struct doc *b)
{
	assert_int_equal(a->number, b->number);
	assert_int_equal(a->expect, b->expect);
	assert_int_equal(a->repairs, b->repairs);
	assert_int_equal(a->verdict, b->verdict);
	assert_int_equal(a->stage, b->stage);
	assert_int_equal(a->error, b->error);
	assert_memory_equal(a->skip, b->skip, sizeof a->skip);
	same_bytes(a->id, a->id_size + 1, b->id, b->id_size + 1);
	same_bytes(a->source, a->source_size, b->source, b->source_size);
	same_bytes(a->text, a->size, b->text, b->size);
	if (a->text)
		assert_int_equal(b->text[b->size], 0);
	if (a->original)
		same_bytes(a->original, a->original_size, b->original, b->original_size);
	same_bytes(a->strings.p, a->strings.n, b->strings.p, b->strings.n);
	same_bytes(a->stash.p, a->stash.n, b->stash.p, b->stash.n);
	same_bytes(a->map.n ? a->map.text : NULL, a->map.n * 4,
	           b->map.n ? b->map.text : NULL, b->map.n * 4);
	same_bytes(a->map.n ? a->map.original : NULL, a->map.n * 4,
	           b->map.n ? b->map.original : NULL, b->map.n * 4);
	same_text(a->reason, b->reason);
	same_text(a->detail, b->detail);
	same_fields(a, b);
}

/* The document of a copy of the frame. */
static struct doc read_frame(const struct chain *c, struct arena *a,
                             const struct frame *f)
{
	char why[256] = "";
	struct doc d = sample_empty(a, 0);
	char *copy = arena_alloc(a, f->n, 8);
	memcpy(copy, f->p, f->n);
	if (frame_read(c, &d, copy, f->n, why, sizeof why))
		fail_msg("%s", why);
	return d;
}

static void keeps_everything(void **state)
{
	(void)state;
	struct sample_chain c, other;
	struct arena a = {0};
	struct frame f = {0};
	sample_chain_init(&c);
	sample_chain_init(&other);
	symbol_intern(other.chain.symbols, "SOMETHING", 9);
	const struct doc d = sample_doc(&c, &a);
	for (uint32_t from = 0; from < 4; from++) {
		assert_int_equal(frame_write(&f, &c.chain, &d, from, 0), 0);
		assert_int_equal(frame_number(f.p, f.n), 41);
		struct doc e = read_frame(&c.chain, &a, &f);
		same_doc(&d, &e);
		same_bytes(d.raw, d.raw_size, e.raw, e.raw_size);
		same_layers(&c.chain, &c.chain, &d, &e, from);
		/* Into a process with other symbols. */
		assert_int_equal(frame_write(&f, &c.chain, &d, from, FRAME_NAMES), 0);
		e = read_frame(&other.chain, &a, &f);
		same_doc(&d, &e);
		same_layers(&c.chain, &other.chain, &d, &e, from);
	}
	frame_free(&f);
	arena_free(&a);
	symbols_free(c.chain.symbols);
	symbols_free(other.chain.symbols);
}

/* What is read from a frame can go on growing. */
static void goes_on_after_reading(void **state)
{
	(void)state;
	struct sample_chain c;
	struct arena a = {0};
	struct frame f = {0};
	uint32_t n;
	sample_chain_init(&c);
	const struct doc d = sample_doc(&c, &a);
	assert_int_equal(frame_write(&f, &c.chain, &d, 0, 0), 0);
	struct doc e = read_frame(&c.chain, &a, &f);
	const uint32_t str = doc_string_add(&e, "more", 4);
	assert_string_equal(doc_string_get(&e, str, &n), "more");
	assert_string_equal(
	    doc_string_get(&e, ((uint32_t *)e.layers[ENTITY].cols[NAME])[0], &n),
	    "Ann");
	sample_field(&e, "new", CATENA_FIELD_INT, 7, 0, NULL, 0);
	doc_field_remove(&e, "truth");
	assert_int_equal(doc_field_get(&e, "new")->i, 7);
	assert_int_equal(doc_field_get(&e, "title")->size, 3);
	assert_int_equal(doc_append(&e, &e.stash, "x", 1), CATENA_OK);
	same_bytes(e.stash.p, e.stash.n, "stashed\0x", 9);
	frame_free(&f);
	arena_free(&a);
	symbols_free(c.chain.symbols);
}

static void keeps_next_to_nothing(void **state)
{
	(void)state;
	struct sample_chain c;
	struct arena a = {0};
	struct frame f = {0};
	sample_chain_init(&c);
	struct doc d = sample_empty(&a, UINT64_MAX);
	doc_set_id(&d, "x", 1);
	assert_int_equal(frame_write(&f, &c.chain, &d, 0, 0), 0);
	struct doc e = read_frame(&c.chain, &a, &f);
	same_doc(&d, &e);
	assert_null(e.text);
	assert_null(e.raw);
	d.text = "";
	doc_quarantine(&d, 3, CATENA_E_INPUT, "cut \xC3");
	d.layers[SENTENCE].made = true;
	assert_int_equal(frame_write(&f, &c.chain, &d, 0, 0), 0);
	e = read_frame(&c.chain, &a, &f);
	same_doc(&d, &e);
	assert_true(e.layers[SENTENCE].made);
	frame_free(&f);
	arena_free(&a);
	symbols_free(c.chain.symbols);
}

static void keeps_bytes_as_read(void **state)
{
	(void)state;
	struct sample_chain c;
	struct arena a = {0};
	struct frame f = {0};
	static char large[300 * 1024];
	sample_chain_init(&c);
	struct doc d = sample_doc(&c, &a);
	d.raw = arena_copy(&a, d.text, d.size); /* the text: not written twice */
	d.raw_size = d.size;
	assert_int_equal(frame_write(&f, &c.chain, &d, 0, 0), 0);
	struct doc e = read_frame(&c.chain, &a, &f);
	assert_ptr_equal(e.raw, e.text);
	assert_int_equal(e.raw_size, d.size);
	d.raw = NULL; /* no more is known than what the text was once */
	d.raw_size = 0;
	assert_int_equal(frame_write(&f, &c.chain, &d, 0, 0), 0);
	e = read_frame(&c.chain, &a, &f);
	assert_null(e.raw);
	same_bytes(e.original, e.original_size, d.original, d.original_size);
	d.map.n = 0; /* not edited: the text is the original */
	d.original = d.text;
	d.original_size = d.size;
	assert_int_equal(frame_write(&f, &c.chain, &d, 0, 0), 0);
	e = read_frame(&c.chain, &a, &f);
	assert_ptr_equal(e.original, e.text);
	assert_int_equal(e.original_size, e.size);
	d.raw = large; /* too much: only its size is known then */
	d.raw_size = sizeof large;
	assert_int_equal(frame_write(&f, &c.chain, &d, 0, 0), 0);
	assert_true(f.n < 64 * 1024);
	e = read_frame(&c.chain, &a, &f);
	assert_null(e.raw);
	assert_int_equal(e.raw_size, sizeof large);
	frame_free(&f);
	arena_free(&a);
	symbols_free(c.chain.symbols);
}

/* Rows that point to a layer which was replaced by a shorter one. */
static void forgets_rows_that_are_gone(void **state)
{
	(void)state;
	struct sample_chain c;
	struct arena a = {0};
	struct frame f = {0};
	sample_chain_init(&c);
	const struct doc d = sample_doc(&c, &a);
	d.layers[SENTENCE].n = 1;
	assert_int_equal(frame_write(&f, &c.chain, &d, 0, 0), 0);
	struct doc e = read_frame(&c.chain, &a, &f);
	const uint32_t *in = e.layers[ENTITY].cols[IN];
	assert_int_equal(in[0], 0);
	assert_int_equal(in[2], UINT32_MAX);
	frame_free(&f);
	arena_free(&a);
	symbols_free(c.chain.symbols);
}

/* Whether a frame of exactly these bytes is refused; a guard (or the address
 * sanitizer) stands behind them. */
static bool refused(const struct chain *c, const char *bytes, size_t n)
{
	struct arena a = {0};
	char why[256] = "";
	struct doc d = sample_empty(&a, 0);
	char *copy = malloc(n ? n : 1);
	assert_non_null(copy);
	memcpy(copy, bytes, n);
	const catena_status st = frame_read(c, &d, copy, n, why, sizeof why);
	assert_true(!st || strstr(why, "a document's frame is damaged: "));
	free(copy);
	arena_free(&a);
	return st == CATENA_E_IO;
}

static void refuses_cut_frames(void **state)
{
	(void)state;
	for (uint32_t flags = 0; flags <= FRAME_NAMES; flags++) {
		struct sample_chain c;
		struct arena a = {0};
		struct frame f = {0};
		sample_chain_init(&c);
		const struct doc d = sample_doc(&c, &a);
		assert_int_equal(frame_write(&f, &c.chain, &d, 0, flags), 0);
		assert_false(refused(&c.chain, f.p, f.n));
		for (size_t n = 0; n < f.n; n++)
			assert_true(refused(&c.chain, f.p, n));
		/* The size in the head cut as well. */
		for (uint64_t n = 128; n < f.n; n += 8) {
			for (int i = 0; i < 8; i++)
				f.p[8 + i] = (char)(n >> (8 * i));
			assert_true(refused(&c.chain, f.p, (size_t)n));
		}
		frame_free(&f);
		arena_free(&a);
		symbols_free(c.chain.symbols);
	}
}

/* Each byte of a frame changed in some ways: never a crash, and either it is
 * refused or it is a document that can be written again. */
static void survives_damage(void **state)
{
	(void)state;
	for (uint32_t flags = 0; flags <= FRAME_NAMES; flags++) {
		struct sample_chain c;
		struct arena a = {0};
		struct frame f = {0}, again = {0};
		unsigned refusals = 0;
		sample_chain_init(&c);
		const struct doc d = sample_doc(&c, &a);
		assert_int_equal(frame_write(&f, &c.chain, &d, 0, flags), 0);
		for (size_t i = 0; i < f.n; i++) {
			static const char masks[] = {1, 4, 16, 127, -1};
			for (size_t k = 0; k < sizeof masks; k++) {
				struct arena b = {0};
				char why[256];
				struct doc e = sample_empty(&b, 0);
				char *copy = malloc(f.n);
				assert_non_null(copy);
				memcpy(copy, f.p, f.n);
				copy[i] ^= masks[k];
				if (frame_read(&c.chain, &e, copy, f.n, why, sizeof why))
					refusals++;
				else
					assert_int_equal(
					    frame_write(&again, &c.chain, &e, 0, FRAME_NAMES), 0);
				free(copy);
				arena_free(&b);
			}
		}
		assert_true(refusals > 1000);
		frame_free(&f);
		frame_free(&again);
		arena_free(&a);
		symbols_free(c.chain.symbols);
	}
}

/* ---- The spool ---- */

static void spools(void **state)
{
	(void)state;
	enum {
		DOCS = 3000
	};
	struct sample_chain c;
	struct arena a = {0};
	char why[512];
	sample_chain_init(&c);
	struct doc d = sample_doc(&c, &a);
	char *large = arena_alloc(&a, 1 << 20, 1);
	memset(large, 'x', 1 << 20);
	large[(1 << 20) - 1] = 0;
	struct spool *s = spool_new(".", why, sizeof why);
	assert_non_null(s);
	for (uint64_t i = 0; i < DOCS; i++) {
		struct doc e = d;
		e.number = i * 3;
		if (i % 1000 == 7) {
			e = sample_empty(&a, i * 3);
			e.id = "large";
			e.id_size = 5;
			e.text = large;
			e.size = (1 << 20) - 1;
		}
		assert_int_equal(spool_write(s, &c.chain, &e, 1), CATENA_OK);
	}
	assert_int_equal(spool_rewind(s), CATENA_OK);
	struct arena b = {0};
	for (uint64_t i = 0; i < DOCS; i++) {
		struct doc e = sample_empty(&b, 0);
		assert_int_equal(spool_read(s, &e), CATENA_OK);
		assert_int_equal(e.number, i * 3);
		assert_int_equal(spool_decode(&c.chain, &e, why, sizeof why), CATENA_OK);
		assert_int_equal(e.number, i * 3);
		if (i % 1000 == 7) {
			assert_int_equal(e.size, (1 << 20) - 1);
			assert_memory_equal(e.text, large, 1 << 20);
		} else {
			d.number = e.number;
			same_doc(&d, &e);
			same_layers(&c.chain, &c.chain, &d, &e, 1);
		}
		arena_reset(&b, 4 << 20);
	}
	struct doc e = sample_empty(&b, 0);
	assert_int_equal(spool_read(s, &e), CATENA_END);
	assert_int_equal(spool_read(s, &e), CATENA_END);
	spool_free(s);
	arena_free(&a);
	arena_free(&b);
	symbols_free(c.chain.symbols);
}

static void spools_nothing(void **state)
{
	(void)state;
	char why[512] = "";
	struct doc d = {0};
	struct spool *s = spool_new(".", why, sizeof why);
	assert_non_null(s);
	assert_int_equal(spool_rewind(s), CATENA_OK);
	assert_int_equal(spool_read(s, &d), CATENA_END);
	spool_free(s);
	assert_null(spool_new("/nowhere/at/all", why, sizeof why));
	assert_non_null(
	    strstr(why, "/nowhere/at/all: cannot make a temporary file: No"));
}

/* A limit on the size of files stands for a full disk. */
static void says_when_the_disk_is_full(void **state)
{
	(void)state;
	struct sample_chain c;
	struct arena a = {0};
	struct rlimit old;
	char why[512];
	sample_chain_init(&c);
	const struct doc d = sample_doc(&c, &a);
	struct spool *s = spool_new(".", why, sizeof why);
	assert_non_null(s);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	const struct rlimit small = {300 * 1024, old.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	catena_status st = CATENA_OK;
	for (int i = 0; !st && i < 10000; i++)
		st = spool_write(s, &c.chain, &d, 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(st, CATENA_E_IO);
	assert_non_null(
	    strstr(spool_error(s), ".: cannot write a temporary file: File"));
	spool_free(s);
	arena_free(&a);
	symbols_free(c.chain.symbols);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keeps_everything),
	    cmocka_unit_test(goes_on_after_reading),
	    cmocka_unit_test(keeps_next_to_nothing),
	    cmocka_unit_test(keeps_bytes_as_read),
	    cmocka_unit_test(forgets_rows_that_are_gone),
	    cmocka_unit_test(refuses_cut_frames),
	    cmocka_unit_test(survives_damage),
	    cmocka_unit_test(spools),
	    cmocka_unit_test(spools_nothing),
	    cmocka_unit_test(says_when_the_disk_is_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
