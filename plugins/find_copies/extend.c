/* SPDX-License-Identifier: MIT */
/* extend.c - from a few words in common to the whole passage.
 *
 * To both sides as long as the words agree; over a difference of up to max_gap
 * words on either side where words agree again behind it, as long as enough of
 * the whole agrees.  Inside one document the original begins before its copy;
 * it may reach into it. */
#include "corpus_state.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define AGAIN 3u      /* words that must agree behind a difference of one */
#define AGAIN_MOST 8u /* and behind a long one */
#define EXTEND_NEXT (COPY_MAX_GAP + AGAIN_MOST)

/* The two texts on the way in one direction: the next word of the document at
 * hand, and the next place in the corpus. */
struct pair {
	int64_t at, place;
	int dir;
};

/* ---- Words of the corpus ---- */

static bool look(struct corpus *x, uint64_t place)
{
	struct view *const v = &x->view;
	const uint64_t offset = place * sizeof *v->words;
	const unsigned char *const page = find_copies_paged_view(&x->words, offset);

	if (!page) {
		v->failed = true;
		v->first = v->end = 0;
		return false;
	}
	v->words = (const uint32_t *)(const void *)page;
	v->first = offset / PAGED_PAGE * (PAGED_PAGE / sizeof *v->words);
	v->end = v->first + PAGED_PAGE / sizeof *v->words;
	return true;
}

static uint32_t word_at(struct corpus *x, int64_t place)
{
	const struct view *const v = &x->view;
	const uint64_t at = (uint64_t)place;

	if (at - v->first >= v->end - v->first && !look(x, at))
		return COPY_BORDER;
	return v->words[at - v->first];
}

/* Words that agree from the beginnings of a and b on, n at most. */
static uint32_t agree_right(const uint32_t *a, const uint32_t *b, uint32_t n)
{
	uint32_t i = 0;

	for (; i + 8 <= n; i += 8) {
		uint32_t other = 0;
		for (uint32_t k = 0; k < 8; k++)
			other |= a[i + k] ^ b[i + k];
		if (other)
			break;
	}
	while (i < n && a[i] == b[i])
		i++;
	return i;
}

static uint32_t agree_left(const uint32_t *a, const uint32_t *b, uint32_t n)
{
	uint32_t i = 0;

	for (; i + 8 <= n; i += 8) {
		uint32_t other = 0;
		for (uint32_t k = 0; k < 8; k++)
			other |= a[(int64_t)k - i - 7] ^ b[(int64_t)k - i - 7];
		if (other)
			break;
	}
	while (i < n && a[-(int64_t)i] == b[-(int64_t)i])
		i++;
	return i;
}

static uint32_t walk_right(struct corpus *x, uint32_t at, uint32_t place)
{
	uint32_t n = 0;

	while (at + n < x->d->n && word_at(x, (int64_t)place + n) != COPY_BORDER) {
		const uint64_t avail = x->view.end - place - n;
		const uint32_t left = x->d->n - at - n;
		const uint32_t part = left < avail ? left : (uint32_t)avail;
		const uint32_t same = agree_right(
		    x->d->hash + at + n, x->view.words + (place + n - x->view.first), part);
		n += same;
		if (same < part)
			break;
	}
	return n;
}

/* From the words at and place on, them included. */
static uint32_t walk_left(struct corpus *x, int64_t at, int64_t place)
{
	uint32_t n = 0;

	while (at - n >= 0 && word_at(x, place - n) != COPY_BORDER) {
		const uint64_t avail = (uint64_t)(place - n) - x->view.first + 1;
		const uint64_t left = (uint64_t)(at - n) + 1;
		const uint32_t part = (uint32_t)(left < avail ? left : avail);
		const uint32_t same = agree_left(
		    x->d->hash + (at - n),
		    x->view.words + ((uint64_t)(place - n) - x->view.first), part);
		n += same;
		if (same < part)
			break;
	}
	return n;
}

static uint32_t walk(struct corpus *x, struct pair *p)
{
	const uint32_t n = p->dir > 0
	                       ? walk_right(x, (uint32_t)p->at, (uint32_t)p->place)
	                       : walk_left(x, p->at, p->place);

	x->work += n;
	p->at += (int64_t)n * p->dir;
	p->place += (int64_t)n * p->dir;
	return n;
}

