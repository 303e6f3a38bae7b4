/* SPDX-License-Identifier: MIT */
/* merge.h - several taggers in one chain: what becomes of an entity where an
 * earlier stage has found another.
 *
 * Every tagger takes the option `overlap` with the same words.  What one stage
 * finds is a group; so is what is in the layer already.  Within a group rows may
 * nest or overlap: that is the tagger's own business.  Where a row of this stage
 * overlaps one of an earlier stage, one of the two stays:
 *
 *   earlier  that of the earlier stage: the order of the chain is the precedence
 *   later    that of this stage
 *   longest  the longer; of equal ones the surer, then the earlier
 *   surest   the one with the higher score (or rank, where a row has one); of equal
 *            ones the longer, then the earlier
 *   all      both
 *
 * Rows are taken in that order, each unless it overlaps one of the other group
 * that was taken before it.  Where the one that is left out has the same span and
 * says the same (PERSON or PER; GPE, LOC or FAC; ORG; any other type: itself), the
 * two agree: the one that stays takes name, id and fields that it has not, and the
 * higher score; `by` stays its own.  So does `type`, but that LOC, which taggers
 * give to places of all kinds, gives way to GPE and FAC, which say more, and PER to
 * PERSON: one rule for all (merge_says_more), so that a place is of one type in a
 * document.
 *
 * A tagger announces MERGE_USE, has MERGE_OPTION in its table, calls merge_begin in
 * process, merge_add for what it finds, in any order, and merge_write at the end.
 *
 * What it reads and writes are the standard columns; those that other plugins have
 * put beside them are lost.  What else is known of an entity belongs into `fields`.
 *
 * A row may say that here is nothing (`nothing`): it takes part like any other, and
 * is left out in the end.
 */
#ifndef CATENA_SHARE_MERGE_H
#define CATENA_SHARE_MERGE_H

#include <catena/plugin.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
	MERGE_EARLIER,
	MERGE_LATER,
	MERGE_LONGEST,
	MERGE_SUREST,
	MERGE_ALL
};

#define MERGE_CHOICES \
	{ \
		"earlier", "later", "longest", "surest", "all", NULL \
	}

/* choices_: an array made of MERGE_CHOICES. */
#define MERGE_OPTION(choices_) \
	{ \
		.name = "overlap", .type = CATENA_CHOICE, .initial = "earlier", \
		.choices = (choices_), \
		.help = \
		    "Where this stage and an earlier one found entities that overlap: " \
		    "which stays." \
	}

enum { /* columns of the layer entity */
	MERGE_TYPE,
	MERGE_NAME,
	MERGE_ID,
	MERGE_SCORE,
	MERGE_BY,
	MERGE_FIELDS,
	MERGE_COLUMNS
};

#define MERGE_ENTITY_COLUMNS \
	{ \
		{"type", CATENA_SYM, 0, NULL}, {"name", CATENA_STR, 0, NULL}, \
		    {"id", CATENA_STR, 0, NULL}, {"score", CATENA_F64, 0, NULL}, \
		    {"by", CATENA_SYM, 0, NULL}, {"fields", CATENA_STR, 0, NULL}, \
		{ \
			NULL, 0, 0, NULL \
		} \
	}

/* The layer is read, to see what is there, and written anew. */
#define MERGE_USE(columns_) \
	{ \
		"entity", CATENA_READ | CATENA_OPTIONAL | CATENA_WRITE | CATENA_REPLACE, \
		    (columns_) \
	}

struct merge_row {
	double score;
	double rank; /* what counts with `surest` instead of the score; 0: the score */
	uint32_t begin, end;
	uint32_t type, by;         /* symbols */
	uint32_t name, id, fields; /* strings of the document; 0: none */
	uint32_t added;            /* set by merge_add: keeps the order of equals */
	bool nothing;              /* no entity, and none of an earlier stage */
};

/* One worker's: starts zeroed, is used again for the next document. */
struct merge {
	struct merge_row *rows;  /* those that are there first, then this stage's */
	uint32_t *order, *reach; /* reach: the highest end of its group up to here */
	bool *taken;
	uint32_t n, room, work_room;
	uint32_t n_old;
	bool changed; /* by the tagger, where it has changed those that are there */
};

static inline void merge_free(struct merge *m)
{
	free(m->rows);
	free(m->order);
	free(m->reach);
	free(m->taken);
	memset(m, 0, sizeof *m);
}

