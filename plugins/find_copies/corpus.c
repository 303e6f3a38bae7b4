/* SPDX-License-Identifier: MIT */
/* corpus.c - looks up the fingerprints of a document and has the hits made into
 * passages.
 *
 * A fingerprint leads to its places, until there are more than a few: it is a
 * turn of phrase then, and most of its places are no copy.  From there on the
 * windows that it stands for are looked up themselves, whole: what is found
 * there is a run of min_words words.  So none is missed, and the work for a word
 * is bounded. */
#include "corpus_state.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Words walked along for each word of a document before hits are left out that
 * can hardly say anything new. */
#define WORK_PER_WORD 32u /* and one for each place of a window */
#define WORK_OF_HIT 8u
#define WORK_AT_LEAST 1000000u

bool find_copies_grow(void *array, uint32_t *room, uint32_t n, size_t size)
{
	const uint64_t more = (uint64_t)n + n / 4 + 64;
	void *p;

	if (n <= *room)
		return true;
	errno = ENOMEM;
	if (more > UINT32_MAX || more > SIZE_MAX / size)
		return false;
	memcpy(&p, array, sizeof p);
	p = realloc(p, (size_t)more * size);
	if (!p)
		return false;
	memcpy(array, &p, sizeof p);
	*room = (uint32_t)more;
	return true;
}

static bool init(struct corpus *x, const struct copy_params *params)
{
	const uint32_t border = COPY_BORDER;
	const uint32_t most = params->sources * 2;

	x->params = *params;
	x->machine = share_machine();
	x->limit = INT64_MIN;
	x->cap = most < PLACES_OF_WINDOW ? PLACES_OF_WINDOW
	         : most > SEEDS_MOST     ? SEEDS_MOST
	                                 : most;
	x->seeds.bound = params->memory / 4 * 3;
	find_copies_paged_init(&x->words, params->memory / 8 * 5);
	find_copies_paged_init(&x->records, params->memory / 16 * 5);
	x->around = calloc(2 * (size_t)params->min_words, sizeof *x->around);
	x->keys = calloc((size_t)PLACES_OF_PRINT * params->min_words, sizeof *x->keys);
	x->far = calloc(params->sources, sizeof *x->far);
	x->ranks = calloc(2 * (size_t)params->min_words, sizeof *x->ranks);
	x->selected = calloc(params->min_words, sizeof *x->selected);
	x->chunk.window_keys =
	    calloc((size_t)CHUNK + params->min_words, sizeof *x->chunk.window_keys);
	errno = ENOMEM;
	return x->around && x->keys && x->far && x->ranks && x->selected &&
	       x->chunk.window_keys &&
	       find_copies_paged_add(&x->words, &border, sizeof border);
}

struct corpus *find_copies_corpus_new(const struct copy_params *params)
{
	struct corpus *const x = calloc(1, sizeof *x);

	if (x && init(x, params))
		return x;
	find_copies_corpus_free(x);
	errno = ENOMEM;
	return NULL;
}

void find_copies_corpus_free(struct corpus *x)
{
	if (!x)
		return;
	find_copies_seeds_free(&x->seeds);
	find_copies_paged_free(&x->words);
	find_copies_paged_free(&x->records);
	free(x->first);
	free(x->near);
	free(x->record);
	free(x->date);
	free(x->diagonals.items);
	free(x->copies);
	free(x->chosen);
	free(x->blocks);
	free(x->far);
	free(x->around);
	free(x->keys);
	free(x->ranks);
	free(x->selected);
	free(x->chunk.window_keys);
	free(x->id);
	free(x);
}

bool find_copies_corpus_spilled(const struct corpus *x)
{
	return x->seeds.spill.n > 0;
}

uint32_t find_copies_corpus_size(const struct corpus *x)
{
	return x->n;
}

uint64_t find_copies_corpus_bytes(const struct corpus *x)
{
	return seeds_bytes(&x->seeds) + paged_bytes(&x->words) +
	       paged_bytes(&x->records) +
	       (uint64_t)x->room *
	           (sizeof *x->first + sizeof *x->record + sizeof *x->date) +
	       (uint64_t)x->room_near * sizeof *x->near;
}

/* ---- Hits ---- */

void find_copies_note(struct corpus *x, const struct copy *c)
{
	uint32_t i;

	for (i = 0; i < x->n_far; i++) /* found once more */
		if (x->far[i].to == c->to && x->far[i].of == c->of &&
		    x->far[i].from == c->from)
			return;
	if (x->n_far == x->params.sources) {
		if (c->to <= x->far[0].to)
			return;
		memmove(x->far, x->far + 1, --x->n_far * sizeof *x->far);
	}
	for (i = x->n_far++; i > 0 && x->far[i - 1].to > c->to; i--)
		x->far[i] = x->far[i - 1];
	x->far[i] = (struct far){c->from, c->to, c->of};
}

