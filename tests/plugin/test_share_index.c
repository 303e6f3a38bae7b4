/* SPDX-License-Identifier: MIT */
/* test_share_index.c - what the deduplicators share: the table from hashes to
 * rows, the store of bytes, the words of a document and its shingles. */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "share/store.h"
#include "share/table.h"
#include "share/shingles.h"
#include "share/words.h"

/* A sequence that is the same everywhere (splitmix64). */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

/* ---- table.h ---- */

#define ROWS 20000u

static void table_keeps_all_rows_in_order(void **unused)
{
	static uint32_t keys[ROWS], rows[TABLE_ROWS];
	struct table t = {0};
	uint64_t seed = 1;

	(void)unused;
	for (uint32_t i = 0; i < ROWS; i++) {
		/* many rows under few keys, few under many; both ends of the range */
		const uint64_t r = next_random(&seed);
		keys[i] = i % 3 == 0   ? (uint32_t)(r % 50)
		          : i % 3 == 1 ? UINT32_MAX - (uint32_t)(r % 50)
		                       : (uint32_t)r;
		assert_true(table_add(&t, keys[i], i));
	}
	for (uint32_t i = 0; i < ROWS; i += 7) {
		const uint32_t n = table_find(&t, keys[i], rows);
		uint32_t at = 0;
		for (uint32_t k = 0; k < ROWS; k++)
			if (keys[k] == keys[i]) {
				assert_true(at < n);
				assert_int_equal(rows[at++], k);
			}
		assert_int_equal(at, n);
		assert_int_equal(table_count(&t, keys[i]), n);
	}
	assert_int_equal(t.used, ROWS);
	assert_true(table_bytes(&t) < (uint64_t)ROWS * 12 + TABLE_TAIL * 8);
	table_free(&t);
}

static void table_forgets_the_oldest_of_too_many(void **unused)
{
	static uint32_t rows[TABLE_ROWS];
	struct table t = {0};

	(void)unused;
	for (uint32_t i = 0; i < TABLE_ROWS + 10; i++)
		assert_true(table_add(&t, 77, i));
	assert_true(table_add(&t, 78, 5));
	assert_int_equal(table_find(&t, 77, rows), TABLE_ROWS);
	assert_int_equal(rows[0], 10);
	assert_int_equal(rows[TABLE_ROWS - 1], TABLE_ROWS + 9);
	assert_int_equal(table_find(&t, 78, rows), 1);
	assert_int_equal(table_find(&t, 76, rows), 0);
	table_free(&t);
	assert_int_equal(table_find(&t, 77, rows), 0);
}

/* ---- store.h ---- */

static void store_reads_what_went_to_the_file(void **unused)
{
	struct store s = {.bound = 1000};
	unsigned char out[300];
	uint64_t at = 0;

	(void)unused;
	for (unsigned i = 0; i < 100; i++) {
		unsigned char bytes[137];
		memset(bytes, (int)i, sizeof bytes);
		assert_true(store_add(&s, bytes, 1 + i));
	}
	assert_true(s.written > 0);
	assert_true(s.used <= 1000);
	for (unsigned i = 0; i < 100; at += 1 + i, i++) {
		assert_true(store_get(&s, at, out, 1 + i));
		assert_int_equal(out[0], i);
		assert_int_equal(out[i], i);
	}
	assert_int_equal(at, store_size(&s));
	store_free(&s);
}

/* The first bytes stay, and what is asked for may lie on both sides. */
static void store_keeps_the_first_in_memory(void **unused)
{
	struct store s = {.bound = 3 * STORE_PIECE};
	static unsigned char all[8 * STORE_PIECE], out[8 * STORE_PIECE];
	size_t n = 0;

	(void)unused;
	for (size_t i = 0; i < sizeof all; i++)
		all[i] = (unsigned char)(i * 7 + i / 251);
	for (size_t size = 1; n + size <= sizeof all;
	     n += size, size = size % 5000 + 37)
		assert_true(store_add(&s, all + n, size));
	assert_true(s.stays > 0 && s.stays <= s.bound && s.written > 0);
	assert_true(s.room <= s.bound + STORE_PIECE);
	assert_int_equal(store_size(&s), n);
	assert_true(store_get(&s, 0, out, n));
	assert_memory_equal(out, all, n);
	for (size_t at = 0; at + 5000 < n; at += 999) {
		const void *const here = store_peek(&s, at, 5000);
		assert_true(store_get(&s, at, out, 5000));
		assert_memory_equal(out, all + at, 5000);
		if (here)
			assert_memory_equal(here, all + at, 5000);
		assert_true(here || at + 5000 > s.stays);
	}
	store_free(&s);
}