/* Does word `word` agree on the diagonal of a hit? */
static bool agrees(struct corpus *x, uint32_t at, uint32_t place, uint32_t word)
{
	const int64_t other = (int64_t)place + word - at;

	return other >= 0 && word_at(x, other) == x->d->hash[word];
}

/* All of them hold this word, for they were found before it.  If the words before
 * and behind what they have in common do not agree, no unchanged run goes beyond
 * it; nor is any as long, if its first or its last word does not agree. */
bool find_copies_is_inside(struct corpus *x, uint32_t at, uint32_t place)
{
	const uint32_t to = x->far[0].to;
	uint32_t from = 0;
	bool earlier = true;

	for (uint32_t i = 0; i < x->n_far; i++) {
		earlier &= x->far[i].of < place;
		if (x->far[i].from > from)
			from = x->far[i].from;
	}
	if (to < x->d->n && agrees(x, at, place, to))
		return false;
	if (from && agrees(x, at, place, from - 1))
		return false;
	return earlier || !agrees(x, at, place, from) || !agrees(x, at, place, to - 1);
}

/* ---- Over differences ---- */

/* The next words of both texts, as far as they go. */
struct next {
	uint32_t a[EXTEND_NEXT], b[EXTEND_NEXT];
	uint32_t n_a, n_b;
};

static void look_ahead(struct corpus *x, const struct pair *p, uint32_t n,
                       struct next *w)
{
	int64_t at = p->at, place = p->place;

	for (w->n_a = 0; w->n_a < n && at >= 0 && at < x->d->n; at += p->dir)
		w->a[w->n_a++] = x->d->hash[at];
	for (w->n_b = 0; w->n_b < n && place >= 0; place += p->dir) {
		const uint64_t in = (uint64_t)place - x->view.first;
		const uint32_t word = in < x->view.end - x->view.first ? x->view.words[in]
		                                                       : word_at(x, place);
		if (word == COPY_BORDER)
			break;
		w->b[w->n_b++] = word;
	}
}

/* Do `n` words agree i words further here, k words further there? */
static bool again(const struct next *w, uint32_t i, uint32_t k, uint32_t n)
{
	if (i + n > w->n_a || k + n > w->n_b || w->a[i] != w->b[k])
		return false;
	for (uint32_t j = 1; j < n; j++)
		if (w->a[i + j] != w->b[k + j])
			return false;
	return true;
}

/* The smallest difference behind which words agree again; false: none. */
static bool gap(struct corpus *x, const struct pair *p, uint32_t *i, uint32_t *k)
{
	const uint32_t max_gap = x->params.max_gap;
	const int64_t apart = (int64_t)x->base + p->at - p->place;
	struct next w;

	look_ahead(x, p, max_gap + AGAIN_MOST, &w);
	for (uint32_t sum = 1; sum <= 2 * max_gap; sum++)
		for (uint32_t d = sum % 2; d <= sum; d += 2) {
			/* the same number on both sides first, then ever less even */
			const uint32_t more = (sum + d) / 2, less = sum - more;
			uint32_t need = AGAIN + (more - 1) / 2;
			if (more > max_gap)
				break;
			if (need > AGAIN_MOST)
				need = AGAIN_MOST;
			for (int side = 0; side < (d ? 2 : 1); side++) {
				*i = side ? less : more;
				*k = side ? more : less;
				/* a passage is no copy of itself */
				if (apart + ((int64_t)*i - *k) * p->dir > 0 &&
				    again(&w, *i, *k, need))
					return true;
			}
		}
	return false;
}

static bool add_block(struct corpus *x, const struct pair *p, uint32_t n)
{
	const int64_t from = p->dir > 0 ? p->at - n : p->at + 1;

	if (!find_copies_grow(&x->blocks, &x->room_blocks, x->n_blocks + 1,
	                      sizeof *x->blocks))
		return false;
	x->blocks[x->n_blocks++] =
	    (struct block){(uint32_t)((int64_t)x->base + p->at - p->place),
	                   (uint32_t)from, (uint32_t)from + n};
	return true;
}

/* Goes on in one direction; *same and *other: words that agree and that do not,
 * of the longer side. */
static bool go_on(struct corpus *x, struct pair *p, uint32_t *same, uint32_t *other)
{
	uint32_t i, k;

	while (x->params.max_gap && gap(x, p, &i, &k)) {
		const uint32_t more = *other + (i > k ? i : k);
		struct pair next = *p;
		next.at += (int64_t)i * p->dir;
		next.place += (int64_t)k * p->dir;
		const uint32_t n = walk(x, &next), all = *same + n;
		if (all < x->params.min_similarity * (all + more))
			break;
		if (!add_block(x, &next, n))
			return false;
		*p = next;
		*same = all;
		*other = more;
	}
	return true;
}

