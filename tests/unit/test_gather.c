/* SPDX-License-Identifier: MIT */
/* test_gather.c - facts come key by key in input order; what is assigned comes
 * back to its document; also when nearly nothing fits in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "gather.h"

#define FOLDER "."

/* As host_emit leaves it: the newest first. */
static void emit(struct doc *d, const char *key, uint32_t key_size,
                 const char *value, uint32_t size)
{
	struct doc_fact *f = arena_alloc(d->arena, sizeof *f, 8);
	assert_non_null(f);
	*f = (struct doc_fact){d->facts, arena_copy(d->arena, key, key_size),
	                       arena_copy(d->arena, value, size), key_size, size};
	d->facts = f;
}

static void emit_text(struct doc *d, const char *key, const char *value)
{
	emit(d, key, (uint32_t)strlen(key), value, (uint32_t)strlen(value));
}

static void expect_key(struct gather *g, const char *key, uint32_t size)
{
	const void *k = NULL;
	uint32_t n = 0;
	assert_int_equal(gather_key(g, &k, &n), CATENA_OK);
	assert_int_equal(n, size);
	assert_memory_equal(k, key, size);
}

static void expect_fact(struct gather *g, uint64_t doc, const char *value)
{
	struct catena_fact f;
	assert_int_equal(gather_fact(g, &f), CATENA_OK);
	assert_int_equal(f.doc, doc);
	assert_int_equal(f.size, strlen(value));
	assert_memory_equal(f.value, value, f.size);
	assert_int_equal((uintptr_t)f.value % 8, 0);
}

static void expect_no_fact(struct gather *g)
{
	struct catena_fact f;
	assert_int_equal(gather_fact(g, &f), CATENA_END);
	assert_int_equal(gather_fact(g, &f), CATENA_END);
}

static void hands_over_key_by_key(void **state)
{
	(void)state;
	for (uint64_t memory = 0; memory <= 1 << 20; memory += 1 << 20) {
		struct arena a = {0};
		struct gather *g = gather_new(FOLDER, memory);
		assert_non_null(g);
		struct doc d = {.arena = &a, .number = 4};
		emit_text(&d, "b", "first");
		emit_text(&d, "a", "second");
		emit_text(&d, "b", "third");
		assert_int_equal(gather_add(g, &d), CATENA_OK);
		d = (struct doc){.arena = &a, .number = 5};
		assert_int_equal(gather_add(g, &d), CATENA_OK); /* emitted nothing */
		d = (struct doc){.arena = &a, .number = 9};
		emit_text(&d, "", "empty key");
		emit(&d, "a\0", 2, "", 0);
		emit_text(&d, "b", "");
		emit_text(&d, "c", "skipped");
		emit_text(&d, "d", "last");
		assert_int_equal(gather_add(g, &d), CATENA_OK);
		assert_int_equal(gather_sort(g), CATENA_OK);
		expect_key(g, "", 0);
		expect_fact(g, 9, "empty key");
		expect_no_fact(g);
		expect_key(g, "a", 1);
		expect_fact(g, 4, "second");
		expect_key(g, "a\0", 2); /* the rest of "a" was not asked for */
		expect_fact(g, 9, "");
		expect_no_fact(g);
		expect_key(g, "b", 1);
		expect_fact(g, 4, "first");
		expect_fact(g, 4, "third");
		expect_fact(g, 9, "");
		expect_no_fact(g);
		expect_key(g, "c", 1);
		expect_key(g, "d", 1);
		expect_fact(g, 9, "last");
		const void *k;
		uint32_t n;
		assert_int_equal(gather_key(g, &k, &n), CATENA_END);
		assert_int_equal(gather_key(g, &k, &n), CATENA_END);
		expect_no_fact(g);
		gather_free(g);
		arena_free(&a);
	}
}

static void expect_given(const struct doc *d, uint32_t k, const char *want)
{
	uint32_t n = 99;
	const void *v = gather_value(d, k, &n);
	if (!want) {
		assert_null(v);
		assert_int_equal(n, 0);
		return;
	}
	assert_non_null(v);
	assert_int_equal(n, strlen(want));
	assert_memory_equal(v, want, n);
	assert_int_equal((uintptr_t)v % 8, 0);
}

