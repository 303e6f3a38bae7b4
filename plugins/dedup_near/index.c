/* SPDX-License-Identifier: MIT */
/* index.c - finds the documents that a new one is like.
 *
 * A candidate (candidates.c) by band is dropped when too few of its marks are
 * alike, one by sample when too few samples are shared; the others are verified:
 * the shingles of both are made again from the words and counted, so a match is
 * never a guess. */
#define _POSIX_C_SOURCE 200809L
#include "index.h"
#include "index_state.h"
#include "../share/shingles.h"
#include <errno.h>
#include <math.h>

#define VERIFIED_ENOUGH 64u /* matches, unless all pairs are wanted */

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Shared shingles without which the pair is of no interest. */
static uint32_t wanted(const struct near_params *p, uint32_t a, uint32_t b)
{
	const double t = p->threshold;
	const uint32_t least = smaller(a, b);
	double need = t * ((double)a + b) / (1 + t);

	if (p->containment > 0 && least >= p->contained_min &&
	    p->containment * least < need)
		need = p->containment * least;
	return (uint32_t)ceil(need - 1e-6);
}

/* Could the pair be a match, going by what is at hand? */
static bool promising(const struct near_index *x, const struct near_doc *d,
                      uint32_t row, uint32_t hits)
{
	const struct near_params *const p = &x->params;
	const struct indexed *const other = x->docs + row;
	const uint32_t least = smaller(d->distinct, other->distinct);
	const uint32_t shared = hits & ~BAND;

	if ((hits & BAND) && wanted(p, d->distinct, other->distinct) <= least &&
	    dedup_near_alike(d->marks, other->marks, p->plan.marks) >=
	        (least < 2 * p->plan.bins ? p->plan.marks_min_short
	                                  : p->plan.marks_min))
		return true;
	if (!shared || least < p->contained_min)
		return false;
	if (d->distinct <= ALL_SAMPLES && other->distinct <= ALL_SAMPLES)
		return shared + x->skipped >= wanted(p, d->distinct, other->distinct);
	/* edits thin out the common samples: be generous */
	const double expected = p->containment * least * 2 / (p->window + 1) * 0.6;
	return shared + x->skipped >= expected - 3.3 * sqrt(expected);
}

/* ---- Verification ---- */

static bool set_room(struct shingle_set *set, uint32_t n)
{
	void *p;

	if (n > set->room) {
		const size_t room = (size_t)n + n / 2;
		if (!(p = realloc(set->hash, room * sizeof *set->hash)))
			return false;
		set->hash = p;
		if (!(p = realloc(set->first, room * sizeof *set->first)))
			return false;
		set->first = p;
		if (!(p = realloc(set->counted, room * sizeof *set->counted)))
			return false;
		set->counted = p;
		set->room = (uint32_t)room;
	}
	set->n_slots = 64;
	while (set->n_slots < (uint64_t)n * 2)
		set->n_slots *= 2;
	if (set->n_slots > set->room_slots) {
		if (!(p = realloc(set->slots, set->n_slots * sizeof *set->slots)))
			return false;
		set->slots = p;
		set->room_slots = set->n_slots;
	}
	memset(set->slots, 0, set->n_slots * sizeof *set->slots);
	memset(set->counted, 0, n * sizeof *set->counted);
	set->candidate = 0;
	set->n = n;
	return true;
}

/* The slot that holds the shingle, or the free one where it belongs. */
static uint32_t *set_slot(const struct shingle_set *set, uint64_t h)
{
	uint64_t at = h & (set->n_slots - 1);

	while (set->slots[at] && set->hash[set->slots[at] - 1] != h)
		at = (at + 1) & (set->n_slots - 1);
	return set->slots + at;
}

static bool make_set(struct near_index *x, const struct near_doc *d)
{
	struct shingles s = shingles_begin(d->words, d->n_words, x->params.shingle);
	struct shingle_set *const set = &x->set;

	if (!set_room(set, s.n))
		return false;
	x->set_words = d->words;
	for (uint32_t i = 0; i < s.n; i++) {
		const uint64_t h = shingles_next(&s, d->words, i);
		uint32_t *const slot = set_slot(set, h);
		set->hash[i] = h;
		if (!*slot)
			*slot = i + 1;
		set->first[i] = *slot - 1;
	}
	return true;
}

/* 1 unless it was counted for this candidate before. */
static uint32_t count_once(struct shingle_set *set, uint32_t place)
{
	uint32_t *const counted = set->counted + set->first[place];
	const uint32_t fresh = *counted != set->candidate;

	*counted = set->candidate;
	return fresh;
}

/* Shingles in both, or 0 as soon as `need` cannot be reached.  -1: failed.
 * Where a shingle is in both, the next is if one more word is the same: only
 * where the two part, shingles are made and looked up. */
