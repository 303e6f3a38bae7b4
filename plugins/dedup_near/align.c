/* SPDX-License-Identifier: MIT */
/* align.c - along two documents, from one place where they agree to the next.
 *
 * Shingles that are passed in both at the same time are in both.  What a document
 * has of others is few if it is nearly a copy: of these it is counted how many
 * are neither among those that the other one has besides, nor equal to one that
 * was passed.  Whichever way is found, the count is the same. */
#include "align.h"
#include "../share/shingle.h"
#include <stdlib.h>
#include <string.h>

#define NEAR 12u      /* words left out and put in, at most, at one place */
#define STRETCHES 64u /* where they do not agree */

struct stretch { /* shingles of a and of b that were not passed together */
	uint32_t a, a_end, b, b_end;
};

struct way {
	struct stretch apart[STRETCHES];
	uint32_t n, shared, left_a, left_b;
};

void dedup_near_align_free(struct align *x)
{
	free(x->hash);
	free(x->seen);
	free(x->slots);
	memset(x, 0, sizeof *x);
}

static bool same(const uint32_t *a, const uint32_t *b, uint32_t width)
{
	for (uint32_t i = 0; i < width; i++)
		if (a[i] != b[i])
			return false;
	return true;
}

/* The nearest place where a whole shingle agrees again; false: none is near. */
static bool meet(const struct align_text *a, const struct align_text *b,
                 uint32_t width, uint32_t *at_a, uint32_t *at_b)
{
	const uint32_t i = *at_a, k = *at_b;

	for (uint32_t apart = 1; apart <= NEAR; apart++)
		for (uint32_t da = 0; da <= apart; da++) {
			const uint32_t db = apart - da;
			if (a->n - i < width + da || b->n - k < width + db ||
			    a->words[i + da] != b->words[k + db] ||
			    !same(a->words + i + da, b->words + k + db, width))
				continue;
			*at_a = i + da;
			*at_b = k + db;
			return true;
		}
	return false;
}

/* Where in t, from `from` on, the shingle at `words` stands; t->n: nowhere. */
static uint32_t find(const struct align_text *t, uint32_t from,
                     const uint32_t *words, uint32_t width)
{
	for (uint32_t i = from; t->n - i >= width; i++)
		if (t->words[i] == *words && same(t->words + i, words, width))
			return i;
	return t->n;
}

/* Farther away: a passage that one of them has besides, or begins with.  What
 * comes next may be changed, so what comes a little later is looked for, too. */
static bool meet_far(const struct align_text *a, const struct align_text *b,
                     uint32_t width, uint32_t *at_a, uint32_t *at_b)
{
	for (uint32_t later = 0; later <= 2 * width; later += 2 * width) {
		const uint32_t i = *at_a + later, k = *at_b + later;
		if (i > a->n || k > b->n || a->n - i < width || b->n - k < width)
			return false;
		const uint32_t in_b = find(b, k, a->words + i, width);
		const uint32_t in_a = find(a, i, b->words + k, width);
		if (in_b == b->n && in_a == a->n)
			continue;
		*at_a = in_b < b->n ? i : in_a;
		*at_b = in_b < b->n ? in_b : k;
		return true;
	}
	return false;
}

/* False when there is no room for one more stretch. */
static bool leave(struct way *w, uint32_t a, uint32_t a_end, uint32_t b,
                  uint32_t b_end)
{
	if (a == a_end && b == b_end)
		return true;
	if (w->n == STRETCHES)
		return false;
	w->apart[w->n++] = (struct stretch){a, a_end, b, b_end};
	w->left_a += a_end - a;
	w->left_b += b_end - b;
	return true;
}

/* Goes along both, as far as they meet again. */
static bool go(const struct align_text *a, const struct align_text *b,
               uint32_t width, bool far, struct way *w)
{
	const uint32_t end_a = a->n - width + 1, end_b = b->n - width + 1;
	uint32_t i = 0, k = 0;           /* words that come next */
	uint32_t from_a = 0, from_b = 0; /* first shingles that were not passed */

	for (;;) {
		const uint32_t begin = i;
		while (i < a->n && k < b->n && a->words[i] == b->words[k])
			i++, k++;
		if (i - begin >= width) {
			const uint32_t passed = i - begin - width + 1;
			if (!leave(w, from_a, begin, from_b, k - (i - begin)))
				return false;
			w->shared += passed;
			from_a = i - width + 1;
			from_b = k - width + 1;
		}
		if (i == a->n || k == b->n ||
		    (!meet(a, b, width, &i, &k) && !(far && meet_far(a, b, width, &i, &k))))
			return leave(w, from_a, end_a, from_b, end_b);
	}
}

static bool make_room(struct align *x, uint32_t n, uint32_t slots)
{
	void *p;

	if (n > x->room) {
		if (!(p = realloc(x->hash, (size_t)n * 2 * sizeof *x->hash)))
			return false;
		x->hash = p;
		if (!(p = realloc(x->seen, (size_t)n * 2 * sizeof *x->seen)))
			return false;
		x->seen = p;
		x->room = n * 2;
	}
	if (slots > x->room_slots) {
		if (!(p = realloc(x->slots, (size_t)slots * sizeof *x->slots)))
			return false;
		x->slots = p;
		x->room_slots = slots;
	}
	memset(x->slots, 0, (size_t)slots * sizeof *x->slots);
	return true;
}

