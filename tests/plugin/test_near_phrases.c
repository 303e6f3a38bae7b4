/* SPDX-License-Identifier: MIT */
/* test_near_phrases.c - words of documents as codes: what is learned, written and
 * read back; bytes that make no sense. */
#include "dedup_near/bits.h"
#include "dedup_near/phrases.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka needs those before it */
#include <cmocka.h>

enum {
	DOCS = 200,
	LENGTH = 300,
	WORDS = DOCS * LENGTH
};

struct heap {
	uint32_t words[WORDS], ends[DOCS], n;
	uint64_t seed;
	unsigned char *model;
	size_t size;
	struct phrases *phrases;
};

static uint32_t chance(struct heap *h, uint32_t below)
{
	h->seed = h->seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (uint32_t)((h->seed >> 33) % below);
}

static uint32_t hash_of(uint32_t word)
{
	return word * 2654435761u;
}

/* Common words and rare ones, sayings, and a long notice at the end of some. */
static int set_up(void **state)
{
	struct heap *const h = calloc(1, sizeof *h);

	if (!h)
		return -1;
	h->seed = 7;
	for (uint32_t d = 0; d < DOCS; d++) {
		const uint32_t from = h->n;
		while (h->n < from + LENGTH) {
			const uint32_t what = chance(h, 20);
			if (what == 0)
				for (uint32_t i = 0; i < 4 && h->n < from + LENGTH; i++)
					h->words[h->n++] = hash_of(5000 + i);
			else if (what == 1 && h->n + 100 < from + LENGTH)
				for (uint32_t i = 0; i < 100; i++)
					h->words[h->n++] = hash_of(7000 + i);
			else if (what < 4)
				h->words[h->n++] = chance(h, UINT32_MAX);
			else
				h->words[h->n++] = hash_of(chance(h, 1 + chance(h, 2000)));
		}
		h->ends[d] = h->n;
	}
	h->model = dedup_near_phrases_learn(h->words, h->ends, DOCS, &h->size);
	h->phrases = h->model ? dedup_near_phrases_read(h->model, h->size) : NULL;
	*state = h;
	return h->phrases && dedup_near_phrases_prepare(h->phrases) ? 0 : -1;
}

static int tear_down(void **state)
{
	struct heap *const h = *state;

	dedup_near_phrases_free(h->phrases);
	free(h->model);
	free(h);
	return 0;
}

/* There and back; bytes that it took. */
static size_t there_and_back(const struct phrases *p, const uint32_t *words,
                             uint32_t n)
{
	const size_t most = (size_t)n * PHRASES_WORD;
	unsigned char *const bytes = malloc(most + PHRASES_SLACK);
	uint32_t *const back = malloc((size_t)n * sizeof *back + 1);

	assert_non_null(bytes);
	assert_non_null(back);
	const size_t size = dedup_near_phrases_encode(p, words, n, bytes);
	assert_true(size <= most);
	assert_true(dedup_near_phrases_decode(p, bytes, size, back, n));
	assert_memory_equal(words, back, n * sizeof *words);
	if (size) /* a byte less is noticed */
		assert_false(dedup_near_phrases_decode(p, bytes, size - 1, back, n));
	/* what is another's behind it is not looked at */
	memset(bytes + size, 0xFF, PHRASES_SLACK);
	assert_true(dedup_near_phrases_decode(p, bytes, size + PHRASES_SLACK, back, n));
	assert_memory_equal(words, back, n * sizeof *words);
	free(bytes);
	free(back);
	return size;
}

static void test_there_and_back(void **state)
{
	struct heap *const h = *state;
	uint32_t other[5000];
	size_t size = 0;

	for (uint32_t d = 0; d < DOCS; d++)
		size += there_and_back(h->phrases, h->words + d * LENGTH, LENGTH);
	/* a third of the words stand in notices and sayings */
	assert_true(size < WORDS * 9 / 8);
	for (uint32_t n = 0; n < 200; n++)
		there_and_back(h->phrases, h->words + 17 * n, n);
	/* longer than what is looked ahead, all of it, and no known word */
	there_and_back(h->phrases, h->words, WORDS);
	for (uint32_t i = 0; i < 5000; i++)
		other[i] = i % 3 ? chance(h, UINT32_MAX) : h->words[i];
	there_and_back(h->phrases, other, 5000);
}

