/* SPDX-License-Identifier: MIT */
/* test_sort.c - records come back sorted, stable and whole, whatever the memory
 * bound; a full disk is an error with a name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "sort.h"

#define FOLDER "."

static uint64_t next_random(uint64_t *x) /* xorshift64, by Marsaglia */
{
	*x ^= *x << 13;
	*x ^= *x >> 7;
	*x ^= *x << 17;
	return *x;
}

/* Record i of a sequence: keys of 0 to 24 bytes over a small alphabet with NUL
 * in it, so that many are equal or begin alike. */
struct sample {
	unsigned char key[24];
	uint32_t key_size, size;
	uint64_t number;
	char value[40];
};

static void make_sample(struct sample *s, uint64_t i)
{
	uint64_t x = i * 0x9E3779B97F4A7C15u + 1;
	static const unsigned char letters[] = {0, 'a', 'b', 0xFF};
	memset(s, 0, sizeof *s);
	s->number = i;
	s->key_size = (uint32_t)(next_random(&x) % 25);
	for (uint32_t k = 0; k < s->key_size; k++)
		s->key[k] = k < 8 ? 'k' : letters[next_random(&x) % 4];
	if (next_random(&x) % 4 == 0) {
		for (uint32_t k = 0; k < s->key_size; k++)
			s->key[k] = letters[next_random(&x) % 4];
	}
	s->size = (uint32_t)(next_random(&x) % 41);
	for (uint32_t k = 0; k < s->size; k++)
		s->value[k] = (char)(i + k);
}

