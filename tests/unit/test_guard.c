/* SPDX-License-Identifier: MIT */
/* test_guard.c - lent memory: marked, compared, spoiled.  What the guard makes
 * of whole plugins is tried by tests/chain/lint.sh, one rule a plugin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "guard_parts.h"
#include "guard_loan.h"
#include "host.h"

struct heard {
	unsigned n;
	char rule[32], what[400];
};

static void hear(void *user, const char *rule, const char *what)
{
	struct heard *h = user;
	h->n++;
	snprintf(h->rule, sizeof h->rule, "%s", rule);
	snprintf(h->what, sizeof h->what, "%s", what);
}

static int start(void **state)
{
	static struct heard h;
	static struct loans *loans;
	memset(&h, 0, sizeof h);
	loans = loans_new(hear, &h);
	static void *both[2];
	both[0] = &h;
	both[1] = loans;
	*state = both;
	return loans ? 0 : -1;
}

static int stop(void **state)
{
	loans_free(((void **)*state)[1]);
	return 0;
}

static struct heard *heard(void **state)
{
	return ((void **)*state)[0];
}

static struct loans *loans(void **state)
{
	return ((void **)*state)[1];
}

static void expect(void **state, unsigned n, const char *rule, const char *text)
{
	const struct heard *h = heard(state);
	assert_int_equal(h->n, n);
	if (n) {
		assert_string_equal(h->rule, rule);
		if (!strstr(h->what, text))
			fail_msg("expected \"%s\", got \"%s\"", text, h->what);
	}
}

static void test_honest(void **state)
{
	static const char text[] = "lent";
	const char *p = loan(loans(state), LOAN_CALL, text, sizeof text, 0, "the text");
	unsigned char *q = loan(loans(state), LOAN_ROWS, NULL, 100, 0xA7, "cells");
	const char *none = loan(loans(state), LOAN_CALL, "", 0, 0, "nothing");
	assert_non_null(none);
	assert_string_equal(p, "lent");
	assert_ptr_not_equal(p, text);
	assert_int_equal((uintptr_t)q % 16, 0); /* as malloc's */
	for (int i = 0; i < 100; i++)
		assert_int_equal(q[i], 0xA7);
	memset(q, 1, 100);
	loans_due(loans(state), LOAN_CALL);
	expect(state, 0, NULL, NULL);
}

static void test_beyond(void **state)
{
	char *q = loan(loans(state), LOAN_CALL, NULL, 10, 0, "ten cells");
	q[10] = 0;
	loans_due(loans(state), LOAN_CALL);
	expect(state, 1, "bounds",
	       "wrote 1 bytes beyond the end of ten cells (10 bytes)");
	q = loan(loans(state), LOAN_CALL, NULL, 10, 0, "ten cells");
	q[10 + 7] = 0;
	loans_due(loans(state), LOAN_CALL);
	expect(state, 2, "bounds", "wrote 8 bytes beyond the end");
	q = loan(loans(state), LOAN_CALL, NULL, 10, 0, "ten cells");
	q[-1] = 0;
	loans_due(loans(state), LOAN_CALL);
	expect(state, 3, "bounds", "before the beginning of ten cells");
}

static void test_const(void **state)
{
	char *p = loan(loans(state), LOAN_CALL, "text", 5, 0, "the text");
	p[4] = '!';
	loans_due(loans(state), LOAN_CALL);
	expect(state, 1, "const", "changed the text");
}

static void test_spoiled(void **state)
{
	const char *p = loan(loans(state), LOAN_FIELD, "text", 5, 0, "a field");
	const char *q = loan(loans(state), LOAN_STRING, "text", 5, 0, "a string");
	char *r = loan(loans(state), LOAN_ROWS, NULL, 5, 'r', "rows");
	loans_due(loans(state), LOAN_STRING);
	assert_string_equal(p, "text");
	assert_memory_not_equal(q, "text", 5); /* due, but not yet given back */
	loan_due(loans(state), r);
	assert_memory_not_equal(r, "rrrrr", 5);
	assert_string_equal(p, "text");
	loan_due(loans(state), r); /* no longer out: nothing */
	loans_due(loans(state), LOAN_CALL);
	assert_memory_not_equal(p, "text", 5);
	expect(state, 0, NULL, NULL);
}

/* More than is kept in spoiled form. */
static void test_many(void **state)
{
	for (int i = 0; i < 40; i++) {
		assert_non_null(
		    loan(loans(state), LOAN_CALL, NULL, 1 << 20, 0, "a megabyte"));
		loans_due(loans(state), LOAN_CALL);
	}
	assert_null(loan(loans(state), LOAN_CALL, NULL, SIZE_MAX, 0, "all"));
	assert_null(loan(loans(state), LOAN_CALL, NULL, SIZE_MAX - 100, 0, "all"));
	expect(state, 0, NULL, NULL);
}

/* No function of the table is left out, in the host or in its twin. */
static void test_tables(void **state)
{
	const struct catena_host *const tables[] = {&host_table, &guard_table};
	typedef catena_status (*function)(catena_ctx *, catena_status, const char *,
	                                  ...);
	const size_t first = offsetof(struct catena_host, fail);
	(void)state;
	for (size_t t = 0; t < 2; t++) {
		assert_int_equal(tables[t]->size, sizeof *tables[t]);
		for (size_t at = first; at < sizeof *tables[t]; at += sizeof(function)) {
			function f;
			memcpy(&f, (const char *)tables[t] + at, sizeof f);
			assert_true(f != NULL);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_honest, start, stop),
	    cmocka_unit_test_setup_teardown(test_beyond, start, stop),
	    cmocka_unit_test_setup_teardown(test_const, start, stop),
	    cmocka_unit_test_setup_teardown(test_spoiled, start, stop),
	    cmocka_unit_test_setup_teardown(test_many, start, stop),
	    cmocka_unit_test(test_tables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
