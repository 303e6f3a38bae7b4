/* SPDX-License-Identifier: MIT */
/* layer.c - from the rows that a plugin wrote to a frozen layer: room, checks,
 * order, merging. */
#include "build.h"

#include "apart.h"
#include "layer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t column_size(uint32_t type)
{
	switch (type) {
	case CATENA_U8:
		return 1;
	case CATENA_I64:
	case CATENA_F64:
		return 8;
	default:
		return 4;
	}
}

static const struct schema_layer *schema_of(const struct chain *c,
                                            const struct use_map *m)
{
	return &c->schema.layers[m->layer];
}

/* ---- Reading ---- */

const struct catena_layer *layer_read(const struct doc *d, const struct use_map *m,
                                      struct use_slot *slot)
{
	if (m->layer == NO_LAYER || !d->layers[m->layer].made)
		return NULL;
	const struct layer *l = &d->layers[m->layer];
	for (uint32_t k = 0; k < m->n; k++) {
		const uint32_t col = m->column[k];
		slot->view_cols[k] = col == NO_COLUMN ? NULL : l->cols[col];
	}
	slot->view = (struct catena_layer){l->n, l->begin, l->end, slot->view_cols};
	return &slot->view;
}

/* ---- Writing ---- */

static void *more(struct doc *d, void *p, size_t n, size_t cap, size_t size)
{
	if (cap > SIZE_MAX / size)
		return NULL;
	return arena_grow(d->arena, p, n * size, cap * size);
}

static catena_status set_capacity(const struct chain *c, struct doc *d,
                                  const struct use_map *m, struct use_slot *slot,
                                  uint32_t cap)
{
	struct catena_writer *w = &slot->writer;
	const struct schema_layer *s = schema_of(c, m);
	uint32_t *begin = more(d, w->begin, w->cap, cap, sizeof *begin);
	uint32_t *end = more(d, w->end, w->cap, cap, sizeof *end);
	if (!begin || !end)
		return CATENA_E_NOMEM;
	w->begin = begin;
	w->end = end;
	for (uint32_t k = 0; k < m->n; k++) {
		if (!m->wanted[k])
			continue;
		const size_t size = column_size(s->columns[m->column[k]].type);
		void *p = more(d, w->cols[k], w->cap, cap, size);
		if (!p)
			return CATENA_E_NOMEM;
		w->cols[k] = p;
	}
	w->cap = cap;
	return CATENA_OK;
}

struct catena_writer *layer_write(const struct chain *c, struct doc *d,
                                  const struct use_map *m, struct use_slot *slot,
                                  uint32_t rows)
{
	if (slot->writing)
		return layer_grow(c, d, m, slot, rows) ? NULL : &slot->writer;
	memset(slot->writer_cols, 0, m->n * sizeof *slot->writer_cols);
	slot->writer = (struct catena_writer){0, 0, NULL, NULL, slot->writer_cols};
	if (set_capacity(c, d, m, slot, rows ? rows : 1))
		return NULL;
	slot->writing = true;
	return &slot->writer;
}

catena_status layer_grow(const struct chain *c, struct doc *d,
                         const struct use_map *m, struct use_slot *slot,
                         uint32_t rows)
{
	const struct catena_writer *w = &slot->writer;
	if (w->n > w->cap || rows > UINT32_MAX - w->n)
		return CATENA_E_NOMEM;
	if (rows <= w->cap - w->n)
		return CATENA_OK;
	uint64_t cap = (uint64_t)w->cap * 2;
	if (cap < (uint64_t)w->n + rows)
		cap = (uint64_t)w->n + rows;
	if (cap > UINT32_MAX)
		cap = UINT32_MAX;
	return set_capacity(c, d, m, slot, (uint32_t)cap);
}

/* ---- Checking ---- */

static bool inside_sequence(const struct doc *d, uint32_t at)
{
	return ((unsigned char)d->text[at] & 0xC0) == 0x80;
}

static catena_status bad_row(const struct schema_layer *s, const struct doc *d,
                             uint32_t row, uint32_t begin, uint32_t end, char *why,
                             size_t size)
{
	const char *what = begin >= end    ? "is empty or ends before it begins"
	                   : end > d->size ? "goes beyond the text"
	                                   : "begins or ends inside a UTF-8 sequence";
	snprintf(why, size, "layer \"%s\", row %u: [%u, %u) %s (the text has %u bytes)",
	         s->name, row, begin, end, what, d->size);
	return CATENA_E_BUG;
}