static int by_key_then_number(const void *a, const void *b)
{
	const struct sample *x = a, *y = b;
	const uint32_t least = x->key_size < y->key_size ? x->key_size : y->key_size;
	const int c = memcmp(x->key, y->key, least);
	if (c || x->key_size != y->key_size)
		return c ? c : x->key_size < y->key_size ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static void expect_sample(struct sort *s, const struct sample *want)
{
	struct sort_record r;
	assert_int_equal(sort_next(s, &r), CATENA_OK);
	assert_int_equal(r.doc, want->number);
	assert_int_equal(r.key_size, want->key_size);
	assert_int_equal(r.size, want->size);
	assert_memory_equal(r.key, want->key, want->key_size);
	assert_memory_equal(r.value, want->value, want->size);
	assert_int_equal((uintptr_t)r.value % 8, 0);
}

static void sorts(size_t n, uint64_t memory, uint64_t least_runs)
{
	struct sample *all = calloc(n + 1, sizeof *all);
	struct sort *s = sort_new(FOLDER, memory);
	struct sort_record r;
	assert_non_null(all);
	assert_non_null(s);
	for (size_t i = 0; i < n; i++) {
		make_sample(&all[i], i);
		r = (struct sort_record){all[i].key, all[i].value, i, all[i].key_size,
		                         all[i].size};
		assert_int_equal(sort_add(s, &r), CATENA_OK);
	}
	assert_true(sort_runs(s) >= least_runs);
	assert_int_equal(sort_end(s), CATENA_OK);
	qsort(all, n, sizeof *all, by_key_then_number);
	for (size_t i = 0; i < n; i++)
		expect_sample(s, &all[i]);
	assert_int_equal(sort_next(s, &r), CATENA_END);
	assert_int_equal(sort_next(s, &r), CATENA_END);
	sort_free(s);
	free(all);
}

static void sorts_in_memory(void **state)
{
	(void)state;
	for (size_t n = 0; n < 50; n++)
		sorts(n, 1 << 20, 0);
	sorts(30000, 64 << 20, 0);
}

static void sorts_through_runs(void **state)
{
	(void)state;
	sorts(2, 0, 1); /* each record is too much */
	sorts(30, 0, 20);
	sorts(3000, 1000, 200); /* more than are merged at once: many passes */
	sorts(30000, 64 * 1024, 30);
	sorts(30000, 1 << 20, 2);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Keys that are the same for up to 300 bytes, and many that begin others. */
static void sorts_keys_that_begin_alike(void **state)
{
	(void)state;
	enum {
		N = 6000
	};
	char **keys = calloc(N, sizeof *keys);
	uint64_t x = 5;
	assert_non_null(keys);
	for (uint64_t memory = 64 << 20; memory;
	     memory = memory > 1000000 ? 300000 : 0) {
		struct sort *s = sort_new(FOLDER, memory);
		struct sort_record r;
		assert_non_null(s);
		for (size_t i = 0; i < N; i++) {
			const size_t alike = next_random(&x) % 300;
			keys[i] = calloc(1, 304);
			assert_non_null(keys[i]);
			memset(keys[i], 'p', alike);
			for (size_t k = 0; k < next_random(&x) % 3; k++)
				keys[i][alike + k] = (char)('o' + next_random(&x) % 3);
			r = (struct sort_record){keys[i], NULL, i, (uint32_t)strlen(keys[i]),
			                         0};
			assert_int_equal(sort_add(s, &r), CATENA_OK);
		}
		qsort(keys, N, sizeof *keys, by_text);
		assert_int_equal(sort_end(s), CATENA_OK);
		uint64_t last = 0;
		for (size_t i = 0; i < N; i++) {
			assert_int_equal(sort_next(s, &r), CATENA_OK);
			assert_int_equal(r.key_size, strlen(keys[i]));
			assert_memory_equal(r.key, keys[i], r.key_size);
			assert_true(!i || strcmp(keys[i], keys[i - 1]) || r.doc > last);
			last = r.doc;
		}
		for (size_t i = 0; i < N; i++)
			free(keys[i]);
		sort_free(s);
	}
	free(keys);
}

static void sorts_a_record_larger_than_all_buffers(void **state)
{
	(void)state;
	const uint32_t large = 3 << 20;
	char *value = malloc(large);
	struct sort *s = sort_new(FOLDER, 4096);
	struct sort_record r = {"b", value, 7, 1, large};
	assert_non_null(value);
	assert_non_null(s);
	memset(value, 'x', large);
	assert_int_equal(sort_add(s, &r), CATENA_OK);
	for (uint64_t i = 0; i < 100; i++) {
		r = (struct sort_record){i % 2 ? "a" : "c", "v", i, 1, 1};
		assert_int_equal(sort_add(s, &r), CATENA_OK);
	}
	assert_int_equal(sort_end(s), CATENA_OK);
	for (int i = 0; i < 50; i++) {
		assert_int_equal(sort_next(s, &r), CATENA_OK);
		assert_memory_equal(r.key, "a", 1);
	}
	assert_int_equal(sort_next(s, &r), CATENA_OK);
	assert_int_equal(r.size, large);
	assert_memory_equal(r.value, value, large);
	assert_int_equal(sort_next(s, &r), CATENA_OK);
	assert_memory_equal(r.key, "c", 1);
	sort_free(s);
	free(value);
}

static void says_where_there_is_no_folder(void **state)
{
	(void)state;
	struct sort *s = sort_new("/nowhere/at/all", 0);
	const struct sort_record r = {"k", "v", 1, 1, 1};
	assert_non_null(s);
	assert_int_equal(sort_add(s, &r), CATENA_OK);
	assert_int_equal(sort_add(s, &r), CATENA_E_IO);
	assert_non_null(strstr(sort_error(s), "/nowhere/at/all: cannot make"));
	assert_non_null(strstr(sort_error(s), "No such file or directory"));
	sort_free(s);
}

/* A limit on the size of files stands for a full disk. */
static void says_when_the_disk_is_full(void **state)
{
	(void)state;
	struct rlimit old;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	const struct rlimit small = {400 * 1024, old.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	struct sort *s = sort_new(FOLDER, 64 * 1024);
	catena_status st = CATENA_OK;
	assert_non_null(s);
	for (uint64_t i = 0; !st && i < 100000; i++) {
		const struct sort_record r = {&i, "some value", i, sizeof i, 10};
		st = sort_add(s, &r);
	}
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(st, CATENA_E_IO);
	assert_non_null(strstr(sort_error(s), FOLDER ": cannot write"));
	assert_non_null(strstr(sort_error(s), "File too large"));
	sort_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sorts_in_memory),
	    cmocka_unit_test(sorts_through_runs),
	    cmocka_unit_test(sorts_keys_that_begin_alike),
	    cmocka_unit_test(sorts_a_record_larger_than_all_buffers),
	    cmocka_unit_test(says_where_there_is_no_folder),
	    cmocka_unit_test(says_when_the_disk_is_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