static void test_small(void **state)
{
	static const uint32_t words[] = {5, 5, 5, 9}, ends[] = {0, 3, 4};
	size_t size;

	(void)state;
	for (uint32_t n = 0; n <= 3; n++) {
		unsigned char *const model =
		    dedup_near_phrases_learn(words, ends, n, &size);
		assert_non_null(model);
		struct phrases *const p = dedup_near_phrases_read(model, size);
		assert_non_null(p);
		assert_true(dedup_near_phrases_prepare(p));
		there_and_back(p, words, 4);
		dedup_near_phrases_free(p);
		free(model);
	}
}

/* The same documents, the same bytes. */
static void test_same(void **state)
{
	struct heap *const h = *state;
	size_t size;
	unsigned char *const again =
	    dedup_near_phrases_learn(h->words, h->ends, DOCS, &size);

	assert_non_null(again);
	assert_int_equal(size, h->size);
	assert_memory_equal(again, h->model, size);
	free(again);
}

/* Whatever the bytes are, they are refused, or make a model that gives no more
 * words than were asked for. */
static void test_broken_model(void **state)
{
	struct heap *const h = *state;
	unsigned char *const bytes = malloc(h->size);
	uint32_t words[LENGTH];
	unsigned refused = 0;

	assert_non_null(bytes);
	for (uint32_t turn = 0; turn < 2000; turn++) {
		const size_t size = turn % 4 ? h->size : chance(h, (uint32_t)h->size);
		memcpy(bytes, h->model, h->size);
		for (uint32_t k = turn % 4; k; k--) {
			const uint32_t near = turn & 16 ? 40 : (uint32_t)h->size;
			bytes[chance(h, near)] ^= (unsigned char)(1u << chance(h, 8));
		}
		errno = 0;
		struct phrases *const p = dedup_near_phrases_read(bytes, size);
		if (!p) {
			assert_int_equal(errno, EINVAL);
			refused++;
			continue;
		}
		for (uint32_t n = 1; n <= LENGTH; n += 13)
			(void)dedup_near_phrases_decode(p, h->model, h->size, words, n);
		if (dedup_near_phrases_prepare(p))
			there_and_back(p, h->words, LENGTH);
		dedup_near_phrases_free(p);
	}
	assert_true(refused > 500);
	free(bytes);
}

static void test_broken_words(void **state)
{
	struct heap *const h = *state;
	unsigned char bytes[LENGTH * PHRASES_WORD + PHRASES_SLACK];
	uint32_t words[LENGTH];

	for (uint32_t turn = 0; turn < 5000; turn++) {
		const size_t size = dedup_near_phrases_encode(
		    h->phrases, h->words + turn % DOCS * LENGTH, LENGTH, bytes);
		for (uint32_t k = 0; k <= turn % 5; k++)
			bytes[chance(h, (uint32_t)size)] = (unsigned char)chance(h, 256);
		(void)dedup_near_phrases_decode(h->phrases, bytes, size, words, LENGTH);
	}
}

/* No step may lead beyond the numbers that there are. */
static void test_refused(void **state)
{
	static const struct {
		uint32_t words, phrases;
	} many[] = {{UINT32_MAX, 0}, {0, UINT32_MAX}, {1u << 20, 1}, {0, 1}, {1000, 0}};
	unsigned char bytes[64] = {0};

	(void)state;
	for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
		struct bits_out o = {.at = bytes};
		bits_put(&o, many[i].words, 32);
		bits_put(&o, many[i].phrases, 32);
		assert_null(dedup_near_phrases_read(bytes, 40));
		assert_int_equal(errno, EINVAL);
	}
	assert_null(dedup_near_phrases_read(bytes, 0));
	memset(bytes, 0xFF, sizeof bytes);
	assert_null(dedup_near_phrases_read(bytes, sizeof bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_there_and_back, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_same, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_broken_model, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_broken_words, set_up, tear_down),
	    cmocka_unit_test(test_small),
	    cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
