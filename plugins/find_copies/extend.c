/* SPDX-License-Identifier: MIT */
/* extend.c - from a few words in common to the whole passage.
 *
 * To both sides as long as the words agree; over a difference of up to max_gap
 * words on either side where words agree again behind it, as long as enough of
 * the whole agrees.  Inside one document the original begins before its copy;
 * it may reach into it. */
#include "corpus_state.h"
#include "common.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define AGAIN_MOST 8u /* and behind a long one */
#define EXTEND_NEXT (COPY_MAX_GAP + (ISLANDS + 1) * AGAIN_MOST)

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

uint32_t find_copies_run_right(struct corpus *x, uint32_t at, uint32_t place)
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

uint32_t find_copies_run_left(struct corpus *x, int64_t at, int64_t place)
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
	const uint32_t n =
	    p->dir > 0 ? find_copies_run_right(x, (uint32_t)p->at, (uint32_t)p->place)
	               : find_copies_run_left(x, p->at, p->place);

	x->work += n;
	p->at += (int64_t)n * p->dir;
	p->place += (int64_t)n * p->dir;
	return n;
}

const uint32_t *find_copies_words(struct corpus *x, uint64_t place, uint32_t n,
                                  uint32_t *room)
{
	const struct view *const v = &x->view;

	if (place - v->first >= v->end - v->first && !look(x, place))
		return NULL;
	if (n <= v->end - place)
		return v->words + (place - v->first);
	for (uint32_t got = 0; got < n;) {
		const uint64_t at = place + got;
		if (at >= v->end && !look(x, at))
			return NULL;
		const uint64_t avail = v->end - at;
		const uint32_t part = n - got < avail ? n - got : (uint32_t)avail;
		memcpy(room + got, v->words + (at - v->first), part * sizeof *room);
		got += part;
	}
	return room;
}

/* ---- Over differences ---- */

/* The next words of both texts, as far as they go: word i is a[i * dir]. */
struct next {
	const uint32_t *a, *b;
	uint32_t n_a, n_b;
	int dir;
	uint32_t copied[EXTEND_NEXT]; /* where those of the corpus lie in two pages */
};

/* The next n words of the corpus, or fewer, one by one. */
static void copy_next(struct corpus *x, const struct pair *p, uint32_t n,
                      struct next *w)
{
	int64_t place = p->place;

	w->b = p->dir > 0 ? w->copied : w->copied + EXTEND_NEXT - 1;
	for (w->n_b = 0; w->n_b < n && place >= 0; place += p->dir) {
		const uint32_t word = word_at(x, place);
		if (word == COPY_BORDER)
			break;
		w->copied[p->dir > 0 ? w->n_b : EXTEND_NEXT - 1 - w->n_b] = word;
		w->n_b++;
	}
}

/* Up to n of them; borders may be among those of the corpus. */
static void look_ahead(struct corpus *x, const struct pair *p, uint32_t n,
                       struct next *w)
{
	const struct view *const v = &x->view;
	const int64_t left = p->dir > 0 ? x->d->n - p->at : p->at + 1;
	const uint64_t in = (uint64_t)p->place - v->first, all = v->end - v->first;

	w->dir = p->dir;
	w->n_a = left < n ? (uint32_t)left : n;
	w->a = w->n_a ? x->d->hash + p->at : NULL;
	if (in >= all || (p->dir > 0 ? all - in : in + 1) < n) {
		copy_next(x, p, n, w);
		return;
	}
	w->b = v->words + in;
	w->n_b = n;
}

static void end_at_border(struct next *w)
{
	uint32_t k = 0;

	while (k < w->n_b && w->b[(int)k * w->dir] != COPY_BORDER)
		k++;
	w->n_b = k;
}

/* A difference of i words here and k words there, and n words behind it that agree:
 * fewer than tell a passage again, but for the last one of several. */
struct step {
	uint32_t i, k, n;
};

struct steps {
	struct step items[ISLANDS + 1];
	uint32_t n;
};

