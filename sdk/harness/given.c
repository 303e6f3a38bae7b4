/* SPDX-License-Identifier: MIT */
/* given.c - the stage before the plugin: writes the layers that a test gives as
 * text, and those that the plugin needs and nobody gave. */
#include "build.h"

#include "parts.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Which layers ---- */

/* As <catena/plugin.h> defines them. */
static const struct {
	const char *layer;
	struct catena_column columns[6];
} standard[] = {
    {"token",
     {{"kind", CATENA_U8, 0, NULL},
      {"flags", CATENA_U8, 0, NULL},
      {"hash", CATENA_U32, 0, NULL}}},
    {"sentence", {{NULL, 0, 0, NULL}}},
    {"paragraph", {{NULL, 0, 0, NULL}}},
    {"entity",
     {{"type", CATENA_SYM, 0, NULL},
      {"name", CATENA_STR, 0, NULL},
      {"id", CATENA_STR, 0, NULL},
      {"score", CATENA_F64, 0, NULL},
      {"by", CATENA_SYM, 0, NULL}}},
    {"copy",
     {{"of", CATENA_STR, 0, NULL},
      {"of_begin", CATENA_U32, 0, NULL},
      {"of_end", CATENA_U32, 0, NULL},
      {"words", CATENA_U32, 0, NULL},
      {"similarity", CATENA_F64, 0, NULL}}},
};

static const struct catena_column *standard_columns(const char *layer)
{
	for (size_t i = 0; i < sizeof standard / sizeof *standard; i++) {
		if (strcmp(standard[i].layer, layer) == 0)
			return standard[i].columns;
	}
	return NULL;
}

static void add_columns(struct catena_column *to, const struct catena_column *from)
{
	for (; from && from->name; from++) {
		uint32_t n = 0;
		while (to[n].name && strcmp(to[n].name, from->name) != 0)
			n++;
		if (n == MAX_COLUMNS)
			harness_stop(from->name, "the harness takes no more columns");
		if (!to[n].name) {
			to[n] = *from;
			to[n].flags = 0;
		}
	}
}

static void add_layer(struct harness *h, const char *layer,
                      const struct catena_column *columns)
{
	uint32_t u = 0;
	while (u < h->n_uses && strcmp(h->uses[u].layer, layer) != 0)
		u++;
	if (u == MAX_USES)
		harness_stop(layer, "the harness takes no more layers");
	if (u == h->n_uses) {
		h->uses[u] = (struct catena_use){layer, CATENA_WRITE, h->columns[u]};
		add_columns(h->columns[u], standard_columns(layer));
		h->n_uses++;
	}
	add_columns(h->columns[u], columns);
}

static const struct catena_use *use_of(const struct catena_plugin *p,
                                       const char *layer)
{
	for (uint32_t i = 0; i < p->n_uses; i++) {
		if ((p->uses[i].mode & CATENA_READ) && strcmp(p->uses[i].layer, layer) == 0)
			return &p->uses[i];
	}
	return NULL;
}

void harness_plan(struct harness *h, const struct catena_plugin *p)
{
	for (const struct input *in = h->first; in; in = in->next) {
		for (const struct pair *l = in->layers; l; l = l->next) {
			const struct catena_use *u = use_of(p, l->name);
			if (!u && !standard_columns(l->name))
				harness_stop(l->name, "the plugin does not read this layer");
			add_layer(h, l->name, u ? u->columns : NULL);
		}
	}
	for (uint32_t i = 0; i < p->n_uses; i++) {
		const struct catena_use *u = &p->uses[i];
		if ((u->mode & CATENA_READ) && !(u->mode & CATENA_OPTIONAL) &&
		    strcmp(u->layer, "*") != 0 && strcmp(u->layer, "text") != 0)
			add_layer(h, u->layer, u->columns);
	}
}

/* ---- Rows as text ---- */

struct row_text {
	struct harness *h;
	catena_ctx *ctx;
	const struct catena_column *columns;
	struct catena_writer *w;
	const char *line; /* for messages */
};

_Noreturn static void bad_row(const struct row_text *r, const char *why)
{
	char message[512];
	snprintf(message, sizeof message, "%s: \"%.*s\"", why,
	         (int)strcspn(r->line, "\n"), r->line);
	harness_stop("harness_give", message);
}

/* Where the value at s ends: at a blank, or behind its closing quote. */
static const char *value_end(const char *s)
{
	if (*s != '"')
		return s + strcspn(s, " \n");
	for (s++; *s && *s != '"' && *s != '\n'; s++)
		s += *s == '\\' && s[1];
	return *s == '"' ? s + 1 : s;
}

