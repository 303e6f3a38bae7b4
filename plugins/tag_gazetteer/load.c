/* SPDX-License-Identifier: MIT */
/* load.c - reads lists, and opens compiled ones. */
#define _POSIX_C_SOURCE 200809L
#include "load.h"
#include "list.h"
#include <catena/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ERRORS_MAX 20u /* reported of all lists; the others are counted */

struct loading {
	catena_ctx *ctx;
	const struct load_options *options;
	struct builder *builder;
	const char *path;
	char *types[NAME_TYPES_MAX];
	uint32_t n_types, errors;
	struct json_buf fields;
};

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

catena_status tag_gazetteer_read_fold(catena_ctx *ctx, const char *const *words,
                                      unsigned *fold)
{
	static const char *const names[] = {"diacritics", "hyphens", "apostrophes",
	                                    "spaces"};

	for (*fold = 0; *words; words++) {
		unsigned i = 0;
		while (i < 4 && strcmp(*words, names[i]))
			i++;
		if (i == 4)
			return ctx->host->fail(
			    ctx, CATENA_E_CONFIG,
			    "fold: \"%s\" is not one of diacritics, hyphens, "
			    "apostrophes, spaces%s",
			    *words,
			    strchr(*words, ',')
			        ? "; each is an item of its own (on the command line "
			          "--fold hyphens --fold spaces)"
			        : "");
		*fold |= 1u << i;
	}
	if ((*fold & FOLD_DIACRITICS) && !tag_gazetteer_can_fold_diacritics())
		return ctx->host->fail(ctx, CATENA_E_CONFIG,
		                       "fold: this tag_gazetteer was built without "
		                       "utf8proc, so it cannot fold diacritics");
	return CATENA_OK;
}

/* ---- Which file ---- */

