/* SPDX-License-Identifier: MIT */
/* test_idset.c - what was added is known, and nothing else; a bound; a copy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "idset.h"

enum {
	MANY = 20000
};

static size_t name(char *s, size_t size, unsigned k)
{
	return (size_t)snprintf(s, size, "a/long/folder/%u.txt", k);
}

static void test_known(void **state)
{
	struct idset set = {.most = 1 << 20};
	char s[64];
	(void)state;
	assert_false(idset_has(&set, "x", 1));
	for (unsigned k = 0; k < MANY; k++)
		assert_int_equal(idset_add(&set, s, name(s, sizeof s, k)), IDSET_NEW);
	for (unsigned k = 0; k < MANY; k++)
		assert_int_equal(idset_add(&set, s, name(s, sizeof s, k)), IDSET_KNOWN);
	for (unsigned k = MANY; k < 2 * MANY; k++)
		assert_false(idset_has(&set, s, name(s, sizeof s, k)));
	assert_int_equal(set.n, MANY);
	idset_finish(&set);
}

/* Short ones, zero bytes, and ends of eight bytes are told apart. */
static void test_bytes(void **state)
{
	static const char zeros[20], ones[] = "11111111111111111111";
	struct idset set = {.most = 1 << 20};
	(void)state;
	for (size_t n = 0; n < sizeof zeros; n++) {
		assert_int_equal(idset_add(&set, zeros, n), IDSET_NEW);
		if (n)
			assert_int_equal(idset_add(&set, ones, n), IDSET_NEW);
	}
	assert_int_equal(idset_add(&set, "ab", 2), IDSET_NEW);
	assert_int_equal(idset_add(&set, "ba", 2), IDSET_NEW);
	idset_finish(&set);
}

static void test_bound(void **state)
{
	struct idset set = {.most = 16384};
	unsigned k = 0;
	char s[64];
	(void)state;
	while (idset_add(&set, s, name(s, sizeof s, k)) == IDSET_NEW)
		k++;
	assert_int_equal(k, 16384 / 8 / 8 * 7);
	assert_int_equal(idset_add(&set, s, name(s, sizeof s, k + 1)), IDSET_FULL);
	assert_int_equal(idset_add(&set, s, name(s, sizeof s, 3)), IDSET_KNOWN);
	idset_finish(&set);
	set.most = 100;
	assert_int_equal(idset_add(&set, "x", 1), IDSET_FULL);
	assert_false(idset_has(&set, "x", 1));
}

static void test_restored(void **state)
{
	struct idset set = {.most = 1 << 20}, again = {.most = 1 << 20};
	uint64_t full[1024];
	char s[64];
	(void)state;
	assert_true(idset_restore(&again, NULL, 0));
	assert_int_equal(again.cap, 0);
	for (unsigned k = 0; k < 2000; k++)
		idset_add(&set, s, name(s, sizeof s, k));
	assert_true(idset_restore(&again, set.slots, set.cap * sizeof *set.slots));
	assert_int_equal(again.n, 2000);
	for (unsigned k = 0; k < 2000; k++)
		assert_true(idset_has(&again, s, name(s, sizeof s, k)));
	assert_int_equal(idset_add(&again, "x", 1), IDSET_NEW);
	assert_false(idset_restore(&again, set.slots, 100 * sizeof *set.slots));
	assert_false(idset_restore(&again, set.slots, 8191));
	memset(full, 1, sizeof full);
	assert_false(idset_restore(&again, full, sizeof full));
	assert_int_equal(again.cap, 0);
	idset_finish(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_known),
	    cmocka_unit_test(test_bytes),
	    cmocka_unit_test(test_bound),
	    cmocka_unit_test(test_restored),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
