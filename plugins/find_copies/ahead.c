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

/* Notes that a key is kept; may it have been in this chunk before? */
static bool own(struct chunk *c, uint64_t key)
{
	const uint32_t bit = (uint32_t)(key >> 40) & (OWN_BITS - 1);
	uint64_t *const word = c->own + bit / 64;
	const bool known = *word >> bit % 64 & 1;

	*word |= (uint64_t)1 << bit % 64;
	return known;
}

/* The lines of the filter: a few instructions each, so that the processor waits for
 * many at a time. */
static void read_filter(struct corpus *x)
{
	const struct filter filter = x->seeds.filter;
	const struct chunk *const c = &x->chunk;
	uint64_t sum = 0;

	for (uint32_t i = 0; filter.words && i < c->n_asked; i++)
		sum += *filter_line(&filter, c->asked[i].key);
	x->wanted.ignored = (unsigned)sum;
}

uint32_t find_copies_ask(struct corpus *x, uint32_t from, uint32_t to)
{
	const uint32_t min_words = x->params.min_words;
	const uint32_t end = to - from < CHUNK ? to : from + CHUNK;
	const struct filter filter = x->seeds.filter;
	struct chunk *const c = &x->chunk;

	c->first_window = from;
	c->n_windows = end - from;
	c->has_keys = false;
	c->n_asked = find_copies_prints(x->d->hash, min_words, from, end, x->machine,
	                                c->window_keys, c->prints);
	c->n_asked -= end < to; /* more windows may select the last one */
	for (uint32_t i = 0; i < c->n_asked; i++)
		c->asked[i] = (struct asked){
		    .key = find_copies_print_key(x->d->hash + c->prints[i].at, min_words),
		    .print = c->prints[i]};
	read_filter(x);
	memset(c->own, 0, sizeof c->own);
	for (uint32_t i = 0; i < c->n_asked; i++) {
		struct asked *const a = c->asked + i;
		a->known = filter.words && filter_has(&filter, a->key, FILTER_KNOWN);
		a->own = own(c, a->key);
	}
	return end < to ? c->prints[c->n_asked].first : to;
}

uint64_t find_copies_window_key(struct corpus *x, uint32_t window)
{
	struct chunk *const c = &x->chunk;

	if (!c->has_keys)
		find_copies_window_keys(x->d->hash + c->first_window, x->params.min_words,
		                        c->n_windows, c->window_keys);
	c->has_keys = true;
	return c->window_keys[window - c->first_window];
}

/* ---- What that will need ---- */

static void want_windows(struct corpus *x, const struct print *p)
{
	for (uint32_t i = p->first; i <= p->last; i++) {
		const uint64_t key = find_copies_window_key(x, i);
		want(&x->wanted, seeds_bucket(&x->seeds, key));
		if (x->seeds.filter.words)
			want(&x->wanted, filter_line(&x->seeds.filter, key));
	}
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
	return !a->known && !a->own;
}

/* What is new is known at once: places behind a word are no originals of it. */
static bool add_new(struct corpus *x, const struct asked *asked, uint32_t n)
{
	const struct seeds_found unknown = {.slot = NULL};

	for (uint32_t k = 0; k < n; k++)
		if (is_new(asked + k) &&
		    !find_copies_seeds_add(&x->seeds, asked[k].key, &unknown,
		                           x->base + asked[k].print.at, PLACES_OF_PRINT))
			return errno = ENOMEM, false;
	return true;
}

/* Where nothing is in files there is no filter: the bucket says it. */
static void know(struct corpus *x, struct asked *asked, uint32_t n)
{
	for (uint32_t k = 0; !x->seeds.filter.words && k < n; k++)
		asked[k].known = find_copies_seeds_peek(&x->seeds, asked[k].key) != NULL;
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
	know(x, asked, n);
	if (!add_new(x, asked, n))
		return false;
	for (uint32_t k = 0; k < n; k++) {
		struct asked *const a = asked + k;
		a->moved = x->seeds.moved;
		a->slot = a->known ? find_copies_seeds_peek(&x->seeds, a->key) : NULL;
		if (a->known && !a->slot)
			want_spilled(x, a->key);
		else if (a->slot && seeds_is_common(*a->slot))
			want_windows(x, &a->print);
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
