/* SPDX-License-Identifier: MIT */
/* ahead.c - reads what the next fingerprints will need, so that it is in the
 * cache by then.
 *
 * Each of these reads waits for the memory; but none waits for another, and so
 * many at once take little longer than one.  They are true reads: where tables
 * are large, processors do not heed a mere hint (on the machine this was
 * measured on, hints saved 10 % of the time, reads 35 %). */
#include "corpus_state.h"

#define GROUP AHEAD_GROUP

/* Whatever is there is read as a byte; the sum keeps the reads from being left
 * out. */
void find_copies_read(struct wanted *w)
{
	unsigned sum = 0;

	for (uint32_t i = 0; i < w->n; i++)
		sum += *(const unsigned char *)w->items[i];
	w->ignored = sum;
	w->n = 0;
}

void find_copies_fill_windows(const struct corpus *x, struct ahead *a)
{
	const uint32_t at = x->d->prints[a->print].at;
	struct windows *const w = &a->windows;
	uint32_t last;

	a->has_windows = true;
	w->n = 0;
	if (!find_copies_windows(x->d->hash, x->d->n, x->params.min_words, at,
	                         &w->first, &last))
		return;
	w->n = last - w->first + 1;
	find_copies_window_keys(x->d->hash + w->first, x->params.min_words, w->n,
	                        w->keys);
}

static void want_key(struct corpus *x, uint64_t key)
{
	want(&x->wanted, seeds_bucket(&x->seeds, key));
	want(&x->wanted, find_copies_spill_row(&x->seeds.spill, key));
}

/* Its slots in files, if it may be there and is not in memory. */
static bool want_spilled(struct corpus *x, uint64_t key)
{
	const struct spill *const s = &x->seeds.spill;
	const void *items[SPILL_PARTS];
	uint32_t n;

	if (!s->n || !find_copies_spill_may_have(s, key))
		return false;
	n = find_copies_spill_peek(s, key, items);
	while (n)
		want(&x->wanted, items[--n]);
	return true;
}

/* Finds the slots of fingerprints.  One that comes back from the file may make
 * others go elsewhere, and what is wanted: nothing is, before all are there. */
static void find_slots(struct corpus *x, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		struct ahead *const next = x->ahead + i % AHEAD_TWO;
		const uint64_t key = print_key(x->d->prints + i);
		next->print = i;
		next->has_windows = false;
		next->written = x->seeds.spill.written;
		next->slot = find_copies_seeds_peek(&x->seeds, key);
		next->moved = x->seeds.moved;
		next->spilled = !next->slot && want_spilled(x, key);
	}
	find_copies_read(&x->wanted);
	for (uint32_t i = from; i < to; i++) {
		struct ahead *const next = x->ahead + i % AHEAD_TWO;
		if (!next->spilled)
			continue;
		next->slot = find_copies_seeds_slot(&x->seeds, print_key(x->d->prints + i));
		next->moved = x->seeds.moved;
	}
}

/* As it was found, or where it is by now. */
static uint64_t *slot_now(struct corpus *x, uint32_t i)
{
	struct ahead *const next = x->ahead + i % AHEAD_TWO;

	if (next->slot && next->moved != x->seeds.moved) {
		next->slot = find_copies_seeds_peek(&x->seeds, print_key(x->d->prints + i));
		next->moved = x->seeds.moved;
	}
	return next->slot;
}

/* Of fingerprints whose slots are at hand: the blocks of their places, or the
 * buckets of their windows if they are common. */
static void want_blocks(struct corpus *x, uint32_t from, uint32_t to)
{
	struct seeds_found f;

	for (uint32_t i = from; i < to; i++) {
		struct ahead *const next = x->ahead + i % AHEAD_TWO;
		if (!slot_now(x, i))
			continue;
		want(&x->wanted, find_copies_seeds_block(&x->seeds, *next->slot));
		find_copies_seeds_get(&x->seeds, next->slot, &f);
		if (!f.common)
			continue;
		find_copies_fill_windows(x, next);
		for (uint32_t k = 0; k < next->windows.n; k++)
			want_key(x, next->windows.keys[k]);
	}
}

static void find_windows(struct corpus *x, uint32_t from, uint32_t to)
{
	if (!x->seeds.spill.n)
		return;
	for (uint32_t i = from; i < to; i++) {
		const struct ahead *const next = x->ahead + i % AHEAD_TWO;
		for (uint32_t k = 0; next->has_windows && k < next->windows.n; k++)
			if (!find_copies_seeds_peek(&x->seeds, next->windows.keys[k]))
				want_spilled(x, next->windows.keys[k]);
	}
	find_copies_read(&x->wanted);
	for (uint32_t i = from; i < to; i++) {
		const struct ahead *const next = x->ahead + i % AHEAD_TWO;
		for (uint32_t k = 0; next->has_windows && k < next->windows.n; k++)
			find_copies_seeds_slot(&x->seeds, next->windows.keys[k]);
	}
}

static void want_words(struct corpus *x, const struct seeds_found *f)
{
	for (uint32_t k = 0; k < f->n; k++)
		want(&x->wanted, word_peek(x, f->places[k]));
}

static void want_places(struct corpus *x, uint32_t from, uint32_t to)
{
	struct seeds_found f;

	for (uint32_t i = from; i < to; i++) {
		const struct ahead *const next = x->ahead + i % AHEAD_TWO;
		if (!slot_now(x, i))
			continue;
		if (!next->has_windows) {
			find_copies_seeds_get(&x->seeds, next->slot, &f);
			want_words(x, &f);
			continue;
		}
		for (uint32_t k = 0; k < next->windows.n; k++) {
			const uint64_t *const slot =
			    find_copies_seeds_peek(&x->seeds, next->windows.keys[k]);
			want(&x->wanted,
			     slot ? find_copies_seeds_block(&x->seeds, *slot) : NULL);
		}
	}
}

void find_copies_look_ahead(struct corpus *x, uint32_t i)
{
	const uint32_t n = x->d->n_prints;
	const uint32_t from = i ? i + GROUP : 0;
	const uint32_t to = n - i > 2 * GROUP ? i + 2 * GROUP : n;

	if (from >= to)
		return;
	for (uint32_t k = from; k < to; k++)
		want_key(x, print_key(x->d->prints + k));
	find_copies_read(&x->wanted);
	find_slots(x, from, to);
	want_blocks(x, from, to);
	find_copies_read(&x->wanted);
	find_windows(x, from, to);
	want_places(x, from, to);
	find_copies_read(&x->wanted);
}
