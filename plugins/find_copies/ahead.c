/* SPDX-License-Identifier: MIT */
/* ahead.c - finds out what of a document is looked up, and reads what that will
 * need, so that it is in the cache by then.
 *
 * Each of these reads waits for the memory; but none waits for another, and so
 * many at once take little longer than one.  They are true reads: where tables
 * are large, processors do not heed a mere hint (on the machine this was
 * measured on, hints saved 10 % of the time, reads 35 %). */
#include "corpus_state.h"
#include <errno.h>
#include <string.h>

#define WORDS_BEFORE 4u
#define WORDS_BEHIND 12u
#define LINES 256u /* of the filter that are read in one go */

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

/* ---- What is asked for ---- */

/* Whether a key may have been kept in this chunk before; notes that it is now. */
static bool own(struct chunk *c, uint64_t key, bool kept)
{
	const uint32_t bit = (uint32_t)(key >> 40) & (OWN_BITS - 1);
	uint64_t *const word = c->own + bit / 64;
	const bool known = *word >> bit % 64 & 1;

	*word |= (uint64_t)kept << bit % 64;
	return known;
}

/* The lines of the filter: a few instructions each, so that the processor waits for
 * many at a time. */
static void read_filter(struct corpus *x, uint32_t from, uint32_t to)
{
	const struct filter filter = x->seeds.filter;
	uint64_t sum = 0;

	for (uint32_t i = from; i < to; i++)
		sum += *filter_line(&filter, x->chunk.keys[i]);
	x->wanted.ignored = (unsigned)sum;
}

static void ask_all(struct corpus *x, uint32_t from, uint32_t n, uint32_t first)
{
	const uint32_t step = prints_step(x->params.min_words);
	const struct filter filter = x->seeds.filter;
	struct chunk *const c = &x->chunk;
	uint32_t m = 0, left = first;

	for (uint32_t i = 0; i < n; i++) {
		if (i % LINES == 0)
			read_filter(x, i, n - i < LINES ? n : i + LINES);
		const uint64_t key = c->keys[i];
		const bool kept = left == 0, known = filter_has(&filter, key, FILTER_KNOWN);
		const bool may_own = own(c, key, kept);
		c->asked[m] = (struct asked){.key = key,
		                             .at = from + i,
		                             .known = known,
		                             .own = may_own,
		                             .kept = kept};
		m += known | may_own | kept;
		left = kept ? step - 1 : left - 1;
	}
	c->n_asked = m;
}

static void ask_kept(struct corpus *x, uint32_t from, uint32_t n, uint32_t first)
{
	const uint32_t step = prints_step(x->params.min_words);
	struct chunk *const c = &x->chunk;

	for (uint32_t i = first; i < n; i += step) {
		const uint64_t key = c->keys[i];
		const bool known = filter_has(&x->seeds.filter, key, FILTER_KNOWN);
		c->asked[c->n_asked++] = (struct asked){.key = key,
		                                        .at = from + i,
		                                        .known = known,
		                                        .own = own(c, key, true),
		                                        .kept = true};
	}
}

void find_copies_ask(struct corpus *x, uint32_t from, uint32_t n)
{
	const uint32_t step = prints_step(x->params.min_words);
	const uint32_t first = (step - from % step) % step;
	struct chunk *const c = &x->chunk;

	c->n_asked = c->n_windows = 0;
	c->first_window = c->wanted_windows = from < step ? 0 : from + 1 - step;
	find_copies_print_keys(x->d->hash + from, x->params.min_words, n, c->keys);
	memset(c->own, 0, sizeof c->own);
	if (x->learning) {
		ask_kept(x, from, n, first);
		return;
	}
	ask_all(x, from, n, first);
}

uint64_t find_copies_window_key(struct corpus *x, uint32_t window)
{
	struct chunk *const c = &x->chunk;
	const uint32_t all = x->d->n - x->params.min_words + 1;

	if (!c->n_windows) {
		const uint32_t left = all - c->first_window;
		const uint32_t most = CHUNK + prints_step(x->params.min_words) - 1;
		c->n_windows = left < most ? left : most;
		find_copies_window_keys(x->d->hash + c->first_window, x->params.min_words,
		                        c->n_windows, c->window_keys);
	}
	return c->window_keys[window - c->first_window];
}

