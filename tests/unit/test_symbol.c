/* SPDX-License-Identifier: MIT */
/* test_symbol.c - one number a string, also from many threads at once. */
#include "symbol.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum {
	STRINGS = 5000,
	THREADS = 4
};

static void a_string_has_one_number_and_a_number_its_string(void **state)
{
	struct symbols *t = symbols_new();
	char name[32];
	uint32_t sym[STRINGS];
	size_t size;
	(void)state;
	assert_non_null(t);
	for (int i = 0; i < STRINGS; i++) {
		const int n = snprintf(name, sizeof name, "string %d", i);
		sym[i] = symbol_intern(t, name, (size_t)n);
		assert_int_not_equal(sym[i], 0);
	}
	for (int i = 0; i < STRINGS; i++) {
		const int n = snprintf(name, sizeof name, "string %d", i);
		assert_int_equal(symbol_intern(t, name, (size_t)n), sym[i]);
		assert_string_equal(symbol_text(t, sym[i], &size), name);
		assert_int_equal(size, n);
	}
	assert_int_not_equal(symbol_intern(t, "a\0b", 3), symbol_intern(t, "a\0c", 3));
	assert_int_not_equal(symbol_intern(t, "", 0), 0);
	symbols_free(t);
}

static void a_number_that_was_not_given_has_no_string(void **state)
{
	struct symbols *t = symbols_new();
	size_t size = 1;
	(void)state;
	assert_null(symbol_text(t, 0, &size));
	assert_int_equal(size, 0);
	assert_null(symbol_text(t, 1, NULL));
	assert_null(symbol_text(t, UINT32_MAX, NULL));
	symbols_free(t);
}

struct job {
	struct symbols *t;
	uint32_t sym[STRINGS];
};

static void *intern_all(void *arg)
{
	struct job *j = arg;
	char name[32];
	for (int i = 0; i < STRINGS; i++) {
		const int n = snprintf(name, sizeof name, "s%d", i);
		j->sym[i] = symbol_intern(j->t, name, (size_t)n);
		const char *back = symbol_text(j->t, j->sym[i], NULL);
		if (!back || strcmp(back, name) != 0)
			j->sym[i] = 0;
	}
	return NULL;
}

static void threads_agree(void **state)
{
	static struct job jobs[THREADS];
	pthread_t threads[THREADS];
	struct symbols *t = symbols_new();
	(void)state;
	for (int k = 0; k < THREADS; k++) {
		jobs[k].t = t;
		assert_int_equal(pthread_create(&threads[k], NULL, intern_all, &jobs[k]),
		                 0);
	}
	for (int k = 0; k < THREADS; k++)
		pthread_join(threads[k], NULL);
	for (int i = 0; i < STRINGS; i++) {
		assert_int_not_equal(jobs[0].sym[i], 0);
		for (int k = 1; k < THREADS; k++)
			assert_int_equal(jobs[k].sym[i], jobs[0].sym[i]);
	}
	symbols_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_string_has_one_number_and_a_number_its_string),
	    cmocka_unit_test(a_number_that_was_not_given_has_no_string),
	    cmocka_unit_test(threads_agree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
