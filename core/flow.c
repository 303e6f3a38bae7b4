/* SPDX-License-Identifier: MIT */
/* flow.c - which stage reads and makes which layer: checked before a document
 * is read, and turned into numbers that the run can index by. */
#include "build.h"

#include "chain.h"

#include <stdlib.h>
#include <string.h>

static const struct where nowhere;

static void complain(const struct chain *c, const struct stage *s, const char *fmt,
                     ...) CATENA_FORMAT(3, 4);

static void complain(const struct chain *c, const struct stage *s, const char *fmt,
                     ...)
{
	va_list ap;
	va_start(ap, fmt);
	diag_vat(c->diag, CATENA_ERROR, s->config ? s->config->where : nowhere, s->name,
	         fmt, ap);
	va_end(ap);
}

/* ---- The schema ---- */

static uint32_t find_layer(const struct schema *s, const char *name)
{
	for (uint32_t i = 0; i < s->n; i++) {
		if (!strcmp(s->layers[i].name, name))
			return i;
	}
	return NO_LAYER;
}

static uint32_t find_column(const struct schema_layer *l, const char *name)
{
	for (uint32_t i = 0; i < l->n; i++) {
		if (!strcmp(l->columns[i].name, name))
			return i;
	}
	return NO_COLUMN;
}

static uint32_t add_layer(struct chain *c, const char *name, uint32_t stage)
{
	struct schema *s = &c->schema;
	if (s->n == s->cap) {
		const uint32_t cap = s->cap ? s->cap * 2 : 8;
		struct schema_layer *p =
		    arena_grow(&c->arena, s->layers, s->cap * sizeof *p, cap * sizeof *p);
		if (!p)
			return NO_LAYER;
		s->layers = p;
		s->cap = cap;
	}
	s->layers[s->n] = (struct schema_layer){.name = name, .first_write = stage};
	return s->n++;
}

static uint32_t add_column(struct chain *c, struct schema_layer *l,
                           const struct catena_column *col, uint32_t row_layer)
{
	if (l->n == l->cap) {
		const uint32_t cap = l->cap ? l->cap * 2 : 8;
		struct schema_column *p =
		    arena_grow(&c->arena, l->columns, l->cap * sizeof *p, cap * sizeof *p);
		if (!p)
			return NO_COLUMN;
		l->columns = p;
		l->cap = cap;
	}
	l->columns[l->n] = (struct schema_column){col->name, col->type, row_layer, 0};
	return l->n++;
}

static const char *type_name(uint32_t type)
{
	static const char *const names[] = {"u8",     "u32",    "i64", "f64",
	                                    "symbol", "string", "row"};
	return type < sizeof names / sizeof *names ? names[type] : "unknown";
}

static bool same_type(const struct chain *c, const struct stage *s,
                      const struct schema_layer *l,
                      const struct schema_column *have,
                      const struct catena_column *want)
{
	if (have->type == want->type &&
	    (want->type != CATENA_ROW ||
	     !strcmp(c->schema.layers[have->row_layer].name, want->layer)))
		return true;
	complain(
	    c, s,
	    "column \"%s\" of layer \"%s\" is %s here, but the stage that made it, "
	    "\"%s\", makes it %s; use plugins that agree",
	    want->name, l->name, type_name(want->type), c->stages[l->first_write].name,
	    type_name(have->type));
	return false;
}

/* ---- Reading ---- */

static bool plugin_writes(const struct catena_plugin *p, const char *layer)
{
	for (uint32_t i = 0; p && i < p->n_uses; i++) {
		if ((p->uses[i].mode & CATENA_WRITE) && !strcmp(p->uses[i].layer, layer))
			return true;
	}
	return false;
}

static void complain_missing(const struct chain *c, const struct stage *s,
                             const char *layer)
{
	char makers[256] = "";
	uint32_t n = 0;
	const struct module *const *list = modules_list(c->modules, &n);
	for (uint32_t i = 0; i < n; i++) {
		if (!list[i]->plugin || !plugin_writes(list[i]->plugin, layer))
			continue;
		const size_t at = strlen(makers);
		snprintf(makers + at, sizeof makers - at, "%s%s", at ? ", " : "",
		         list[i]->name);
	}
	for (uint32_t i = s->index + 1; i < c->n; i++) {
		if (plugin_writes(c->stages[i].plugin, layer)) {
			complain(c, s,
			         "reads layer \"%s\", which only the later stage %u, \"%s\", "
			         "writes; move that one before this",
			         layer, i + 1, c->stages[i].name);
			return;
		}
	}
	complain(
	    c, s,
	    "stage %u of the chain reads layer \"%s\"; no earlier stage writes it; "
	    "plugins that do: %s",
	    s->index + 1, layer, *makers ? makers : "none found");
}

