/* SPDX-License-Identifier: MIT */
/* test_diag.c - messages: their shape, their safety, their count */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "diag.h"

struct kept {
	char last[200000];
	uint32_t level, calls;
	int inside, overlaps;
};

static void keep(void *user, uint32_t level, const char *message)
{
	struct kept *const k = user;
	k->overlaps += k->inside++ != 0;
	strncpy(k->last, message, sizeof k->last - 1);
	k->level = level;
	k->calls++;
	k->inside--;
}

static struct kept kept;

static struct diag *fresh(uint32_t level)
{
	memset(&kept, 0, sizeof kept);
	struct diag *const d = diag_new(keep, &kept, level);
	assert_non_null(d);
	return d;
}

static void the_shape(void **state)
{
	const struct where at = {"news.conf", 12}, whole = {"news.conf", 0},
	                   nowhere = {NULL, 7};
	struct diag *const d = fresh(CATENA_ERROR);
	(void)state;
	diag_at(d, CATENA_ERROR, at, "dedup", "unknown option \"%s\"", "x");
	assert_string_equal(kept.last,
	                    "news.conf:12: stage \"dedup\": unknown option \"x\"");
	diag_at(d, CATENA_ERROR, at, NULL, "%d", 3);
	assert_string_equal(kept.last, "news.conf:12: 3");
	diag_at(d, CATENA_ERROR, whole, NULL, "no chain");
	assert_string_equal(kept.last, "news.conf: no chain");
	diag_at(d, CATENA_ERROR, nowhere, "s", "m");
	assert_string_equal(kept.last, "stage \"s\": m");
	diag_error(d, "plain");
	assert_string_equal(kept.last, "plain");
	assert_int_equal(diag_errors(d), 5);
	diag_free(d);
}

static void levels(void **state)
{
	struct diag *const d = fresh(CATENA_WARN);
	const struct where nowhere = {NULL, 0};
	(void)state;
	diag_warn(d, "w");
	assert_int_equal(kept.calls, 1);
	assert_int_equal(kept.level, CATENA_WARN);
	diag_at(d, CATENA_INFO, nowhere, NULL, "i");
	diag_at(d, CATENA_DEBUG, nowhere, NULL, "d");
	assert_int_equal(kept.calls, 1);
	assert_int_equal(diag_errors(d), 0);
	diag_error(d, "e");
	assert_int_equal(kept.level, CATENA_ERROR);
	assert_int_equal(diag_errors(d), 1);
	diag_free(d);
	diag_free(NULL);
	diag_error(NULL, "nobody listens");
}

/* Nothing that is quoted may break the line, move the cursor or turn the
 * text around. */
static void nothing_unsafe(void **state)
{
	const struct where at = {"a\x1B[2J.conf", 1};
	struct diag *const d = fresh(CATENA_ERROR);
	(void)state;
	diag_at(d, CATENA_ERROR, at, "s\nt", "%s", "x\x07y\r\n\xFFz\x7F");
	assert_string_equal(
	    kept.last, "a\\x1B[2J.conf:1: stage \"s t\": x\\x07y\\x0D \\xFFz\\x7F");
	diag_error(d, "%s",
	           "gr\xC3\xB6\xC3\x9F"
	           "e \xC2\x9B \xE2\x80\xAE \xF0\x9F\x98\x80");
	assert_string_equal(kept.last, "gr\xC3\xB6\xC3\x9F"
	                               "e \\xC2\\x9B \\xE2\\x80\\xAE \xF0\x9F\x98\x80");
	diag_free(d);
}

static void long_ones(void **state)
{
	struct diag *const d = fresh(CATENA_ERROR);
	char *const text = malloc(200001);
	(void)state;
	assert_non_null(text);
	for (size_t n = 150; n < 3000; n += 7) {
		memset(text, 'a', n);
		text[n] = '\0';
		diag_error(d, "%s|", text);
		assert_int_equal(strlen(kept.last), n + 1);
		assert_int_equal(kept.last[n], '|');
		text[n - 1] = '\x01';
		diag_error(d, "%s|", text);
		assert_int_equal(strlen(kept.last), n + 4);
	}
	memset(text, 'a', 200000);
	text[200000] = '\0';
	diag_error(d, "%s", text);
	assert_in_range(strlen(kept.last), 500, 200000);
	assert_string_equal(kept.last + strlen(kept.last) - 3, "...");
	free(text);
	diag_free(d);
}

static char all[20000];

static void keep_all(void *user, uint32_t level, const char *message)
{
	const size_t n = strlen(all);
	(void)user;
	(void)level;
	snprintf(all + n, sizeof all - n, "%s\n", message);
}

static void held_ones(void **state)
{
	struct diag *const d = diag_new(keep_all, NULL, CATENA_WARN);
	char name[8] = "b.conf";
	struct where at = {name, 12};
	(void)state;
	diag_hold(d);
	diag_error(d, "nowhere");
	diag_at(d, CATENA_ERROR, at, NULL, "later");
	at.line = 3;
	diag_at(d, CATENA_ERROR, at, "s", "second");
	at.line = 2;
	diag_at(d, CATENA_WARN, at, NULL, "first");
	diag_at(d, CATENA_INFO, at, NULL, "not wanted");
	at.line = 3;
	diag_at(d, CATENA_ERROR, at, "s", "third");
	diag_at(d, CATENA_ERROR, at, "s", "second");
	name[0] = 'a';
	diag_at(d, CATENA_ERROR, at, NULL, "of another file");
	memset(name, 0, sizeof name); /* the place may be gone by then */
	assert_string_equal(all, "");
	assert_int_equal(diag_errors(d), 6);
	diag_release(d);
	assert_string_equal(all, "a.conf:3: of another file\n"
	                         "b.conf:2: first\n"
	                         "b.conf:3: stage \"s\": second\n"
	                         "b.conf:3: stage \"s\": third\n"
	                         "b.conf:12: later\n"
	                         "nowhere\n");
	all[0] = '\0';
	diag_error(d, "at once");
	assert_string_equal(all, "at once\n");
	diag_hold(d);
	all[0] = '\0';
	for (int i = 0; i < 1000; i++)
		diag_error(d, "%d", i);
	diag_free(d); /* keeps none to itself */
	assert_non_null(strstr(all, "\n99\nand 900 more\n"));
}

static void *shout(void *d)
{
	for (int i = 0; i < 500; i++)
		diag_error(d, "error %d", i);
	return NULL;
}

static void many_threads(void **state)
{
	struct diag *const d = fresh(CATENA_ERROR);
	pthread_t threads[4];
	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, shout, d), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(diag_errors(d), 2000);
	assert_int_equal(kept.calls, 2000);
	assert_int_equal(kept.overlaps, 0);
	diag_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_shape),      cmocka_unit_test(levels),
	    cmocka_unit_test(nothing_unsafe), cmocka_unit_test(long_ones),
	    cmocka_unit_test(held_ones),      cmocka_unit_test(many_threads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
