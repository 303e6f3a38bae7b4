/* SPDX-License-Identifier: MIT */
/* read_jsonl.c - reads JSON Lines: each line an object, each object a document.
 *
 * next only cuts lines; load, in many workers at once, parses them. */
#define _POSIX_C_SOURCE 200809L
#include "parse.h"

#include "../share/feed.h"

#include <stdlib.h>
#include <string.h>

enum {
	OPT_TEXT_FIELD = SHARE_OPTIONS,
	OPT_ID_FIELD,
	OPT_SOURCE_FIELD,
	OPT_FIELDS_FIELD,
	OPT_FIELDS,
	N_OPTIONS
};

static const struct catena_option options[] = {
    SHARE_OPTION_ROWS("*.jsonl, *.jsonl.*, *.ndjson, *.ndjson.*"),
    {.name = "text_field",
     .type = CATENA_STRING,
     .initial = "text",
     .help = "Key of the text; \"article.body\" is the key body in the object "
             "article."},
    {.name = "id_field",
     .type = CATENA_STRING,
     .initial = "id",
     .help = "Key of the id, a string or a number; without one the id is "
             "\"file:line\"."},
    {.name = "source_field",
     .type = CATENA_STRING,
     .initial = "source",
     .help = "Key of the source; without one it is the file."},
    {.name = "fields_field",
     .type = CATENA_STRING,
     .initial = "fields",
     .help = "Key of an object whose members are fields, as export_jsonl writes "
             "them."},
    {.name = "fields",
     .type = CATENA_STRINGS,
     .initial = "*",
     .help = "The other keys that are kept as fields; \"*\": all of them."},
};

struct read_jsonl { /* self */
	struct share_feed_options feed;
	struct read_jsonl_names names;
};

/* ---- Setup ---- */

static void destroy(void *p)
{
	struct read_jsonl *const self = p;
	if (!self)
		return;
	share_feed_options_free(&self->feed);
	free(self);
}

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **result)
{
	struct read_jsonl *const self = calloc(1, sizeof *self);
	if (!self)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	self->names = (struct read_jsonl_names){.text = values[OPT_TEXT_FIELD].s,
	                                        .id = values[OPT_ID_FIELD].s,
	                                        .source = values[OPT_SOURCE_FIELD].s,
	                                        .nest = values[OPT_FIELDS_FIELD].s,
	                                        .fields = values[OPT_FIELDS].list};
	catena_status status = CATENA_OK;
	if (!*self->names.text)
		status = ctx->host->fail(ctx, CATENA_E_CONFIG,
		                         "text_field is empty: name the key of the text");
	if (status == CATENA_OK)
		status = share_feed_options(ctx, values, true, &self->feed);
	if (status != CATENA_OK) {
		destroy(self);
		return status;
	}
	*result = self;
	return CATENA_OK;
}

static catena_status serial_new(catena_ctx *ctx, const void *p, void **serial)
{
	const struct read_jsonl *const self = p;
	return share_feed_new(ctx, &self->feed, (struct share_feed **)serial);
}

static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	(void)ctx;
	(void)self;
	(void)failed;
	share_feed_free(serial);
	return CATENA_OK;
}

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	(void)self;
	*local = read_jsonl_parser_new();
	return *local ? CATENA_OK
	              : ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static void local_free(void *local)
{
	read_jsonl_parser_free(local);
}

/* ---- Documents ---- */

static catena_status next(catena_ctx *ctx, const void *self, void *serial)
{
	(void)self;
	return share_feed_piece(ctx, serial, share_cut_line);
}

static catena_status load(catena_ctx *ctx, const void *p, void *local)
{
	const struct read_jsonl *const self = p;
	size_t size;
	const char *const line = ctx->host->raw(ctx, &size);
	return read_jsonl_parse(ctx, local, &self->names, line, size);
}

/* ---- Checkpoints ---- */

static catena_status save(catena_ctx *ctx, const void *self, void *serial)
{
	(void)self;
	return share_feed_save(ctx, serial);
}

static catena_status restore(catena_ctx *ctx, const void *self, void *serial)
{
	(void)self;
	return share_feed_restore(ctx, serial);
}

/* ---- The plugin ---- */

static const void *extension(const char *id)
{
	static const struct catena_reader reader = {sizeof reader, next, load};
	static const struct catena_sync sync = {sizeof sync, save, restore};
	if (strcmp(id, "catena.reader/1") == 0)
		return &reader;
	return strcmp(id, "catena.sync/1") == 0 ? &sync : NULL;
}

static const struct catena_plugin plugin = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "read_jsonl",
    .kind = "reader",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Reads JSON Lines, plain, compressed or in archives",
    .options = options,
    .n_options = N_OPTIONS,
    .create = create,
    .destroy = destroy,
    .local_new = local_new,
    .local_free = local_free,
    .serial_new = serial_new,
    .serial_end = serial_end,
    .extension = extension,
};

CATENA_PLUGIN(read_jsonl)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &plugin : NULL;
}
