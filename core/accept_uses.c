/* SPDX-License-Identifier: MIT */
/* accept_uses.c - one plugin's uses[], by itself: whether they fit a chain is
 * another question. */
#include "build.h"

#include "accept_uses.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
	MAX_USES = 100,
	MAX_COLUMNS = 100,
	MAX_NAME = 64,
	MODES = CATENA_READ | CATENA_WRITE | CATENA_OPTIONAL | CATENA_REPLACE
};

struct table {
	struct catena_plugin *p;
	struct arena *arena;
	struct catena_use *uses; /* the copy */
	char *why;
	size_t size;
};

static int refuse(const struct table *, const char *fmt, ...) CATENA_FORMAT(2, 3);

static int refuse(const struct table *t, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(t->why, t->size, fmt, ap);
	va_end(ap);
	return -1;
}

/* Names of layers and columns: as an option's. */
static int name_ok(const char *s)
{
	size_t n = 0;
	for (; n <= MAX_NAME && s[n]; n++)
		if (!((s[n] >= 'a' && s[n] <= 'z') ||
		      (n > 0 && ((s[n] >= '0' && s[n] <= '9') || s[n] == '_'))))
			return 0;
	return n > 0 && n <= MAX_NAME;
}

/* ---- one layer ---- */

static int check_layer_name(const struct table *t, uint32_t i)
{
	const char *layer = t->uses[i].layer;
	if (!layer)
		return refuse(t, "uses[%lu] names no layer; set n_uses to their number",
		              (unsigned long)i);
	if (name_ok(layer) || strcmp(layer, "*") == 0)
		return 0;
	return refuse(
	    t,
	    "uses[%lu]: \"%.64s\" is no name for a layer; use a-z, 0-9 and _, a "
	    "letter first",
	    (unsigned long)i, layer);
}

static int check_mode(const struct table *t, const struct catena_use *u)
{
	if (u->mode & ~(uint32_t)MODES)
		return refuse(t,
		              "uses layer \"%s\" in mode 0x%lx, which is unknown to ABI "
		              "%d.%d; set CATENA_READ, _WRITE, _OPTIONAL, _REPLACE",
		              u->layer, (unsigned long)u->mode, CATENA_ABI_MAJOR,
		              CATENA_ABI_MINOR);
	if (!(u->mode & (CATENA_READ | CATENA_WRITE)))
		return refuse(t,
		              "uses layer \"%s\" neither to read nor to write; set "
		              "CATENA_READ or CATENA_WRITE",
		              u->layer);
	if ((u->mode & CATENA_OPTIONAL) && !(u->mode & CATENA_READ))
		return refuse(t,
		              "writes layer \"%s\" with CATENA_OPTIONAL, which goes with "
		              "CATENA_READ only",
		              u->layer);
	if ((u->mode & CATENA_REPLACE) && !(u->mode & CATENA_WRITE))
		return refuse(t,
		              "reads layer \"%s\" with CATENA_REPLACE, which goes with "
		              "CATENA_WRITE only",
		              u->layer);
	return 0;
}

/* "*" and "text" are not tables: they have no columns and one mode. */
static int check_special(const struct table *t, const struct catena_use *u)
{
	const int all = strcmp(u->layer, "*") == 0;
	if (!all && strcmp(u->layer, "text") != 0)
		return 0;
	if (u->columns && u->columns->name)
		return refuse(t, "asks for columns of \"%s\"; it has none", u->layer);
	if (all && u->mode & CATENA_WRITE)
		return refuse(t, "writes layer \"*\"; name the layer that it makes");
	if (!all && u->mode != CATENA_WRITE)
		return refuse(t, "uses \"text\" otherwise than with CATENA_WRITE (which "
		                 "announces edits); every plugin can read the text");
	return 0;
}

static int check_once(const struct table *t, uint32_t i)
{
	const struct catena_use *u = &t->uses[i];
	for (uint32_t k = 0; k < i; k++) {
		const uint32_t both =
		    t->uses[k].mode & u->mode & (CATENA_READ | CATENA_WRITE);
		if (both && strcmp(t->uses[k].layer, u->layer) == 0)
			return refuse(t,
			              "%s layer \"%s\" in two of its uses; put the columns "
			              "in one",
			              both & CATENA_READ ? "reads" : "writes", u->layer);
	}
	return 0;
}

/* ---- its columns ---- */

static int check_column_type(const struct table *t, const struct catena_use *u,
                             const struct catena_column *c)
{
	if (c->type > CATENA_ROW)
		return refuse(t,
		              "column \"%s.%s\" has type %lu, which is unknown to ABI "
		              "%d.%d",
		              u->layer, c->name, (unsigned long)c->type, CATENA_ABI_MAJOR,
		              CATENA_ABI_MINOR);
	if (c->type == CATENA_ROW && (!c->layer || !name_ok(c->layer)))
		return refuse(t,
		              "column \"%s.%s\" is a ROW of no layer; name it in `layer`",
		              u->layer, c->name);
	if (c->flags & ~(uint32_t)CATENA_OPTIONAL)
		return refuse(t,
		              "column \"%s.%s\" has flags 0x%lx; only CATENA_OPTIONAL is "
		              "known to ABI %d.%d",
		              u->layer, c->name, (unsigned long)c->flags, CATENA_ABI_MAJOR,
		              CATENA_ABI_MINOR);
	return 0;
}

