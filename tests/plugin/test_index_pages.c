/* SPDX-License-Identifier: MIT */
/* test_index_pages.c - index_pages.c against LMDB itself: whatever was written and
 * deleted, its file is sound; and a page that says it is another one is found. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "share/index_parts.h"
#include <fcntl.h>
#include <lmdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "test_index_pages.tmp"

/* A sequence that is the same everywhere (splitmix64). */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static void clean(void)
{
	(void)unlink(FOLDER "/data.mdb");
	(void)unlink(FOLDER "/lock.mdb");
	(void)rmdir(FOLDER);
}

static MDB_env *open_new(void)
{
	MDB_env *env;

	clean();
	assert_int_equal(mkdir(FOLDER, 0777), 0);
	assert_int_equal(mdb_env_create(&env), 0);
	assert_int_equal(mdb_env_set_mapsize(env, (size_t)256 << 20), 0);
	assert_int_equal(mdb_env_open(env, FOLDER, MDB_NOSYNC, 0666), 0);
	return env;
}

/* Keys of two to ten bytes; values of none, of some, of several pages. */
static void put_or_delete(MDB_txn *txn, MDB_dbi dbi, uint64_t *seed, unsigned keys,
                          unsigned deletes)
{
	static unsigned char value[70000];
	const uint64_t r = next_random(seed);
	const uint64_t number = r % keys * UINT64_C(0x9E3779B97F4A7C15);
	unsigned char name[10] = {(unsigned char)('a' + r % keys % 3)};
	MDB_val key = {2 + r % keys % 9, name}, val = {0, value};
	const unsigned kind = (unsigned)(r >> 40) % (keys > 10000 ? 6 : 8);

	memcpy(name + 1, &number, sizeof number);
	val.mv_size = kind < 5    ? (size_t)(r >> 50) % 40
	              : kind == 5 ? (size_t)(r >> 50) % 3000
	              : kind == 6 ? 65520
	                          : (size_t)(r >> 44) % sizeof value;
	if ((r >> 32) % 100 < deletes) {
		const int rc = mdb_del(txn, dbi, &key, NULL);
		assert_true(rc == 0 || rc == MDB_NOTFOUND);
	} else
		assert_int_equal(mdb_put(txn, dbi, &key, &val, 0), 0);
}

static void assert_sound(void)
{
	int error = 1;

	assert_int_equal(share_index_pages(FOLDER, &error), 0);
	assert_int_equal(error, 0);
}

static void what_lmdb_writes_is_sound(void **unused)
{
	static const struct {
		unsigned keys, deletes, each, rounds;
	} ways[] = {{5, 50, 3, 60},
	            {300, 30, 40, 60},
	            {3000, 60, 400, 40},
	            {200000, 0, 4000, 6}};
	uint64_t seed = 7;

	(void)unused;
	for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
		MDB_env *const env = open_new();
		assert_sound();
		for (unsigned round = 0; round < ways[w].rounds; round++) {
			MDB_txn *txn;
			MDB_dbi dbi;
			/* now and then nearly all goes */
			const unsigned deletes = round % 20 == 19 ? 97 : ways[w].deletes;
			assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
			assert_int_equal(mdb_dbi_open(txn, NULL, 0, &dbi), 0);
			for (unsigned i = 0; i < ways[w].each; i++)
				put_or_delete(txn, dbi, &seed, ways[w].keys, deletes);
			assert_int_equal(mdb_txn_commit(txn), 0);
			assert_sound();
		}
		mdb_env_close(env);
		assert_sound();
	}
	clean();
}

/* All bytes of each page's head, one after the other. */
static void a_page_with_another_head_is_found(void **unused)
{
	MDB_env *const env = open_new();
	uint64_t seed = 3;
	MDB_txn *txn;
	MDB_dbi dbi;
	unsigned found = 0, heads = 0;
	struct stat st;

	(void)unused;
	for (unsigned round = 0; round < 4; round++) {
		assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
		assert_int_equal(mdb_dbi_open(txn, NULL, 0, &dbi), 0);
		for (unsigned i = 0; i < 200; i++)
			put_or_delete(txn, dbi, &seed, 150, 20);
		assert_int_equal(mdb_txn_commit(txn), 0);
	}
	mdb_env_close(env);
	const int fd = open(FOLDER "/data.mdb", O_RDWR);
	assert_true(fd >= 0 && fstat(fd, &st) == 0);
	for (off_t at = 0; at + 4096 <= st.st_size; at += 4096)
		for (off_t i = 0; i < 8; i++) {
			unsigned char is, other;
			int error;
			assert_int_equal(pread(fd, &is, 1, at + i), 1);
			other = (unsigned char)(is ^ 0x41);
			assert_int_equal(pwrite(fd, &other, 1, at + i), 1);
			found += share_index_pages(FOLDER, &error) < 0;
			heads++;
			assert_int_equal(pwrite(fd, &is, 1, at + i), 1);
		}
	close(fd);
	assert_sound();
	assert_true(found > 20 && found < heads);
	clean();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_lmdb_writes_is_sound),
	    cmocka_unit_test(a_page_with_another_head_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