static void gives_back_what_was_assigned(void **state)
{
	(void)state;
	for (uint64_t memory = 0; memory <= 1 << 20; memory += 1 << 20) {
		struct arena a = {0};
		struct gather *g = gather_new(FOLDER, memory);
		assert_non_null(g);
		assert_int_equal(gather_assign(g, 0, "x", 1), CATENA_E_BUG);
		struct doc d = {.arena = &a, .number = 300};
		assert_int_equal(gather_add(g, &d), CATENA_OK);
		assert_int_equal(gather_sort(g), CATENA_OK);
		assert_int_equal(gather_assign(g, 300, "z", 1), CATENA_OK);
		assert_int_equal(gather_assign(g, 2, "for nobody", 10), CATENA_OK);
		assert_int_equal(gather_assign(g, 1, "one", 3), CATENA_OK);
		assert_int_equal(gather_assign(g, 256, "", 0), CATENA_OK);
		assert_int_equal(gather_assign(g, 1, "two", 3), CATENA_OK);
		assert_int_equal(gather_assign(g, 301, "x", 1), CATENA_E_BUG);
		assert_non_null(strstr(gather_error(g), "document number 301"));
		assert_int_equal(gather_assigned(g), CATENA_OK);
		for (uint64_t i = 0; i <= 300; i++) {
			if (i == 2)
				continue; /* it never came here */
			d = (struct doc){.arena = &a, .number = i};
			assert_int_equal(gather_give(g, &d), CATENA_OK);
			expect_given(&d, 0,
			             i == 1     ? "one"
			             : i == 256 ? ""
			             : i == 300 ? "z"
			                        : NULL);
			expect_given(&d, 1, i == 1 ? "two" : NULL);
			expect_given(&d, 2, NULL);
		}
		gather_free(g);
		arena_free(&a);
	}
}

static void gathers_nothing(void **state)
{
	(void)state;
	struct gather *g = gather_new(FOLDER, 1000);
	const void *k;
	uint32_t n;
	assert_non_null(g);
	assert_int_equal(gather_sort(g), CATENA_OK);
	expect_no_fact(g);
	assert_int_equal(gather_key(g, &k, &n), CATENA_END);
	assert_int_equal(gather_assigned(g), CATENA_OK);
	struct doc d = {.number = 1};
	assert_int_equal(gather_give(g, &d), CATENA_OK);
	expect_given(&d, 0, NULL);
	gather_free(g);
}

/* A million facts of 1,000 keys through 1 MiB. */
static void gathers_a_million(void **state)
{
	(void)state;
	enum {
		DOCS = 10000,
		EACH = 100,
		KEYS = 1000
	};
	struct gather *g = gather_new(FOLDER, 1 << 20);
	struct arena a = {0};
	char key[16], value[32];
	assert_non_null(g);
	for (uint64_t i = 0; i < DOCS; i++) {
		struct doc d = {.arena = &a, .number = i};
		for (unsigned k = 0; k < EACH; k++) {
			snprintf(key, sizeof key, "%03u",
			         (unsigned)((i * EACH + k) * 7919 % KEYS));
			snprintf(value, sizeof value, "%u of %u", k, (unsigned)i);
			emit_text(&d, key, value);
		}
		assert_int_equal(gather_add(g, &d), CATENA_OK);
		arena_reset(&a, 1 << 20);
	}
	assert_int_equal(gather_sort(g), CATENA_OK);
	uint64_t facts = 0;
	for (unsigned i = 0; i < KEYS; i++) {
		uint64_t last = 0;
		unsigned doc_number, k;
		struct catena_fact f;
		snprintf(key, sizeof key, "%03u", i);
		expect_key(g, key, 3);
		while (gather_fact(g, &f) == CATENA_OK) {
			assert_true(f.size < sizeof value);
			memcpy(value, f.value, f.size);
			value[f.size] = 0;
			assert_int_equal(sscanf(value, "%u of %u", &k, &doc_number), 2);
			assert_int_equal(doc_number, f.doc);
			assert_int_equal((f.doc * EACH + k) * 7919 % KEYS, i);
			assert_true(f.doc >= last); /* no document emits a key twice */
			last = f.doc + 1;
			facts++;
			assert_int_equal(gather_assign(g, f.doc, &i, sizeof i), CATENA_OK);
		}
	}
	assert_int_equal(facts, (uint64_t)DOCS * EACH);
	assert_int_equal(gather_assigned(g), CATENA_OK);
	for (uint64_t i = 0; i < DOCS; i++) {
		struct doc d = {.arena = &a, .number = i};
		uint32_t n = 0, before = 0;
		assert_int_equal(gather_give(g, &d), CATENA_OK);
		for (uint32_t k = 0; k < EACH; k++) {
			const uint32_t *v = gather_value(&d, k, &n);
			assert_int_equal(n, sizeof *v);
			assert_true(*v >= before && *v < KEYS);
			before = *v;
		}
		assert_null(gather_value(&d, EACH, &n));
		arena_reset(&a, 1 << 20);
	}
	gather_free(g);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hands_over_key_by_key),
	    cmocka_unit_test(gives_back_what_was_assigned),
	    cmocka_unit_test(gathers_nothing),
	    cmocka_unit_test(gathers_a_million),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
