/* SPDX-License-Identifier: MIT */
/* find.c - which of the documents seen so far are like a new one.
 *
 * The rows that its weightiest terms point to are counted, in a table that the
 * nearest cache holds; those with most in common are compared term by term, and the
 * most alike of them once more, as the rarity of terms is now.  What a document
 * costs does not depend on how many there are; what limits it is how long memory
 * takes, so that all is asked for before any of it is used. */
#define _POSIX_C_SOURCE 200809L
#include "index_state.h"
#include "../share/prefetch.h"
#include <errno.h>
#include <math.h>
#include <string.h>

#define BUDGET 384u    /* rows that a document looks at, */
#define ALWAYS 4u      /* but of its rarest terms that anybody has */
#define AT_LEAST 128u  /* so many rows each */
#define CANDIDATES 32u /* documents that it is compared with, */
#define AGAIN 3u       /* that are looked at twice while rarities change */
#define PASSAGE_HIT 1e12f

/* What a row has in common is the sum of the squared weights of the terms that
 * point to both.  Rows that have less than these parts, of the best row's and of
 * all there is, are not compared.  In four heaps one in 1,000 of those that were
 * the most alike had less than 0.4, none less than 0.05. */
#define WORTHWHILE 0.4f
#define WORTHWHILE_OF_ALL (0.05f * (float)UNIT * (float)UNIT)

_Static_assert(BUDGET + ALWAYS * AT_LEAST + CANDIDATES <= SEATS,
               "all rows that are counted have a seat");

/* ---- Candidates ---- */

static void hit(struct tally *t, uint32_t row, float worth)
{
	uint32_t at = (uint32_t)(row * 2654435769u) >> (32 - TALLY_BITS);

	while (t->places[at] && t->seats[t->places[at] - 1].row != row)
		at = (at + 1) & ((1u << TALLY_BITS) - 1);
	if (!t->places[at]) {
		t->seats[t->n] = (struct seat){row, 0};
		t->places[at] = (uint16_t)++t->n;
	}
	t->seats[t->places[at] - 1].hits += worth;
}

static bool too_far(const struct story_index *x, int32_t a, int32_t b)
{
	const int64_t apart = (int64_t)a - b;

	return x->params.window && a != NO_DAY && b != NO_DAY &&
	       (apart > x->params.window || -apart > x->params.window);
}

static bool is_out(const struct story_index *x, int32_t day, uint32_t row)
{
	return too_far(x, day, x->days[row]) ||
	       (x->limit != INT64_MIN && x->docs[row].date < x->limit);
}

struct look { /* a term to be looked up */
	struct posted rows;
	uint32_t weight;
};

/* The terms' rows, of the term that has fewest first. */
static uint32_t look_ups(const struct story_index *x, const struct vector *v,
                         struct look *looks)
{
	const uint16_t *const places = v->heaviest;
	const uint32_t n = v->n_heaviest;

	for (uint32_t i = 0; i < n; i++)
		group_stories_postings_prefetch(&x->terms, v->hash[places[i]]);
	for (uint32_t i = 0, at; i < n; i++) {
		const struct look look = {
		    group_stories_postings_find(&x->terms, v->hash[places[i]]),
		    v->weight[places[i]]};
		for (at = i; at > 0 && looks[at - 1].rows.n > look.rows.n; at--)
			looks[at] = looks[at - 1];
		looks[at] = look;
	}
	return n;
}

/* All rows of terms that few documents have; what is left of the work is shared by
 * the others, of which the newest rows are looked at: those that several of them
 * have in common are seen in each. */
static void look_up_terms(struct story_index *x, const struct vector *v)
{
	struct look looks[INDEXED];
	const uint32_t n = look_ups(x, v, looks);
	uint32_t left = BUDGET, looked = 0;

	for (uint32_t i = 0; i < n; i++) {
		struct posted *const rows = &looks[i].rows;
		const uint32_t least = looked < ALWAYS ? AT_LEAST : 0;
		const uint32_t share = left / (n - i);
		looked += rows->n > 0;
		group_stories_posted_cut(rows, share > least ? share : least);
		left -= rows->n < left ? rows->n : left;
		group_stories_posted_prefetch(rows);
	}
	for (uint32_t i = 0; i < n; i++) {
		const float worth = (float)looks[i].weight * (float)looks[i].weight;
		for (uint32_t k = 0; k < looks[i].rows.n; k++)
			hit(&x->tally, group_stories_posted(&looks[i].rows, k), worth);
	}
}

struct source { /* a passage's */
	uint32_t row, words;
};

/* Documents that passages come from are candidates whatever their terms. */
static bool look_up_passages(struct story_index *x, const struct record *r,
                             struct source *sources, uint32_t *n)
{
	const struct passage *const p = record_passages(r);