static uint32_t *seek(const struct align *x, uint32_t mask, uint64_t h)
{
	uint32_t at = (uint32_t)h & mask;

	while (x->slots[at] && x->hash[x->slots[at] - 1] != h)
		at = (at + 1) & mask;
	return x->slots + at;
}

/* Marks those of the set that are among n shingles from `words` on. */
static void mark(const struct align *x, uint32_t mask, const uint32_t *words,
                 uint32_t n, uint32_t width)
{
	struct shingles at = shingles_begin(words, n + width - 1, width);

	for (uint32_t i = 0; i < n; i++) {
		const uint32_t slot = *seek(x, mask, shingles_next(&at, words, i));
		if (slot)
			x->seen[slot - 1] = 1;
	}
}

/* Each once; returns how many. */
static uint32_t add(struct align *x, uint32_t mask, const uint32_t *words,
                    uint32_t n, uint32_t width, uint32_t in)
{
	struct shingles at = shingles_begin(words, n + width - 1, width);

	for (uint32_t i = 0; i < n; i++) {
		const uint64_t h = shingles_next(&at, words, i);
		uint32_t *const slot = seek(x, mask, h);
		if (*slot)
			continue;
		x->hash[in] = h;
		x->seen[in] = 0;
		*slot = ++in;
	}
	return in;
}

/* A set of pairs of words, by a few bits of both. */
#define PAIR_BITS 12u
struct pairs {
	uint64_t bits[(1u << PAIR_BITS) / 64];
};

/* Of the first and the last word of a shingle. */
static uint32_t pair_of(const uint32_t *words, uint32_t width)
{
	return (words[0] * UINT32_C(0x9E3779B1) + words[width - 1]) >> (32 - PAIR_BITS);
}

static void take_pairs(struct pairs *p, const uint32_t *words, uint32_t n,
                       uint32_t width)
{
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t pair = pair_of(words + i, width);
		p->bits[pair / 64] |= UINT64_C(1) << pair % 64;
	}
}

/* As mark, where few of the n shingles are in the set: only those are made whose
 * first and last word are those of one of it. */
static void mark_few(const struct align *x, uint32_t mask, const struct pairs *p,
                     const uint32_t *words, uint32_t n, uint32_t width)
{
	struct shingles at = shingles_begin(words, n + width - 1, width);

	for (uint32_t i = 0; i < n; i++) {
		const uint32_t pair = pair_of(words + i, width);
		if (!(p->bits[pair / 64] >> pair % 64 & 1))
			continue;
		const uint32_t slot = *seek(x, mask, shingles_at(&at, words, i));
		if (slot)
			x->seen[slot - 1] = 1;
	}
}

/* One that stands in a twice may have been passed, too. */
static void mark_passed(const struct align *x, uint32_t mask, const struct way *w,
                        const struct align_text *a, uint32_t width)
{
	struct pairs pairs = {0};
	uint32_t passed = 0;

	for (const struct stretch *s = w->apart; s < w->apart + w->n; s++)
		take_pairs(&pairs, a->words + s->a, s->a_end - s->a, width);
	for (const struct stretch *s = w->apart; s < w->apart + w->n; s++) {
		mark_few(x, mask, &pairs, a->words + passed, s->a - passed, width);
		passed = s->a_end;
	}
	mark_few(x, mask, &pairs, a->words + passed, a->n - width + 1 - passed, width);
}

/* How many shingles of a are not in b; -1: out of memory. */
static int64_t missing(struct align *x, const struct way *w,
                       const struct align_text *a, const struct align_text *b,
                       uint32_t width)
{
	uint32_t slots = 16, n = 0, not_seen = 0;

	while (slots < w->left_a * 2)
		slots *= 2;
	if (!make_room(x, w->left_a, slots))
		return -1;
	for (const struct stretch *s = w->apart; s < w->apart + w->n; s++)
		n = add(x, slots - 1, a->words + s->a, s->a_end - s->a, width, n);
	for (const struct stretch *s = w->apart; s < w->apart + w->n; s++)
		mark(x, slots - 1, b->words + s->b, s->b_end - s->b, width);
	if (a->distinct != a->n - width + 1)
		mark_passed(x, slots - 1, w, a, width);
	for (uint32_t i = 0; i < n; i++)
		not_seen += !x->seen[i];
	return not_seen;
}

int64_t dedup_near_align(struct align *x, struct align_text a, struct align_text b,
                         uint32_t width, uint32_t need, bool far)
{
	struct way w;
	int64_t shared = a.distinct;

	w.n = w.shared = w.left_a = w.left_b = 0;
	if (!go(&a, &b, width, far, &w))
		return ALIGN_NO;
	const uint32_t most = w.left_a < w.left_b ? w.left_a : w.left_b;
	if ((uint64_t)w.shared + most < need)
		return 0;
	if (w.left_a > (a.n - width + 1) / 2)
		return ALIGN_NO;
	if (w.left_a) {
		const int64_t n = missing(x, &w, &a, &b, width);
		if (n < 0)
			return -1;
		shared -= n;
	}
	return shared >= need ? shared : 0;
}