bool find_copies_is_enough(const struct corpus *x, uint32_t end)
{
	return x->n_far == x->params.sources && x->far[0].to >= end;
}

static bool is_old(const struct corpus *x, uint32_t place)
{
	return place < x->base && x->date[find_copies_record_of(x, place)] < x->limit;
}

static bool hit(struct corpus *x, const struct hit *h)
{
	const uint32_t at = h->at, place = h->place;
	const uint32_t apart = x->base + at - place, n = x->n_copies;
	const struct diagonal *const d = diagonals_find(&x->diagonals, apart);

	if (d && d->end > at)
		return true;
	if (x->limit != INT64_MIN &&
	    x->date[find_copies_record_of(x, place)] < x->limit)
		return true;
	x->work += WORK_OF_HIT;
	if (find_copies_is_enough(x, at + 1) && find_copies_is_inside(x, at, place))
		return find_copies_know(x, apart, x->far[0].to, UINT32_MAX);
	if (!find_copies_extend(x, h))
		return false;
	if (x->n_copies > n)
		find_copies_note(x, x->copies + n);
	return true;
}

/* Has the words read that hits will look at: around their places, and where the
 * passages that are known end on their diagonals. */
static void look_ahead_of_hits(struct corpus *x, uint32_t at, uint32_t n)
{
	const bool enough = find_copies_is_enough(x, at + 1);
	uint32_t from = 0, to = at;

	for (uint32_t i = 0; enough && i < x->n_far; i++)
		if (x->far[i].from > from)
			from = x->far[i].from;
	if (enough)
		to = x->far[0].to;
	for (uint32_t i = 0; i < n; i++) {
		const uint32_t place = x->todo[i];
		const uint64_t end = (uint64_t)place + (to - at);
		want(&x->wanted, word_peek(x, place));
		if (!enough)
			continue;
		if (end * 4 < x->words.size)
			want(&x->wanted, word_peek(x, (uint32_t)end));
		if (from && place > at - (from - 1))
			want(&x->wanted, word_peek(x, place - (at - (from - 1))));
	}
	find_copies_read(&x->wanted);
}

/* The hits of one fingerprint or window.  What the last one hit, as many words
 * earlier, belongs to runs that are known: in boilerplate that is all. */
static bool hits(struct corpus *x, uint32_t at, const struct seeds_found *f)
{
	const uint32_t step = at - x->last_at;
	const bool near = step <= prints_run(x->params.min_words);
	uint32_t k = 0, n = 0;

	if (x->learning)
		return true;
	x->at = at;
	if (x->work > x->work_bound &&
	    find_copies_is_enough(x, at + x->params.min_words))
		return true;
	for (uint32_t i = 0; i < f->n; i++) {
		const uint32_t place = f->places[i];
		if (place >= x->base + at) /* a window that is kept already */
			break;
		if (near)
			while (k < x->n_last && x->last[k] + step < place)
				k++;
		if (near && k < x->n_last && x->last[k] + step == place)
			continue;
		x->todo[n++] = place;
	}
	memcpy(x->last, f->places, f->n * sizeof *x->last);
	x->n_last = f->n;
	x->last_at = at;
	if (n > 1)
		look_ahead_of_hits(x, at, n);
	for (uint32_t i = 0; i < n; i++)
		if (!hit(x, &(struct hit){at, x->todo[i]}))
			return false;
	return true;
}

/* Places in documents that are too old make room, but for one if all are. */
static void leave_old(struct corpus *x, struct seeds_found *f)
{
	uint32_t n = 0;

	if (x->limit == INT64_MIN || f->n < 2)
		return;
	for (uint32_t i = 0; i < f->n; i++)
		if (!is_old(x, f->places[i]))
			x->living[n++] = f->places[i];
	if (!n)
		x->living[n++] = f->places[0];
	if (n < f->n)
		find_copies_seeds_keep(&x->seeds, f, x->living, n);
}

/* ---- Windows of common fingerprints ---- */

/* The words around a place of the corpus that windows with its fingerprint can
 * have, up to the borders of its document; *at: where the place is among them.  0:
 * errno. */