/* Sets *sorted; the spans alone. */
static catena_status check_spans(const struct schema_layer *s, const struct doc *d,
                                 const struct catena_writer *w, bool *sorted,
                                 char *why, size_t size)
{
	uint32_t last_begin = 0, last_end = UINT32_MAX;
	*sorted = true;
	for (uint32_t i = 0; i < w->n; i++) {
		const uint32_t b = w->begin[i], e = w->end[i];
		if (b >= e || e > d->size || inside_sequence(d, b) || inside_sequence(d, e))
			return bad_row(s, d, i, b, e, why, size);
		if (b < last_begin || (b == last_begin && e > last_end))
			*sorted = false;
		if (!i)
			i += rows_apart(d->text, d->size, w->begin + 1, w->end + 1, w->n - 1);
		last_begin = w->begin[i];
		last_end = w->end[i];
	}
	return CATENA_OK;
}

static bool good_reference(const struct chain *c, const struct doc *d,
                           const struct schema_column *col, uint32_t value)
{
	switch (col->type) {
	case CATENA_SYM:
		return !value || symbol_text(c->symbols, value, NULL);
	case CATENA_STR:
		return doc_string_get(d, value, NULL);
	case CATENA_ROW:
		return value < d->layers[col->row_layer].n || value == UINT32_MAX;
	default:
		return true;
	}
}

static catena_status check_references(const struct chain *c, const struct doc *d,
                                      const struct use_map *m,
                                      const struct catena_writer *w, char *why,
                                      size_t size)
{
	for (uint32_t k = 0; k < m->n; k++) {
		if (!w->cols[k])
			continue;
		const struct schema_column *col = &schema_of(c, m)->columns[m->column[k]];
		if (col->type != CATENA_SYM && col->type != CATENA_STR &&
		    col->type != CATENA_ROW)
			continue;
		const uint32_t *v = w->cols[k];
		for (uint32_t i = 0; i < w->n; i++) {
			if (i && v[i] == v[i - 1]) /* most symbols come in runs */
				continue;
			if (good_reference(c, d, col, v[i]))
				continue;
			snprintf(why, size,
			         "layer \"%s\", row %u, column \"%s\": there is no %s %u",
			         schema_of(c, m)->name, i, col->name,
			         col->type == CATENA_SYM   ? "symbol"
			         : col->type == CATENA_STR ? "string"
			                                   : "row",
			         v[i]);
			return CATENA_E_BUG;
		}
	}
	return CATENA_OK;
}

/* ---- Order ---- */

struct row_key {
	uint32_t begin, end, row;
};