static void set_number(const struct row_text *r, uint32_t type, void *column,
                       uint32_t row, const char *s, const char *end)
{
	char *stop;
	if (type == CATENA_F64)
		((double *)column)[row] = strtod(s, &stop);
	else if (type == CATENA_I64)
		((int64_t *)column)[row] = strtoll(s, &stop, 10);
	else if (type == CATENA_U8)
		((uint8_t *)column)[row] = (uint8_t)strtoul(s, &stop, 10);
	else
		((uint32_t *)column)[row] = (uint32_t)strtoul(s, &stop, 10);
	if (stop != end || s == end)
		bad_row(r, "no number");
}

static void set_value(const struct row_text *r, uint32_t k, const char *s,
                      const char *end)
{
	const uint32_t type = r->columns[k].type, row = r->w->n - 1;
	void *column = r->w->cols[k];
	if (!column)
		return;
	if (type != CATENA_SYM && type != CATENA_STR) {
		set_number(r, type, column, row, s, end);
		return;
	}
	size_t size = (size_t)(end - s);
	if (*s == '"')
		s = harness_unquote(r->h, s, size, &size);
	if (!s)
		bad_row(r, "no string");
	((uint32_t *)column)[row] = type == CATENA_SYM
	                                ? r->ctx->host->intern(r->ctx, s, size)
	                                : r->ctx->host->string_add(r->ctx, s, size);
}

/* column=value; gives where it ends. */
static const char *set_column(const struct row_text *r, const char *s)
{
	const size_t n = strcspn(s, "= \n");
	if (s[n] != '=')
		bad_row(r, "not column=value");
	const char *end = value_end(s + n + 1);
	for (uint32_t k = 0; r->columns[k].name; k++) {
		if (strncmp(r->columns[k].name, s, n) == 0 && !r->columns[k].name[n]) {
			set_value(r, k, s + n + 1, end);
			return end;
		}
	}
	bad_row(r, "no such column");
}

/* The text that a row claims to stand for. */
static const char *compare_text(const struct row_text *r, const char *s,
                                uint32_t begin, uint32_t end)
{
	uint32_t size;
	size_t n;
	const char *text = r->ctx->host->text(r->ctx, &size), *stop = value_end(s);
	const char *said = harness_unquote(r->h, s, (size_t)(stop - s), &n);
	if (!said || end > size || begin > end || n != end - begin ||
	    memcmp(said, text + begin, n) != 0)
		bad_row(r, "the document has another text there");
	return stop;
}

static const char *add_row(struct row_text *r, const char *s)
{
	char *end;
	r->line = s;
	const unsigned long begin = strtoul(s, &end, 10);
	const unsigned long stop = *end == ' ' ? strtoul(end + 1, &end, 10) : ULONG_MAX;
	if (stop > UINT32_MAX || begin > stop)
		bad_row(r, "not BEGIN END");
	if (catena_row(r->ctx, r->w, (uint32_t)begin, (uint32_t)stop) != CATENA_OK)
		harness_stop("memory", "out of memory");
	for (uint32_t k = 0; r->columns[k].name; k++) {
		const uint32_t type = r->columns[k].type;
		const size_t size = type == CATENA_U8                          ? 1
		                    : type == CATENA_I64 || type == CATENA_F64 ? 8
		                                                               : 4;
		if (r->w->cols[k])
			memset((char *)r->w->cols[k] + (r->w->n - 1) * size, 0, size);
	}
	for (s = end; *s && *s != '\n';) {
		if (*s == ' ')
			s++;
		else if (*s == '"')
			s = compare_text(r, s, (uint32_t)begin, (uint32_t)stop);
		else
			s = set_column(r, s);
	}
	return *s ? s + 1 : s;
}

static catena_status write_rows(struct harness *h, catena_ctx *ctx, uint32_t use,
                                const char *rows)
{
	struct row_text r = {h, ctx, h->uses[use].columns, NULL, rows};
	r.w = ctx->host->write(ctx, use, 16);
	if (!r.w)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	while (*rows)
		rows = add_row(&r, rows);
	return CATENA_OK;
}

/* ---- The stage ---- */

catena_status harness_make(catena_ctx *ctx, const void *self, void *local)
{
	struct harness *h = (struct harness *)(uintptr_t)self;
	const struct input *in = h->first;
	(void)local;
	for (uint64_t k = ctx->host->number(ctx); in && k; k--)
		in = in->next;
	catena_status st = CATENA_OK;
	for (uint32_t u = 0; in && u < h->n_uses && st == CATENA_OK; u++) {
		const char *layer = h->uses[u].layer;
		const char *rows = harness_find(in->layers, layer);
		if (rows || !harness_split(ctx, u, layer, &st))
			st = write_rows(h, ctx, u, rows ? rows : "");
	}
	return st;
}
