/* SPDX-License-Identifier: MIT */
/* test_tag_gazetteer_atoms.c - tokens that are looked at many at once give the
 * atoms that they give one at a time, on every machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "tag_gazetteer/atoms.h"
#include <catena/fold.h>

enum {
	SIZE_MOST = 3000,
	ROUNDS = 4000
};

struct sample {
	char text[SIZE_MOST + 80];
	uint32_t size, n;
	uint32_t begin[SIZE_MOST], end[SIZE_MOST], hash[SIZE_MOST];
	uint8_t kind[SIZE_MOST];
};

static uint32_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

static const char *piece(uint64_t *seed)
{
	static const char *const plain[] = {"a",    "the", "Oslo", "of", "York",  "12",
	                                    "1997", "Zz",  "and",  "I",  "seven", "B"};
	static const char *const odd[] = {
	    "_",
	    "'",
	    "`",
	    "-",
	    ".",
	    ",",
	    "'s",
	    "O'Neill",
	    "U.S",
	    "5G",
	    "\xC3\xA9",
	    "S\xC3\xA3o",
	    "\xE2\x80\x99s",
	    "\xE2\x80\x94",
	    "\xE6\x9D\xB1",
	    "\xE3\x82\xAB\xE3\x82\xAB",
	    "\xC2\xA0",
	    " ",
	    "\t",
	    "\x01",
	    "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamten"};

	return next_random(seed) % 4
	           ? plain[next_random(seed) % (sizeof plain / sizeof *plain)]
	           : odd[next_random(seed) % (sizeof odd / sizeof *odd)];
}

/* Tokens of one piece or a few, with and without blanks between them. */
static void make(struct sample *s, uint64_t *seed)
{
	const uint32_t most = next_random(seed) % SIZE_MOST;

	memset(s, 0, sizeof *s);
	while (s->size < most) {
		const uint32_t begin = s->size;
		for (uint32_t k = 1 + next_random(seed) % 8 / 6 * 2; k > 0; k--) {
			const char *const p = piece(seed);
			memcpy(s->text + s->size, p, strlen(p));
			s->size += (uint32_t)strlen(p);
			if (s->size >= SIZE_MOST)
				break;
		}
		s->begin[s->n] = begin;
		s->end[s->n] = s->size;
		s->hash[s->n] = catena_fold_hash(s->text + begin, s->size - begin);
		/* an address is more than a sign */
		s->kind[s->n++] = s->size - begin > 1 && !(next_random(seed) % 50)
		                      ? CATENA_TOKEN_URL
		                      : CATENA_TOKEN_WORD;
		if (next_random(seed) % 5 && s->size < SIZE_MOST)
			s->text[s->size++] = ' ';
	}
}

/* The text stands at the end of what was asked for, so that reading behind it is
 * seen. */
static void look(struct atoms *a, const struct sample *s, bool hashes)
{
	const struct catena_layer tokens = {s->n, s->begin, s->end, NULL};
	char *const text = malloc((size_t)s->size + 1);

	assert_non_null(text);
	memcpy(text, s->text, (size_t)s->size + 1);
	assert_true(tag_gazetteer_atoms_of_tokens(a, text, s->size, &tokens, s->kind,
	                                          hashes ? s->hash : NULL));
	free(text);
}

static void the_same(const struct atoms *a, const struct atoms *b)
{
	assert_int_equal(a->n, b->n);
	if (!a->n)
		return;
	assert_memory_equal(a->hash, b->hash, a->n * sizeof *a->hash);
	assert_memory_equal(a->begin, b->begin, a->n * sizeof *a->begin);
	assert_memory_equal(a->end, b->end, a->n * sizeof *a->end);
	for (uint32_t i = 0; i < a->n; i++)
		assert_int_equal(a->flags[i], b->flags[i]);
}

static void many_at_once_are_as_one_at_a_time(void **unused)
{
	struct sample *const s = malloc(sizeof *s);
	struct atoms slow = {0}, fast = {0};
	uint64_t seed = 3;

	(void)unused;
	assert_non_null(s);
	for (unsigned round = 0; round < ROUNDS; round++) {
		make(s, &seed);
		slow.fold = fast.fold = round % 16;
		if (!tag_gazetteer_can_fold_diacritics())
			slow.fold = fast.fold &= ~(unsigned)FOLD_DIACRITICS;
		look(&slow, s, false);
		for (int m = SHARE_HAS_NONE; m <= (int)share_machine(); m++) {
			fast.machine = (enum share_machine)m;
			look(&fast, s, true);
			the_same(&slow, &fast);
		}
	}
	tag_gazetteer_atoms_free(&slow);
	tag_gazetteer_atoms_free(&fast);
	free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(many_at_once_are_as_one_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