static int check_column(const struct table *t, const struct catena_use *u, size_t k)
{
	const struct catena_column *c = &u->columns[k];
	if (!name_ok(c->name))
		return refuse(t,
		              "layer \"%s\": \"%.64s\" is no name for a column; use a-z, "
		              "0-9 and _, a letter first",
		              u->layer, c->name);
	if (strcmp(c->name, "begin") == 0 || strcmp(c->name, "end") == 0)
		return refuse(t,
		              "layer \"%s\": every layer has begin and end; do not list "
		              "\"%s\"",
		              u->layer, c->name);
	for (size_t before = 0; before < k; before++)
		if (strcmp(u->columns[before].name, c->name) == 0)
			return refuse(t, "lists column \"%s.%s\" twice", u->layer, c->name);
	return check_column_type(t, u, c);
}

/* Those of the standard layers mean the same to all plugins. */
static const struct {
	const char *layer, *name;
	uint32_t type;
	const char *type_name;
} standard[] = {
    {"token", "kind", CATENA_U8, "CATENA_U8"},
    {"token", "flags", CATENA_U8, "CATENA_U8"},
    {"token", "hash", CATENA_U32, "CATENA_U32"},
    {"entity", "type", CATENA_SYM, "CATENA_SYM"},
    {"entity", "name", CATENA_STR, "CATENA_STR"},
    {"entity", "id", CATENA_STR, "CATENA_STR"},
    {"entity", "score", CATENA_F64, "CATENA_F64"},
    {"entity", "by", CATENA_SYM, "CATENA_SYM"},
    {"entity", "fields", CATENA_STR, "CATENA_STR"},
    {"copy", "of", CATENA_STR, "CATENA_STR"},
    {"copy", "of_begin", CATENA_U32, "CATENA_U32"},
    {"copy", "of_end", CATENA_U32, "CATENA_U32"},
    {"copy", "words", CATENA_U32, "CATENA_U32"},
    {"copy", "similarity", CATENA_F64, "CATENA_F64"},
};

static int check_standard(const struct table *t, const struct catena_use *u,
                          const struct catena_column *c)
{
	for (size_t i = 0; i < sizeof standard / sizeof *standard; i++)
		if (strcmp(standard[i].layer, u->layer) == 0 &&
		    strcmp(standard[i].name, c->name) == 0 && standard[i].type != c->type)
			return refuse(t,
			              "column \"%s.%s\" is one of the standard columns; its "
			              "type is %s",
			              u->layer, c->name, standard[i].type_name);
	return 0;
}

/* A copy at our stride, ended by a zeroed column. */
static int copy_columns(struct table *t, struct catena_use *u)
{
	const char *from = (const char *)u->columns;
	const size_t stride = t->p->column_size;
	const size_t take = stride < sizeof *u->columns ? stride : sizeof *u->columns;
	struct catena_column *to;
	size_t n = 0;
	for (const char *name = "";; n++) {
		if (n > MAX_COLUMNS)
			return refuse(t,
			              "has more than %d columns of layer \"%s\"; end the "
			              "table with a column whose name is NULL",
			              MAX_COLUMNS, u->layer);
		memcpy(&name, from + n * stride, sizeof name); /* the first field */
		if (!name)
			break;
	}
	to = arena_array(t->arena, n + 1, sizeof *to, _Alignof(struct catena_column));
	if (!to)
		return refuse(t, "out of memory");
	memset(to, 0, (n + 1) * sizeof *to);
	for (size_t i = 0; i < n; i++)
		memcpy(&to[i], from + i * stride, take);
	u->columns = to;
	return 0;
}

static int check_columns(struct table *t, struct catena_use *u)
{
	if (!u->columns)
		return 0;
	if (copy_columns(t, u) != 0)
		return -1;
	for (size_t k = 0; u->columns[k].name; k++)
		if (check_column(t, u, k) != 0 || check_standard(t, u, &u->columns[k]) != 0)
			return -1;
	return 0;
}

/* ---- the table ---- */

static int copy_uses(struct table *t)
{
	const struct catena_plugin *p = t->p;
	const char *from = (const char *)p->uses;
	if (p->n_uses > MAX_USES || (p->n_uses && !from))
		return refuse(t, "says it uses %lu layers%s; set n_uses to their number",
		              (unsigned long)p->n_uses, from ? "" : " in no table");
	t->uses = arena_array(t->arena, p->n_uses + 1U, sizeof *t->uses,
	                      _Alignof(struct catena_use));
	if (!t->uses)
		return refuse(t, "out of memory");
	memset(t->uses, 0, (p->n_uses + 1U) * sizeof *t->uses);
	const size_t take =
	    p->use_size < sizeof *t->uses ? p->use_size : sizeof *t->uses;
	for (uint32_t i = 0; i < p->n_uses; i++)
		memcpy(&t->uses[i], from + (size_t)i * p->use_size, take);
	return 0;
}

int accept_uses(struct catena_plugin *p, struct arena *arena, char *why,
                size_t size)
{
	struct table t = {.p = p, .arena = arena, .why = why, .size = size};
	if (copy_uses(&t) != 0)
		return -1;
	for (uint32_t i = 0; i < p->n_uses; i++) {
		struct catena_use *u = &t.uses[i];
		if (check_layer_name(&t, i) != 0 || check_mode(&t, u) != 0 ||
		    check_columns(&t, u) != 0 || check_special(&t, u) != 0 ||
		    check_once(&t, i) != 0)
			return -1;
	}
	p->uses = t.uses;
	p->use_size = sizeof *t.uses;
	p->column_size = sizeof(struct catena_column);
	return 0;
}