static inline struct merge_row *merge_new_row(struct merge *m)
{
	if (m->n == m->room) {
		const uint32_t room = m->room ? m->room * 2 : 256;
		struct merge_row *p;
		if (room > UINT32_MAX / 64) /* its bytes can be counted anywhere */
			return NULL;
		p = realloc(m->rows, room * sizeof *p);
		if (!p)
			return NULL;
		m->rows = p;
		m->room = room;
	}
	return &m->rows[m->n++];
}

/* ---- What is there ---- */

static inline uint32_t merge_u32(const struct catena_layer *l, int column,
                                 uint32_t i)
{
	const uint32_t *const c = l->cols[column];

	return c ? c[i] : 0;
}

/* [worker] To be called before the first merge_add of a document; use: which of
 * uses[] is MERGE_USE.  False when out of memory. */
static inline bool merge_begin(catena_ctx *ctx, uint32_t use, struct merge *m)
{
	const struct catena_layer *const l = ctx->host->read(ctx, use);

	m->n = m->n_old = 0;
	m->changed = false;
	for (uint32_t i = 0; l && i < l->n; i++) {
		struct merge_row *const r = merge_new_row(m);
		const double *const score = l->cols[MERGE_SCORE];
		if (!r)
			return false;
		*r = (struct merge_row){.score = score ? score[i] : 0,
		                        .begin = l->begin[i],
		                        .end = l->end[i],
		                        .type = merge_u32(l, MERGE_TYPE, i),
		                        .by = merge_u32(l, MERGE_BY, i),
		                        .name = merge_u32(l, MERGE_NAME, i),
		                        .id = merge_u32(l, MERGE_ID, i),
		                        .fields = merge_u32(l, MERGE_FIELDS, i)};
	}
	m->n_old = m->n;
	return true;
}

/* [worker] The row of something that this stage found; all but `added`, `rank`
 * and `nothing` is to be filled in.  NULL when out of memory. */
static inline struct merge_row *merge_next(struct merge *m)
{
	struct merge_row *const r = merge_new_row(m);

	if (r) {
		r->added = m->n;
		r->rank = 0;
		r->nothing = false;
	}
	return r;
}

/* [worker] Something that this stage found.  False when out of memory. */
static inline bool merge_add(struct merge *m, const struct merge_row *row)
{
	struct merge_row *const r = merge_new_row(m);

	if (r) {
		*r = *row;
		r->added = m->n;
	}
	return r != NULL;
}

/* ---- Which stays ---- */

/* A letter for what types mean, roughly, by the names of OntoNotes and CoNLL; 0:
 * only the same name means the same. */
static inline int merge_family(const char *type)
{
	static const char families[][10] = {"PPERSON", "PPER",      "LGPE", "LLOC",
	                                    "LFAC",    "LLOCATION", "OORG"};

	for (size_t i = 0; i < sizeof families / sizeof *families; i++)
		if (!strcmp(families[i] + 1, type))
			return families[i][0];
	return 0;
}

/* Of two types of one family: does the first leave open what the second says? */
static inline bool merge_says_more(const char *type, const char *other)
{
	const bool open = !strcmp(type, "LOC") || !strcmp(type, "LOCATION");

	if (!strcmp(type, "PER"))
		return !strcmp(other, "PERSON");
	return open && (!strcmp(other, "GPE") || !strcmp(other, "FAC"));
}

static inline bool merge_agree(catena_ctx *ctx, const struct merge_row *a,
                               const struct merge_row *b)
{
	int family;

	if (a->begin != b->begin || a->end != b->end || a->nothing || b->nothing)
		return false;
	if (a->type == b->type)
		return true;
	if (!a->type || !b->type)
		return false;
	family = merge_family(ctx->host->symbol(ctx, a->type, NULL));
	return family && family == merge_family(ctx->host->symbol(ctx, b->type, NULL));
}

static inline void merge_take_over(catena_ctx *ctx, struct merge_row *to,
                                   const struct merge_row *from)
{
	if (to->type && from->type && to->type != from->type &&
	    merge_says_more(ctx->host->symbol(ctx, to->type, NULL),
	                    ctx->host->symbol(ctx, from->type, NULL)))
		to->type = from->type;
	if (!to->name)
		to->name = from->name;
	if (!to->id)
		to->id = from->id;
	if (!to->fields)
		to->fields = from->fields;
	if (from->score > to->score)
		to->score = from->score;
}

