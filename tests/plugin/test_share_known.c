/* SPDX-License-Identifier: MIT */
/* test_share_known.c - what is remembered from run to run: dates, words as
 * bytes, and an index that is added to, cut back, and settled. */
#define _GNU_SOURCE
#include "../../plugins/dedup_near/vocabulary.h"
#include "../../plugins/share/index_parts.h"
#include "stand_in_host.h"
#include <setjmp.h>
#include <stdlib.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
/* cmocka needs those before it */
#include <cmocka.h>

/* ---- Dates ---- */

static void test_dates(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} good[] = {
	    {"1970-01-01", 0},
	    {"1970-01-02", 86400},
	    {"1969-12-31", -86400},
	    {"2000-02-29", 951782400},
	    {"2024-05-01T10:20:30Z", 1714558830},
	    {"2024-05-01T10:20:30", 1714558830},
	    {"2024-05-01 10:20", 1714558800},
	    {"2024-05-01T10:20:30.125Z", 1714558830},
	    {"2024-05-01T12:20:30+02:00", 1714558830},
	    {"2024-05-01T05:20:30-0500", 1714558830},
	    {"1848-04-12", -3841171200},
	    {"2024-05", 1714521600},
	    {"2024", 1704067200},
	};
	static const char *const bad[] = {"",           "yesterday",
	                                  "2024-13-01", "2024-00-01",
	                                  "2024-05-32", "2024-05-01Tx",
	                                  "24-05-01",   "2024-05-01T25:00",
	                                  "2024/05/01", "2024-05-01T10:20:30+x"};
	int64_t seconds;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_true(
		    share_index_parse_date(good[i].text, strlen(good[i].text), &seconds));
		assert_int_equal(seconds, good[i].seconds);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(share_index_parse_date(bad[i], strlen(bad[i]), &seconds));
}

/* ---- Words ---- */

static void vocabulary_of(enum share_machine machine)
{
	enum {
		N = 500000, /* more than get a number */
		PART = 1000
	};
	struct vocabulary v = {.machine = machine};
	uint32_t words[PART], back[PART];
	unsigned char bytes[PART * VOCABULARY_LONGEST + VOCABULARY_SLACK];
	size_t n = 0;

	for (int turn = 0; turn < 2; turn++)
		for (uint32_t i = 0; i < N; i += PART) {
			for (uint32_t k = 0; k < PART; k++)
				words[k] = (i + k) * 2654435761u;
			n = dedup_near_encode(&v, words, PART, bytes);
			assert_true(n >= PART && n <= sizeof bytes);
			assert_true(dedup_near_decode(&v, bytes, n, back, PART));
			assert_memory_equal(words, back, sizeof words);
			assert_false(dedup_near_decode(&v, bytes, n - 1, back, PART));
		}
	assert_int_equal(n, PART * 5); /* the last have no number */
	words[0] = 0;                  /* the first of all */
	assert_int_equal(dedup_near_encode(&v, words, 1, bytes), 1);
	bytes[0] = 247;
	assert_true(dedup_near_decode(&v, bytes, 2, back, 1));
	dedup_near_vocabulary_free(&v);
	assert_false(dedup_near_decode(&v, bytes, 2, back, 1)); /* no such number */
}

static void test_vocabulary(void **state)
{
	(void)state;
	for (enum share_machine m = SHARE_HAS_NONE; m <= share_machine(); m++)
		vocabulary_of(m);
}

/* The bytes are in files: they are the same on all machines. */
static void test_vocabulary_bytes(void **state)
{
	enum {
		PART = 777
	};
	static unsigned char plain[PART * VOCABULARY_LONGEST + VOCABULARY_SLACK],
	    quick[PART * VOCABULARY_LONGEST + VOCABULARY_SLACK];
	struct vocabulary a = {.machine = SHARE_HAS_NONE}, b = {0};
	uint32_t words[PART], x = 1;

	(void)state;
	for (int turn = 0; turn < 200; turn++) {
		for (uint32_t k = 0; k < PART; k++) {
			x = x * 1664525u + 1013904223u;
			/* common ones, rare ones, ones that share their lower bits */
			words[k] = x >> 30 ? (x >> 20) * 2654435761u : x << 13;
		}
		const size_t n = dedup_near_encode(&a, words, PART, plain);
		assert_int_equal(dedup_near_encode(&b, words, PART, quick), n);
		assert_memory_equal(plain, quick, n);
	}
	dedup_near_vocabulary_free(&a);
	dedup_near_vocabulary_free(&b);
}

/* ---- An index ---- */

static const char *the_run, *the_replaced;

static const char *run_name(catena_ctx *ctx)
{
	(void)ctx;
	return the_run;
}

static const char *replaced_name(catena_ctx *ctx)
{
	(void)ctx;
	return the_replaced;
}

struct fixture {
	struct stand_in h;
	struct catena_host host;
	char folder[64], path[96];
	struct share_index *index;
};

