/* SPDX-License-Identifier: MIT */
/* index.c - which of the documents seen so far are like a new one. */
#define _POSIX_C_SOURCE 200809L
#include "index.h"
#include "index_state.h"
#include <catena/fold.h>

#define INDEXED 24u    /* terms of a document that point to it */
#define BUDGET 1024u   /* rows that a document looks at, more or less */
#define ALWAYS 4u      /* terms that it looks at in any case, if anybody has them */
#define CANDIDATES 32u /* documents that it is compared with */
#define PASSAGE_HIT 1e12f

struct story_index *group_stories_index_new(const struct story_params *params,
                                            const struct rarity *rarity)
{
	struct story_index *const x = calloc(1, sizeof *x);

	if (!x)
		return NULL;
	x->params = *params;
	x->rarity = rarity;
	x->store.bound = params->memory;
	x->limit = INT64_MIN;
	return x;
}

void group_stories_index_free(struct story_index *x)
{
	if (!x)
		return;
	group_stories_postings_free(&x->terms);
	table_free(&x->ids);
	store_free(&x->store);
	free(x->docs);
	free(x->hits);
	free(x->touched);
	free(x->id);
	free(x);
}

uint32_t group_stories_index_size(const struct story_index *x)
{
	return x->n;
}

uint64_t group_stories_index_memory(const struct story_index *x)
{
	return group_stories_postings_memory(&x->terms) + table_bytes(&x->ids) +
	       x->store.room + (uint64_t)x->room * (sizeof *x->docs + sizeof *x->hits);
}

struct postings *group_stories_index_postings(struct story_index *x)
{
	return &x->terms;
}

/* ---- Rows ---- */

void group_stories_index_settled(struct story_index *x)
{
	x->settled = true;
}

/* The terms and traits of a row. */
static bool get_terms(const struct story_index *x, uint32_t row, struct vector *v)
{
	const struct indexed *const d = x->docs + row;
	const size_t hashes = d->terms * sizeof *v->hash;
	const size_t traits = d->terms * sizeof *v->traits;
	const unsigned char *const bytes =
	    store_peek(&x->store, d->offset, hashes + traits);

	v->n = d->terms;
	if (!bytes)
		return store_get(&x->store, d->offset, v->hash, hashes) &&
		       store_get(&x->store, d->offset + hashes, v->traits, traits);
	memcpy(v->hash, bytes, hashes);
	memcpy(v->traits, bytes + hashes, traits);
	return true;
}

bool group_stories_index_vector(const struct story_index *x, uint32_t row,
                                struct vector *v)
{
	if (!get_terms(x, row, v))
		return false;
	group_stories_weigh_again(x->rarity, v);
	return true;
}

const char *group_stories_index_id(struct story_index *x, uint32_t row,
                                   uint32_t *size)
{
	const struct indexed *const d = x->docs + row;
	const size_t behind = d->terms * (sizeof(uint32_t) + sizeof(uint16_t));

	if (d->id_size >= x->room_id) {
		const uint32_t room = d->id_size + d->id_size / 2 + 64;
		char *const p = realloc(x->id, room);
		if (!p)
			return errno = ENOMEM, NULL;
		x->id = p;
		x->room_id = room;
	}
	if (!store_get(&x->store, d->offset + behind, x->id, d->id_size))
		return NULL;
	x->id[d->id_size] = '\0';
	*size = d->id_size;
	return x->id;
}

static bool make_room(struct story_index *x)
{
	const uint64_t room = (uint64_t)x->room * 3 / 2 + 1024;
	void *p;

	if (x->n < x->room)
		return true;
	errno = ENOMEM;
	if (room > UINT32_MAX || room > SIZE_MAX / sizeof *x->docs)
		return false;
	if (!(p = realloc(x->docs, (size_t)room * sizeof *x->docs)))
		return false;
	x->docs = p;
	if (!(p = realloc(x->hits, (size_t)room * sizeof *x->hits)))
		return false;
	x->hits = p;
	memset(x->hits + x->room, 0, (size_t)(room - x->room) * sizeof *x->hits);
	x->room = (uint32_t)room;
	return true;
}

/* Terms by weight, the weightiest first: their places in the vector. */
static uint32_t heaviest(const struct vector *v, uint32_t *places)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < v->n; i++) {
		if (!v->weight[i] ||
		    (n == INDEXED && v->weight[i] <= v->weight[places[n - 1]]))
			continue;
		uint32_t at = n < INDEXED ? n++ : n - 1;
		for (; at > 0 && v->weight[places[at - 1]] < v->weight[i]; at--)
			places[at] = places[at - 1];
		places[at] = i;
	}
	return n;
}