static int by_place(const void *a, const void *b)
{
	const struct row_key *x = a, *y = b;
	if (x->begin != y->begin)
		return x->begin < y->begin ? -1 : 1;
	if (x->end != y->end)
		return x->end > y->end ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* What a plugin wrote and a copy has taken the place of. */
static void give_back(struct doc *d, void *p, uint32_t cap, size_t size)
{
	arena_give_back(d->arena, p, cap * size);
}

/* from[order[i]] -> to[i], cells of `size` bytes. */
static void gather_cells(void *to, const void *from, const uint32_t *order,
                         uint32_t n, size_t size)
{
	char *t = to;
	const char *f = from;
	for (uint32_t i = 0; i < n; i++)
		memcpy(t + i * size, f + order[i] * size, size);
}

static catena_status sort_rows(const struct chain *c, struct doc *d,
                               const struct use_map *m, struct catena_writer *w)
{
	struct arena *a = d->arena;
	struct row_key *keys = arena_array(a, w->n, sizeof *keys, 4);
	uint32_t *order = arena_array(a, w->n, sizeof *order, 4);
	uint32_t *begin = arena_array(a, w->n, sizeof *begin, 4);
	uint32_t *end = arena_array(a, w->n, sizeof *end, 4);
	if (!keys || !order || !begin || !end)
		return CATENA_E_NOMEM;
	for (uint32_t i = 0; i < w->n; i++)
		keys[i] = (struct row_key){w->begin[i], w->end[i], i};
	qsort(keys, w->n, sizeof *keys, by_place);
	for (uint32_t i = 0; i < w->n; i++) {
		order[i] = keys[i].row;
		begin[i] = keys[i].begin;
		end[i] = keys[i].end;
	}
	give_back(d, keys, w->n, sizeof *keys);
	give_back(d, w->begin, w->cap, sizeof *begin);
	give_back(d, w->end, w->cap, sizeof *end);
	w->begin = begin;
	w->end = end;
	for (uint32_t k = 0; k < m->n; k++) {
		if (!w->cols[k])
			continue;
		const size_t size =
		    column_size(schema_of(c, m)->columns[m->column[k]].type);
		void *p = arena_array(a, w->n, size, 8);
		if (!p)
			return CATENA_E_NOMEM;
		gather_cells(p, w->cols[k], order, w->n, size);
		give_back(d, w->cols[k], w->cap, size);
		w->cols[k] = p;
	}
	give_back(d, order, w->n, sizeof *order);
	w->cap = w->n;
	return CATENA_OK;
}

/* ---- Installing ---- */

/* The columns of a writer in the schema's order; NULL where not written. */
static void **spread(const struct chain *c, struct doc *d, const struct use_map *m,
                     const struct catena_writer *w)
{
	const uint32_t n = schema_of(c, m)->n;
	void **cols = arena_zalloc(d->arena, (n ? n : 1) * sizeof *cols, 8);
	for (uint32_t k = 0; cols && k < m->n; k++) {
		if (m->column[k] != NO_COLUMN && w->cols[k])
			cols[m->column[k]] = w->cols[k];
	}
	return cols;
}

/* One column of two tables, interleaved as `from_new` says; a side that does
 * not have it gives zeros. */
static void *merge_column(struct doc *d, const void *old, const void *fresh,
                          const bool *from_new, uint32_t n, size_t size)
{
	char *out = arena_array(d->arena, n, size, 8);
	const char *a = old, *b = fresh;
	if (!out)
		return NULL;
	for (uint32_t i = 0; i < n; i++) {
		const char **p = from_new[i] ? &b : &a;
		if (*p) {
			memcpy(out + i * size, *p, size);
			*p += size;
		} else {
			memset(out + i * size, 0, size);
		}
	}
	return out;
}

static catena_status merge(const struct chain *c, struct doc *d,
                           const struct use_map *m, struct layer *l,
                           const struct catena_writer *w, void **cols)
{
	const struct schema_layer *s = schema_of(c, m);
	if (w->n > UINT32_MAX - l->n)
		return CATENA_E_NOMEM;
	const uint32_t n = l->n + w->n;
	bool *from_new = arena_array(d->arena, n, sizeof *from_new, 1);
	if (!from_new)
		return CATENA_E_NOMEM;
	for (uint32_t i = 0, a = 0, b = 0; i < n; i++) {
		/* Of equal spans the earlier stage's row stands first. */
		from_new[i] =
		    a == l->n ||
		    (b < w->n && (w->begin[b] < l->begin[a] ||
		                  (w->begin[b] == l->begin[a] && w->end[b] > l->end[a])));
		if (from_new[i])
			b++;
		else
			a++;
	}
	struct layer out = {.made = true, .n = n, .cols = cols};
	out.begin = merge_column(d, l->begin, w->begin, from_new, n, sizeof *l->begin);
	out.end = merge_column(d, l->end, w->end, from_new, n, sizeof *l->end);
	if (!out.begin || !out.end)
		return CATENA_E_NOMEM;
	for (uint32_t k = 0; k < s->n; k++) {
		if (!l->cols[k] && !cols[k])
			continue;
		cols[k] = merge_column(d, l->cols[k], cols[k], from_new, n,
		                       column_size(s->columns[k].type));
		if (!cols[k])
			return CATENA_E_NOMEM;
	}
	*l = out;
	return CATENA_OK;
}

catena_status layer_freeze(const struct chain *c, uint32_t stage, struct doc *d,
                           const struct use_map *m, struct use_slot *slot,
                           bool replace, char *why, size_t size)
{
	struct catena_writer *w = &slot->writer;
	struct layer *l = &d->layers[m->layer];
	bool sorted;
	if (w->n > w->cap) {
		snprintf(why, size,
		         "layer \"%s\": %u rows written where there is room for %u",
		         schema_of(c, m)->name, w->n, w->cap);
		return CATENA_E_BUG;
	}
	catena_status st = check_spans(schema_of(c, m), d, w, &sorted, why, size);
	if (!st)
		st = check_references(c, d, m, w, why, size);
	if (!st && !sorted && schema_refers(&c->schema, m->layer, stage)) {
		snprintf(why, size,
		         "layer \"%s\": rows that others refer to by number must be "
		         "written in order: by begin, longest first",
		         schema_of(c, m)->name);
		st = CATENA_E_BUG;
	}
	if (!st && !sorted)
		st = sort_rows(c, d, m, w);
	if (st)
		return st;
	void **cols = spread(c, d, m, w);
	if (!cols)
		return CATENA_E_NOMEM;
	if (l->made && !replace && l->n)
		return w->n ? merge(c, d, m, l, w, cols) : CATENA_OK;
	*l = (struct layer){true, w->n, w->begin, w->end, cols};
	return CATENA_OK;
}
