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
/* Two edits may stand so close that fewer words agree between them: so many such
 * islands in a row are gone over, as long as no more than max_gap words differ in
 * all. */
#define ISLANDS 2u
#define ISLANDS_GAP 8u  /* and not behind differences that may be longer */
#define EXTEND_LANES 4u /* words that are compared in one go */
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
	/* what is earlier counts as a whole, with its changes */
	if (!earlier && x->params.max_gap)
		return false;
	if (to < x->d->n && agrees(x, at, place, to))
		return false;
	if (from && agrees(x, at, place, from - 1))
		return false;
	return earlier || !agrees(x, at, place, from) || !agrees(x, at, place, to - 1);
}

/* ---- Over differences ---- */

/* The next words of both texts, as far as they go. */
struct next {
	uint32_t a[EXTEND_NEXT], b[EXTEND_NEXT + EXTEND_LANES];
	uint32_t n_a, n_b;
};

/* Words from `from` on, in a direction. */
static void copy_words(uint32_t *to, const uint32_t *from, int dir, uint32_t n)
{
	if (dir > 0)
		for (uint32_t i = 0; i < n; i++)
			to[i] = from[i];
	else
		for (uint32_t i = 0; i < n; i++)
			to[i] = *(from - i);
}

/* The next n words of the corpus that are in the page at hand; fewer: there is a
 * border, or the page ends. */
static uint32_t look_in_page(const struct view *v, int64_t place, int dir,
                             uint32_t n, uint32_t *out)
{
	const uint64_t in = (uint64_t)place - v->first, all = v->end - v->first;
	const uint64_t avail = in >= all ? 0 : dir > 0 ? all - in : in + 1;
	uint32_t i = 0;

	if (avail < n)
		n = (uint32_t)avail;
	if (n)
		copy_words(out, v->words + in, dir, n);
	while (i < n && out[i] != COPY_BORDER)
		i++;
	return i;
}

/* Takes up to n of them, behind those that are there already. */
static void look_ahead(struct corpus *x, const struct pair *p, uint32_t n,
                       struct next *w)
{
	const int64_t at = p->at + (int64_t)w->n_a * p->dir;
	const int64_t left = p->dir > 0 ? x->d->n - at : at + 1;
	const uint32_t more = left < n - w->n_a ? (uint32_t)left : n - w->n_a;
	int64_t place = p->place + (int64_t)w->n_b * p->dir;

	if (more)
		copy_words(w->a + w->n_a, x->d->hash + at, p->dir, more);
	w->n_a += more;
	w->n_b += look_in_page(&x->view, place, p->dir, n - w->n_b, w->b + w->n_b);
	place = p->place + (int64_t)w->n_b * p->dir;
	for (; w->n_b < n && place >= 0; place += p->dir) {
		const uint32_t word = word_at(x, place);
		if (word == COPY_BORDER)
			break;
		w->b[w->n_b++] = word;
	}
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
	return i < w->n_a && k < w->n_b && w->a[i] == w->b[k];
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

/* Does any of the words here stand there, too?  Most often none does. */
static bool is_any_common(struct next *w)
{
	uint32_t common = 0;

	for (uint32_t k = 0; k < EXTEND_LANES; k++)
		w->b[w->n_b + k] = COPY_BORDER; /* which is none of them */
	for (uint32_t k = 0; k < w->n_b; k += EXTEND_LANES)
		for (uint32_t i = 0; i < w->n_a; i++)
			for (uint32_t j = 0; j < EXTEND_LANES; j++)
				common |= w->a[i] == w->b[k + j];
	return common;
}

/* Is there any word, behind a difference, that agrees? */
static bool is_island(const struct next *w, uint32_t max_gap)
{
	for (uint32_t i = 0; i <= max_gap && i < w->n_a; i++)
		for (uint32_t k = i == 0; k <= max_gap && k < w->n_b; k++)
			if (w->a[i] == w->b[k])
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
	next.n_a = next.n_b = 0;
	look_ahead(x, p, max_gap + 1, &next);
	if (!is_any_common(&next))
		return false;
	look_ahead(x, p, max_gap + AGAIN_MOST, &next);
	if (bridge(&s, 0, 0, max_gap, 0, out))
		return true;
	if (max_gap < 2 || !is_island(&next, max_gap - 1))
		return false;
	look_ahead(x, p, max_gap + ISLANDS * AGAIN_MOST + AGAIN_MOST, &next);
	return bridge(&s, 0, 0, max_gap, max_gap > ISLANDS_GAP ? 0 : ISLANDS, out);
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

/* Some place whose fingerprint was kept, of the document that a hit is in. */
static uint32_t kept_near(const struct corpus *x, const struct hit *h)
{
	if (h->kept)
		return h->place;
	return h->place >= x->base ? x->base
	                           : x->first[find_copies_record_of(x, h->place)];
}

/* What was kept of the other document in a run of this one. */
static void expect(struct corpus *x, const struct block *b, uint32_t kept)
{
	const uint32_t step = prints_step(x->params.min_words);
	const uint32_t place = x->base + b->from - b->apart;
	const uint32_t more = place > kept ? (step - (place - kept) % step) % step
	                                   : (kept - place) % step;

	x->expected[x->n_expected++ % EXPECTED] =
	    (struct expected){b->from + more, b->to, b->apart};
}

uint32_t find_copies_expected(struct corpus *x, uint32_t at)
{
	const uint32_t step = prints_step(x->params.min_words);
	const uint32_t n = x->n_expected < EXPECTED ? x->n_expected : EXPECTED;
	const uint32_t end = at + prints_run(x->params.min_words);

	for (uint32_t i = 0; i < n; i++) {
		struct expected *const e = x->expected + i;
		if (e->to < end)
			continue;
		while (e->next < at)
			e->next += step;
		if (e->next == at)
			return x->base + at - e->apart;
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
	uint32_t same = walk(x, &right), other = 0;
	struct copy c = {.doc = COPY_NO_DOC};

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
	const uint32_t kept = kept_near(x, h);
	for (uint32_t i = 0; i < x->n_blocks; i++)
		expect(x, x->blocks + i, kept);
	return add_copy(x, &c) && know_blocks(x, x->n_copies - 1);
}