static void store_says_why_there_is_no_file(void **unused)
{
	struct store s = {.bound = 10, .folder = "/does/not/exist"};

	(void)unused;
	assert_true(store_add(&s, "12345678", 8));
	errno = 0;
	assert_false(store_add(&s, "12345678", 8));
	assert_int_equal(errno, ENOENT);
	store_free(&s);
}

/* ---- words.h ---- */

static void check_words(const char *text, const char *expected)
{
	const uint32_t begin = 0, end = (uint32_t)strlen(text);
	const struct catena_layer tokens = {1, &begin, &end, NULL};
	const uint32_t hash = catena_fold_hash(text, end);
	struct words w = {.spans = true};
	char got[200] = "";

	assert_true(words_fill(&w, text, end, &tokens, NULL, &hash));
	for (uint32_t i = 0; i < w.n; i++) {
		const size_t used = strlen(got);
		snprintf(got + used, sizeof got - used, "%s%.*s", i ? " " : "",
		         (int)(w.end[i] - w.begin[i]), text + w.begin[i]);
		assert_int_equal(
		    w.hash[i], catena_fold_hash(text + w.begin[i], w.end[i] - w.begin[i]));
	}
	assert_string_equal(got, expected);
	words_free(&w);
}

static void tokens_are_cut_into_words(void **unused)
{
	(void)unused;
	check_words("plain", "plain");
	check_words("Stra\xC3\x9F"
	            "e",
	            "Stra\xC3\x9F"
	            "e");
	check_words("don't", "don t");
	check_words("don\xE2\x80\x99t", "don t");
	check_words("3,000.5", "3 000 5");
	check_words("snake_case", "snake_case");
	check_words("longer.than.eight.bytes", "longer than eight bytes");
	check_words("quiteLongWithoutAnyCut", "quiteLongWithoutAnyCut");
	check_words("http://a.example/b?c=d", "http a example b c d");
	check_words("...", "");
	check_words("a", "a");
}

static void words_that_a_tokenizer_cut_are_joined(void **unused)
{
	static const char text[] = "cannot do 5G, don't \xE6\x9D\xB1\xE4\xBA\xAC";
	static const uint32_t begin[] = {0, 3, 7, 10, 11, 12, 14, 16, 20, 23};
	static const uint32_t end[] = {3, 6, 9, 11, 12, 13, 16, 19, 23, 26};
	static const char *const expected[] = {
	    "cannot", "do", "5G", "don", "t", "\xE6\x9D\xB1", "\xE4\xBA\xAC"};
	const struct catena_layer tokens = {10, begin, end, NULL};
	uint8_t kind[10] = {0, 0, 0, 1, 0, CATENA_TOKEN_PUNCT, 0, 0, 0, 0};
	uint32_t hash[10];
	struct words w = {.spans = true};

	(void)unused;
	for (int i = 0; i < 10; i++)
		hash[i] = catena_fold_hash(text + begin[i], end[i] - begin[i]);
	for (int again = 0; again < 2; again++) {
		assert_true(words_fill(&w, text, sizeof text - 1, &tokens, kind, hash));
		assert_int_equal(w.n, 7);
		for (uint32_t i = 0; i < 7; i++) {
			assert_int_equal(w.end[i] - w.begin[i], strlen(expected[i]));
			assert_int_equal(w.hash[i],
			                 catena_fold_hash(expected[i], strlen(expected[i])));
		}
	}
	words_free(&w);
}