static inline bool agree_at(const struct next *w, uint32_t i, uint32_t k)
{
	return i < w->n_a && k < w->n_b &&
	       w->a[(int)i * w->dir] == w->b[(int)k * w->dir];
}

/* Words that agree, `most` at most, i words further here and k words there. */
static uint32_t again(const struct next *w, uint32_t i, uint32_t k, uint32_t most)
{
	uint32_t n = 0;

	while (n < most && agree_at(w, i + n, k + n))
		n++;
	return n;
}

/* What the search of the next words goes by. */
struct search {
	const struct next *next;
	int64_t apart; /* a passage is no copy of itself: stays above 0 */
	int dir;
};

static bool bridge(const struct search *, uint32_t a, uint32_t b, uint32_t most,
                   uint32_t islands, struct steps *);

/* Is this a step, alone or with those behind an island? */
static bool try_step(const struct search *s, uint32_t a, uint32_t b,
                     const struct step *try, uint32_t most, uint32_t islands,
                     struct steps *out)
{
	const uint32_t more = try->i > try->k ? try->i : try->k;
	const uint32_t long_need = AGAIN + (more - 1) / 2;
	const uint32_t need = long_need > AGAIN_MOST ? AGAIN_MOST : long_need;
	struct step *const step = out->items + out->n;

	if (s->apart + (((int64_t)a + try->i) - ((int64_t)b + try->k)) * s->dir <= 0)
		return false;
	*step = *try;
	step->n = again(s->next, a + try->i, b + try->k, need);
	if (step->n == need) {
		out->n++;
		return true;
	}
	if (!step->n || !islands || more == most)
		return false;
	out->n++;
	if (bridge(s, a + try->i + step->n, b + try->k + step->n, most - more,
	           islands - 1, out))
		return true;
	out->n--;
	return false;
}

/* The smallest difference behind which words agree again: those with the same
 * number of words on both sides first, then ever less even. */
static bool bridge(const struct search *s, uint32_t a, uint32_t b, uint32_t most,
                   uint32_t islands, struct steps *out)
{
	for (uint32_t sum = 1; sum <= 2 * most; sum++)
		for (uint32_t d = sum % 2; d <= sum; d += 2) {
			const uint32_t more = (sum + d) / 2, less = sum - more;
			const struct step one = {more, less, 0}, other = {less, more, 0};
			if (more > most)
				break;
			if (agree_at(s->next, a + more, b + less) &&
			    try_step(s, a, b, &one, most, islands, out))
				return true;
			if (d && agree_at(s->next, a + less, b + more) &&
			    try_step(s, a, b, &other, most, islands, out))
				return true;
		}
	return false;
}

/* Do any three in a row of the next words here stand there, too?  Where none do no
 * passage goes on, and most often none do. */
static bool is_any_common(const struct next *w)
{
	uint32_t here[EXTEND_NEXT];
	const uint32_t n = w->n_a - (AGAIN - 1);

	if (w->n_a < AGAIN || w->n_b < AGAIN)
		return false;
	const uint32_t *const a = w->dir > 0 ? w->a : w->a - (w->n_a - 1);
	const uint32_t *const b = w->dir > 0 ? w->b : w->b - (w->n_b - 1);
	if (w->n_b < COMMON_WORDS)
		return true;
	for (uint32_t i = 0; i < n; i++)
		here[i] = common_three(a + i);
	for (uint32_t k = 0; k + COMMON_WORDS < w->n_b; k += COMMON_STARTS)
		if (common_any(here, n, b + k))
			return true;
	return common_any(here, n, b + w->n_b - COMMON_WORDS);
}

/* Is there any word, behind a difference, that agrees? */
static bool is_island(const struct next *w, uint32_t max_gap)
{
	for (uint32_t i = 0; i <= max_gap && i < w->n_a; i++)
		for (uint32_t k = i == 0; k <= max_gap && k < w->n_b; k++)
			if (agree_at(w, i, k))
				return true;
	return false;
}