static int set_up(void **state)
{
	struct fixture *const f = calloc(1, sizeof *f);

	if (!f)
		return -1;
	snprintf(f->folder, sizeof f->folder, "/tmp/test_share_known.XXXXXX");
	if (!mkdtemp(f->folder))
		return -1;
	snprintf(f->path, sizeof f->path, "%s/a/b", f->folder);
	f->host = stand_in_host;
	f->host.run = run_name;
	f->host.replaced = replaced_name;
	f->h.ctx.host = &f->host;
	the_replaced = NULL;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *const f = *state;
	char command[128];

	share_index_free(f->index);
	snprintf(command, sizeof command, "rm -rf '%s'", f->folder);
	const int rc = system(command);
	free(f);
	return rc;
}

/* A process that begins, as run `name`. */
static catena_status begin(struct fixture *f, const char *name, int64_t max_age,
                           const char *value)
{
	static const struct share_index_kind kind = {"test", 7};
	const struct share_index_rule rule = {f->path, 0, max_age, "date"};
	struct share_index_param params[] = {{"width", ""}, {NULL, ""}};
	catena_status status;

	snprintf(params[0].value, sizeof params[0].value, "%s", value);
	the_run = name;
	share_index_free(f->index);
	status = share_index_new(&f->h.ctx, &kind, &rule, params, &f->index);
	return status == CATENA_OK ? share_index_open(&f->h.ctx, f->index) : status;
}

static void add(struct fixture *f, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		char id[32], body[3000];
		uint32_t head[5] = {i, i * 2, i * 3, i * 4, i * 5};
		struct share_index_doc d = {.date = i * 100,
		                            .head = head,
		                            .head_size = 4 + i % 17,
		                            .id = id,
		                            .body = body,
		                            .body_size = i % sizeof body};
		d.id_size = (uint32_t)snprintf(id, sizeof id, "doc %u", i);
		memset(body, (int)(i % 251), sizeof body);
		share_index_arrive(f->index, d.date);
		assert_int_equal(share_index_add(&f->h.ctx, f->index, &d), CATENA_OK);
		assert_int_equal(share_index_extend(&f->h.ctx, f->index, &i, 3), CATENA_OK);
	}
}

/* It knows documents from..to, and nothing else. */
static void knows(struct fixture *f, uint32_t from, uint32_t to)
{
	struct share_index_doc d;
	unsigned char bytes[3100];
	char id[32];

	share_index_first(f->index);
	for (uint32_t i = from; i < to; i++) {
		uint32_t head[5] = {i, i * 2, i * 3, i * 4, i * 5};
		assert_int_equal(share_index_next(&f->h.ctx, f->index, &d), CATENA_OK);
		assert_int_equal(d.date, i * 100);
		assert_int_equal(d.head_size, 4 + i % 17);
		assert_memory_equal(d.head, head, d.head_size);
		assert_int_equal(d.id_size, snprintf(id, sizeof id, "doc %u", i));
		assert_int_equal(d.body_size, i % 3000);
		assert_int_equal(share_index_body(&f->h.ctx, f->index, d.at, bytes,
		                                  d.id_size + d.body_size),
		                 CATENA_OK);
		assert_memory_equal(bytes, id, d.id_size);
		for (uint32_t k = 0; k < d.body_size; k += 97)
			assert_int_equal(bytes[d.id_size + k], i % 251);
	}
	assert_int_equal(share_index_next(&f->h.ctx, f->index, &d), CATENA_END);
}

static catena_status settle(struct fixture *f, int done)
{
	const catena_status status = share_index_flush(&f->h.ctx, f->index);

	return status == CATENA_OK ? share_index_settle(&f->h.ctx, f->index, done)
	                           : status;
}

static void test_runs(void **state)
{
	struct fixture *const f = *state;
	struct share_index_mark mark;

	if (!share_index_possible())
		skip();
	assert_int_equal(begin(f, "one", 0, "5"), CATENA_OK);
	knows(f, 0, 0);
	add(f, 0, 700);
	knows(f, 0, 0); /* what was not flushed is not read in turn */
	assert_int_equal(settle(f, 1), CATENA_OK);

	/* The second is cut off: taken back by the third. */
	assert_int_equal(begin(f, "two", 0, "5"), CATENA_OK);
	knows(f, 0, 700);
	add(f, 700, 900);
	assert_int_equal(share_index_flush(&f->h.ctx, f->index), CATENA_OK);
	assert_int_equal(begin(f, "three", 0, "5"), CATENA_OK);
	assert_non_null(strstr(f->h.message, "200 documents"));
	knows(f, 0, 700);

	/* The third is cut off after a mark, and goes on from there. */
	add(f, 700, 800);
	assert_int_equal(share_index_mark(&f->h.ctx, f->index, &mark), CATENA_OK);
	add(f, 800, 4000);
	assert_int_equal(share_index_flush(&f->h.ctx, f->index), CATENA_OK);
	assert_int_equal(begin(f, "three", 0, "5"), CATENA_OK);
	assert_true(share_index_resumes(f->index));
	assert_int_equal(share_index_rewind(&f->h.ctx, f->index, &mark), CATENA_OK);
	knows(f, 0, 800);
	assert_int_equal(share_index_stream_size(f->index), 2400);
	add(f, 800, 1000);
	assert_int_equal(settle(f, 1), CATENA_OK);

	/* The fourth fails. */
	assert_int_equal(begin(f, "four", 0, "5"), CATENA_OK);
	assert_int_equal(share_index_rewind(&f->h.ctx, f->index, &mark),
	                 CATENA_E_INPUT);
	knows(f, 0, 1000);
	add(f, 1000, 1100);
	assert_int_equal(settle(f, 0), CATENA_OK);
	assert_int_equal(begin(f, "five", 0, "5"), CATENA_OK);
	knows(f, 0, 1000);
	assert_int_equal(share_index_documents(f->index), 1000);
}

