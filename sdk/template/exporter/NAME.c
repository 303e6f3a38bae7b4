/* SPDX-License-Identifier: MIT */
/* @NAME@.c - an exporter: a table with a line a document and a column a field,
 * tabs between them.
 *
 * process makes the line, many documents at once; commit writes it, in the order
 * of the input.  The contract is in <catena/plugin.h>; GUIDE.md beside Catena's
 * README explains it. */
#include <catena/json.h>
#include <catena/plugin.h>

#include <stdlib.h>
#include <string.h>

/* What a config may set: values[OUTPUT] is the value of the first row. */
enum {
	OUTPUT,
	FIELDS
};

static const struct catena_option options[] = {
    {"path", CATENA_OUTPUT, NULL, 0, 0, NULL, NULL,
     "The file to write; \"-\" is standard output."},
    {"fields", CATENA_STRINGS, "date, duplicate_of", 0, 0, NULL, NULL,
     "The fields to write, after the document's id."},
};

struct settings { /* fixed once create has returned: workers share it */
	const char *path;
	const char *const *fields;
};

struct output { /* what commit alone sees */
	struct catena_out *file;
};

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	struct settings *s = malloc(sizeof *s);
	if (!s)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	s->path = values[OUTPUT].s; /* lives until destroy */
	s->fields = values[FIELDS].list;
	*self = s;
	return CATENA_OK;
}

static void destroy(void *self)
{
	free(self);
}

/* A worker's own: the line being made, used again for every document. */
static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	(void)self;
	*local = calloc(1, sizeof(struct json_buf));
	return *local ? CATENA_OK
	              : ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static void local_free(void *local)
{
	if (local)
		json_free(local);
	free(local);
}

/* A tab or the end of a line inside a value would look like the table's own. */
static void add_text(struct json_buf *line, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		json_char(line, (unsigned char)s[i] < ' ' ? ' ' : s[i]);
}

static void add_field(struct json_buf *line, const struct catena_field *f)
{
	if (!f)
		return;
	switch (f->type) {
	case CATENA_FIELD_BOOL:
		add_text(line, f->i ? "true" : "false", f->i ? 4 : 5);
		break;
	case CATENA_FIELD_INT:
		json_int(line, f->i);
		break;
	case CATENA_FIELD_FLOAT:
		json_double(line, f->f);
		break;
	case CATENA_FIELD_STRING:
	case CATENA_FIELD_JSON:
		add_text(line, f->s, f->size);
		break;
	default: /* NULL, or something newer than this plugin */
		break;
	}
}

/* One document.  Many workers are in here at once, each with its own. */
static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *h = ctx->host;
	const struct settings *s = self;
	struct json_buf *line = local;

	uint32_t size;
	const char *id = h->id(ctx, &size);
	line->n = 0;
	line->failed = 0;
	add_text(line, id, size);
	for (uint32_t i = 0; s->fields[i]; i++) {
		json_char(line, '\t');
		add_field(line, h->field_get(ctx, s->fields[i]));
	}
	json_char(line, '\n');
	if (line->failed || h->stash(ctx, line->p, line->n) != CATENA_OK)
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
	return CATENA_OK;
}

/* Before the first document, on one thread.  What fails here frees what it
 * took: serial_end is not called then. */
static catena_status serial_new(catena_ctx *ctx, const void *self, void **serial)
{
	const struct settings *s = self;
	struct output *out = calloc(1, sizeof *out);
	if (!out)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	out->file = ctx->host->out_open(ctx, s->path);
	if (!out->file) {
		free(out);
		return CATENA_E_IO; /* the host has said why */
	}
	*serial = out;
	return CATENA_OK;
}

/* One document at a time, in the order of the input. */
static catena_status commit(catena_ctx *ctx, const void *self, void *serial)
{
	const struct output *out = serial;
	size_t size;
	const void *line = ctx->host->stashed(ctx, &size);
	(void)self;
	return ctx->host->out_write(ctx, out->file, line, size);
}

/* The host closes the file, and gives it its name if the run ended well. */
static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	(void)ctx;
	(void)self;
	(void)failed;
	free(serial);
	return CATENA_OK;
}

/* Checkpoints, for `catena run --resume`.  The host knows how long the file is, and
 * there is nothing else to remember; without this, a chain with this stage
 * would start again from the beginning. */
static catena_status nothing_to_save(catena_ctx *ctx, const void *self,
                                     void *serial)
{
	(void)ctx;
	(void)self;
	(void)serial;
	return CATENA_OK;
}

static const struct catena_sync sync = {
    .size = sizeof sync,
    .save = nothing_to_save,
    .restore = nothing_to_save,
};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.sync/1") == 0 ? &sync : NULL;
}

static const struct catena_plugin plugin = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "@NAME@",
    .kind = "exporter",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "A table with a line a document and a column a field.",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .create = create,
    .destroy = destroy,
    .local_new = local_new,
    .local_free = local_free,
    .serial_new = serial_new,
    .serial_end = serial_end,
    .process = process,
    .commit = commit,
    .extension = extension,
};

CATENA_PLUGIN(@NAME@)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &plugin : NULL;
}