	*n = 0;
	for (uint32_t i = 0; i < r->n_passages && *n < CANDIDATES; i++) {
		const uint32_t row =
		    group_stories_index_row(x, record_ids(r) + p[i].of, p[i].of_size);
		if (row == UINT32_MAX && errno)
			return false;
		if (row == UINT32_MAX)
			continue;
		hit(&x->tally, row, PASSAGE_HIT);
		sources[(*n)++] = (struct source){row, p[i].words};
	}
	return true;
}

/* What a row must have in common to be compared. */
static float least_of(const struct story_index *x, int32_t day)
{
	const struct tally *const t = &x->tally;
	float most = WORTHWHILE_OF_ALL / WORTHWHILE;

	for (uint32_t i = 0; i < t->n; i++)
		if (t->seats[i].hits > most && t->seats[i].hits < PASSAGE_HIT &&
		    !is_out(x, day, t->seats[i].row))
			most = t->seats[i].hits;
	return most * WORTHWHILE;
}

/* The rows with most hits, the newest of equals. */
static uint32_t choose(const struct story_index *x, int32_t day, struct seat *best)
{
	const float least = least_of(x, day);
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->tally.n; i++) {
		const struct seat s = x->tally.seats[i];
		if (s.hits < least)
			continue;
		if (n == CANDIDATES && s.hits <= best[n - 1].hits &&
		    (s.hits < best[n - 1].hits || s.row < best[n - 1].row))
			continue;
		if (is_out(x, day, s.row))
			continue;
		uint32_t at = n < CANDIDATES ? n++ : n - 1;
		for (;
		     at > 0 && (best[at - 1].hits < s.hits ||
		                (best[at - 1].hits <= s.hits && best[at - 1].row < s.row));
		     at--)
			best[at] = best[at - 1];
		best[at] = s;
	}
	return n;
}

/* ---- Comparison ---- */

/* Passages add to the similarity of terms as far as they make up the shorter
 * document; few words, such as a notice at the foot, only where the terms have
 * something to say too. */
static double score_of(const struct story_index *x, double cosine, uint32_t copied,
                       uint32_t words, uint32_t other)
{
	const uint32_t shorter = words < other ? words : other;
	double part = shorter ? (double)copied / shorter : 0;

	part = part < 1 ? part : 1;
	if (part < 0.5 && cosine < x->params.threshold / 2)
		return cosine;
	return 1 - (1 - cosine) * (1 - part);
}

static uint32_t insert(struct match *matches, uint32_t n, const struct match *m)
{
	uint32_t at = n;

	if (n == MATCHES_MAX && m->score <= matches[n - 1].score)
		return n;
	at = n < MATCHES_MAX ? n++ : n - 1;
	for (; at > 0 &&
	       (matches[at - 1].score < m->score ||
	        (matches[at - 1].score <= m->score && matches[at - 1].row > m->row));
	     at--)
		matches[at] = matches[at - 1];
	matches[at] = *m;
	return n;
}

static size_t size_of(const struct indexed *d)
{
	return d->terms * (sizeof(uint32_t) + sizeof(uint16_t));
}

/* The traits of terms that stand in nothing but a block which both have. */
static uint16_t but_of(const struct blocks *a, const struct blocks *b)
{
	return (uint16_t)((a->head && a->head == b->head ? TRAIT_HEAD : 0) |
	                  (a->foot && a->foot == b->foot ? TRAIT_FOOT : 0));
}

/* Words of those blocks. */
static uint32_t words_of(const struct record *r, uint16_t but)
{
	return (but & TRAIT_HEAD ? r->head_words : 0) +
	       (but & TRAIT_FOOT ? r->foot_words : 0);
}

static uint32_t less(uint32_t a, uint32_t b)
{
	return a > b ? a - b : 0;
}

/* About how alike a row is: by its length when it was added. */
static bool look_at(const struct story_index *x, const struct vector *v,
                    const struct lens *lens, struct match *m)
{
	const struct indexed *const d = x->docs + m->row;
	const double length = (double)d->length;
	const unsigned char *const bytes =
	    group_stories_shelf_peek(&x->shelf, d->offset, size_of(d));
	struct vector other;
	struct seen seen;

	if (!bytes && !group_stories_index_terms(x, m->row, &other))
		return false;
	seen =
	    bytes
	        ? group_stories_seen(lens, bytes, bytes + d->terms * sizeof *other.hash,
	                             d->terms, m->but)
	        : group_stories_seen(lens, other.hash, other.traits, other.n, m->but);
	m->cosine = length > 0 ? seen.all / length : 0;
	if (m->cosine > 1)
		m->cosine = 1;
	m->cosine *= group_stories_names(seen.names, (double)v->names,
	                                 d->names / (double)UNIT, length);
	return true;
}

/* The more a document says, the more of it two accounts of one event have in
 * common: from 1,000 words on the threshold is a fifth higher for each doubling of
 * the shorter one, up to twice as high. */