static uint32_t resolve_read(struct chain *c, const struct stage *s,
                             const struct catena_use *u, struct use_map *m)
{
	uint32_t errors = 0;
	m->layer = find_layer(&c->schema, u->layer);
	const bool lenient = u->mode & (CATENA_OPTIONAL | CATENA_WRITE);
	if (m->layer == NO_LAYER) {
		if (!lenient)
			complain_missing(c, s, u->layer);
		return !lenient;
	}
	const struct schema_layer *l = &c->schema.layers[m->layer];
	for (uint32_t k = 0; k < m->n; k++) {
		const struct catena_column *col = &u->columns[k];
		m->column[k] = find_column(l, col->name);
		if (m->column[k] != NO_COLUMN) {
			struct schema_column *have = &l->columns[m->column[k]];
			errors += !same_type(c, s, l, have, col);
			have->last_read = s->index;
		} else if (!(col->flags & CATENA_OPTIONAL) && !(u->mode & CATENA_WRITE)) {
			complain(c, s,
			         "reads column \"%s\" of layer \"%s\", which no earlier stage "
			         "makes; \"%s\" makes the layer without it",
			         col->name, l->name, c->stages[l->first_write].name);
			errors++;
		}
	}
	return errors;
}

/* ---- Writing ---- */

bool schema_refers(const struct schema *s, uint32_t layer, uint32_t stage)
{
	for (uint32_t i = 0; i < s->n; i++) {
		const struct schema_layer *l = &s->layers[i];
		for (uint32_t k = 0; l->first_write <= stage && k < l->n; k++) {
			if (l->columns[k].type == CATENA_ROW &&
			    l->columns[k].row_layer == layer)
				return true;
		}
	}
	return false;
}

static bool writes_layer(const struct stage *s, const char *layer)
{
	for (uint32_t i = 0; i < s->n_uses; i++) {
		if ((s->uses[i].mode & CATENA_WRITE) && !strcmp(s->uses[i].layer, layer))
			return true;
	}
	return false;
}

static uint32_t resolve_written_column(struct chain *c, const struct stage *s,
                                       const struct catena_column *col,
                                       struct schema_layer *l, uint32_t *column)
{
	uint32_t row_layer = NO_LAYER;
	if (col->type == CATENA_ROW) {
		row_layer = find_layer(&c->schema, col->layer);
		if (row_layer == NO_LAYER) {
			complain_missing(c, s, col->layer);
			return 1;
		}
		if (c->schema.layers[row_layer].first_write < s->index &&
		    writes_layer(s, col->layer)) {
			complain(
			    c, s,
			    "refers to rows of layer \"%s\" by number and adds rows to it, "
			    "which moves them",
			    col->layer);
			return 1;
		}
	}
	*column = find_column(l, col->name);
	if (*column != NO_COLUMN)
		return !same_type(c, s, l, &l->columns[*column], col);
	*column = add_column(c, l, col, row_layer);
	if (*column == NO_COLUMN)
		complain(c, s, "out of memory");
	return *column == NO_COLUMN;
}

static uint32_t resolve_write(struct chain *c, const struct stage *s,
                              const struct catena_use *u, struct use_map *m)
{
	uint32_t errors = 0;
	m->layer = find_layer(&c->schema, u->layer);
	if (m->layer == NO_LAYER)
		m->layer = add_layer(c, u->layer, s->index);
	else if (schema_refers(&c->schema, m->layer, s->index)) {
		complain(c, s,
		         "writes to layer \"%s\", but rows of it are referred to by number "
		         "already; put this stage before the one that does",
		         u->layer);
		return 1;
	}
	if (m->layer == NO_LAYER) {
		complain(c, s, "out of memory");
		return 1;
	}
	for (uint32_t k = 0; k < m->n; k++)
		errors += resolve_written_column(
		    c, s, &u->columns[k], &c->schema.layers[m->layer], &m->column[k]);
	return errors;
}

static uint32_t resolve_edits(const struct chain *c, struct stage *s)
{
	s->edits = true;
	if (!c->schema.n)
		return 0;
	complain(
	    c, s,
	    "edits the text, but \"%s\" before it has already written layer \"%s\"; "
	    "put this stage earlier",
	    c->stages[c->schema.layers[0].first_write].name, c->schema.layers[0].name);
	return 1;
}

/* ---- The uses of one stage ---- */