static uint32_t words_around(struct corpus *x, uint32_t place, uint32_t *at)
{
	const uint32_t step = prints_step(x->params.min_words);
	const uint32_t left = place < step ? 0 : place + 1 - step;
	uint64_t right = (uint64_t)place + x->params.min_words;
	uint32_t n = 0;

	if (right > x->words.size / 4)
		right = x->words.size / 4;
	if (!find_copies_paged_get(&x->words, (uint64_t)left * 4, x->around,
	                           (size_t)(right - left) * 4))
		return 0;
	x->view.first = x->view.end = 0;
	for (uint32_t i = 0; i < right - left; i++) {
		if (x->around[i] == COPY_BORDER) {
			if (left + i > place)
				break;
			n = 0;
			continue;
		}
		if (left + i == place)
			*at = n;
		x->around[n++] = x->around[i];
	}
	return n;
}

struct windows {       /* of a place */
	uint32_t place, n; /* of the first */
	const uint64_t *keys;
};

/* The windows that select the fingerprint of a place, which is a common one from
 * now on.  False with errno. */
static bool windows_of(struct corpus *x, uint32_t place, uint64_t *keys,
                       struct windows *w)
{
	const uint32_t min_words = x->params.min_words, step = prints_step(min_words);
	uint32_t at = 0, n_prints, i = 0;
	const uint32_t n = words_around(x, place, &at);

	*w = (struct windows){.keys = keys};
	if (n < min_words)
		return n != 0;
	const uint32_t all = prints_windows(n, min_words);
	n_prints = find_copies_prints(
	    x->around, min_words, at < step ? 0 : at + 1 - step,
	    at < all ? at + 1 : all, x->machine, x->ranks, x->selected);
	while (i < n_prints && x->selected[i].at != at)
		i++;
	if (i == n_prints)
		return true;
	const struct print *const p = x->selected + i;
	w->place = place - at + p->first;
	w->n = p->last - p->first + 1;
	find_copies_window_keys(x->around + p->first, min_words, w->n, keys);
	return true;
}

/* From here on the windows of this fingerprint are remembered, not its places. */
static bool make_common(struct corpus *x, const struct asked *a,
                        struct seeds_found *f)
{
	struct windows all[PLACES_OF_PRINT];
	uint32_t places[PLACES_OF_PRINT];
	const uint32_t n_places = f->n;

	memcpy(places, f->places, n_places * sizeof *places);
	find_copies_seeds_mark(&x->seeds, a->key, f);
	for (uint32_t i = 0; i < n_places; i++) {
		uint64_t *const keys = x->keys + (size_t)i * x->params.min_words;
		if (!windows_of(x, places[i], keys, all + i))
			return false;
		for (uint32_t k = 0; k < all[i].n; k++)
			want(&x->wanted, seeds_bucket(&x->seeds, all[i].keys[k]));
	}
	find_copies_read(&x->wanted);
	for (uint32_t i = 0; i < n_places; i++)
		for (uint32_t k = 0; k < all[i].n; k++) {
			find_copies_seeds_find(&x->seeds, all[i].keys[k], false, f);
			if (!find_copies_seeds_insert(&x->seeds, all[i].keys[k], f,
			                              all[i].place + k, x->cap))
				return errno = ENOMEM, false;
		}
	*f = (struct seeds_found){.common = true};
	return true;
}

/* Looks up the windows that select a common fingerprint. */
static bool look_up_windows(struct corpus *x, const struct print *p)
{
	struct seeds_found f;

	for (uint32_t i = p->first; i <= p->last && !x->learning; i++)
		if (find_copies_seeds_find(&x->seeds, find_copies_window_key(x, i), false,
		                           &f) &&
		    !hits(x, i, &f))
			return false;
	return true;
}

/* Remembers them.  No two of them are the same: each window selects what begins as
 * many words behind its own first word. */
static bool keep_windows(struct corpus *x, const struct print *p)
{
	struct seeds_found f;

	for (uint32_t i = p->first; i <= p->last; i++) {
		const uint64_t key = find_copies_window_key(x, i);
		if (find_copies_seeds_find(&x->seeds, key, false, &f))
			leave_old(x, &f);
		if (!find_copies_seeds_add(&x->seeds, key, &f, x->base + i, x->cap))
			return errno = ENOMEM, false;
	}
	return true;
}

/* ---- Fingerprints ---- */

static bool keep(struct corpus *x, const struct asked *a, struct seeds_found *f)
{
	leave_old(x, f);
	if (f->n == PLACES_OF_PRINT && !make_common(x, a, f))
		return false;
	if (f->common)
		return keep_windows(x, &a->print);
	if (!find_copies_seeds_add(&x->seeds, a->key, f, x->base + a->print.at,
	                           PLACES_OF_PRINT))
		return errno = ENOMEM, false;
	return true;
}