/* The smallest differences behind which words agree again; over islands, if it
 * cannot be done without.  False: none. */
static bool gap(struct corpus *x, const struct pair *p, struct steps *out)
{
	const uint32_t max_gap = x->params.max_gap;
	struct next next;
	const struct search s = {&next, (int64_t)x->base + p->at - p->place, p->dir};

	out->n = 0;
	look_ahead(x, p, before_three(max_gap) + AGAIN, &next);
	if (!is_any_common(&next))
		return false;
	look_ahead(x, p, max_gap + AGAIN_MOST, &next);
	end_at_border(&next);
	if (bridge(&s, 0, 0, max_gap, 0, out))
		return true;
	if (max_gap < 2 || max_gap > ISLANDS_GAP || !is_island(&next, max_gap - 1))
		return false;
	look_ahead(x, p, max_gap + ISLANDS * AGAIN_MOST + AGAIN_MOST, &next);
	end_at_border(&next);
	return bridge(&s, 0, 0, max_gap, ISLANDS, out);
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
	struct steps steps;

	while (x->params.max_gap && gap(x, p, &steps)) {
		const uint32_t n_blocks = x->n_blocks;
		uint32_t all = *same, more = *other;
		struct pair next = *p;
		for (uint32_t i = 0; i < steps.n; i++) {
			const struct step *const step = steps.items + i;
			next.at += (int64_t)step->i * p->dir;
			next.place += (int64_t)step->k * p->dir;
			const uint32_t n = walk(x, &next);
			all += n;
			more += step->i > step->k ? step->i : step->k;
			if (!add_block(x, &next, n))
				return false;
		}
		if (all < x->params.min_similarity * (all + more)) {
			x->n_blocks = n_blocks;
			break;
		}
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

/* What was kept of the other document in a run of this one. */
static void expect(struct corpus *x, const struct block *b)
{
	if (b->to - b->from < x->params.min_words)
		return;
	const uint32_t i =
	    x->n_expected < EXPECTED ? x->n_expected++ : b->to % EXPECTED;
	x->expected[i] = (struct expected){b->from, b->to, b->apart};
}

uint32_t find_copies_expected(struct corpus *x, const struct print *p)
{
	const uint32_t min_words = x->params.min_words;

	for (uint32_t i = 0; i < x->n_expected;) {
		const struct expected *const e = x->expected + i;
		const uint32_t window = p->first > e->from ? p->first : e->from;
		if (e->to < p->first + min_words) { /* and so for all from here on */
			x->expected[i] = x->expected[--x->n_expected];
			continue;
		}
		if (window <= p->last && window + min_words <= e->to)
			return x->base + p->at - e->apart;
		i++;
	}
	return 0;
}

static bool know_blocks(struct corpus *x, uint32_t copy)
{
	for (uint32_t i = 0; i < x->n_blocks; i++)
		if (!find_copies_know(x, x->blocks[i].apart, x->blocks[i].to, copy))
			return false;
	return true;
}

bool find_copies_extend(struct corpus *x, const struct hit *h)
{
	const uint32_t at = h->at, place = h->place;
	const uint32_t apart = x->base + at - place;
	struct pair right = {at, place, 1},
	            left = {(int64_t)at - 1, (int64_t)place - 1, -1};
	struct copy c = {.doc = COPY_NO_DOC};
	uint32_t same, other = 0;

	if (x->params.max_gap && x->work > x->work_bound) {
		const uint32_t known =
		    neighbour(x, apart, at, at + prints_run(x->params.min_words));
		if (known != UINT32_MAX) /* the same few words over and over */
			return find_copies_know(x, apart, x->copies[known].to, known);
	}
	same = walk(x, &right);
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
	for (uint32_t i = 0; i < x->n_blocks; i++)
		expect(x, x->blocks + i);
	return add_copy(x, &c) && know_blocks(x, x->n_copies - 1);
}
