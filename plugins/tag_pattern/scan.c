/* SPDX-License-Identifier: MIT */
/* scan.c - states of the automaton of all tests of bytes: where each test stands.
 */
#include "scan.h"

#include <stdlib.h>
#include <string.h>

/* Where a test stands: the row of its expression; of an exact word how many bytes
 * have been read, + 1. */
static uint32_t step(const struct rules *r, const struct test *t, uint32_t at,
                     unsigned char c)
{
	if (!at)
		return 0;
	if (t->kind == TEST_REGEX)
		return tag_pattern_regex_step(r->regexes[t->arg], at, c);
	const char *const s = r->strings + t->arg;
	return s[at - 1] && (unsigned char)s[at - 1] == c ? at + 1 : 0;
}

static bool ends(const struct rules *r, const struct test *t, uint32_t at)
{
	if (!at)
		return false;
	if (t->kind == TEST_REGEX)
		return tag_pattern_regex_accepts(r->regexes[t->arg], at);
	return !r->strings[t->arg + at - 1];
}

static bool reserve(struct scan *x)
{
	if (x->n < x->cap)
		return true;
	const size_t cap = x->cap ? x->cap * (size_t)2 : 64;
	void *const next = realloc(x->next, cap * sizeof *x->next);
	if (next)
		x->next = next;
	uint16_t *const rows = realloc(x->rows, cap * (x->n_tests + 1) * sizeof *rows);
	if (rows)
		x->rows = rows;
	void *const holds = realloc(x->holds, cap * sizeof *x->holds);
	if (holds)
		x->holds = holds;
	if (!next || !rows || !holds)
		return false;
	x->cap = (uint32_t)cap;
	return true;
}

static uint16_t *rows_of(const struct scan *x, uint32_t state)
{
	return x->rows + (size_t)state * x->n_tests;
}

/* The state whose rows stand behind those of the last one: an old one, or new. */
static uint32_t state_of_last(struct scan *x)
{
	const uint16_t *const rows = rows_of(x, x->n);
	for (uint32_t i = SCAN_DEAD; i < x->n; i++) {
		if (!memcmp(rows_of(x, i), rows, x->n_tests * sizeof *rows))
			return i;
	}
	memset(x->next[x->n], 0, sizeof *x->next);
	memset(x->holds[x->n], 0, sizeof *x->holds);
	for (uint32_t k = 0; k < x->n_tests; k++) {
		const uint32_t test = x->tests[k];
		if (ends(x->rules, x->rules->tests + test, rows[k]))
			x->holds[x->n][test >> 6] |= UINT64_C(1) << (test & 63);
	}
	return x->n++;
}

uint32_t tag_pattern_scan_learn(struct scan *x, uint32_t state, unsigned char byte)
{
	if (x->n == SCAN_MAX || !reserve(x))
		return SCAN_UNKNOWN;
	const uint16_t *const from = rows_of(x, state);
	uint16_t *const to = rows_of(x, x->n);
	for (uint32_t k = 0; k < x->n_tests; k++)
		to[k] =
		    (uint16_t)step(x->rules, x->rules->tests + x->tests[k], from[k], byte);
	const uint32_t next = state_of_last(x);
	x->next[state][byte] = (uint16_t)next;
	return next;
}

static bool begin(struct scan *x)
{
	for (uint32_t i = SCAN_UNKNOWN; i <= SCAN_START; i++) {
		if (!reserve(x))
			return false;
		uint16_t *const rows = rows_of(x, i);
		for (uint32_t k = 0; k < x->n_tests; k++)
			rows[k] = i == SCAN_START;
		if (i == SCAN_UNKNOWN) /* is never compared with */
			x->n++;
		else if (state_of_last(x) != i)
			return false;
	}
	return true;
}

bool tag_pattern_scan_init(struct scan *x, const struct rules *r)
{
	bool good = true;
	*x = (struct scan){.rules = r};
	x->tests = calloc((size_t)r->n_tests + 1, sizeof *x->tests);
	if (!x->tests)
		return false;
	for (uint32_t i = 0; i < r->n_tests; i++) {
		const struct test *const t = r->tests + i;
		const bool exact = t->kind == TEST_EXACT;
		good = good && t->kind != TEST_SHAPE &&
		       !(exact && strlen(r->strings + t->arg) > UINT16_MAX - 2);
		if (exact || t->kind == TEST_REGEX)
			x->tests[x->n_tests++] = (uint16_t)i;
	}
	return !good || !x->n_tests || begin(x);
}

void tag_pattern_scan_free(struct scan *x)
{
	free(x->tests);
	free(x->next);
	free(x->rows);
	free(x->holds);
	*x = (struct scan){0};
}