/* Is its only place one that is known without a look? */
static bool is_expected(struct corpus *x, const struct asked *a,
                        struct seeds_found *f)
{
	const bool may =
	    a->known && x->n_expected && x->limit == INT64_MIN && x->seeds.filter.words;
	const uint32_t place = may ? find_copies_expected(x, &a->print) : 0;

	if (!place || filter_has(&x->seeds.filter, a->key, FILTER_SEVERAL))
		return false;
	*f = (struct seeds_found){.n = 1, .one = place};
	f->places = &f->one;
	f->slot = find_copies_seeds_peek(&x->seeds, a->key);
	return true;
}

static bool find_asked(struct corpus *x, const struct asked *a,
                       struct seeds_found *f)
{
	if (!a->slot || a->moved != x->seeds.moved)
		/* what came since it was asked for is in memory */
		return find_copies_seeds_find(&x->seeds, a->key, !a->known, f);
	find_copies_seeds_get(&x->seeds, a->slot, f);
	return true;
}

static bool look_up(struct corpus *x, const struct asked *a)
{
	struct seeds_found f = {.slot = NULL};

	if (!a->known && !a->own) /* it was new */
		return true;
	if (!is_expected(x, a, &f) && find_asked(x, a, &f) &&
	    !(f.common ? look_up_windows(x, &a->print) : hits(x, a->print.at, &f)))
		return false;
	return keep(x, a, &f);
}

/* ---- A document ---- */

static bool start(struct corpus *x, const struct copy_doc *d)
{
	const uint32_t border = COPY_BORDER;
	const uint64_t base = x->words.size / sizeof border;

	if (base + d->n >= UINT32_MAX) /* places have 32 bits */
		return errno = EOVERFLOW, false;
	x->d = d;
	x->base = (uint32_t)base;
	x->n_copies = x->n_last = x->n_far = 0;
	x->n_expected = 0;
	x->work = 0;
	x->work_bound = (uint64_t)d->n * (WORK_PER_WORD + x->cap) + WORK_AT_LEAST;
	x->view = (struct view){0};
	if (x->diagonals.size > 4096) { /* of a large document */
		free(x->diagonals.items);
		x->diagonals = (struct diagonals){0};
	}
	if (!x->diagonals.size) {
		x->diagonals.items = calloc(256, sizeof *x->diagonals.items);
		if (!x->diagonals.items)
			return errno = ENOMEM, false;
		x->diagonals.size = 256;
	} else if (x->diagonals.n)
		memset(x->diagonals.items, 0,
		       x->diagonals.size * sizeof *x->diagonals.items);
	x->diagonals.n = 0;
	if (seeds_bytes(&x->seeds) > x->most_seeds) {
		x->most_seeds = seeds_bytes(&x->seeds);
		if (!find_copies_share_memory(x))
			return false;
	}
	return find_copies_record_add(x, d) &&
	       find_copies_paged_add(&x->words, d->hash, (size_t)d->n * 4) &&
	       find_copies_paged_add(&x->words, &border, sizeof border);
}

/* *to: the window where it ends, and the next chunk begins. */
static bool look_up_chunk(struct corpus *x, uint32_t from, uint32_t *to)
{
	if (!find_copies_seeds_relieve(&x->seeds))
		return false;
	*to = find_copies_ask(x, from, *to);
	for (uint32_t i = 0; i < x->chunk.n_asked; i++) {
		if (i % AHEAD == 0 && !find_copies_look_ahead(x, i))
			return false;
		if (!look_up(x, x->chunk.asked + i))
			return false;
	}
	if (x->seeds.failed)
		errno = x->seeds.failed;
	return !x->seeds.failed;
}

static bool look_up_all(struct corpus *x, const struct copy_doc *d)
{
	const uint32_t n = prints_windows(d->n, x->params.min_words);

	if (!start(x, d))
		return false;
	for (uint32_t i = 0, to; i < n; i = to) {
		to = n;
		if (!look_up_chunk(x, i, &to))
			return false;
	}
	return true;
}

int find_copies_corpus_learn(struct corpus *x, const struct copy_doc *d)
{
	x->learning = true;
	if (!look_up_all(x, d))
		return -1;
	x->learning = false;
	x->n++;
	return 0;
}

void find_copies_corpus_limit(struct corpus *x, int64_t date)
{
	x->limit = date;
}

int find_copies_corpus_take(struct corpus *x, const struct copy_doc *d,
                            const struct copy **all, uint32_t *n)
{
	if (!look_up_all(x, d))
		return -1;
	x->n++;
	find_copies_sort(x);
	*all = x->copies;
	*n = x->n_copies;
	return 0;
}
