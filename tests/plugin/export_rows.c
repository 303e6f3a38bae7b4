/* SPDX-License-Identifier: MIT */
/* export_rows.c - for tests of exporters: puts rows and fields into a document
 * that can be told from its text alone, and edits it if asked to.
 *
 *   entity  each word; each line too (rows within rows), and types, names, ids
 *           and scores that follow from the row's number
 *   copy    each second word, of this document and of another
 *   edits   "<...>" is taken out, "&amp;" becomes "&" */
#include <catena/plugin.h>
#include <stdio.h>
#include <string.h>

enum {
	ENTITY,
	COPY
};

static const struct catena_column entity_columns[] = {
    {"type", CATENA_SYM, 0, NULL}, {"name", CATENA_STR, 0, NULL},
    {"id", CATENA_STR, 0, NULL},   {"score", CATENA_F64, 0, NULL},
    {"by", CATENA_SYM, 0, NULL},   {NULL, 0, 0, NULL},
};
static const struct catena_column copy_columns[] = {
    {"of", CATENA_STR, 0, NULL},           {"of_begin", CATENA_U32, 0, NULL},
    {"of_end", CATENA_U32, 0, NULL},       {"words", CATENA_U32, 0, NULL},
    {"similarity", CATENA_F64, 0, NULL},   {"of_begin_utf16", CATENA_U32, 0, NULL},
    {"of_end_utf16", CATENA_U32, 0, NULL}, {NULL, 0, 0, NULL},
};
static const struct catena_use uses[] = {
    [ENTITY] = {"entity", CATENA_WRITE, entity_columns},
    [COPY] = {"copy", CATENA_WRITE, copy_columns},
};

static const char *const types[] = {"PERSON", "GPE", "DATE", "EVENT"};

static int is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r';
}

static void put_entity(catena_ctx *ctx, struct catena_writer *w, uint32_t begin,
                       uint32_t end, const char *text)
{
	const struct catena_host *h = ctx->host;
	const uint32_t i = w->n - 1;
	const char *type = types[i % 4];
	const char *stage = h->stage(ctx);
	char id[32];
	const int n = snprintf(id, sizeof id, "Q%u", (unsigned)i);
	if (w->cols[0])
		((uint32_t *)w->cols[0])[i] = h->intern(ctx, type, strlen(type));
	if (w->cols[1])
		((uint32_t *)w->cols[1])[i] =
		    i % 3 ? h->string_add(ctx, text + begin, end - begin) : 0;
	if (w->cols[2])
		((uint32_t *)w->cols[2])[i] = i % 5 ? 0 : h->string_add(ctx, id, (size_t)n);
	if (w->cols[3])
		((double *)w->cols[3])[i] = (double)(i % 8) / 8;
	if (w->cols[4])
		((uint32_t *)w->cols[4])[i] = h->intern(ctx, stage, strlen(stage));
}

static void put_copy(catena_ctx *ctx, struct catena_writer *w, uint32_t begin,
                     uint32_t end)
{
	const struct catena_host *h = ctx->host;
	const uint32_t i = w->n - 1;
	uint32_t n;
	const char *own = h->id(ctx, &n);
	if (w->cols[0])
		((uint32_t *)w->cols[0])[i] =
		    i % 2 ? h->string_add(ctx, "other", 5) : h->string_add(ctx, own, n);
	if (w->cols[1])
		((uint32_t *)w->cols[1])[i] = i % 2 ? 1000 + i : begin;
	if (w->cols[2])
		((uint32_t *)w->cols[2])[i] = i % 2 ? 2000 + i : end;
	if (w->cols[3])
		((uint32_t *)w->cols[3])[i] = i;
	if (w->cols[4])
		((double *)w->cols[4])[i] = 1.0;
	if (w->cols[5])
		((uint32_t *)w->cols[5])[i] = 3000 + i;
	if (w->cols[6])
		((uint32_t *)w->cols[6])[i] = 4000 + i;
}

/* Rows of words or of lines. */
static catena_status rows(catena_ctx *ctx, struct catena_writer *entity,
                          struct catena_writer *copy, int lines)
{
	uint32_t size;
	const char *text = ctx->host->text(ctx, &size);
	for (uint32_t i = 0, k = 0; i < size; k++) {
		while (i < size && is_space(text[i]))
			i++;
		const uint32_t begin = i;
		while (i < size && (lines ? text[i] != '\n' : !is_space(text[i])))
			i++;
		if (i == begin)
			break;
		if (catena_row(ctx, entity, begin, i))
			return CATENA_E_NOMEM;
		put_entity(ctx, entity, begin, i, text);
		if (lines || k % 2)
			continue;
		if (catena_row(ctx, copy, begin, i))
			return CATENA_E_NOMEM;
		put_copy(ctx, copy, begin, i);
	}
	return CATENA_OK;
}

static catena_status set_fields(catena_ctx *ctx)
{
	static const struct catena_field fields[] = {
	    {"duplicate_of", 12, CATENA_FIELD_STRING, 0, 0, "other", 5},
	    {"duplicate_similarity", 20, CATENA_FIELD_FLOAT, 0, 0.75, NULL, 0},
	    {"duplicate_containment", 21, CATENA_FIELD_FLOAT, 0, 1.0, NULL, 0},
	    {"duplicate_group", 15, CATENA_FIELD_STRING, 0, 0, "g1", 2},
	    {"duplicate_else", 14, CATENA_FIELD_INT, 9, 0, NULL, 0},
	    {"story", 5, CATENA_FIELD_STRING, 0, 0, "s \"1\"", 5},
	    {"huge", 4, CATENA_FIELD_INT, INT64_MIN, 0, NULL, 0},
	    {"list", 4, CATENA_FIELD_JSON, 0, 0, "[1,{\"a\":2}]", 11},
	};
	catena_status st = CATENA_OK;
	for (size_t i = 0; !st && i < sizeof fields / sizeof *fields; i++)
		st = ctx->host->field_set(ctx, &fields[i]);
	return st;
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	struct catena_writer *entity = ctx->host->write(ctx, ENTITY, 1);
	struct catena_writer *copy = ctx->host->write(ctx, COPY, 1);
	(void)self, (void)local;
	if (!entity || !copy)
		return CATENA_E_NOMEM;
	catena_status st = rows(ctx, entity, copy, 1);
	if (!st)
		st = rows(ctx, entity, copy, 0);
	return st ? st : set_fields(ctx);
}

static const struct catena_plugin plugin = {
    CATENA_DESCRIPTOR_HEAD, .name = "export_rows",
    .kind = "tagger",       .version = "1",
    .license = "MIT",       .summary = "Rows and fields for tests of exporters",
    .uses = uses,           .n_uses = 2,
    .process = process,
};

CATENA_PLUGIN(export_rows)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &plugin : NULL;
}
