/* SPDX-License-Identifier: MIT */
/* test_spill.c - seeds that do not fit into memory: nothing is lost, every key is
 * there once, the newest of it counts, and a full disk is an error. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "find_copies/seeds.h"

#define CAP 40u

static uint64_t seed = 1;

static uint32_t next_random(void)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)(seed >> 33);
}

/* The i-th of some keys: 37 bits of it are looked at. */
static uint64_t key_of(uint32_t i)
{
	const uint64_t h = (i + 1) * UINT64_C(0x9E3779B97F4A7C15);
	return (h ^ h >> 31) * UINT64_C(0xBF58476D1CE4E5B9) >> 27 << 27;
}

/* ---- All of it, against a table ---- */

enum {
	KEYS = 50000
};

struct known {
	uint32_t places[KEYS][CAP];
	uint32_t n[KEYS];
	bool common[KEYS];
	uint32_t seen[KEYS];
	uint64_t last;
};

static void add(struct seeds *s, struct known *k, uint32_t i, uint32_t place)
{
	struct seeds_found f;
	assert_true(find_copies_seeds_relieve(s));
	assert_int_equal(find_copies_seeds_find(s, key_of(i), false, &f),
	                 k->n[i] || k->common[i]);
	assert_int_equal(f.n, k->n[i]);
	assert_int_equal(f.common, k->common[i]);
	if (f.n)
		assert_memory_equal(f.places, k->places[i], f.n * sizeof *f.places);
	assert_true(find_copies_seeds_add(s, key_of(i), &f, place, CAP));
	if (!k->common[i] && k->n[i] < CAP)
		k->places[i][k->n[i]++] = place;
}

static int check(void *to, uint64_t key, const uint32_t *places, uint32_t n)
{
	struct known *const k = to;
	uint32_t i = 0;

	assert_true(key > k->last);
	k->last = key;
	/* the first place of a key says which one it is */
	if (n == SEEDS_COMMON) {
		k->seen[0]++;
		return 0;
	}
	i = places[0] % KEYS;
	assert_int_equal(key, key_of(i));
	assert_int_equal(n, k->n[i]);
	assert_memory_equal(places, k->places[i], n * sizeof *places);
	k->seen[i]++;
	return 0;
}

static void nothing_is_lost(void **unused)
{
	struct known *const k = calloc(1, sizeof *k);
	struct seeds *const s = calloc(1, sizeof *s);
	struct seeds_found f;
	uint32_t n_common = 0;

	(void)unused;
	assert_true(k && s);
	s->bound = 1 << 18;
	for (uint32_t round = 0; round < 400000; round++) {
		/* few of the keys come often, and many seldom */
		uint32_t i = 1 + next_random() % (KEYS - 1);
		if (round & 1)
			i = 1 + i % 300;
		add(s, k, i, round * KEYS % 4000000000u / KEYS * KEYS + i);
		assert_true(seeds_bytes(s) < s->bound + s->bound / 4);
		if (next_random() % 5000 == 0 && !k->common[i]) {
			assert_true(find_copies_seeds_find(s, key_of(i), false, &f));
			find_copies_seeds_mark(s, key_of(i), &f);
			k->common[i] = true;
			k->n[i] = 0;
			n_common++;
		}
	}
	assert_true(s->spill.written > 10);
	assert_in_range(s->spill.n, 1, 6);
	assert_int_equal(s->failed, 0);
	for (uint32_t i = KEYS; i < 2 * KEYS; i++)
		assert_false(find_copies_seeds_find(s, key_of(i), false, &f));
	assert_int_equal(find_copies_seeds_each(s, check, k), 0);
	assert_int_equal(k->seen[0], n_common);
	for (uint32_t i = 1; i < KEYS; i++)
		assert_int_equal(k->seen[i], k->n[i] ? 1 : 0);
	find_copies_seeds_free(s);
	free(s);
	free(k);
}

/* ---- Parts by hand ---- */

struct pile { /* keys of two shards: tags 1, 1 + step, ... */
	uint32_t n, step, value, places;
	uint32_t block[SEEDS_MOST + 1];
};

static uint64_t *pile_shard(void *from, uint32_t shard, uint32_t *n)
{
	const struct pile *const p = from;
	uint64_t *const slots = malloc((p->n + 1) * sizeof *slots);

	assert_non_null(slots);
	assert_true(shard == 3 || shard == 63);
	for (uint32_t i = 0; i < p->n; i++)
		slots[i] = (uint64_t)(1 + i * p->step) << 33 |
		           (p->places ? SEEDS_SEVERAL : 0) | p->value;
	*n = p->n;
	return slots;
}

static const uint32_t *pile_block(void *from, uint64_t slot)
{
	struct pile *const p = from;

	(void)slot;
	p->block[0] = 9u << 16 | p->places;
	for (uint32_t i = 0; i < p->places; i++)
		p->block[1 + i] = p->value + i;
	return p->block;
}