static uint32_t id_key(const char *id, size_t size)
{
	return catena_hash(id, size);
}

bool group_stories_index_add(struct story_index *x, const struct about *a,
                             const struct vector *v)
{
	uint32_t places[INDEXED];
	const uint32_t n = heaviest(v, places);

	if (!make_room(x))
		return false;
	x->docs[x->n] = (struct indexed){.offset = store_size(&x->store),
	                                 .date = a->date,
	                                 .id_size = a->id_size,
	                                 .words = a->words,
	                                 .day = a->day,
	                                 .length = v->length,
	                                 .terms = (uint16_t)v->n};
	if (!store_add(&x->store, v->hash, v->n * sizeof *v->hash) ||
	    !store_add(&x->store, v->traits, v->n * sizeof *v->traits) ||
	    !store_add(&x->store, a->id, a->id_size))
		return false;
	errno = ENOMEM;
	for (uint32_t i = 0; i < n; i++)
		if (!group_stories_postings_add(&x->terms, v->hash[places[i]], x->n))
			return false;
	if (!table_add(&x->ids, id_key(a->id, a->id_size), x->n))
		return false;
	x->n++;
	return true;
}

void group_stories_index_limit(struct story_index *x, int64_t date)
{
	x->limit = date;
}

struct about group_stories_index_about(const struct story_index *x, uint32_t row,
                                       float *length)
{
	const struct indexed *const d = x->docs + row;

	*length = d->length;
	return (struct about){.words = d->words, .day = d->day, .date = d->date};
}

uint32_t group_stories_index_row(struct story_index *x, const char *id,
                                 uint32_t size)
{
	uint32_t rows[TABLE_ROWS], other;
	const uint32_t n = table_find(&x->ids, id_key(id, size), rows);

	errno = 0;
	for (uint32_t i = n; i-- > 0;) {
		const char *const s = group_stories_index_id(x, rows[i], &other);
		if (!s)
			return UINT32_MAX;
		if (other == size && !memcmp(s, id, size))
			return rows[i];
	}
	return UINT32_MAX;
}

/* ---- Candidates ---- */

static bool hit(struct story_index *x, uint32_t row, float worth)
{
	if (x->hits[row] > 0) {
		x->hits[row] += worth;
		return true;
	}
	if (x->n_touched == x->room_touched) {
		const uint32_t room = x->room_touched ? x->room_touched * 2 : 4096;
		uint32_t *const p = realloc(x->touched, (size_t)room * sizeof *p);
		if (!p)
			return errno = ENOMEM, false;
		x->touched = p;
		x->room_touched = room;
	}
	x->touched[x->n_touched++] = row;
	x->hits[row] = worth;
	return true;
}

static bool too_far(const struct story_index *x, int32_t a, int32_t b)
{
	const int64_t apart = (int64_t)a - b;

	return x->params.window && a != NO_DAY && b != NO_DAY &&
	       (apart > x->params.window || -apart > x->params.window);
}

struct look { /* a term to be looked up */
	const uint32_t *rows;
	uint32_t n, weight;
};

/* Terms that few documents have first, while the work is in proportion. */
static bool look_up_terms(struct story_index *x, const struct vector *v)
{
	uint32_t places[INDEXED], work = 0, looked = 0;
	struct look looks[INDEXED];
	const uint32_t n = heaviest(v, places);

	for (uint32_t i = 0; i < n; i++)
		group_stories_postings_prefetch(&x->terms, v->hash[places[i]]);
	for (uint32_t i = 0, at; i < n; i++) {
		struct look look = {.weight = v->weight[places[i]]};
		look.n =
		    group_stories_postings_find(&x->terms, v->hash[places[i]], &look.rows);
		for (at = i; at > 0 && looks[at - 1].n > look.n; at--)
			looks[at] = looks[at - 1];
		looks[at] = look;
	}
	for (uint32_t i = 0; i < n; i++) {
		const float worth = (float)looks[i].weight * (float)looks[i].weight;
		work += looks[i].n;
		if (work > BUDGET && looked >= ALWAYS)
			break;
		looked += looks[i].n > 0;
		for (uint32_t k = 0; k < looks[i].n; k++)
			if (!hit(x, looks[i].rows[k], worth))
				return false;
	}
	return true;
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
		if (!hit(x, row, PASSAGE_HIT))
			return false;
		sources[(*n)++] = (struct source){row, p[i].words};
	}
	return true;
}

