/* SPDX-License-Identifier: MIT */
/* lint_layers.c - a stage that makes the layers which a plugin under test
 * reads: rows cut by simple rules, columns filled with what is allowed. */
#include "build.h"

#include "lint.h"
#include <catena/fold.h>

#include <string.h>

/* ---- The reader ---- */

static catena_status no_document(catena_ctx *ctx, const void *self, void *serial)
{
	(void)ctx;
	(void)self;
	(void)serial;
	return CATENA_END;
}

static const struct catena_reader reads_nothing = {.size = sizeof reads_nothing,
                                                   .next = no_document};

static const void *reader_extension(const char *id)
{
	return strcmp(id, "catena.reader/1") == 0 ? &reads_nothing : NULL;
}

const struct catena_plugin lint_reader = {CATENA_DESCRIPTOR_HEAD,
                                          .name = "lint_reader",
                                          .kind = "reader",
                                          .version = "1",
                                          .license = "MIT",
                                          .summary = "Reads nothing, for lint",
                                          .extension = reader_extension};

/* ---- Spans ---- */

struct maker {
	catena_ctx *ctx;
	const struct catena_host *host;
	const char *text;
	uint32_t size;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static uint32_t skip_space(const struct maker *m, uint32_t at)
{
	while (at < m->size && is_space(m->text[at]))
		at++;
	return at;
}

/* The end of what begins at `at`, by layer: paragraphs end at an empty line,
 * sentences behind a full stop, all else at white space.  Never inside a
 * character: all these are ASCII. */
static uint32_t span_end(const struct maker *m, const char *layer, uint32_t at)
{
	const bool paragraph = strcmp(layer, "paragraph") == 0;
	const bool sentence = strcmp(layer, "sentence") == 0;
	while (at < m->size) {
		const char c = m->text[at],
		           next = at + 1 < m->size ? m->text[at + 1] : '\n';
		if (paragraph  ? c == '\n' && next == '\n'
		    : sentence ? c == '\n'
		               : is_space(c))
			break;
		at++;
		if (sentence && c == '.' && is_space(next))
			break;
	}
	return at;
}

/* Layers other than the three of text structure have a row for some words. */
static bool takes(const char *layer, uint32_t number)
{
	if (strcmp(layer, "token") == 0 || strcmp(layer, "sentence") == 0 ||
	    strcmp(layer, "paragraph") == 0)
		return true;
	return number % 4 == 1;
}

/* ---- Columns ---- */

static uint32_t symbol_cell(const struct maker *m, uint32_t row)
{
	static const char *const words[] = {"PERSON", "ORG", "GPE", "DATE"};
	const char *s = words[row % 4];
	return m->host->intern(m->ctx, s, strlen(s));
}

static uint32_t string_cell(const struct maker *m, const struct catena_column *c,
                            uint32_t row, uint32_t begin, uint32_t end)
{
	static const char object[] = "{\"value\":\"1\"}";
	if (row % 5 == 4)
		return 0;
	if (strcmp(c->name, "fields") == 0)
		return m->host->string_add(m->ctx, object, sizeof object - 1);
	return m->host->string_add(m->ctx, m->text + begin, end - begin);
}

static uint32_t number_cell(const struct maker *m, const struct catena_column *c,
                            uint32_t row, uint32_t begin, uint32_t end)
{
	if (strcmp(c->name, "hash") == 0)
		return catena_fold_hash(m->text + begin, end - begin);
	return row * 7;
}

static void fill_cell(const struct maker *m, const struct catena_column *c,
                      void *col, uint32_t row, uint32_t begin, uint32_t end)
{
	switch (c->type) {
	case CATENA_U8:
		((uint8_t *)col)[row] = (uint8_t)(row % CATENA_TOKEN_KINDS);
		break;
	case CATENA_I64:
		((int64_t *)col)[row] = (int64_t)row - 3;
		break;
	case CATENA_F64:
		((double *)col)[row] = (row % 11) / 10.0;
		break;
	case CATENA_SYM:
		((uint32_t *)col)[row] = symbol_cell(m, row);
		break;
	case CATENA_STR:
		((uint32_t *)col)[row] = string_cell(m, c, row, begin, end);
		break;
	case CATENA_ROW: /* the other layer may have no rows at all */
		((uint32_t *)col)[row] = UINT32_MAX;
		break;
	default:
		((uint32_t *)col)[row] = number_cell(m, c, row, begin, end);
		break;
	}
}

static catena_status make_layer(const struct maker *m, const struct catena_use *u,
                                uint32_t use)
{
	uint32_t number = 0;
	struct catena_writer *w = m->host->write(m->ctx, use, 64);
	if (!w)
		return CATENA_E_NOMEM;
	for (uint32_t at = skip_space(m, 0); at < m->size; number++) {
		const uint32_t end = span_end(m, u->layer, at);
		if (takes(u->layer, number)) {
			if (catena_row(m->ctx, w, at, end) != CATENA_OK)
				return CATENA_E_NOMEM;
			for (uint32_t k = 0; u->columns && u->columns[k].name; k++)
				if (w->cols[k])
					fill_cell(m, &u->columns[k], w->cols[k], w->n - 1, at, end);
		}
		at = skip_space(m, end);
	}
	return CATENA_OK;
}

static catena_status make_layers(catena_ctx *ctx, const void *self, void *local)
{
	uint32_t n = 0;
	struct maker m = {.ctx = ctx, .host = ctx->host};
	const struct catena_use *uses = ctx->host->schema(ctx, &n);
	(void)self;
	(void)local;
	m.text = ctx->host->text(ctx, &m.size);
	for (uint32_t i = 0; i < n; i++) {
		const catena_status st = make_layer(&m, &uses[i], i);
		if (st != CATENA_OK)
			return st;
	}
	return CATENA_OK;
}

/* ---- Which layers ---- */

static const struct catena_column token_columns[] = {{"kind", CATENA_U8, 0, NULL},
                                                     {"flags", CATENA_U8, 0, NULL},
                                                     {"hash", CATENA_U32, 0, NULL},
                                                     {NULL, 0, 0, NULL}};
static const struct catena_column entity_columns[] = {
    {"type", CATENA_SYM, 0, NULL},
    {"name", CATENA_STR, 0, NULL},
    {"id", CATENA_STR, 0, NULL},
    {"score", CATENA_F64, 0, NULL},
    {"by", CATENA_SYM, 0, NULL},
    {"fields", CATENA_STR, 0, NULL},
    {NULL, 0, 0, NULL}};
/* What "*" finds. */
static const struct catena_use everything[] = {
    {"token", CATENA_WRITE, token_columns},
    {"sentence", CATENA_WRITE, NULL},
    {"paragraph", CATENA_WRITE, NULL},
    {"entity", CATENA_WRITE, entity_columns},
};

enum {
	MOST_USES = 64,
	MOST_COLUMNS = 64
};

struct plan {
	struct catena_use uses[MOST_USES];
	uint32_t n;
	struct arena *arena;
	bool bare, failed;
};

static struct catena_use *planned(struct plan *p, const char *layer)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (strcmp(p->uses[i].layer, layer) == 0)
			return &p->uses[i];
	return NULL;
}

