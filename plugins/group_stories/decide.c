/* SPDX-License-Identifier: MIT */
/* decide.c - each document joins a story as it comes; and what both modes
 * need. */
#define _POSIX_C_SOURCE 200809L
#include "decide_state.h"
#include "known.h"

struct decider *group_stories_decider_new(const struct story_self *self)
{
	struct decider *const d = calloc(1, sizeof *d);

	if (!d)
		return NULL;
	d->self = self;
	d->records.bound = self->params.memory / 8;
	d->rarity.most = self->params.memory / 8 / sizeof(struct rarity_slot);
	d->index = group_stories_index_new(&self->params, &d->rarity);
	d->stories = d->index ? group_stories_new(d->index) : NULL;
	if (!d->stories) {
		group_stories_decider_free(d);
		return NULL;
	}
	return d;
}

void group_stories_decider_free(struct decider *d)
{
	if (!d)
		return;
	group_stories_free(d->stories);
	group_stories_index_free(d->index);
	group_stories_rarity_free(&d->rarity);
	store_free(&d->records);
	for (size_t i = 0; i < sizeof d->ids / sizeof d->ids[0]; i++)
		free(d->ids[i]);
	free(d->nearest);
	free(d->docs);
	free(d->links);
	free(d);
}

catena_status group_stories_broken(catena_ctx *ctx)
{
	if (errno == ENOMEM)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	return ctx->host->fail(ctx, CATENA_E_IO, "temporary file of the terms: %s",
	                       strerror(errno));
}

void group_stories_report(catena_ctx *ctx, const struct decider *d)
{
	const uint32_t n = group_stories_index_size(d->index);

	ctx->host->log(ctx, CATENA_DEBUG,
	               "%u documents, %.0f bytes of memory each; %llu terms", n,
	               n ? (double)group_stories_index_memory(d->index) / n : 0,
	               (unsigned long long)d->rarity.used);
	if (group_stories_index_forgotten(d->index))
		ctx->host->log(
		    ctx, CATENA_INFO,
		    "memory is full: of %u documents the first %u are not compared "
		    "any more",
		    n, group_stories_index_forgotten(d->index));
}

/* ---- Names ---- */

static const char *copy_id(struct decider *d, uint32_t row, int which,
                           uint32_t *size)
{
	const char *const id = group_stories_index_id(d->index, row, size);
	char *copy;

	if (!id)
		return NULL;
	copy = realloc(d->ids[which], (size_t)*size + 1);
	if (!copy)
		return errno = ENOMEM, NULL;
	memcpy(copy, id, (size_t)*size + 1);
	return d->ids[which] = copy;
}

bool group_stories_name(struct decider *d, uint32_t row, struct verdict *v)
{
	const struct nearest *const near = d->nearest + row;

	v->story = copy_id(d, group_stories_first(d->stories, row), 0, &v->story_size);
	v->with = NULL;
	if (v->story && near->row != UINT32_MAX &&
	    !(v->with = copy_id(d, near->row, 1, &v->with_size)))
		return false;
	v->score = near->row != UINT32_MAX ? (double)near->score : 0;
	return v->story != NULL;
}

bool group_stories_note(struct decider *d, uint32_t row, const struct match *m)
{
	if (row >= d->nearest_room) {
		const size_t room = (size_t)row + row / 2 + 1024;
		struct nearest *const p = realloc(d->nearest, room * sizeof *p);
		if (!p)
			return errno = ENOMEM, false;
		d->nearest = p;
		d->nearest_room = (uint32_t)room;
	}
	d->nearest[row] = m ? (struct nearest){m->row, (float)m->score}
	                    : (struct nearest){UINT32_MAX, 0};
	return true;
}

/* ---- Online ---- */

/* Into the story of the first match that holds together with it. */
static int settle(struct decider *d, uint32_t row, const struct vector *vector,
                  const struct match *matches, int n, struct verdict *v)
{
	for (int i = 0; i < n; i++) {
		const int joined = group_stories_join(d->stories, &d->self->params, row,
		                                      vector, matches + i);
		if (joined < 0)
			return -1;
		if (joined)
			return group_stories_note(d, row, matches + i) &&
			               group_stories_evidence(d->index, vector, matches + i, v)
			           ? 0
			           : -1;
	}
	return 0;
}

