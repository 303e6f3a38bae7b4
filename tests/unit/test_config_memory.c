/* SPDX-License-Identifier: MIT */
/* test_config_memory.c - each allocation of the config reader fails once, and
 * all from each on: it says so and gives everything back (leaks are seen by
 * check-asan).  What libconfig allocates itself is left alone: version 1.5 ends
 * the program when that fails. */
#include "build.h"

#include "config_case.h"
#include "option.h"
#include <limits.h>
#include <stdalign.h>

#undef malloc
#undef calloc
#undef realloc

static unsigned long calls, fail_at, failed;
static bool for_ever;

static bool fails(void)
{
	const unsigned long n = calls++;
	const bool now = for_ever ? n >= fail_at : n == fail_at;
	failed += now;
	return now;
}

void *fail_malloc(size_t n)
{
	return fails() ? NULL : malloc(n);
}

void *fail_calloc(size_t n, size_t size)
{
	return fails() ? NULL : calloc(n, size);
}

void *fail_realloc(void *p, size_t n)
{
	return fails() ? NULL : realloc(p, n);
}

/* ---- An arena that takes each piece by itself, so that each can fail, and
 * that a sanitizer sees where each ends ---- */

struct arena_block {
	struct arena_block *next;
	alignas(64) char bytes[];
};

void *arena_alloc(struct arena *a, size_t size, size_t align)
{
	assert_true(align <= 64 && size < SIZE_MAX / 2);
	const size_t whole = (sizeof(struct arena_block) + size + 63) / 64 * 64;
	struct arena_block *const b = fails() ? NULL : aligned_alloc(64, whole);
	if (!b)
		return NULL;
	b->next = a->blocks;
	a->blocks = b;
	a->used += size;
	return b->bytes;
}

void *arena_zalloc(struct arena *a, size_t size, size_t align)
{
	void *const p = arena_alloc(a, size, align);
	return p ? memset(p, 0, size) : NULL;
}

void *arena_array(struct arena *a, size_t n, size_t size, size_t align)
{
	return arena_alloc(a, n * size, align);
}

void *arena_grow(struct arena *a, void *p, size_t old_size, size_t size)
{
	void *const more = arena_alloc(a, size, 16);
	if (more && old_size)
		memcpy(more, p, old_size < size ? old_size : size);
	return more;
}

char *arena_copy(struct arena *a, const char *s, size_t n)
{
	char *const copy = arena_alloc(a, n + 1, 1);
	if (!copy)
		return NULL;
	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

void arena_free(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *const next = a->blocks->next;
		free(a->blocks);
		a->blocks = next;
	}
	a->used = 0;
}

/* ---- The test ---- */

static const struct catena_option table[] = {
    {"text", CATENA_STRING, "x", 0, 0, NULL, NULL, "H."},
    {"files", CATENA_PATHS, "a, b", 0, 0, NULL, NULL, "H."},
    {"words", CATENA_STRINGS, "", 0, 0, NULL, NULL, "H."},
};
static const struct catena_plugin plugin = {
    .name = "p", .options = table, .n_options = 3};

static const char *const sets[] = {"workers=2", "p.text=${HOME:-x}",
                                   "p.words=[\"a\"]", "p_2.when=a == 'b'"};

static int convert(const struct config *c, struct diag *d)
{
	struct arena arena = {0};
	int r = 0;
	for (uint32_t i = 0; i < c->n_stages; i++) {
		union catena_value *values;
		if (option_values(&plugin, &c->stages[i], c->dir, &arena, &values, d))
			r = -1;
		else
			assert_non_null(values);
	}
	arena_free(&arena);
	return r;
}

/* What was understood, in words. */
static void describe(const struct setting *s, char *text, size_t size)
{
	const size_t n = strlen(text);
	snprintf(text + n, size - n, "%s%s=%s%lld;", s->name ? s->name : "",
	         s->type == SET_LIST ? "[" : "", s->s ? s->s : "",
	         s->s ? 0 : (long long)s->i);
	for (uint32_t i = 0; i < s->n; i++)
		describe(&s->items[i], text, size);
}

static void describe_all(const struct config *c, char *text, size_t size)
{
	snprintf(text, size, "%u %s %s|", c->workers, c->spool, c->quarantine);
	for (uint32_t i = 0; i < c->n_stages; i++) {
		const struct stage_config *const s = &c->stages[i];
		const size_t n = strlen(text);
		snprintf(text + n, size - n, "%s %s %s:", s->name, s->plugin,
		         s->when ? s->when : "");
		for (uint32_t k = 0; k < s->n_settings; k++)
			describe(&s->settings[k], text, size);
	}
}

static char right[4000]; /* of the first config that was whole */

static void assert_same(const struct config *c)
{
	char text[sizeof right];
	describe_all(c, text, sizeof text);
	if (!right[0])
		memcpy(right, text, sizeof right);
	assert_string_equal(text, right);
}

/* 0: all went well; 1: refused, with a reason; 2: not even the reasons had
 * room. */
static int once(void)
{
	said[0] = '\0';
	struct diag *const d = diag_new(keep, NULL, CATENA_ERROR);
	if (!d)
		return 2;
	struct config *const c = config_load("x.conf", sets, 4, d);
	const bool good = c && !c->broken;
	if (!good)
		assert_true(diag_errors(d) > 0);
	else
		assert_same(c);
	const int r = good ? convert(c, d) : -1;
	assert_int_equal(r != 0, diag_errors(d) > 0);
	config_free(c);
	diag_free(d);
	return r != 0;
}

static void each_in_turn(bool on, const char *want)
{
	unsigned long n = 0, refused = 0;
	for_ever = on;
	do {
		calls = failed = 0;
		fail_at = n++;
		const int r = once();
		refused += r != 0;
		if (r == 1 && failed && !strstr(said, "out of memory") &&
		    !strstr(said, want))
			fail_msg("allocation %lu: %s", n - 1, said);
	} while (failed);
	assert_true(n > 8);
	assert_true(refused > 8);
	print_message("%lu allocations, %lu times refused\n", n - 1, refused);
}

static void a_good_config(void **state)
{
	(void)state;
	write_file("inc.conf",
	           "more = ( { plugin = \"p\"; files = [ \"x\", \"y\" ]; } );");
	write_file(
	    "x.conf",
	    "@include \"inc.conf\"\n"
	    "spool = \"${CATENA_NOT:-tmp}\"; quarantine = \"q\";\n"
	    "chain = ( { plugin = \"p\"; when = \"a in ('b', 'c')\"; }, \"more\",\n"
	    "\"more\", { plugin = \"p\"; name = \"x\"; text = \"a\" \"b\"; } );");
	fail_at = ULONG_MAX;
	assert_int_equal(once(), 0);
	each_in_turn(false, "out of memory");
	each_in_turn(true, "out of memory");
}

/* Nor may what helps people with their mistakes be of harm. */
static void a_bad_config(void **state)
{
	(void)state;
	write_file(
	    "x.conf",
	    "memry = 1; workers = \"x\";\n"
	    "chain = ( { plugin = \"p\"; when = \"(\"; fiels = 1; }, \"mroe\" );");
	each_in_turn(false, "memry");
	each_in_turn(true, "memry");
	write_file("x.conf", "@include \"inc.cnf\"\n");
	each_in_turn(true, "no such file");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_good_config),
	    cmocka_unit_test(a_bad_config),
	};
	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
