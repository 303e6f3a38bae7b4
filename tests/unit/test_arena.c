/* SPDX-License-Identifier: MIT */
/* test_arena.c - memory from an arena is aligned, distinct, kept, bounded. */
#include "arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void allocations_are_aligned_and_do_not_overlap(void **state)
{
	struct arena a = {0};
	unsigned char *p[200];
	(void)state;
	for (size_t i = 0; i < 200; i++) {
		const size_t align = (size_t)1 << (i % 7);
		p[i] = arena_alloc(&a, i * 97 + 1, align);
		assert_non_null(p[i]);
		assert_int_equal((uintptr_t)p[i] % align, 0);
		memset(p[i], (int)i, i * 97 + 1);
	}
	for (size_t i = 0; i < 200; i++) {
		for (size_t k = 0; k < i * 97 + 1; k++)
			assert_int_equal(p[i][k], (unsigned char)i);
	}
	arena_free(&a);
	assert_null(a.blocks);
}

static void a_large_thing_does_not_waste_the_block_being_filled(void **state)
{
	struct arena a = {0};
	(void)state;
	char *small = arena_alloc(&a, 100, 1);
	assert_non_null(arena_alloc(&a, 3 << 20, 16));
	assert_ptr_equal(arena_alloc(&a, 100, 1), small + 100);
	arena_free(&a);
}

static void growing_the_last_allocation_stays_in_place(void **state)
{
	struct arena a = {0};
	(void)state;
	char *p = arena_grow(&a, NULL, 0, 16);
	memcpy(p, "0123456789abcde", 16);
	assert_ptr_equal(arena_grow(&a, p, 16, 64), p);
	assert_non_null(arena_alloc(&a, 1, 1));
	char *moved = arena_grow(&a, p, 64, 128);
	assert_ptr_not_equal(moved, p);
	assert_memory_equal(moved, "0123456789abcde", 16);
	arena_free(&a);
}

static void what_has_grown_out_of_its_place_is_given_back(void **state)
{
	struct arena a = {0};
	size_t size = 1 << 20;
	(void)state;
	char *small = arena_alloc(&a, 100, 1), *p = arena_alloc(&a, size, 64);
	memset(p, 'p', size);
	for (; size < 64 << 20; size *= 2) {
		p = arena_grow(&a, p, size, 2 * size);
		assert_non_null(p);
		assert_int_equal(p[size - 1], 'p');
		memset(p + size, 'p', size);
		assert_int_equal(a.used, 100 + 2 * size);
	}
	arena_give_back(&a, p, 100); /* not what it was */
	arena_give_back(&a, small, 100);
	arena_give_back(&a, NULL, size);
	assert_int_equal(a.used, 100 + size);
	arena_give_back(&a, p, size);
	assert_int_equal(a.used, 100);
	memset(small, 's', 100);
	assert_ptr_equal(arena_alloc(&a, 1, 1), small + 100);
	arena_free(&a);
}

static void sizes_that_overflow_are_refused(void **state)
{
	struct arena a = {0};
	(void)state;
	assert_null(arena_array(&a, SIZE_MAX / 2, 3, 8));
	assert_null(arena_alloc(&a, SIZE_MAX - 10, 8));
	assert_null(arena_copy(&a, "", SIZE_MAX));
	arena_free(&a);
}

static void reset_keeps_no_more_than_asked_and_reuses_it(void **state)
{
	struct arena a = {0};
	(void)state;
	char *first = arena_alloc(&a, 1000, 16);
	for (int i = 0; i < 100; i++)
		assert_non_null(arena_alloc(&a, 100000, 16));
	assert_int_equal(a.used, 1000 + 100 * 100000);
	arena_reset(&a, 0);
	assert_null(a.blocks);
	assert_null(a.spare);
	first = arena_alloc(&a, 1000, 16);
	arena_reset(&a, 1 << 20);
	assert_int_equal(a.used, 0);
	assert_ptr_equal(arena_alloc(&a, 1000, 16), first);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(allocations_are_aligned_and_do_not_overlap),
	    cmocka_unit_test(a_large_thing_does_not_waste_the_block_being_filled),
	    cmocka_unit_test(growing_the_last_allocation_stays_in_place),
	    cmocka_unit_test(what_has_grown_out_of_its_place_is_given_back),
	    cmocka_unit_test(sizes_that_overflow_are_refused),
	    cmocka_unit_test(reset_keeps_no_more_than_asked_and_reuses_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