static double threshold_of(const struct story_index *x, uint32_t words,
                           uint32_t other)
{
	const double shorter = words < other ? words : other;
	const double times = shorter > 1000 ? 1 + 0.2 * log2(shorter / 1000) : 1;

	return x->params.threshold * (times < 2 ? times : 2);
}

static double alike(const struct vector *v, struct vector *other, uint16_t but,
                    double least)
{
	struct vector own;

	if (!but)
		return group_stories_alike(v, other, least);
	own = *v;
	group_stories_leave_out(&own, other, but);
	return group_stories_alike(&own, other, least);
}

/* How alike those that were found are, as the rarity is now. */
static int look_again(struct story_index *x, const struct vector *v,
                      const struct record *r, struct match *matches, uint32_t n)
{
	struct match first[MATCHES_MAX];
	struct vector other;
	uint32_t kept = 0;

	if (!x->settled && n > AGAIN)
		n = AGAIN;
	memcpy(first, matches, n * sizeof *first);
	for (uint32_t i = 0; i < n; i++) {
		struct match *const m = first + i;
		if (!group_stories_index_vector(x, m->row, &other))
			return -1;
		const uint32_t but = words_of(r, m->but);
		const uint32_t words = less(r->words, but);
		const uint32_t others = less(x->docs[m->row].words, but);
		const double least = threshold_of(x, words, others);
		m->cosine = alike(v, &other, m->but, m->copied ? 0 : least);
		m->score = score_of(x, m->cosine, m->copied, words, others);
		if (m->score >= least)
			kept = insert(matches, kept, m);
	}
	return (int)kept;
}

/* Has rows, and then their terms, read beforehand: a line of the cache holds 16
 * hashes or 32 traits. */
static void look_ahead(const struct story_index *x, const struct seat *rows,
                       uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		share_prefetch(x->docs + rows[i].row);
}

static void look_ahead_at_terms(const struct story_index *x,
                                const struct seat *rows, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct indexed *const d = x->docs + rows[i].row;
		const size_t size = size_of(d);
		const unsigned char *const bytes =
		    group_stories_shelf_peek(&x->shelf, d->offset, size);
		for (size_t at = 0; bytes && at < size; at += 64)
			share_prefetch(bytes + at);
	}
}

/* Two issues of a series: 1; no: 0; -1 with errno. */
static int of_series(const struct story_index *x, const struct record *r,
                     uint32_t row)
{
	struct dated_figures own, other;
	struct figures f;

	if (r->day == NO_DAY || x->days[row] == NO_DAY || r->day == x->days[row])
		return 0;
	if (!group_stories_index_figures(x, row, &f))
		return -1;
	group_stories_figures_date(&r->figures, r->day, &own);
	group_stories_figures_date(&f, x->days[row], &other);
	return group_stories_figures_differ(&own, &other);
}

/* Lengths that are not up to date, or of more than counts, are not far off: half
 * the threshold makes a row worth a second look. */
static int compare(struct story_index *x, const struct record *r,
                   const struct vector *v, const struct source *sources,
                   uint32_t n_sources, struct match *matches)
{
	const double half = x->params.threshold / 2;
	struct seat rows[CANDIDATES];
	const uint32_t candidates = choose(x, r->day, rows);
	uint32_t n = 0;
	struct lens lens;

	look_ahead(x, rows, candidates);
	group_stories_lens(v, &lens);
	look_ahead_at_terms(x, rows, candidates);
	for (uint32_t i = 0; i < candidates; i++) {
		struct match m = {.row = rows[i].row,
		                  .but = but_of(&r->blocks, &x->docs[rows[i].row].blocks)};
		for (uint32_t k = 0; k < n_sources; k++)
			m.copied += sources[k].row == m.row ? sources[k].words : 0;
		const uint32_t but = words_of(r, m.but);
		m.copied = less(m.copied, but);
		if (!look_at(x, v, &lens, &m))
			return -1;
		m.score = score_of(x, m.cosine, m.copied, less(r->words, but),
		                   less(x->docs[m.row].words, but));
		if (m.score < (x->settled && !m.but ? 2 * half : half))
			continue;
		const int series = of_series(x, r, m.row);
		if (series < 0)
			return -1;
		n = series ? n : insert(matches, n, &m);
	}
	return look_again(x, v, r, matches, n);
}

int group_stories_index_find(struct story_index *x, const struct record *r,
                             const struct vector *v, struct match *matches)
{
	struct source sources[CANDIDATES];
	uint32_t n_sources;
	int n = -1;

	memset(x->tally.places, 0, sizeof x->tally.places);
	x->tally.n = 0;
	look_up_terms(x, v);
	if (look_up_passages(x, r, sources, &n_sources))
		n = compare(x, r, v, sources, n_sources, matches);
	return n;
}