static void plan_layer(struct plan *p, const char *layer,
                       const struct catena_column *from)
{
	struct catena_column *to;
	uint32_t n = 0;
	if (p->n == MOST_USES || planned(p, layer))
		return;
	to = arena_array(p->arena, MOST_COLUMNS + 1, sizeof *to,
	                 _Alignof(struct catena_column));
	if (!to) {
		p->failed = true;
		return;
	}
	for (; from && from->name && n < MOST_COLUMNS; from++)
		if (!(p->bare && from->flags & CATENA_OPTIONAL)) {
			/* Rows of a layer that is made before this one. */
			if (from->type == CATENA_ROW)
				plan_layer(p, from->layer, NULL);
			to[n] = *from;
			to[n++].flags = 0;
		}
	memset(&to[n], 0, sizeof to[n]);
	p->uses[p->n++] = (struct catena_use){layer, CATENA_WRITE, to};
}

static void plan_use(struct plan *p, const struct catena_use *u)
{
	if (!(u->mode & CATENA_READ) || (p->bare && u->mode & CATENA_OPTIONAL))
		return;
	if (strcmp(u->layer, "*") != 0)
		plan_layer(p, u->layer, u->columns);
	else if (!p->bare)
		for (size_t i = 0; i < sizeof everything / sizeof *everything; i++)
			plan_layer(p, everything[i].layer, everything[i].columns);
}

const struct catena_plugin *lint_maker(const struct catena_plugin *plugin,
                                       bool bare, struct arena *a, bool *failed)
{
	struct plan *p = arena_zalloc(a, sizeof *p, _Alignof(struct plan));
	struct catena_plugin *maker =
	    arena_zalloc(a, sizeof *maker, _Alignof(struct catena_plugin));
	*failed = !p || !maker;
	if (*failed)
		return NULL;
	p->arena = a;
	p->bare = bare;
	for (uint32_t i = 0; i < plugin->n_uses; i++) /* named ones first */
		if (strcmp(plugin->uses[i].layer, "*") != 0)
			plan_use(p, &plugin->uses[i]);
	for (uint32_t i = 0; i < plugin->n_uses; i++)
		plan_use(p, &plugin->uses[i]);
	*failed = p->failed;
	*maker = (struct catena_plugin){
	    CATENA_DESCRIPTOR_HEAD, .name = "lint_layers",
	    .kind = "tagger",       .version = "1",
	    .license = "MIT",       .summary = "Makes layers to be read, for lint",
	    .uses = p->uses,        .n_uses = p->n,
	    .process = make_layers};
	return *failed || p->n == 0 ? NULL : maker;
}
