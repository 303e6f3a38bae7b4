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
	x->limit = INT64_MIN;
	x->cap = most < PLACES_OF_WINDOW ? PLACES_OF_WINDOW
	         : most > SEEDS_MOST     ? SEEDS_MOST
	                                 : most;
	x->seeds.bound = params->memory / 2;
	find_copies_paged_init(&x->words, params->memory / 4 + params->memory / 8);
	find_copies_paged_init(&x->records, params->memory / 8);
	x->around = calloc(2 * (size_t)params->min_words, sizeof *x->around);
	x->keys = calloc((size_t)PLACES_OF_PRINT * params->min_words, sizeof *x->keys);
	x->far = calloc(params->sources, sizeof *x->far);
	x->ahead_keys =
	    calloc((size_t)AHEAD_TWO * params->min_words, sizeof *x->ahead_keys);
	for (uint32_t i = 0; x->ahead_keys && i < AHEAD_TWO; i++)
		x->ahead[i].windows.keys = x->ahead_keys + (size_t)i * params->min_words;
	errno = ENOMEM;
	return x->around && x->keys && x->far && x->ahead_keys &&
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
	free(x->ahead_keys);
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
	return x->seeds.bytes + x->seeds.spill.bytes +
	       ((uint64_t)x->words.resident + x->records.resident) * PAGED_PAGE +
	       (uint64_t)x->room *
	           (sizeof *x->first + sizeof *x->record + sizeof *x->date) +
	       (uint64_t)x->room_near * sizeof *x->near;
}

/* ---- Hits ---- */

void find_copies_note(struct corpus *x, const struct copy *c)
{
	uint32_t i;

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

static bool hit(struct corpus *x, uint32_t at, uint32_t place)
{
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
	if (!find_copies_extend(x, at, place))
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
		if (!hit(x, at, x->todo[i]))
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

/* The words around a place of the corpus, up to the borders of its document;
 * *at: where the place is among them.  0: errno. */
static uint32_t words_around(struct corpus *x, uint32_t place, uint32_t *at)
{
	const uint32_t window = prints_window(x->params.min_words);
	uint32_t left = place - (window - 1), n = 0;
	uint32_t right = place + x->params.min_words;

	if (left > place)
		left = 0;
	if (right > x->words.size / 4)
		right = (uint32_t)(x->words.size / 4);
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

/* The windows of a place, which has a common fingerprint from now on.  False
 * with errno. */
static bool windows_of(struct corpus *x, uint32_t place, struct windows *w)
{
	uint32_t at = 0, first, last;
	const uint32_t n = words_around(x, place, &at);

	w->n = 0;
	if (!n)
		return false;
	if (!find_copies_windows(x->around, n, x->params.min_words, at, &first, &last))
		return true;
	w->first = place - at + first;
	w->n = last - first + 1;
	find_copies_window_keys(x->around + first, x->params.min_words, w->n, w->keys);
	return true;
}

/* From here on the windows of this fingerprint are remembered, not its places. */
static bool make_common(struct corpus *x, struct seeds_found *f)
{
	struct windows all[PLACES_OF_PRINT];
	uint32_t places[PLACES_OF_PRINT];
	const uint32_t n_places = f->n;

	memcpy(places, f->places, n_places * sizeof *places);
	find_copies_seeds_mark(&x->seeds, f);
	for (uint32_t i = 0; i < n_places; i++) {
		all[i].keys = x->keys + (size_t)i * x->params.min_words;
		if (!windows_of(x, places[i], all + i))
			return false;
		for (uint32_t k = 0; k < all[i].n; k++)
			want(&x->wanted, seeds_bucket(&x->seeds, all[i].keys[k]));
	}
	find_copies_read(&x->wanted);
	for (uint32_t i = 0; i < n_places; i++)
		for (uint32_t k = 0; k < all[i].n; k++) {
			find_copies_seeds_find(&x->seeds, all[i].keys[k], false, f);
			if (!find_copies_seeds_add(&x->seeds, all[i].keys[k], f,
			                           all[i].first + k, x->cap))
				return errno = ENOMEM, false;
		}
	f->common = true;
	return true;
}

/* Looks up and remembers the windows of a fingerprint. */
static bool look_up_windows(struct corpus *x, uint32_t print)
{
	struct ahead *const a = x->ahead + print % AHEAD_TWO;
	const struct windows *const w = &a->windows;
	struct seeds_found f;

	const bool asked = a->has_windows && a->written == x->seeds.spill.written;
	if (!a->has_windows)
		find_copies_fill_windows(x, a);
	for (uint32_t i = 0; i < w->n; i++) {
		const uint32_t at = w->first + i;
		if (find_copies_seeds_find(&x->seeds, w->keys[i], asked, &f)) {
			leave_old(x, &f);
			if (!hits(x, at, &f))
				return false;
		}
		if (!find_copies_seeds_add(&x->seeds, w->keys[i], &f, x->base + at, x->cap))
			return errno = ENOMEM, false;
	}
	return true;
}

/* The slot that was seen beforehand is still its, if none has moved since; what
 * was unknown may have been added. */
static bool find_ahead(struct corpus *x, const struct print *print,
                       const struct ahead *a, struct seeds_found *f)
{
	if (!a->slot || a->moved != x->seeds.moved)
		return find_copies_seeds_find(&x->seeds, print_key(print),
		                              a->written == x->seeds.spill.written, f);
	find_copies_seeds_get(&x->seeds, a->slot, f);
	return true;
}

static bool look_up(struct corpus *x, uint32_t i)
{
	const struct print *const print = x->d->prints + i;
	struct seeds_found f;

	if (find_ahead(x, print, x->ahead + i % AHEAD_TWO, &f)) {
		leave_old(x, &f);
		if (f.n == PLACES_OF_PRINT && !make_common(x, &f))
			return false;
		if (f.common)
			return look_up_windows(x, i);
		if (!hits(x, print->at, &f))
			return false;
	}
	if (!find_copies_seeds_add(&x->seeds, print_key(print), &f, x->base + print->at,
	                           PLACES_OF_PRINT))
		return errno = ENOMEM, false;
	return true;
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
	return find_copies_record_add(x, d) &&
	       find_copies_paged_add(&x->words, d->hash, (size_t)d->n * 4) &&
	       find_copies_paged_add(&x->words, &border, sizeof border);
}

static bool look_up_all(struct corpus *x, const struct copy_doc *d)
{
	if (!start(x, d))
		return false;
	for (uint32_t i = 0; i < d->n_prints; i++) {
		if (i % AHEAD_GROUP == 0) {
			if (!find_copies_seeds_relieve(&x->seeds))
				return false;
			find_copies_look_ahead(x, i);
		}
		if (!look_up(x, i))
			return false;
	}
	if (x->seeds.failed)
		errno = x->seeds.failed;
	return !x->seeds.failed;
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
