/* SPDX-License-Identifier: MIT */
/* index.c - the documents seen so far, in rows. */
#define _POSIX_C_SOURCE 200809L
#include "index.h"
#include "huge.h"
#include "index_state.h"
#include <catena/fold.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct story_index *group_stories_index_new(const struct story_params *params,
                                            const struct rarity *rarity)
{
	struct story_index *const x = calloc(1, sizeof *x);

	if (!x)
		return NULL;
	x->params = *params;
	x->rarity = rarity;
	x->shelf.bound = params->memory / 8 * 3;
	x->limit = INT64_MIN;
	return x;
}

void group_stories_index_free(struct story_index *x)
{
	if (!x)
		return;
	group_stories_postings_free(&x->terms);
	table_free(&x->ids);
	group_stories_shelf_free(&x->shelf);
	free(x->docs);
	free(x->days);
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
	       group_stories_shelf_memory(&x->shelf) + x->beside +
	       (uint64_t)x->room * (sizeof *x->docs + sizeof *x->days);
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

bool group_stories_index_terms(const struct story_index *x, uint32_t row,
                               struct vector *v)
{
	const struct indexed *const d = x->docs + row;
	const size_t hashes = d->terms * sizeof *v->hash;
	const size_t traits = d->terms * sizeof *v->traits;
	const unsigned char *const bytes =
	    group_stories_shelf_peek(&x->shelf, d->offset, hashes + traits);

	v->n = d->terms;
	if (!bytes)
		return group_stories_shelf_get(&x->shelf, d->offset, v->hash, hashes) &&
		       group_stories_shelf_get(&x->shelf, d->offset + hashes, v->traits,
		                               traits);
	memcpy(v->hash, bytes, hashes);
	memcpy(v->traits, bytes + hashes, traits);
	return true;
}

bool group_stories_index_vector(const struct story_index *x, uint32_t row,
                                struct vector *v)
{
	if (!group_stories_index_terms(x, row, v))
		return false;
	group_stories_weigh_again(x->rarity, v);
	return true;
}

bool group_stories_index_figures(const struct story_index *x, uint32_t row,
                                 struct figures *f)
{
	const struct indexed *const d = x->docs + row;
	const size_t behind = d->terms * (sizeof(uint32_t) + sizeof(uint16_t));

	f->n = d->figures;
	return group_stories_shelf_get(&x->shelf, d->offset + behind, f->of,
	                               f->n * sizeof *f->of);
}

int32_t group_stories_index_day(const struct story_index *x, uint32_t row)
{
	return x->days[row];
}

const char *group_stories_index_id(struct story_index *x, uint32_t row,
                                   uint32_t *size)
{
	const struct indexed *const d = x->docs + row;
	const size_t behind = d->terms * (sizeof(uint32_t) + sizeof(uint16_t)) +
	                      d->figures * sizeof(struct figure);

	if (d->id_size >= x->room_id) {
		const uint32_t room = d->id_size + d->id_size / 2 + 64;
		char *const p = realloc(x->id, room);
		if (!p)
			return errno = ENOMEM, NULL;
		x->id = p;
		x->room_id = room;
	}
	if (!group_stories_shelf_get(&x->shelf, d->offset + behind, x->id, d->id_size))
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
	group_stories_huge(p, (size_t)room * sizeof *x->docs);
	if (!(p = realloc(x->days, (size_t)room * sizeof *x->days)))
		return false;
	x->days = p;
	x->room = (uint32_t)room;
	return true;
}

/* ---- Bounds ---- */

#define ROWS_AT_LEAST 4096u /* that are not forgotten */

void group_stories_index_beside(struct story_index *x, int64_t bytes)
{
	x->beside = (uint64_t)((int64_t)x->beside + bytes);
}

uint32_t group_stories_index_forgotten(const struct story_index *x)
{
	return x->forgotten;
}

void group_stories_index_forget(struct story_index *x, uint32_t rows)
{
	x->forgotten = rows;
}

/* Where there is too much the oldest quarter of the rows goes: their terms do not
 * find them any more. */
static bool forget(struct story_index *x)
{
	const uint64_t used = group_stories_postings_used(&x->terms) +
	                      table_bytes(&x->ids) + x->beside +
	                      (uint64_t)x->n * (sizeof *x->docs + sizeof *x->days);
	const uint32_t rows = x->n - x->forgotten;

	if (used <= x->params.memory / 2 || rows <= ROWS_AT_LEAST)
		return true;
	x->forgotten += rows / 4;
	return group_stories_postings_forget(&x->terms, x->forgotten);
}

static uint32_t id_key(const char *id, size_t size)
{
	return catena_hash(id, size);
}

bool group_stories_index_add(struct story_index *x, const struct about *a,
                             const struct vector *v)
{
	if (!make_room(x) || !forget(x))
		return false;
	x->docs[x->n] = (struct indexed){.offset = x->shelf.size,
	                                 .date = a->date,
	                                 .blocks = a->blocks,
	                                 .id_size = a->id_size,
	                                 .words = a->words,
	                                 .length = v->length,
	                                 .names = (uint16_t)(v->names * UNIT + 0.5f),
	                                 .terms = (uint16_t)v->n,
	                                 .figures = a->figures.n};
	x->days[x->n] = a->day;
	if (!group_stories_shelf_add(&x->shelf, v->hash, v->n * sizeof *v->hash) ||
	    !group_stories_shelf_add(&x->shelf, v->traits, v->n * sizeof *v->traits) ||
	    !group_stories_shelf_add(&x->shelf, a->figures.of,
	                             a->figures.n * sizeof *a->figures.of) ||
	    !group_stories_shelf_add(&x->shelf, a->id, a->id_size))
		return false;
	errno = ENOMEM;
	for (uint32_t i = 0; i < v->n_heaviest; i++)
		if (!group_stories_postings_add(&x->terms, v->hash[v->heaviest[i]], x->n))
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
                                       float *length, float *names)
{
	const struct indexed *const d = x->docs + row;

	*length = d->length;
	*names = (float)d->names / UNIT;
	return (struct about){.words = d->words,
	                      .day = x->days[row],
	                      .date = d->date,
	                      .blocks = d->blocks};
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