static const char *name_of(const char *path)
{
	const char *const slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool has_no_ending(const char *path)
{
	const char *const name = name_of(path);

	return *name && !strchr(name, '.');
}

/* A list that is shipped goes by its name alone: a path without a file, whose last
 * part has no dot, is looked for where they are.  The path to open, from malloc. */
static char *file_of(const char *path)
{
	const char *const name = name_of(path);
	const size_t size = sizeof TAG_GAZETTEER_LISTS + strlen(path) + 8;
	char *const file = malloc(size);

	if (!file)
		return NULL;
	if (has_no_ending(path) && access(path, F_OK) != 0) {
		snprintf(file, size, "%s/%s.tsv", TAG_GAZETTEER_LISTS, name);
		if (access(file, F_OK) == 0)
			return file;
	}
	snprintf(file, size, "%s", path);
	return file;
}

/* ---- One list ---- */

static void complain(struct loading *l, uint32_t line, const char *why)
{
	if (l->errors++ < ERRORS_MAX)
		l->ctx->host->log(l->ctx, CATENA_ERROR, "%s:%u: %s", l->path, line, why);
}

/* The number of a type; NAME_TYPES_MAX when there are too many. */
static catena_status number_of_type(struct loading *l, const char *s, size_t size,
                                    uint32_t *number)
{
	for (*number = 0; *number < l->n_types; ++*number)
		if (strlen(l->types[*number]) == size &&
		    !memcmp(l->types[*number], s, size))
			return CATENA_OK;
	if (*number == NAME_TYPES_MAX)
		return CATENA_OK;
	l->types[l->n_types] = malloc(size + 1);
	if (!l->types[l->n_types])
		return no_memory(l->ctx);
	memcpy(l->types[l->n_types], s, size);
	l->types[l->n_types++][size] = '\0';
	return CATENA_OK;
}

/* {"population":"585"}: the columns that are none of ours, unless empty. */
static bool make_fields(struct loading *l, const struct list *list,
                        const struct list_row *row)
{
	struct json_buf *const b = &l->fields;

	b->n = 0;
	for (uint32_t i = 0; i < list->n_fields; i++) {
		if (!row->value_size[i])
			continue;
		json_char(b, b->n ? ',' : '{');
		json_string(b, list->field[i], list->field_size[i]);
		json_char(b, ':');
		json_string(b, row->value[i], row->value_size[i]);
	}
	if (b->n)
		json_char(b, '}');
	return !b->failed;
}

static catena_status load_row(struct loading *l, const struct list *list,
                              const struct list_row *row)
{
	const char *type = row->s[COLUMN_TYPE];
	size_t size = row->size[COLUMN_TYPE];
	catena_status status;
	const char *why;
	uint32_t number = 0;
	const int weak = tag_gazetteer_list_weak(row);
	const int score = tag_gazetteer_list_score(row);
	bool fatal;

	if (weak == LIST_WEAK_WRONG) {
		complain(l, row->line, "weak must be yes, behind or no");
		return CATENA_OK;
	}
	if (score < 0) {
		complain(l, row->line, "score must be a number above 0 and up to 1");
		return CATENA_OK;
	}
	if (!size) {
		type = l->options->type;
		size = strlen(type);
	}
	if (!size) {
		complain(l, row->line,
		         "no type: add a second column, or say type = \"...\" for all");
		return CATENA_OK;
	}
	status = number_of_type(l, type, size, &number);
	if (status != CATENA_OK)
		return status;
	if (number == NAME_TYPES_MAX) {
		complain(l, row->line, "more than 255 different types");
		return CATENA_OK;
	}
	if (!make_fields(l, list, row))
		return no_memory(l->ctx);
	const struct new_name name = {
	    .name = row->s[COLUMN_NAME],
	    .id = row->s[COLUMN_ID],
	    .canonical = row->s[COLUMN_CANONICAL],
	    .fields = l->fields.p,
	    .size = row->size[COLUMN_NAME],
	    .id_size = row->size[COLUMN_ID],
	    .canonical_size = row->size[COLUMN_CANONICAL],
	    .fields_size = l->fields.n,
	    .type = (uint8_t)number,
	    .flags = (uint8_t)((weak != LIST_WEAK_NO ? RECORD_WEAK : 0) |
	                       (weak == LIST_WEAK_BEHIND ? RECORD_BEHIND : 0)),
	    .score = (uint16_t)score};
	why = tag_gazetteer_builder_add(l->builder, &name, &fatal);
	if (why && fatal)
		return l->ctx->host->fail(l->ctx, CATENA_E_NOMEM, "%s:%u: %s", l->path,
		                          row->line, why);
	if (why)
		complain(l, row->line, why);
	return CATENA_OK;
}

static catena_status read_list(struct loading *l, const char *path)
{
	struct list list;
	struct list_row row;
	catena_status status = CATENA_OK;
	const char *why = tag_gazetteer_list_open(&list, path);
	int more;

	if (why)
		return l->ctx->host->fail(
		    l->ctx, CATENA_E_CONFIG, "list %s: %s%s", path, why,
		    has_no_ending(path)
		        ? "; nor is a list of that name in " TAG_GAZETTEER_LISTS
		        : "");
	l->path = path;
	while (status == CATENA_OK &&
	       (more = tag_gazetteer_list_next(&list, &row, &why)) != 0) {
		if (more < 0)
			complain(l, row.line, why);
		else
			status = load_row(l, &list, &row);
	}
	tag_gazetteer_list_close(&list);
	return status;
}

static catena_status load_list(struct loading *l, const char *path)
{
	char *const file = file_of(path);
	catena_status status;

	if (!file)
		return no_memory(l->ctx);
	if (tag_gazetteer_is_compiled(file))
		status = l->ctx->host->fail(l->ctx, CATENA_E_CONFIG,
		                            "list %s: is compiled already", file);
	else
		status = read_list(l, file);
	free(file);
	return status;
}

/* ---- Several ---- */

static catena_status compile(catena_ctx *ctx, const struct load_options *o,
                             const char *const *lists, uint32_t n,
                             unsigned char **block, size_t *size)
{
	struct loading l = {
	    .ctx = ctx,
	    .options = o,
	    .builder = tag_gazetteer_builder_new(o->how, o->fold),
	};
	catena_status status = l.builder ? CATENA_OK : no_memory(ctx);

	for (uint32_t i = 0; i < n && status == CATENA_OK; i++)
		status = load_list(&l, lists[i]);
	if (status == CATENA_OK && l.errors)
		status = ctx->host->fail(ctx, CATENA_E_CONFIG,
		                         "%u wrong lines in the lists", l.errors);
	if (status == CATENA_OK) {
		*block = tag_gazetteer_builder_end(l.builder, (const char *const *)l.types,
		                                   l.n_types, size);
		if (!*block)
			status = no_memory(ctx);
	}
	for (uint32_t i = 0; i < l.n_types; i++)
		free(l.types[i]);
	json_free(&l.fields);
	tag_gazetteer_builder_free(l.builder);
	return status;
}

static uint32_t count_lists(const char *const *lists)
{
	uint32_t n = 0;

	while (lists[n])
		n++;
	return n;
}

catena_status tag_gazetteer_compile(catena_ctx *ctx, const struct load_options *o,
                                    unsigned char **block, size_t *size)
{
	return compile(ctx, o, o->lists, count_lists(o->lists), block, size);
}

static bool is_compiled(const char *path, bool *memory)
{
	char *const file = file_of(path);
	const bool is = file && tag_gazetteer_is_compiled(file);

	*memory = *memory && file;
	free(file);
	return is;
}

static catena_status open_compiled(catena_ctx *ctx, const char *path,
                                   struct names *names)
{
	const char *const why = tag_gazetteer_names_open(names, path);

	return why ? ctx->host->fail(ctx, CATENA_E_CONFIG, "list %s: %s", path, why)
	           : CATENA_OK;
}

/* From lists[0] on: how many were done. */
static catena_status load_next(catena_ctx *ctx, const struct load_options *o,
                               const char *const *lists, struct names *names,
                               uint32_t *done)
{
	unsigned char *block = NULL;
	catena_status status;
	const char *why;
	bool memory = true;
	size_t size = 0;

	*done = 1;
	if (is_compiled(lists[0], &memory))
		return open_compiled(ctx, lists[0], names);
	while (lists[*done] && memory && !is_compiled(lists[*done], &memory))
		++*done;
	status = memory ? compile(ctx, o, lists, *done, &block, &size) : no_memory(ctx);
	if (status != CATENA_OK)
		return status;
	why = tag_gazetteer_names_of(names, block, size);
	return why ? ctx->host->fail(ctx, CATENA_E_BUG, "what was compiled %s", why)
	           : CATENA_OK;
}

catena_status tag_gazetteer_load(catena_ctx *ctx, const struct load_options *o,
                                 struct collection *c)
{
	const uint32_t n = count_lists(o->lists);
	catena_status status = CATENA_OK;

	*c = (struct collection){0};
	if (!n)
		return ctx->host->fail(ctx, CATENA_E_CONFIG,
		                       "lists is empty: name at least one file");
	c->items = calloc(n, sizeof *c->items);
	if (!c->items)
		return no_memory(ctx);
	for (uint32_t i = 0, done; i < n && status == CATENA_OK; i += done) {
		status = load_next(ctx, o, o->lists + i, &c->items[c->n], &done);
		c->n += status == CATENA_OK;
	}
	if (status != CATENA_OK)
		tag_gazetteer_unload(c);
	return status;
}

void tag_gazetteer_unload(struct collection *c)
{
	for (uint32_t i = 0; i < c->n; i++)
		tag_gazetteer_names_free(&c->items[i]);
	free(c->items);
	*c = (struct collection){0};
}