static struct spill_source source(struct pile *p)
{
	struct spill_source s = {.from = p, .shard = pile_shard, .block = pile_block};

	s.used[3] = s.used[63] = p->n;
	return s;
}

static bool add_pile(struct spill *s, struct pile p)
{
	const struct spill_source from = source(&p);
	return find_copies_spill_add(s, &from);
}

/* The first place of a key; 0: it is unknown. */
static uint32_t look(const struct spill *s, uint32_t shard, uint32_t tag,
                     uint32_t n_places)
{
	uint32_t places[SEEDS_MOST], n = 0;
	uint64_t slot;
	const int found = find_copies_spill_find(
	    s, seeds_key(shard, (uint64_t)tag << 33), &slot, places, SEEDS_MOST, &n);

	assert_true(found >= 0);
	if (!found)
		return 0;
	assert_int_equal(slot >> 33, tag);
	assert_int_equal(n, n_places);
	for (uint32_t i = 1; n > 1 && i < n; i++)
		assert_int_equal(places[i], places[0] + i);
	return n > 1 ? places[0] : (uint32_t)slot;
}

static int count(void *to, uint32_t shard, uint64_t slot, const uint32_t *places,
                 uint32_t n)
{
	(void)shard, (void)slot, (void)places, (void)n;
	++*(uint32_t *)to;
	return 0;
}

static void look_at_all(const struct spill *s)
{
	struct pile none = {.n = 0};
	const struct spill_source nothing = source(&none);
	uint32_t n = 0;

	for (uint32_t shard = 3; shard < 64; shard += 60)
		for (uint32_t tag = 1; tag < 20010; tag++) {
			const bool newer = tag % 3 == 1 && tag < 3000;
			const bool older = tag % 2 == 1 && tag < 20000;
			assert_int_equal(look(s, shard, tag, newer ? 1000 : 1), newer   ? 100
			                                                        : older ? 7
			                                                                : 0);
		}
	assert_int_equal(look(s, 4, 1, 1), 0);
	assert_int_equal(find_copies_spill_each(s, 0, &nothing, count, &n), 0);
	assert_int_equal(n, 2 * (10000 + 500));
}

static void the_newest_counts(void **unused)
{
	struct spill s = {.n = 0};
	struct pile none = {.n = 0};
	const struct spill_source nothing = source(&none);
	uint32_t n = 0;

	(void)unused;
	assert_int_equal(look(&s, 3, 1, 1), 0);
	assert_int_equal(find_copies_spill_each(&s, 0, &nothing, count, &n), 0);
	assert_int_equal(n, 0);
	assert_true(add_pile(&s, (struct pile){.n = 10000, .step = 2, .value = 7}));
	/* every third, some of which are there */
	assert_true(add_pile(
	    &s, (struct pile){.n = 1000, .step = 3, .value = 100, .places = 1000}));
	assert_int_equal(s.n, 2);
	look_at_all(&s);
	/* the same again as large: all becomes one */
	assert_true(add_pile(&s, (struct pile){.n = 1, .step = 1, .value = 7}));
	assert_int_equal(s.n, 3);
	assert_int_equal(look(&s, 3, 1, 1), 7);
	assert_true(add_pile(
	    &s, (struct pile){.n = 1000, .step = 3, .value = 100, .places = 1000}));
	assert_int_equal(s.n, 2);
	look_at_all(&s);
	assert_true(add_pile(&s, (struct pile){.n = 5000, .step = 4, .value = 9}));
	assert_int_equal(s.n, 1);
	assert_int_equal(look(&s, 63, 4, 1000), 100);
	assert_int_equal(look(&s, 63, 5, 1), 9);
	assert_int_equal(look(&s, 63, 3, 1), 7);
	find_copies_spill_free(&s);
}

/* What was there before is still found. */
static void a_full_disk_is_an_error(void **unused)
{
	struct spill s = {.n = 0};
	struct rlimit old, small = {.rlim_cur = 100000};

	(void)unused;
	assert_true(add_pile(&s, (struct pile){.n = 1000, .step = 2, .value = 7}));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small.rlim_max = old.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	const bool done =
	    add_pile(&s, (struct pile){.n = 20000, .step = 2, .value = 8});
	const int error = errno;
	setrlimit(RLIMIT_FSIZE, &old);
	assert_false(done);
	assert_int_equal(error, EFBIG);
	assert_int_equal(s.n, 1);
	assert_int_equal(look(&s, 3, 999, 1), 7);
	assert_true(add_pile(&s, (struct pile){.n = 20000, .step = 2, .value = 8}));
	assert_int_equal(look(&s, 3, 999, 1), 8);
	find_copies_spill_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_is_lost),
	    cmocka_unit_test(the_newest_counts),
	    cmocka_unit_test(a_full_disk_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