/* A run that settled this index, and was cut off before it settled another. */
static void test_replaced(void **state)
{
	struct fixture *const f = *state;

	if (!share_index_possible())
		skip();
	assert_int_equal(begin(f, "one", 0, "5"), CATENA_OK);
	add(f, 0, 300);
	assert_int_equal(settle(f, 1), CATENA_OK);
	assert_int_equal(begin(f, "two", 0, "5"), CATENA_OK);
	add(f, 300, 500);
	assert_int_equal(settle(f, 1), CATENA_OK);
	the_replaced = "one"; /* not the last: it stays */
	assert_int_equal(begin(f, "three", 0, "5"), CATENA_OK);
	knows(f, 0, 500);
	assert_int_equal(settle(f, 0), CATENA_OK);
	the_replaced = "two";
	assert_int_equal(begin(f, "three", 0, "5"), CATENA_OK);
	knows(f, 0, 300);
	add(f, 300, 500);
	assert_int_equal(settle(f, 1), CATENA_OK);
	the_replaced = NULL;
	/* Only its last word was left to say. */
	the_run = "three";
	assert_int_equal(share_index_settle(&f->h.ctx, f->index, 1), CATENA_OK);
	the_run = "two";
	assert_int_equal(share_index_settle(&f->h.ctx, f->index, 1), CATENA_E_IO);
}

static void test_refused(void **state)
{
	struct fixture *const f = *state;
	struct share_index *other = NULL;

	if (!share_index_possible())
		skip();
	assert_int_equal(begin(f, "one", 0, "5"), CATENA_OK);
	other = f->index;
	f->index = NULL;
	assert_int_equal(begin(f, "two", 0, "5"), CATENA_E_IO);
	assert_non_null(strstr(f->h.message, "is that of another stage"));
	assert_int_equal(begin(f, "two", 0, "6"), CATENA_E_CONFIG);
	assert_non_null(
	    strstr(f->h.message, "made with width 5; this chain says width 6"));
	share_index_free(other);
	assert_int_equal(begin(f, "two", 0, "5"), CATENA_OK);
}

/* A run was killed, and a process that it had made lives for a moment longer. */
static void test_left(void **state)
{
	char folder[] = "/tmp/catena-known-XXXXXX", path[sizeof folder + 8],
	     why[512] = "";
	const struct timespec moment = {.tv_nsec = 200 * 1000000L};
	int status = -1;
	(void)state;

	assert_non_null(mkdtemp(folder));
	const pid_t run = fork();
	assert_true(run >= 0);
	if (!run) {
		const bool held = share_index_lock(folder, why, sizeof why) >= 0;
		if (held && !fork()) {
			nanosleep(&moment, NULL);
			_exit(0);
		}
		_exit(!held);
	}
	assert_int_equal(waitpid(run, &status, 0), run);
	assert_int_equal(status, 0);
	const int fd = share_index_lock(folder, why, sizeof why);
	assert_true(fd >= 0);
	close(fd);
	snprintf(path, sizeof path, "%s/lock", folder);
	unlink(path);
	rmdir(folder);
}

static void test_age(void **state)
{
	struct fixture *const f = *state;

	if (!share_index_possible())
		skip();
	assert_int_equal(begin(f, "one", 0, "5"), CATENA_OK);
	add(f, 0, 1000); /* dates 0 to 99900 */
	assert_int_equal(share_index_arrive(f->index, 0), INT64_MIN);
	assert_int_equal(settle(f, 1), CATENA_OK);
	assert_int_equal(begin(f, "two", 20000, "5"), CATENA_OK);
	knows(f, 799, 1000);
	assert_int_equal(share_index_documents(f->index), 201);
	assert_int_equal(share_index_arrive(f->index, 110000), 90000);
	assert_int_equal(share_index_arrive(f->index, INT64_MAX), 90000);
	knows(f, 900, 1000);
	assert_int_equal(settle(f, 1), CATENA_OK);
	assert_int_equal(begin(f, "three", 1, "5"), CATENA_OK);
	knows(f, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_dates),
	    cmocka_unit_test(test_vocabulary),
	    cmocka_unit_test(test_vocabulary_bytes),
	    cmocka_unit_test_setup_teardown(test_runs, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_replaced, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
	    cmocka_unit_test(test_left),
	    cmocka_unit_test_setup_teardown(test_age, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
