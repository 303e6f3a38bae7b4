/* SPDX-License-Identifier: MIT */
/* guard_rows.c - layers through the guard: what is read is a copy, what is
 * written goes into arrays of exactly the size asked for. */
#include "build.h"

#include "guard_parts.h"

#include <stdio.h>
#include <string.h>

enum {
	EXACT_ROWS = 500
};

static void name_column(char *text, size_t size, const char *layer,
                        const char *column)
{
	snprintf(text, size, "column \"%s\" of layer \"%s\"", column, layer);
}

/* ---- Reading ---- */

static const void *lend_copy(struct guard *g, const void *from, uint32_t n,
                             size_t cell, const char *layer, const char *column)
{
	char what[160];
	name_column(what, sizeof what, layer, column);
	return loan(g->loans, LOAN_CALL, from, n * cell, 0, what);
}

static const struct catena_layer *lend_layer(struct guard *g,
                                             const struct catena_use *u,
                                             const struct catena_layer *real)
{
	uint32_t k = 0;
	struct catena_layer copy = *real;
	const void *cols[256];
	while (u->columns && u->columns[k].name && k < 256) {
		const struct catena_column *c = &u->columns[k];
		cols[k] = real->cols[k] ? lend_copy(g, real->cols[k], real->n,
		                                    column_size(c->type), u->layer, c->name)
		                        : NULL;
		k++;
	}
	copy.begin = lend_copy(g, real->begin, real->n, 4, u->layer, "begin");
	copy.end = lend_copy(g, real->end, real->n, 4, u->layer, "end");
	copy.cols = loan(g->loans, LOAN_CALL, cols, k * sizeof *cols, 0,
	                 "the columns of a layer");
	return loan(g->loans, LOAN_CALL, &copy, sizeof copy, 0,
	            "a struct catena_layer");
}

const struct catena_layer *guard_read(catena_ctx *ctx, uint32_t use)
{
	struct guard *g = guard_at(ctx);
	if (!g)
		return NULL;
	const struct catena_layer *real = host_table.read(&g->call->pub, use);
	return real ? lend_layer(g, &g->call->stage->uses[use], real) : NULL;
}

/* ---- Writing ---- */

static void *lend_cells(struct guard *g, const struct guard_writer *w,
                        const void *old, uint32_t n, uint32_t cap, size_t cell,
                        const char *column)
{
	char what[160];
	name_column(what, sizeof what, w->layer, column);
	void *fresh = loan(g->loans, LOAN_ROWS, NULL, cap * cell, g->fill, what);
	if (fresh && old) {
		memcpy(fresh, old, n * cell);
		loan_due(g->loans, old);
	}
	return fresh;
}

/* Arrays for cap rows, with the first n; the old ones are spoiled, as they may
 * be when the host moves them.  -1: out of memory. */
static int set_capacity(struct guard *g, struct guard_writer *w, uint32_t cap)
{
	struct catena_writer *p = &w->pub;
	const uint32_t n = p->n;
	p->begin = lend_cells(g, w, w->lent.begin, n, cap, 4, "begin");
	p->end = lend_cells(g, w, w->lent.end, n, cap, 4, "end");
	if (!p->begin || !p->end)
		return -1;
	for (uint32_t k = 0; k < w->n_columns; k++) {
		if (!w->real->cols[k])
			continue;
		p->cols[k] =
		    lend_cells(g, w, p->cols[k], n, cap, column_size(w->columns[k].type),
		               w->columns[k].name);
		if (!p->cols[k])
			return -1;
	}
	p->cap = cap;
	w->lent = *p;
	return 0;
}

static int start(struct guard *g, struct guard_writer *w,
                 const struct catena_use *u, struct catena_writer *real)
{
	void *none[256] = {NULL};
	w->layer = u->layer;
	w->columns = u->columns;
	while (u->columns && w->n_columns < 256 && u->columns[w->n_columns].name)
		w->n_columns++;
	/* Lent to be read: the pointers in it are the host's to set, by grow. */
	w->pub = (struct catena_writer){.cols = loan(g->loans, LOAN_ROWS, NULL,
	                                             (w->n_columns + 1) * sizeof *none,
	                                             0, "the columns of a writer")};
	if (!w->pub.cols)
		return -1;
	memcpy(w->pub.cols, none, w->n_columns * sizeof *none);
	w->real = real;
	return 0;
}

static bool tampered(struct guard *g, const struct guard_writer *w)
{
	if (w->pub.cap == w->lent.cap && w->pub.begin == w->lent.begin &&
	    w->pub.end == w->lent.end && w->pub.cols == w->lent.cols &&
	    w->pub.n <= w->pub.cap)
		return false;
	if (w->pub.cap == w->lent.cap && w->pub.n > w->pub.cap)
		guard_report(
		    g, "rows",
		    "layer \"%s\": set n to %u where there is room for %u rows; ask "
		    "grow first",
		    w->layer, w->pub.n, w->lent.cap);
	else
		guard_report(
		    g, "rows",
		    "layer \"%s\": changed the writer; only n is the plugin's to set",
		    w->layer);
	return true;
}