static inline int merge_by_place(const void *x, const void *y)
{
	const struct merge_row *const a = x, *const b = y;

	if (a->begin != b->begin)
		return a->begin < b->begin ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	return a->added < b->added ? -1 : a->added > b->added;
}

/* This stage's rows by place, and reach for both groups. */
static inline void merge_sort(struct merge *m)
{
	uint32_t reach = 0;
	bool sorted = true;

	for (uint32_t i = m->n_old + 1; i < m->n && sorted; i++)
		sorted = merge_by_place(&m->rows[i - 1], &m->rows[i]) <= 0;
	if (!sorted)
		qsort(m->rows + m->n_old, m->n - m->n_old, sizeof *m->rows, merge_by_place);
	for (uint32_t i = 0; i < m->n; i++) {
		if (i == m->n_old)
			reach = 0;
		if (m->rows[i].end > reach)
			reach = m->rows[i].end;
		m->reach[i] = reach;
	}
}

static inline double merge_rank_of(const struct merge_row *r)
{
	return r->rank > 0 ? r->rank : r->score;
}

/* Does row a go before b?  Both numbers; the earlier stage's are lower. */
static inline bool merge_before(const struct merge *m, int64_t how, uint32_t a,
                                uint32_t b)
{
	const struct merge_row *const x = &m->rows[a], *const y = &m->rows[b];
	const uint32_t x_size = x->end - x->begin, y_size = y->end - y->begin;

	const double x_rank = merge_rank_of(x), y_rank = merge_rank_of(y);

	if (how == MERGE_SUREST && (x_rank > y_rank || x_rank < y_rank))
		return x_rank > y_rank;
	if (x_size != y_size)
		return x_size > y_size;
	if (how == MERGE_LONGEST && (x->score > y->score || x->score < y->score))
		return x->score > y->score;
	return a < b;
}

/* Heap sort: no context is needed in a comparison, and no memory. */
static inline void merge_sift(struct merge *m, int64_t how, uint32_t at, uint32_t n)
{
	uint32_t *const o = m->order;

	for (uint64_t child; (child = (uint64_t)at * 2 + 1) < n; at = (uint32_t)child) {
		uint32_t swap;
		if (child + 1 < n && merge_before(m, how, o[child], o[child + 1]))
			child++;
		if (!merge_before(m, how, o[at], o[child]))
			return;
		swap = o[at];
		o[at] = o[child];
		o[child] = swap;
	}
}

/* The order in which rows are taken. */
static inline void merge_rank(struct merge *m, int64_t how)
{
	const uint32_t first = how == MERGE_LATER ? m->n_old : 0;

	for (uint32_t i = 0; i < m->n; i++)
		m->order[i] = i + first < m->n ? i + first : i + first - m->n;
	if (how != MERGE_LONGEST && how != MERGE_SUREST)
		return;
	for (uint32_t i = m->n / 2; i-- > 0;)
		merge_sift(m, how, i, m->n);
	for (uint32_t n = m->n; n > 1;) {
		const uint32_t last = m->order[--n];
		m->order[n] = m->order[0];
		m->order[0] = last;
		merge_sift(m, how, 0, n);
	}
}

/* Is the way free for row i?  Those in the way that agree take over from it. */
static inline bool merge_free_for(catena_ctx *ctx, struct merge *m, uint32_t i)
{
	const uint32_t from = i < m->n_old ? m->n_old : 0;
	const uint32_t to = i < m->n_old ? m->n : m->n_old;
	const struct merge_row *const r = &m->rows[i];
	uint32_t low = from, high = to;
	bool is_free = true;

	while (low < high) { /* the first that begins where r has ended */
		const uint32_t mid = low + (high - low) / 2;
		if (m->rows[mid].begin < r->end)
			low = mid + 1;
		else
			high = mid;
	}
	while (low-- > from && m->reach[low] > r->begin) {
		if (!m->taken[low] || m->rows[low].end <= r->begin)
			continue;
		is_free = false;
		if (merge_agree(ctx, &m->rows[low], r))
			merge_take_over(ctx, &m->rows[low], r);
	}
	return is_free;
}

static inline bool merge_make_room(struct merge *m)
{
	uint32_t *order, *reach;
	bool *taken;

	if (m->n <= m->work_room)
		return true;
	order = realloc(m->order, m->room * sizeof *order);
	if (order)
		m->order = order;
	reach = realloc(m->reach, m->room * sizeof *reach);
	if (reach)
		m->reach = reach;
	taken = realloc(m->taken, m->room * sizeof *taken);
	if (taken)
		m->taken = taken;
	if (!order || !reach || !taken)
		return false;
	m->work_room = m->room;
	return true;
}