static int64_t count_shared(struct near_index *x, const uint32_t *words,
                            uint32_t n_words, uint32_t need)
{
	struct shingle_set *const set = &x->set;
	const uint32_t width = x->params.shingle;
	struct shingles s;
	uint32_t shared = 0, place = UINT32_MAX; /* in the set, if it goes on */
	bool rolled = true;                      /* s has come up to here */

	set->candidate++;
	s = shingles_begin(words, n_words, width);
	for (uint32_t i = 0; i < s.n; i++) {
		if (place < set->n &&
		    words[i + s.width - 1] == x->set_words[place + s.width - 1]) {
			shared += count_once(set, place++);
			rolled = false;
			continue;
		}
		const uint64_t h =
		    rolled ? shingles_next(&s, words, i) : shingles_at(&s, words, i);
		const uint32_t slot = *set_slot(set, h);
		rolled = true;
		place = slot ? slot : UINT32_MAX; /* the next place */
		if (slot)
			shared += count_once(set, slot - 1);
		else if ((uint64_t)shared + (s.n - i - 1) < need)
			return 0;
	}
	return shared >= need ? shared : 0;
}

static struct near_match *new_match(struct near_index *x)
{
	if (x->n_matches == x->room_matches) {
		const uint32_t room = x->room_matches ? x->room_matches * 2 : 64;
		struct near_match *const p = realloc(x->matches, room * sizeof *p);
		if (!p)
			return NULL;
		x->matches = p;
		x->room_matches = room;
	}
	return x->matches + x->n_matches++;
}

static void set_figures(struct near_match *m, uint32_t row, uint32_t shared,
                        uint32_t a, uint32_t b)
{
	m->row = row;
	m->shared = shared;
	m->distinct = b;
	m->similarity = (double)shared / ((double)a + b - shared);
	m->containment = (double)shared / smaller(a, b);
	m->within = (double)shared / a;
}

/* All shingles of a text, to x->shingles; how many, -1: out of memory. */
static int64_t make_shingles(struct near_index *x, const uint32_t *words,
                             uint32_t n)
{
	const struct shingles s = shingles_begin(words, n, x->params.shingle);

	if (s.n > x->room_shingles) {
		const size_t room = (size_t)s.n + s.n / 2;
		uint64_t *const p = realloc(x->shingles, room * sizeof *p);
		if (!p)
			return -1;
		x->shingles = p;
		x->room_shingles = room;
	}
	shingles_fill(s, words, x->shingles, x->book.machine);
	return s.n;
}

static bool make_sieve(struct near_index *x, const struct near_doc *d)
{
	const int64_t n = make_shingles(x, d->words, d->n_words);

	if (n < 0 || !sieve_begin(&x->sieve, (uint64_t)n))
		return false;
	const struct sieve sieve = x->sieve;
	for (int64_t i = 0; i < n; i++)
		(void)sieve_add(sieve, x->shingles[i]);
	x->sieved = true;
	return true;
}

/* No fewer than count_shared would give; 0 as soon as `need` cannot be reached: of
 * most others that is after a third of their shingles. */
#define AT_ONCE 64u
static uint32_t most_shared(const struct near_index *x, const uint32_t *words,
                            uint32_t n_words, uint32_t need)
{
	const struct shingles all = shingles_begin(words, n_words, x->params.shingle);
	const struct sieve sieve = x->sieve;
	uint64_t shingles[AT_ONCE];
	uint32_t most = 0;

	for (uint32_t i = 0; i < all.n; i += AT_ONCE) {
		const uint32_t left = all.n - i;
		const struct shingles s = shingles_begin(
		    words + i, (left < AT_ONCE ? left : AT_ONCE) + all.width - 1,
		    all.width);
		if ((uint64_t)most + left < need)
			return 0;
		shingles_fill(s, words + i, shingles, x->book.machine);
		for (uint32_t k = 0; k < s.n; k++)
			most += sieve_has(sieve, shingles[k]);
	}
	return most;
}

/* As count_shared, by the shortest way. */
static int64_t shared_with(struct near_index *x, const struct near_doc *d,
                           uint32_t row, uint32_t need)
{
	const struct indexed *const other = x->docs + row;
	const uint32_t *const words = dedup_near_index_words(x, row);
	const struct align_text a = {d->words, d->n_words, d->distinct};
	const struct align_text b = {words, other->n_words, other->distinct};
	const uint32_t width = x->params.shingle;
	const bool long_enough = a.n >= width && b.n >= width;
	int64_t shared = ALIGN_NO;

	if (!words)
		return -1;
	if (long_enough)
		shared = dedup_near_align(&x->align, a, b, width, need, false);
	if (shared != ALIGN_NO)
		return shared;
	if (!x->sieved && !make_sieve(x, d))
		return -1;
	if (most_shared(x, words, b.n, need) < need)
		return 0;
	if (long_enough)
		shared = dedup_near_align(&x->align, a, b, width, need, true);
	if (shared != ALIGN_NO)
		return shared;
	if (!x->set_words && !make_set(x, d))
		return -1;
	return count_shared(x, words, b.n, need);
}