struct catena_writer *guard_write(catena_ctx *ctx, uint32_t use, uint32_t rows)
{
	struct guard *g = guard_at(ctx);
	if (!g || guard_refuse(g))
		return NULL;
	struct catena_writer *real = host_table.write(&g->call->pub, use, rows);
	if (!real) {
		g->failed_call = true;
		return NULL;
	}
	struct guard_writer *w = &g->writers[use];
	if (w->real) /* a second write is a grow */
		return guard_grow(ctx, &w->pub, rows) == CATENA_OK ? &w->pub : NULL;
	if (start(g, w, &g->call->stage->uses[use], real) != 0 ||
	    set_capacity(g, w, rows) != 0)
		return NULL;
	return &w->pub;
}

static struct guard_writer *writer_of(struct guard *g,
                                      const struct catena_writer *p)
{
	for (uint32_t i = 0; i < g->call->stage->n_uses; i++)
		if (g->writers[i].real && &g->writers[i].pub == p)
			return &g->writers[i];
	return NULL;
}

/* Exactly what was asked for, while tables are small: moving a large one for
 * each row takes too long. */
static uint32_t room(const struct catena_writer *p, uint32_t rows)
{
	const uint32_t more = p->n >= EXACT_ROWS ? p->n / 2 : 0;
	const uint32_t need = p->n + rows;
	return need > UINT32_MAX - more ? need : need + more;
}

catena_status guard_grow(catena_ctx *ctx, struct catena_writer *p, uint32_t rows)
{
	struct guard *g = guard_at(ctx);
	struct guard_writer *w = g ? writer_of(g, p) : NULL;
	if (!g)
		return CATENA_E_BUG;
	if (!w) { /* the real host has words for it */
		g->failed_call = true;
		return host_table.grow(&g->call->pub, p, rows);
	}
	if (guard_refuse(g))
		return CATENA_E_NOMEM;
	if (tampered(g, w)) {
		g->failed_call = true;
		return CATENA_E_BUG;
	}
	if (rows > UINT32_MAX - p->n)
		return CATENA_E_NOMEM;
	if (rows <= p->cap - p->n)
		return CATENA_OK;
	return set_capacity(g, w, room(p, rows)) == 0 ? CATENA_OK : CATENA_E_NOMEM;
}

/* ---- Handing over ---- */

static bool is_fill(const unsigned char *cell, size_t size, unsigned char fill)
{
	for (size_t i = 0; i < size; i++)
		if (cell[i] != fill)
			return false;
	return true;
}

/* Cells that were never written to still hold what the guard put there.  One
 * byte may do so by chance: all of a column's must. */
static void check_filled(struct guard *g, const struct guard_writer *w, uint32_t k)
{
	const size_t size = column_size(w->columns[k].type);
	const unsigned char *cells = w->pub.cols[k];
	uint32_t unfilled = 0, first = 0;
	for (uint32_t i = w->pub.n; i-- > 0;)
		if (is_fill(cells + i * size, size, g->fill)) {
			first = i;
			unfilled++;
		}
	if (unfilled && (size > 1 || unfilled == w->pub.n))
		guard_report(
		    g, "filled",
		    "layer \"%s\", column \"%s\": %u of %u rows were not filled in, "
		    "the first is row %u; write every column that is not NULL",
		    w->layer, w->columns[k].name, unfilled, w->pub.n, first);
}

static void check_order(struct guard *g, const struct guard_writer *w)
{
	for (uint32_t i = 0; i < w->pub.n; i++)
		if (is_fill((const unsigned char *)&w->pub.begin[i], 4, g->fill) ||
		    is_fill((const unsigned char *)&w->pub.end[i], 4, g->fill)) {
			guard_report(g, "filled",
			             "layer \"%s\": row %u has no begin or no end; set both "
			             "before n",
			             w->layer, i);
			return;
		}
}

static catena_status hand_over(struct guard *g, struct guard_writer *w)
{
	struct catena_writer *real = w->real;
	const struct catena_writer *p = &w->pub;
	if (tampered(g, w))
		return CATENA_E_BUG;
	check_order(g, w);
	if (p->n > real->cap - real->n) {
		const catena_status st = host_table.grow(&g->call->pub, real, p->n);
		if (st != CATENA_OK)
			return st;
	}
	if (p->n) {
		memcpy(real->begin, p->begin, p->n * sizeof *p->begin);
		memcpy(real->end, p->end, p->n * sizeof *p->end);
	}
	for (uint32_t k = 0; k < w->n_columns; k++) {
		if (!real->cols[k] || !p->n)
			continue;
		check_filled(g, w, k);
		memcpy(real->cols[k], p->cols[k], p->n * column_size(w->columns[k].type));
	}
	real->n = p->n;
	return CATENA_OK;
}

catena_status guard_hand_over(struct guard *g)
{
	for (uint32_t i = 0; i < g->call->stage->n_uses; i++) {
		const catena_status st =
		    g->writers[i].real ? hand_over(g, &g->writers[i]) : CATENA_OK;
		if (st != CATENA_OK)
			return st;
	}
	return CATENA_OK;
}