struct about group_stories_arrive(struct decider *d, const struct record *r,
                                  int64_t date)
{
	if (d->self->index)
		group_stories_index_limit(d->index,
		                          share_index_arrive(d->self->index, date));
	return (struct about){.id = record_id(r),
	                      .id_size = r->id_size,
	                      .words = r->words,
	                      .day = r->day,
	                      .blocks = r->blocks,
	                      .figures = r->figures,
	                      .date = date};
}

static catena_status decide(catena_ctx *ctx, struct decider *d,
                            const struct record *r, const struct about *a,
                            struct verdict *v)
{
	const uint32_t row = group_stories_index_size(d->index);
	struct match matches[MATCHES_MAX];
	uint32_t seen[CHOSEN * TERMS_MAX];
	struct vector vector;
	int n;

	errno = ENOMEM;
	if (!group_stories_rarity_count(&d->rarity, r, seen))
		return group_stories_broken(ctx);
	group_stories_weigh(r, &d->rarity, seen, d->self->params.terms, &vector);
	n = group_stories_index_find(d->index, r, &vector, matches);
	if (n < 0 || !group_stories_index_add(d->index, a, &vector))
		return group_stories_broken(ctx);
	errno = ENOMEM;
	if (!group_stories_room(d->stories) || !group_stories_note(d, row, NULL) ||
	    settle(d, row, &vector, matches, n, v) < 0)
		return group_stories_broken(ctx);
	return CATENA_OK;
}

catena_status group_stories_decide_next(catena_ctx *ctx, struct decider *d,
                                        const struct record *r, struct verdict *v)
{
	const uint32_t row = group_stories_index_size(d->index);
	const int64_t date = d->self->index && r->date == SHARE_INDEX_NO_DATE
	                         ? share_index_date(ctx, d->self->index)
	                         : r->date;
	const struct about a = group_stories_arrive(d, r, date);
	catena_status status;

	memset(v, 0, sizeof *v);
	status = decide(ctx, d, r, &a, v);
	if (status == CATENA_OK)
		status = group_stories_known_add(ctx, d, r, row);
	if (status == CATENA_OK && !group_stories_name(d, row, v))
		status = group_stories_broken(ctx);
	return status;
}

/* ---- The file of stories ---- */

/* Rows of a story stand together, stories by their first row: a counting sort,
 * rows within a story in input order. */
static uint32_t *by_story(const struct decider *d, uint32_t n)
{
	uint32_t *const from = calloc((size_t)n + 1, sizeof *from);
	uint32_t *const rows = malloc(((size_t)n + 1) * sizeof *rows);

	if (!from || !rows) {
		free(from);
		free(rows);
		return NULL;
	}
	for (uint32_t i = 0; i < n; i++)
		from[group_stories_first(d->stories, i) + 1]++;
	for (uint32_t i = 0; i < n; i++)
		from[i + 1] += from[i];
	for (uint32_t i = 0; i < n; i++)
		rows[from[group_stories_first(d->stories, i)]++] = i;
	free(from);
	return rows;
}

static catena_status list_row(catena_ctx *ctx, struct decider *d,
                              struct catena_out *out, uint32_t row)
{
	struct verdict v = {0};
	const char *id;
	uint32_t size;

	if (!group_stories_name(d, row, &v) || !(id = copy_id(d, row, 2, &size)))
		return group_stories_broken(ctx);
	return group_stories_line(ctx, out, &v, id, size);
}

/* Is there a document of this run, the last of the rows of its story? */
static bool is_listed(const struct decider *d, const uint32_t *rows, uint32_t from,
                      uint32_t to)
{
	return rows[to - 1] >= d->known && to - from >= d->self->min_documents;
}

catena_status group_stories_list(catena_ctx *ctx, struct decider *d,
                                 struct catena_out *out)
{
	const uint32_t n = group_stories_index_size(d->index);
	uint32_t *const rows = by_story(d, n);
	catena_status status = CATENA_OK;

	if (!rows)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	for (uint32_t from = 0, to = 0; from < n && status == CATENA_OK; from = to) {
		const uint32_t first = group_stories_first(d->stories, rows[from]);
		while (to < n && group_stories_first(d->stories, rows[to]) == first)
			to++;
		for (uint32_t i = from; is_listed(d, rows, from, to) && i < to; i++)
			if ((status = list_row(ctx, d, out, rows[i])) != CATENA_OK)
				break;
	}
	free(rows);
	return status;
}