static uint32_t count_columns(const struct catena_use *u)
{
	uint32_t n = 0;
	while (u->columns && u->columns[n].name)
		n++;
	return n;
}

/* "*": one use for each layer so far, with all its columns. */
static bool expand_all(struct chain *c, uint32_t mode, struct catena_use *to)
{
	for (uint32_t i = 0; i < c->schema.n; i++) {
		const struct schema_layer *l = &c->schema.layers[i];
		struct catena_column *cols =
		    arena_zalloc(&c->arena, (l->n + 1) * sizeof *cols, 8);
		if (!cols)
			return false;
		for (uint32_t k = 0; k < l->n; k++) {
			const struct schema_column *from = &l->columns[k];
			cols[k] = (struct catena_column){
			    from->name, from->type, CATENA_OPTIONAL,
			    from->row_layer == NO_LAYER
			        ? NULL
			        : c->schema.layers[from->row_layer].name};
		}
		to[i] = (struct catena_use){l->name, mode, cols};
	}
	return true;
}

static bool expand_uses(struct chain *c, struct stage *s)
{
	const struct catena_plugin *p = s->plugin;
	const size_t most = (size_t)p->n_uses * (c->schema.n ? c->schema.n : 1);
	s->uses = arena_zalloc(&c->arena, (most + 1) * sizeof *s->uses, 8);
	if (!s->uses)
		return false;
	for (uint32_t i = 0; i < p->n_uses; i++) {
		if (strcmp(p->uses[i].layer, "*")) {
			s->uses[s->n_uses++] = p->uses[i];
		} else if (expand_all(c, p->uses[i].mode, s->uses + s->n_uses)) {
			s->n_uses += c->schema.n;
		} else {
			return false;
		}
	}
	return true;
}

static bool make_maps(struct chain *c, struct stage *s)
{
	s->maps = arena_zalloc(&c->arena, (s->n_uses + 1) * sizeof *s->maps, 8);
	if (!s->maps)
		return false;
	for (uint32_t i = 0; i < s->n_uses; i++) {
		struct use_map *m = &s->maps[i];
		m->layer = NO_LAYER;
		m->n = count_columns(&s->uses[i]);
		m->column = arena_array(&c->arena, m->n + 1, sizeof *m->column, 4);
		m->wanted = arena_zalloc(&c->arena, m->n + 1, 1);
		if (!m->column || !m->wanted)
			return false;
		for (uint32_t k = 0; k < m->n; k++)
			m->column[k] = NO_COLUMN;
		if (m->n > c->max_columns)
			c->max_columns = m->n;
	}
	if (s->n_uses > c->max_uses)
		c->max_uses = s->n_uses;
	return true;
}

static uint32_t resolve_stage(struct chain *c, struct stage *s)
{
	uint32_t errors = 0;
	if (!expand_uses(c, s) || !make_maps(c, s)) {
		complain(c, s, "out of memory");
		return 1;
	}
	for (uint32_t i = 0; i < s->n_uses; i++) {
		const struct catena_use *u = &s->uses[i];
		if (!strcmp(u->layer, "text")) {
			if (u->mode & CATENA_WRITE)
				errors += resolve_edits(c, s);
		} else if (u->mode & CATENA_READ) {
			errors += resolve_read(c, s, u, &s->maps[i]);
		}
	}
	for (uint32_t i = 0; i < s->n_uses; i++) {
		const struct catena_use *u = &s->uses[i];
		if ((u->mode & CATENA_WRITE) && strcmp(u->layer, "text"))
			errors += resolve_write(c, s, u, &s->maps[i]);
	}
	return errors;
}

static bool wanted(const struct chain *c, const struct use_map *m, uint32_t k,
                   uint32_t stage)
{
	const struct schema_layer *l = &c->schema.layers[m->layer];
	return (c->flags & CHAIN_KEEP_COLUMNS) ||
	       l->columns[m->column[k]].last_read > stage;
}

static void mark_wanted(struct chain *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct stage *s = &c->stages[i];
		for (uint32_t u = 0; u < s->n_uses; u++) {
			const struct use_map *m = &s->maps[u];
			if (!(s->uses[u].mode & CATENA_WRITE) || m->layer == NO_LAYER)
				continue;
			for (uint32_t k = 0; k < m->n; k++)
				m->wanted[k] = wanted(c, m, k, i);
		}
	}
}

uint32_t chain_flow(struct chain *c)
{
	uint32_t errors = 0;
	for (uint32_t i = 0; i < c->n; i++)
		errors += resolve_stage(c, &c->stages[i]);
	if (!errors)
		mark_wanted(c);
	return errors;
}