static int verify(struct near_index *x, const struct near_doc *d, uint32_t row)
{
	const uint32_t a = d->distinct, b = x->docs[row].distinct;
	const uint32_t need = wanted(&x->params, a, b);
	const int64_t shared = need <= smaller(a, b) ? shared_with(x, d, row, need) : 0;
	struct near_match *m;

	if (shared <= 0)
		return (int)shared;
	m = new_match(x);
	if (!m)
		return -1;
	set_figures(m, row, (uint32_t)shared, a, b);
	return 0;
}

/* With so many matches the best is among them; in components only one of a group
 * that none of them is of can still tell something. */
static bool tells_more(struct near_index *x, uint32_t row)
{
	if (x->n_matches < VERIFIED_ENOUGH || x->params.all_pairs)
		return true;
	if (!x->parent)
		return false;
	row = dedup_near_index_group(x, row);
	for (uint32_t i = x->n_matches; i-- > 0;)
		if (dedup_near_index_group(x, x->matches[i].row) == row)
			return false;
	return true;
}

/* In rising order, for when not all are verified: what is found must not depend
 * on where in the tables they were. */
static void sort_rows(uint32_t *rows, uint32_t n)
{
	for (uint32_t gap = n / 2; gap > 0; gap /= 2)
		for (uint32_t i = gap; i < n; i++) {
			const uint32_t row = rows[i];
			uint32_t k = i;
			for (; k >= gap && rows[k - gap] > row; k -= gap)
				rows[k] = rows[k - gap];
			rows[k] = row;
		}
}

/* The rows that are to be verified, to x->chosen. */
static uint32_t choose(struct near_index *x, const struct near_doc *d)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->n_touched; i++) {
		const uint32_t row = x->touched[i];
		if ((x->dates && x->dates[row] < x->limit) ||
		    !promising(x, d, row, x->hits[row]))
			continue;
		dedup_near_index_expect(x, row);
		x->chosen[n++] = row;
	}
	return n;
}

static int verify_all(struct near_index *x, const struct near_doc *d)
{
	const uint32_t n = choose(x, d);

	x->set_words = NULL;
	x->sieved = false;
	if (n > VERIFIED_ENOUGH)
		sort_rows(x->chosen, n);
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t row = x->chosen[i];
		if (tells_more(x, row) && verify(x, d, row) < 0)
			return -1;
	}
	return 0;
}

bool dedup_near_is_duplicate(const struct near_params *p,
                             const struct near_match *m)
{
	return m->similarity >= p->threshold - 1e-9 ||
	       (p->containment > 0 && m->within >= p->containment - 1e-9);
}

static int compare(const struct near_params *p, const struct near_match *a,
                   const struct near_match *b)
{
	const bool dup_a = dedup_near_is_duplicate(p, a);
	const bool dup_b = dedup_near_is_duplicate(p, b);

	if (dup_a != dup_b)
		return dup_a ? -1 : 1;
	if (a->similarity < b->similarity || a->similarity > b->similarity)
		return a->similarity > b->similarity ? -1 : 1;
	return a->row < b->row ? -1 : 1;
}

/* Few as they are: no two are equal, so any sort gives the same. */
static void sort_matches(struct near_index *x)
{
	for (uint32_t gap = x->n_matches / 2; gap > 0; gap /= 2)
		for (uint32_t i = gap; i < x->n_matches; i++) {
			const struct near_match m = x->matches[i];
			uint32_t k = i;
			for (; k >= gap && compare(&x->params, &m, x->matches + k - gap) < 0;
			     k -= gap)
				x->matches[k] = x->matches[k - gap];
			x->matches[k] = m;
		}
}

int dedup_near_index_find(struct near_index *x, const struct near_doc *d,
                          const struct near_match **matches, uint32_t *n)
{
	int result = -1;

	x->n_matches = 0;
	if (!dedup_near_index_look_up(x, d))
		errno = ENOMEM;
	else
		result = verify_all(x, d);
	for (uint32_t i = 0; i < x->n_touched; i++)
		x->hits[x->touched[i]] = 0;
	sort_matches(x);
	*matches = x->matches;
	*n = x->n_matches;
	return result;
}

static void swap_words(struct near_index *x)
{
	uint32_t *const words = x->words;
	const size_t room = x->room_words;

	x->words = x->others;
	x->room_words = x->room_others;
	x->others = words;
	x->room_others = room;
}

int dedup_near_index_compare(struct near_index *x, uint32_t a, uint32_t b,
                             struct near_match *m)
{
	struct near_doc doc = {.n_words = x->docs[a].n_words,
	                       .distinct = x->docs[a].distinct};
	int64_t shared;

	doc.words = dedup_near_index_words(x, a);
	if (!doc.words)
		return -1;
	swap_words(x); /* those of b need a place of their own */
	x->set_words = NULL;
	x->sieved = false;
	errno = ENOMEM;
	shared = shared_with(x, &doc, b, 0);
	if (shared < 0)
		return -1;
	set_figures(m, b, (uint32_t)shared, x->docs[a].distinct, x->docs[b].distinct);
	return 0;
}