/* The rows with most hits, the newest of equals. */
static uint32_t choose(const struct story_index *x, int32_t day, uint32_t *rows)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->n_touched; i++) {
		const uint32_t row = x->touched[i];
		const float h = x->hits[row];
		if (n == CANDIDATES && h <= x->hits[rows[n - 1]] &&
		    (h < x->hits[rows[n - 1]] || row < rows[n - 1]))
			continue;
		if (too_far(x, day, x->docs[row].day) || x->docs[row].date < x->limit)
			continue;
		uint32_t at = n < CANDIDATES ? n++ : n - 1;
		for (; at > 0 && (x->hits[rows[at - 1]] < h ||
		                  (x->hits[rows[at - 1]] <= h && rows[at - 1] < row));
		     at--)
			rows[at] = rows[at - 1];
		rows[at] = row;
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

/* About how alike a row is: by its length when it was added. */
static bool look_at(const struct story_index *x, const struct lens *lens,
                    struct match *m)
{
	const struct indexed *const d = x->docs + m->row;
	const double length = (double)d->length;
	const size_t size = d->terms * (sizeof(uint32_t) + sizeof(uint16_t));
	const unsigned char *const bytes = store_peek(&x->store, d->offset, size);
	struct vector v;

	if (!bytes && !get_terms(x, m->row, &v))
		return false;
	m->cosine =
	    bytes ? group_stories_seen(lens, bytes, bytes + d->terms * sizeof *v.hash,
	                               d->terms)
	                .all
	          : group_stories_seen(lens, v.hash, v.traits, v.n).all;
	m->cosine = length > 0 ? m->cosine / length : 0;
	return true;
}

/* How alike those that were found are, as the rarity is now. */
static int look_again(struct story_index *x, const struct vector *v,
                      const struct lens *lens, uint32_t words,
                      struct match *matches, uint32_t n)
{
	struct match first[MATCHES_MAX];
	struct vector other;
	uint32_t kept = 0;

	memcpy(first, matches, n * sizeof *first);
	for (uint32_t i = 0; i < n; i++) {
		struct match *const m = first + i;
		if (!group_stories_index_vector(x, m->row, &other))
			return -1;
		m->cosine = group_stories_alike(v, lens, &other);
		m->score = score_of(x, m->cosine, m->copied, words, x->docs[m->row].words);
		if (m->score >= x->params.threshold)
			kept = insert(matches, kept, m);
	}
	return (int)kept;
}

/* Has the terms of rows read beforehand: a line of the cache holds 16 hashes or 32
 * traits. */
static void look_ahead(const struct story_index *x, const uint32_t *rows,
                       uint32_t n)
{
#ifdef __GNUC__
	for (uint32_t i = 0; i < n; i++) {
		const struct indexed *const d = x->docs + rows[i];
		const size_t size = d->terms * (sizeof(uint32_t) + sizeof(uint16_t));
		const unsigned char *const bytes = store_peek(&x->store, d->offset, size);
		for (size_t at = 0; bytes && at < size; at += 64)
			__builtin_prefetch(bytes + at);
	}
#else
	(void)x, (void)rows, (void)n;
#endif
}

/* Lengths that are not up to date are not far off: half the threshold makes a
 * row worth a second look. */
static int compare(struct story_index *x, const struct record *r,
                   const struct vector *v, const struct source *sources,
                   uint32_t n_sources, struct match *matches)
{
	const double least = x->params.threshold * (x->settled ? 0.999 : 0.5);
	uint32_t rows[CANDIDATES], n = 0;
	const uint32_t candidates = choose(x, r->day, rows);
	struct lens lens;

	look_ahead(x, rows, candidates);
	group_stories_lens(v, &lens);
	for (uint32_t i = 0; i < candidates; i++) {
		struct match m = {.row = rows[i]};
		for (uint32_t k = 0; k < n_sources; k++)
			m.copied += sources[k].row == rows[i] ? sources[k].words : 0;
		if (!look_at(x, &lens, &m))
			return -1;
		m.score = score_of(x, m.cosine, m.copied, r->words, x->docs[rows[i]].words);
		if (m.score >= least)
			n = insert(matches, n, &m);
	}
	return look_again(x, v, &lens, r->words, matches, n);
}

int group_stories_index_find(struct story_index *x, const struct record *r,
                             const struct vector *v, struct match *matches)
{
	struct source sources[CANDIDATES];
	uint32_t n_sources;
	int n = -1;

	x->n_touched = 0;
	if (look_up_terms(x, v) && look_up_passages(x, r, sources, &n_sources))
		n = compare(x, r, v, sources, n_sources, matches);
	for (uint32_t i = 0; i < x->n_touched; i++)
		x->hits[x->touched[i]] = 0;
	return n;
}