/* Text of any length, cut anywhere; a token may be as long as a word of bits. */
static uint32_t any_tokens(uint64_t *state, char *text, uint32_t size,
                           uint32_t *begin, uint32_t *end, uint8_t *kind)
{
	static const char odd[] = "_-'.";
	uint32_t n = 0;

	for (uint32_t at = 0; at < size;) {
		const uint32_t most = next_random(state) % 4 ? 12 : 140;
		const uint32_t left = size - at, any = 1 + next_random(state) % most;
		const uint32_t length = any < left ? any : left;
		const bool mark = next_random(state) % 6 == 0,
		           blank = next_random(state) % 2;
		for (uint32_t i = at; i < at + length; i++)
			text[i] = mark ? odd[next_random(state) % 4]
			          : next_random(state) % 60 == 0
			              ? odd[next_random(state) % 4]
			              : "aBc0"[next_random(state) % 4];
		begin[n] = at;
		end[n] = at + length;
		kind[n++] = mark ? CATENA_TOKEN_PUNCT : CATENA_TOKEN_WORD;
		at += length;
		if (blank && at < size)
			text[at++] = ' ';
	}
	return n;
}

static void words_are_the_same_with_hashes_and_without(void **unused)
{
	enum {
		MOST = 2000
	};
	static char text[MOST];
	static uint32_t begin[MOST], end[MOST], hash[MOST];
	static uint8_t kind[MOST];
	struct words slow = {.spans = true};
	const enum share_machine most = share_machine();
	uint64_t state = 1;

	(void)unused;
	for (uint32_t round = 0; round < 2000; round++) {
		const uint32_t size = (uint32_t)(next_random(&state) % MOST);
		const uint32_t n = any_tokens(&state, text, size, begin, end, kind);
		const struct catena_layer tokens = {n, begin, end, NULL};
		for (uint32_t i = 0; i < n; i++)
			hash[i] = catena_fold_hash(text + begin[i], end[i] - begin[i]);
		assert_true(words_fill(&slow, text, size, &tokens, kind, NULL));
		for (enum share_machine m = SHARE_HAS_NONE; m <= most; m++) {
			struct words plain = {.machine = m};
			struct words spans = {.machine = m, .spans = true};
			assert_true(words_fill(&spans, text, size, &tokens, kind, hash));
			assert_true(words_fill(&plain, text, size, &tokens, kind, hash));
			assert_int_equal(plain.n, slow.n);
			assert_int_equal(spans.n, slow.n);
			if (slow.n) {
				const size_t bytes = slow.n * sizeof *slow.hash;
				assert_memory_equal(plain.hash, slow.hash, bytes);
				assert_memory_equal(spans.hash, slow.hash, bytes);
				assert_memory_equal(spans.begin, slow.begin, bytes);
				assert_memory_equal(spans.end, slow.end, bytes);
			}
			words_free(&plain);
			words_free(&spans);
		}
	}
	words_free(&slow);
}

/* ---- shingles.h ---- */

static void shingles_are_the_same_on_all_machines(void **unused)
{
	enum {
		MOST = 200
	};
	uint64_t state = 2;

	(void)unused;
	for (uint32_t round = 0; round < 2000; round++) {
		const uint32_t n = (uint32_t)(next_random(&state) % MOST);
		const uint32_t width = 1 + (uint32_t)(next_random(&state) % 20);
		/* no room beyond, so that a checker sees what is read there */
		uint32_t *const words = malloc(n * sizeof *words + 1);
		assert_non_null(words);
		for (uint32_t i = 0; i < n; i++)
			words[i] = (uint32_t)next_random(&state);
		for (enum share_machine m = SHARE_HAS_NONE; m <= share_machine(); m++) {
			struct shingles s = shingles_begin(words, n, width);
			uint64_t *const all = malloc(s.n * sizeof *all + 1);
			assert_non_null(all);
			shingles_fill(s, words, all, m);
			for (uint32_t i = 0; i < s.n; i++)
				assert_true(all[i] == shingles_next(&s, words, i));
			free(all);
		}
		free(words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(table_keeps_all_rows_in_order),
	    cmocka_unit_test(table_forgets_the_oldest_of_too_many),
	    cmocka_unit_test(store_reads_what_went_to_the_file),
	    cmocka_unit_test(store_keeps_the_first_in_memory),
	    cmocka_unit_test(store_says_why_there_is_no_file),
	    cmocka_unit_test(tokens_are_cut_into_words),
	    cmocka_unit_test(words_that_a_tokenizer_cut_are_joined),
	    cmocka_unit_test(words_are_the_same_with_hashes_and_without),
	    cmocka_unit_test(shingles_are_the_same_on_all_machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