/* ---- What that will need ---- */

static void want_windows(struct corpus *x, uint32_t at)
{
	uint32_t first, last;

	prints_windows(x->d->n, x->params.min_words, at, &first, &last);
	if (first < x->chunk.wanted_windows)
		first = x->chunk.wanted_windows;
	for (uint32_t i = first; i <= last; i++) {
		const uint64_t key = find_copies_window_key(x, i);
		want(&x->wanted, seeds_bucket(&x->seeds, key));
		if (x->seeds.spill.n)
			want(&x->wanted, filter_line(&x->seeds.filter, key));
	}
	if (last >= x->chunk.wanted_windows)
		x->chunk.wanted_windows = last + 1;
}

/* The words of a fingerprint and those beside it, which tell whether it goes on. */
static void want_words(struct corpus *x, uint32_t place)
{
	if (place > WORDS_BEFORE)
		want(&x->wanted, word_peek(x, place - WORDS_BEFORE));
	if ((uint64_t)place + WORDS_BEHIND < x->words.size / sizeof(uint32_t))
		want(&x->wanted, word_peek(x, place + WORDS_BEHIND));
}

/* Where it is looked for in files. */
static void want_spilled(struct corpus *x, uint64_t key)
{
	for (uint32_t i = 0; i < x->seeds.spill.n; i++)
		want(&x->wanted, find_copies_spill_peek(&x->seeds.spill, i, key));
}

static void want_places_of(struct corpus *x, const uint64_t *slot)
{
	struct seeds_found f;

	if (!slot)
		return;
	f.one = (uint32_t)*slot;
	if (!(*slot & SEEDS_SEVERAL))
		want_words(x, f.one);
	else
		want(&x->wanted, find_copies_seeds_block(&x->seeds, *slot));
}

static bool is_new(const struct asked *a)
{
	return a->kept && !a->known && !a->own;
}

/* What is new is known at once: places behind a word are no originals of it. */
static bool add_new(struct corpus *x, const struct asked *asked, uint32_t n)
{
	const struct seeds_found unknown = {.slot = NULL};

	for (uint32_t k = 0; k < n; k++)
		if (is_new(asked + k) &&
		    !find_copies_seeds_add(&x->seeds, asked[k].key, &unknown,
		                           x->base + asked[k].at, PLACES_OF_PRINT))
			return errno = ENOMEM, false;
	return true;
}

/* Buckets; then blocks and words of places, or buckets of windows; then words of
 * places in blocks. */
bool find_copies_look_ahead(struct corpus *x, uint32_t i)
{
	struct asked *const asked = x->chunk.asked + i;
	const uint32_t left = x->chunk.n_asked - i, n = left < AHEAD ? left : AHEAD;
	struct seeds_found f;

	for (uint32_t k = 0; k < n; k++)
		want(&x->wanted, seeds_bucket(&x->seeds, asked[k].key));
	find_copies_read(&x->wanted);
	if (!add_new(x, asked, n))
		return false;
	for (uint32_t k = 0; k < n; k++) {
		struct asked *const a = asked + k;
		a->moved = x->seeds.moved;
		a->slot = a->known ? find_copies_seeds_peek(&x->seeds, a->key) : NULL;
		if (a->known && !a->slot)
			want_spilled(x, a->key);
		else if (a->slot && seeds_is_common(*a->slot))
			want_windows(x, a->at);
		else
			want_places_of(x, a->slot);
	}
	find_copies_read(&x->wanted);
	for (uint32_t k = 0; k < n; k++) {
		uint64_t *const slot = asked[k].slot;
		if (!slot || !seeds_has_block(*slot))
			continue;
		find_copies_seeds_get(&x->seeds, slot, &f);
		for (uint32_t p = 0; p < f.n; p++)
			want_words(x, f.places[p]);
	}
	find_copies_read(&x->wanted);
	return true;
}