/* ---- Diagonals ---- */

/* Those that end before word `at` are forgotten; twice the room, if that does not
 * make any. */
static bool diagonals_grow(struct diagonals *t, uint32_t at)
{
	const struct diagonals old = *t;
	uint32_t n = 0;

	for (uint32_t i = 0; i < old.size; i++)
		n += old.items[i].apart && old.items[i].end > at;
	t->size = n > old.size / 4 ? old.size * 2 : old.size;
	t->items = calloc(t->size, sizeof *t->items);
	if (!t->items) {
		*t = old;
		return errno = ENOMEM, false;
	}
	t->n = n;
	for (uint32_t i = 0; i < old.size; i++)
		if (old.items[i].apart && old.items[i].end > at)
			t->items[diagonals_slot(t, old.items[i].apart)] = old.items[i];
	free(old.items);
	return true;
}

bool find_copies_know(struct corpus *x, uint32_t apart, uint32_t end, uint32_t copy)
{
	struct diagonals *const t = &x->diagonals;

	if (t->n >= t->size / 2 && !diagonals_grow(t, x->at))
		return false;
	struct diagonal *const d = t->items + diagonals_slot(t, apart);
	t->n += !d->apart;
	if (d->apart && d->end > end)
		return true;
	*d = (struct diagonal){apart, end, copy};
	return true;
}

/* The passage, found from another place, that the run [from, to) belongs to: one
 * whose words stand a few words nearer or farther; UINT32_MAX: none. */
static uint32_t neighbour(const struct corpus *x, uint32_t apart, uint32_t from,
                          uint32_t to)
{
	const uint32_t max_gap = x->params.max_gap;

	for (uint32_t i = 1; i <= 2 * max_gap; i++) {
		const uint32_t other =
		    i % 2 ? apart + (i + 1) / 2 : apart - (i / 2 < apart ? i / 2 : 0);
		const struct diagonal *const d =
		    other == apart ? NULL : diagonals_find(&x->diagonals, other);
		if (!d || d->copy == UINT32_MAX || d->end <= x->at)
			continue;
		const struct copy *const c = x->copies + d->copy;
		if (c->from <= from && c->to >= to)
			return d->copy;
	}
	return UINT32_MAX;
}

/* ---- The passage ---- */

static bool add_copy(struct corpus *x, const struct copy *c)
{
	if (!find_copies_grow(&x->copies, &x->room_copies, x->n_copies + 1,
	                      sizeof *x->copies))
		return false;
	x->copies[x->n_copies++] = *c;
	return true;
}

static bool know_blocks(struct corpus *x, uint32_t copy)
{
	for (uint32_t i = 0; i < x->n_blocks; i++)
		if (!find_copies_know(x, x->blocks[i].apart, x->blocks[i].to, copy))
			return false;
	return true;
}

bool find_copies_extend(struct corpus *x, uint32_t at, uint32_t place)
{
	const uint32_t apart = x->base + at - place;
	struct pair right = {at, place, 1},
	            left = {(int64_t)at - 1, (int64_t)place - 1, -1};
	uint32_t same = walk(x, &right), other = 0;
	struct copy c = {.doc = UINT32_MAX};

	if (!same) /* another run with the same hash */
		return !x->view.failed && find_copies_know(x, apart, at + 1, UINT32_MAX);
	same += walk(x, &left);
	x->n_blocks = 0;
	if (x->params.max_gap) {
		const uint32_t known =
		    neighbour(x, apart, (uint32_t)(left.at + 1), (uint32_t)right.at);
		if (known != UINT32_MAX)
			return find_copies_know(x, apart, (uint32_t)right.at, known);
	}
	if (!add_block(x, &right, same) || !go_on(x, &right, &same, &other) ||
	    !go_on(x, &left, &same, &other) || x->view.failed)
		return false;
	c.from = (uint32_t)(left.at + 1);
	c.to = (uint32_t)right.at;
	c.of = (uint32_t)(left.place + 1);
	c.of_end = (uint32_t)right.place;
	c.same = same;
	if (same < x->params.min_words)
		return know_blocks(x, UINT32_MAX);
	return add_copy(x, &c) && know_blocks(x, x->n_copies - 1);
}