static inline void merge_choose(catena_ctx *ctx, struct merge *m, int64_t how)
{
	merge_sort(m);
	memset(m->taken, how == MERGE_ALL, m->n * sizeof *m->taken);
	if (how == MERGE_ALL)
		return;
	merge_rank(m, how);
	for (uint32_t k = 0; k < m->n; k++)
		m->taken[m->order[k]] = merge_free_for(ctx, m, m->order[k]);
}

/* ---- Writing ---- */

static inline void merge_put(struct catena_writer *w, const struct merge_row *r)
{
	const uint32_t i = w->n++;
	const uint32_t values[MERGE_COLUMNS] = {[MERGE_TYPE] = r->type,
	                                        [MERGE_NAME] = r->name,
	                                        [MERGE_ID] = r->id,
	                                        [MERGE_BY] = r->by,
	                                        [MERGE_FIELDS] = r->fields};

	w->begin[i] = r->begin;
	w->end[i] = r->end;
	for (int k = 0; k < MERGE_COLUMNS; k++) {
		if (!w->cols[k]) /* no later stage reads it */
			continue;
		if (k == MERGE_SCORE)
			((double *)w->cols[k])[i] = r->score;
		else
			((uint32_t *)w->cols[k])[i] = values[k];
	}
}

/* All of one group's rows, column by column. */
static inline void merge_put_all(struct catena_writer *w, const struct merge *m)
{
	const struct merge_row *const r = m->rows;
	double *const score = w->cols[MERGE_SCORE];
	static const size_t places[MERGE_COLUMNS] = {
	    [MERGE_TYPE] = offsetof(struct merge_row, type),
	    [MERGE_NAME] = offsetof(struct merge_row, name),
	    [MERGE_ID] = offsetof(struct merge_row, id),
	    [MERGE_BY] = offsetof(struct merge_row, by),
	    [MERGE_FIELDS] = offsetof(struct merge_row, fields)};

	w->n = m->n;
	for (uint32_t i = 0; i < m->n; i++) {
		w->begin[i] = r[i].begin;
		w->end[i] = r[i].end;
	}
	for (uint32_t i = 0; score && i < m->n; i++)
		score[i] = r[i].score;
	for (int k = 0; k < MERGE_COLUMNS; k++) {
		uint32_t *const to = k == MERGE_SCORE ? NULL : w->cols[k];
		for (uint32_t i = 0; to && i < m->n; i++)
			memcpy(&to[i], (const char *)&r[i] + places[k], sizeof *to);
	}
}

/* What says that there is nothing has done its work. */
static inline void merge_drop(struct merge *m)
{
	uint32_t n = m->n_old;

	for (uint32_t i = m->n_old; i < m->n; i++) {
		if (!m->rows[i].nothing)
			m->rows[n++] = m->rows[i];
	}
	m->n = n;
}

/* [worker] Writes what stays.  CATENA_OK, or CATENA_E_NOMEM, which was not said
 * yet. */
static inline catena_status merge_write(catena_ctx *ctx, uint32_t use,
                                        struct merge *m, int64_t how)
{
	uint32_t a = 0, b = m->n_old;
	struct catena_writer *w;
	bool both;

	if (!m->n_old)
		merge_drop(m);
	both = m->n_old && m->n > m->n_old;
	if (m->n_old && m->n == m->n_old && !m->changed)
		return CATENA_OK; /* all stays as it is */
	if (both && !merge_make_room(m))
		return CATENA_E_NOMEM;
	if (both)
		merge_choose(ctx, m, how);
	w = ctx->host->write(ctx, use, m->n);
	if (!w)
		return CATENA_E_NOMEM;
	if (!both) {
		merge_put_all(w, m);
		return CATENA_OK;
	}
	while (a < m->n_old || b < m->n) { /* in order; of equal spans the old first */
		const bool old =
		    b == m->n || (a < m->n_old && (m->rows[a].begin < m->rows[b].begin ||
		                                   (m->rows[a].begin == m->rows[b].begin &&
		                                    m->rows[a].end >= m->rows[b].end)));
		const uint32_t i = old ? a++ : b++;
		if (m->taken[i] && !m->rows[i].nothing)
			merge_put(w, &m->rows[i]);
	}
	return CATENA_OK;
}

#endif
