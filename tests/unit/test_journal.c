/* SPDX-License-Identifier: MIT */
/* test_journal.c - a journal is read as it was written, or not at all. */
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
#include <sys/stat.h>
#include <unistd.h>

#include "journal.h"

#define PATH "test_journal.tmp"

static void write_sample(uint64_t first)
{
	char why[512] = "";
	struct journal_writer *w = journal_create(PATH, why, sizeof why);
	assert_non_null(w);
	assert_int_equal(journal_put_u64(w, first), 0);
	assert_int_equal(journal_put_text(w, "some/path"), 0);
	assert_int_equal(journal_put_text(w, ""), 0);
	assert_int_equal(journal_put_end(w), 0); /* an empty block */
	assert_int_equal(journal_put_piece(w, "one piece", 9), 0);
	assert_int_equal(journal_put_piece(w, "", 0), 0);
	assert_int_equal(journal_put_end(w), 0);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(journal_put_piece(w, "0123456789abcdef", (size_t)i % 17),
		                 0);
	assert_int_equal(journal_put_end(w), 0);
	assert_int_equal(journal_put_u64(w, UINT64_MAX), 0);
	if (journal_commit(w, why, sizeof why))
		fail_msg("%s", why);
	assert_int_equal(access(PATH ".new", F_OK), -1);
}

static void expect_sample(uint64_t first)
{
	char why[512] = "";
	size_t n;
	struct journal_reader *r = journal_open(PATH, why, sizeof why);
	if (!r)
		fail_msg("%s", why);
	assert_int_equal(journal_get_u64(r), first);
	assert_string_equal(journal_get_text(r), "some/path");
	assert_string_equal(journal_get_text(r), "");
	assert_non_null(journal_get_block(r, &n));
	assert_int_equal(n, 0);
	const char *const one = journal_get_block(r, &n), *p = one;
	assert_int_equal(n, 9);
	assert_memory_equal(p, "one piece", 9);
	assert_int_equal((uintptr_t)p % 8, 0);
	p = journal_get_block(r, &n);
	assert_non_null(p);
	assert_int_equal((uintptr_t)p % 8, 0);
	size_t at = 0;
	for (size_t i = 0; i < 1000; at += i++ % 17)
		assert_memory_equal(p + at, "0123456789abcdef", i % 17);
	assert_int_equal(n, at);
	assert_memory_equal(one, "one piece", 9); /* it is where it was */
	assert_ptr_equal(p, one + 16);
	assert_int_equal(journal_get_u64(r), UINT64_MAX);
	assert_false(journal_failed(r));
	assert_int_equal(journal_get_u64(r), 0);
	assert_true(journal_failed(r));
	assert_string_equal(journal_get_text(r), "");
	assert_null(journal_get_block(r, &n));
	journal_close(r);
}

static void reads_what_was_written(void **state)
{
	(void)state;
	write_sample(7);
	expect_sample(7);
	write_sample(8); /* in its place */
	expect_sample(8);
	journal_remove(PATH);
	assert_int_equal(access(PATH, F_OK), -1);
	journal_remove(PATH);
}

static void says_whether_there_is_one(void **state)
{
	(void)state;
	char why[512] = "x";
	assert_null(journal_open(PATH, why, sizeof why));
	assert_string_equal(why, "");
	assert_int_equal(mkdir(PATH, 0777), 0);
	assert_null(journal_open(PATH, why, sizeof why));
	assert_non_null(strstr(why, PATH ": "));
	assert_int_equal(rmdir(PATH), 0);
	assert_null(journal_create("no/such/folder", why, sizeof why));
	assert_non_null(strstr(why, "No such file"));
}

static char *read_file(size_t *size)
{
	FILE *f = fopen(PATH, "rb");
	assert_non_null(f);
	char *bytes = malloc(65536);
	assert_non_null(bytes);
	*size = fread(bytes, 1, 65536, f);
	fclose(f);
	return bytes;
}

static bool opens(const char *bytes, size_t n)
{
	char why[512] = "";
	FILE *f = fopen(PATH, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
	struct journal_reader *r = journal_open(PATH, why, sizeof why);
	assert_true(r || *why);
	journal_close(r);
	return r;
}

static void refuses_what_was_changed(void **state)
{
	(void)state;
	size_t n;
	write_sample(9);
	char *bytes = read_file(&n);
	assert_true(opens(bytes, n));
	for (size_t k = 0; k < n; k += 7)
		assert_false(opens(bytes, k));
	for (size_t k = 0; k < n; k += 13) {
		bytes[k] ^= 0x20;
		assert_false(opens(bytes, n));
		bytes[k] ^= 0x20;
	}
	memset(bytes + n, 0, 256); /* noughts at the end, as after a crash */
	for (size_t k = 1; k <= 256; k++)
		assert_false(opens(bytes, n + k));
	free(bytes);
	journal_remove(PATH);
}

/* A limit on the size of files stands for a full disk. */
/* What has a right sum, but is too short to say how many blocks there are. */
static void refuses_what_is_too_short(void **state)
{
	(void)state;
	const uint64_t magic = UINT64_C(0x4341544A4E4C0004);
	const uint64_t mixed = magic * UINT64_C(0x9E3779B97F4A7C15);
	const uint64_t words[2] = {magic, ~(mixed ^ mixed >> 32)};
	char why[512];
	FILE *f = fopen(PATH, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(words, sizeof *words, 2, f), 2);
	assert_int_equal(fclose(f), 0);
	assert_null(journal_open(PATH, why, sizeof why));
	assert_non_null(strstr(why, "damaged"));
	unlink(PATH);
}

static void keeps_the_old_one_when_the_disk_is_full(void **state)
{
	(void)state;
	struct rlimit old;
	char why[512] = "";
	static const char bytes[100000];
	write_sample(10);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	const struct rlimit small = {50000, old.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	struct journal_writer *w = journal_create(PATH, why, sizeof why);
	assert_non_null(w);
	(void)journal_put_piece(w, bytes, sizeof bytes);
	const int rc = journal_commit(w, why, sizeof why);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(rc, -1);
	assert_non_null(strstr(why, "cannot write: File too large"));
	assert_int_equal(access(PATH ".new", F_OK), -1);
	expect_sample(10);
	journal_remove(PATH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_what_was_written),
	    cmocka_unit_test(says_whether_there_is_one),
	    cmocka_unit_test(refuses_what_was_changed),
	    cmocka_unit_test(refuses_what_is_too_short),
	    cmocka_unit_test(keeps_the_old_one_when_the_disk_is_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
