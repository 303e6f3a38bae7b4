/* SPDX-License-Identifier: MIT */
/* test_align.c - what two texts share: every piece is what it says, every long
 * enough run is in a passage, and what differs is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "align.h"

struct both {
	struct arena arena;
	struct align_text a, b;
	struct align_result r;
};

static void share(struct both *x, const char *a, const char *b, uint32_t least)
{
	*x = (struct both){0};
	assert_int_equal(align_words(&x->a, &x->arena, a, strlen(a)), 0);
	assert_int_equal(align_words(&x->b, &x->arena, b, strlen(b)), 0);
	assert_int_equal(align_shared(&x->r, &x->arena, &x->a, &x->b, least), 0);
}

/* Pieces follow each other, and are the same where they say so. */
static void is_sound(const struct both *x, const struct align_passage *p)
{
	uint32_t a = p->a, b = p->b, same = 0;
	for (uint32_t i = 0; i < p->n; i++) {
		const struct align_piece *const q = &p->pieces[i];
		assert_int_equal(q->a, a);
		assert_int_equal(q->b, b);
		a = q->a_end;
		b = q->b_end;
		assert_true(a <= x->a.n && b <= x->b.n);
		if (!q->same)
			continue;
		assert_int_equal(q->a_end - q->a, q->b_end - q->b);
		same += q->a_end - q->a;
		for (uint32_t k = 0; k < q->a_end - q->a; k++)
			assert_int_equal(x->a.hash[q->a + k], x->b.hash[q->b + k]);
	}
	assert_int_equal(a, p->a_end);
	assert_int_equal(b, p->b_end);
	assert_int_equal(same, p->same);
}

static void words_are_cut(void **state)
{
	struct both x;
	(void)state;
	share(&x, "Don't stop: 3 \xC3\x84pfel!", "\xE6\x97\xA5\xE6\x9C\xAC, abc\xFF",
	      1);
	assert_int_equal(x.a.n, 5); /* Don t stop 3 Aepfel */
	assert_int_equal(x.b.n, 3); /* two ideographs and abc */
	assert_int_equal(x.r.n, 0);
	arena_free(&x.arena);
	share(&x, "", "a b c", 5);
	assert_int_equal(x.a.n, 0);
	assert_int_equal(x.r.n, 0);
	arena_free(&x.arena);
	share(&x, "\xC3\x84PFEL und", "\xC3\xA4pfel UND", 5);
	assert_int_equal(x.r.a_same, 2);
	arena_free(&x.arena);
}

static void a_changed_word_is_told(void **state)
{
	struct both x;
	(void)state;
	share(
	    &x, "one two three four five six SEVEN eight nine ten eleven twelve",
	    "zero one two three four five six other words eight nine ten eleven twelve",
	    5);
	assert_int_equal(x.r.n, 1);
	is_sound(&x, x.r.passages);
	assert_int_equal(x.r.passages->n, 3);
	assert_int_equal(x.r.passages->same, 11);
	assert_int_equal(x.r.passages->b, 1);
	assert_false(x.r.passages->pieces[1].same);
	assert_int_equal(x.r.a_same, 11);
	assert_int_equal(x.r.b_same, 11);
	arena_free(&x.arena);
}

static void passages_that_moved_are_two(void **state)
{
	struct both x;
	(void)state;
	share(&x, "a b c d e f g h i j", "f g h i j, then a b c d e and a b c d e", 5);
	assert_int_equal(x.r.n, 2);
	is_sound(&x, x.r.passages);
	is_sound(&x, x.r.passages + 1);
	assert_int_equal(x.r.passages[0].b, 6);
	assert_int_equal(x.r.passages[1].b, 0);
	assert_int_equal(x.r.a_same, 10);
	assert_int_equal(x.r.b_same, 10);
	arena_free(&x.arena);
}

static void whole_texts_are_compared(void **state)
{
	struct align_passage p;
	struct both x;
	(void)state;
	share(&x, "x a b c y d e f", "a b c z d e f w w", 5);
	assert_int_equal(align_whole(&p, &x.arena, &x.a, &x.b), 0);
	is_sound(&x, &p);
	assert_int_equal(p.a, 0);
	assert_int_equal(p.a_end, x.a.n);
	assert_int_equal(p.b_end, x.b.n);
	assert_int_equal(p.same, 6);
	arena_free(&x.arena);
	share(&x, "", "", 5);
	assert_int_equal(align_whole(&p, &x.arena, &x.a, &x.b), 0);
	assert_int_equal(p.n, 0);
	arena_free(&x.arena);
}

/* Few words, so that runs are many and long: each run of five words of the first
 * text that stands in the second is in a passage. */
static void no_run_is_missed(void **state)
{
	uint32_t seed = 1;
	(void)state;
	for (int round = 0; round < 300; round++) {
		char a[1024], b[1024];
		size_t n[2] = {0, 0};
		for (int side = 0; side < 2; side++) {
			char *const s = side ? b : a;
			for (int i = 0; i < 120; i++) {
				seed = seed * 1664525 + 1013904223;
				n[side] += (size_t)snprintf(s + n[side], sizeof a - n[side], "w%u ",
				                            (unsigned)(seed >> 24) % 4);
			}
		}
		struct both x;
		share(&x, a, b, 5);
		uint8_t in[128] = {0};
		for (uint32_t i = 0; i < x.r.n; i++) {
			const struct align_passage *const p = &x.r.passages[i];
			is_sound(&x, p);
			for (uint32_t k = 0; k < p->n; k++)
				if (p->pieces[k].same)
					memset(in + p->pieces[k].a, 1,
					       p->pieces[k].a_end - p->pieces[k].a);
		}
		/* A run may begin inside the one before it, and end up to four words
		 * behind it. */
		for (uint32_t i = 0; i + 9 <= x.a.n; i++)
			for (uint32_t k = 0; k + 9 <= x.b.n; k++)
				if (!memcmp(x.a.hash + i, x.b.hash + k, 9 * sizeof *x.a.hash))
					assert_true(in[i] && in[i + 4]);
		arena_free(&x.arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_are_cut),
	    cmocka_unit_test(a_changed_word_is_told),
	    cmocka_unit_test(passages_that_moved_are_two),
	    cmocka_unit_test(whole_texts_are_compared),
	    cmocka_unit_test(no_run_is_missed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
