/* SPDX-License-Identifier: MIT */
/* export_jsonl.c - writes each document as a line of JSON.
 *
 * process makes the line, in many workers at once, and stashes it; commit, in
 * input order, hands it to the host. */
#define _POSIX_C_SOURCE 200809L
#include "line.h"

#include <stdlib.h>
#include <string.h>

enum {
	OPT_PATH,
	OPT_OFFSETS,
	OPT_OFFSETS_IN,
	OPT_KEYS,
	OPT_ENTITY_TYPES,
	N_OPTIONS
};

static const char *const units[] = {[EXPORT_JSONL_CODEPOINTS] = "codepoints",
                                    [EXPORT_JSONL_BYTES] = "bytes",
                                    [EXPORT_JSONL_UTF16] = "utf16",
                                    NULL};
static const char *const places[] = {
    [PLACE_TEXT] = "text", [PLACE_ORIGINAL] = "original", NULL};
static const char *const types[] = {
    [TYPES_ONTONOTES] = "ontonotes", [TYPES_CONLL] = "conll", NULL};

static const struct catena_option options[] = {
    {.name = "path",
     .type = CATENA_OUTPUT,
     .help = "The file to write; \"-\" is standard output."},
    {.name = "offsets",
     .type = CATENA_CHOICE,
     .initial = "codepoints",
     .choices = units,
     .help =
         "What begin and end count: code points (Python, R), bytes of UTF-8, or "
         "UTF-16 units (JavaScript, Java)."},
    {.name = "offsets_in",
     .type = CATENA_CHOICE,
     .initial = "text",
     .choices = places,
     .help = "Where: in the text as it is written, or in what was read, before "
             "cleaners changed it."},
    {.name = "keys",
     .type = CATENA_STRINGS,
     .initial = "id, source, fields, text, tokens, sentences, entities, duplicate, "
                "copies, story",
     .help = "The keys that are written; there is also paragraphs."},
    {.name = "entity_types",
     .type = CATENA_CHOICE,
     .initial = "ontonotes",
     .choices = types,
     .help =
         "Types of entities as the taggers give them, or mapped to PER, ORG, LOC "
         "and MISC."},
};

static const struct catena_column token_columns[] = {
    [TOKEN_KIND] = {"kind", CATENA_U8, CATENA_OPTIONAL, NULL},
    {NULL, 0, 0, NULL},
};
static const struct catena_column entity_columns[] = {
    [ENTITY_TYPE] = {"type", CATENA_SYM, 0, NULL},
    [ENTITY_NAME] = {"name", CATENA_STR, CATENA_OPTIONAL, NULL},
    [ENTITY_ID] = {"id", CATENA_STR, CATENA_OPTIONAL, NULL},
    [ENTITY_SCORE] = {"score", CATENA_F64, CATENA_OPTIONAL, NULL},
    [ENTITY_BY] = {"by", CATENA_SYM, CATENA_OPTIONAL, NULL},
    [ENTITY_FIELDS] = {"fields", CATENA_STR, CATENA_OPTIONAL, NULL},
    {NULL, 0, 0, NULL},
};
static const struct catena_column copy_columns[] = {
    [COPY_OF] = {"of", CATENA_STR, 0, NULL},
    [COPY_OF_BEGIN] = {"of_begin", CATENA_U32, CATENA_OPTIONAL, NULL},
    [COPY_OF_END] = {"of_end", CATENA_U32, CATENA_OPTIONAL, NULL},
    [COPY_WORDS] = {"words", CATENA_U32, CATENA_OPTIONAL, NULL},
    [COPY_SIMILARITY] = {"similarity", CATENA_F64, CATENA_OPTIONAL, NULL},
    [COPY_OF_BEGIN_CHARS] = {"of_begin_chars", CATENA_U32, CATENA_OPTIONAL, NULL},
    [COPY_OF_END_CHARS] = {"of_end_chars", CATENA_U32, CATENA_OPTIONAL, NULL},
    [COPY_OF_BEGIN_UTF16] = {"of_begin_utf16", CATENA_U32, CATENA_OPTIONAL, NULL},
    [COPY_OF_END_UTF16] = {"of_end_utf16", CATENA_U32, CATENA_OPTIONAL, NULL},
    [COPY_QUOTE] = {"quote", CATENA_U8, CATENA_OPTIONAL, NULL},
    [COPY_SPEAKER] = {"speaker", CATENA_STR, CATENA_OPTIONAL, NULL},
    {NULL, 0, 0, NULL},
};

static const struct catena_use uses[] = {
    [USE_TOKEN] = {"token", CATENA_READ | CATENA_OPTIONAL, token_columns},
    [USE_SENTENCE] = {"sentence", CATENA_READ | CATENA_OPTIONAL, NULL},
    [USE_PARAGRAPH] = {"paragraph", CATENA_READ | CATENA_OPTIONAL, NULL},
    [USE_ENTITY] = {"entity", CATENA_READ | CATENA_OPTIONAL, entity_columns},
    [USE_COPY] = {"copy", CATENA_READ | CATENA_OPTIONAL, copy_columns},
};

struct line { /* one worker's, or the committer's */
	struct json_buf b;
	struct export_jsonl_offsets offsets;
};

struct file { /* serial */
	struct catena_out *out;
	struct line line;
};

/* The line of a document with tokens is seven times its text.  That of a large
 * one is made in commit, and never stands in memory as a whole. */
enum {
	LARGE = 4 * 1024 * 1024, /* bytes of text */
	PIECE = 1024 * 1024      /* bytes of a line that are written at once */
};

/* ---- Setup ---- */

static catena_status choose_keys(catena_ctx *ctx, struct exporter *self,
                                 const char *const *list)
{
	for (; *list; list++) {
		uint32_t k = 0;
		while (k < KEYS && strcmp(export_jsonl_keys[k], *list) != 0)
			k++;
		if (k == KEYS)
			return ctx->host->fail(
			    ctx, CATENA_E_CONFIG,
			    "keys: there is no \"%s\"; there are id, source, "
			    "fields, text, tokens, sentences, paragraphs, "
			    "entities, duplicate, copies, story",
			    *list);
		self->keys |= UINT32_C(1) << k;
	}
	return CATENA_OK;
}

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **result)
{
	struct exporter *const self = calloc(1, sizeof *self);
	if (!self)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	self->path = values[OPT_PATH].s;
	self->unit = (enum export_jsonl_unit)values[OPT_OFFSETS].i;
	self->place = values[OPT_OFFSETS_IN].i;
	self->types = values[OPT_ENTITY_TYPES].i;
	const catena_status status = choose_keys(ctx, self, values[OPT_KEYS].list);
	if (status != CATENA_OK) {
		free(self);
		return status;
	}
	*result = self;
	return CATENA_OK;
}

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	(void)self;
	*local = calloc(1, sizeof(struct line));
	return *local ? CATENA_OK
	              : ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static void finish_line(struct line *l)
{
	json_free(&l->b);
	export_jsonl_offsets_free(&l->offsets);
}

static void local_free(void *local)
{
	if (local)
		finish_line(local);
	free(local);
}

static catena_status serial_new(catena_ctx *ctx, const void *p, void **serial)
{
	const struct exporter *const self = p;
	struct file *const f = calloc(1, sizeof *f);
	if (!f)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	*serial = f;
	f->out = ctx->host->out_open(ctx, self->path);
	return f->out ? CATENA_OK : CATENA_E_IO;
}

static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	struct file *const f = serial;
	(void)ctx;
	(void)self;
	(void)failed;
	if (f)
		finish_line(&f->line);
	free(f);
	return CATENA_OK;
}

/* ---- The line ---- */

static bool start_offsets(struct job *j)
{
	struct catena_map map = {0};
	if (j->self->place == PLACE_ORIGINAL)
		j->h->map(j->ctx, &map);
	if (!map.n)
		return export_jsonl_offsets_start(j->o, j->self->unit, j->text, j->size,
		                                  &map);
	uint32_t size;
	const char *const original = j->h->original(j->ctx, &size);
	const bool started =
	    export_jsonl_offsets_start(j->o, j->self->unit, original, size, &map);
	j->o->now = j->text;
	return started;
}

static void put_names(struct job *j)
{
	uint32_t n;
	if (wanted(j, KEY_ID)) {
		const char *const s = j->h->id(j->ctx, &n);
		put_key(j, KEY_ID);
		json_string(j->b, s, n);
	}
	const char *const source = j->h->source(j->ctx, &n);
	if (wanted(j, KEY_SOURCE) && n) {
		put_key(j, KEY_SOURCE);
		json_string(j->b, source, n);
	}
}

void export_jsonl_flush(struct job *j)
{
	if (!j->out || j->b->n < PIECE)
		return;
	if (!j->status && !j->b->failed)
		j->status = j->h->out_write(j->ctx, j->out, j->b->p, j->b->n);
	j->b->n = 0;
}

static void put_text(struct job *j)
{
	put_key(j, KEY_TEXT);
	json_char(j->b, '"');
	for (uint32_t at = 0, n; at < j->size; at += n) {
		n = j->size - at < PIECE ? j->size - at : PIECE;
		json_string_part(j->b, j->text + at, n);
		export_jsonl_flush(j);
	}
	json_char(j->b, '"');
}

static void put_line(struct job *j)
{
	json_char(j->b, '{');
	put_names(j);
	if (wanted(j, KEY_FIELDS))
		export_jsonl_fields(j);
	if (wanted(j, KEY_TEXT) && j->size)
		put_text(j);
	export_jsonl_spans(j);
	export_jsonl_entities(j);
	if (wanted(j, KEY_DUPLICATE))
		export_jsonl_duplicate(j);
	export_jsonl_copies(j);
	if (wanted(j, KEY_STORY))
		export_jsonl_story(j);
	json_raw(j->b, "}\n", 2);
}

enum {
	KEEP = 8 * 1024 * 1024 /* bytes of buffer kept between documents */
};

/* Into l->b, all of it or, with `out`, what has not been written there. */
static catena_status make_line(catena_ctx *ctx, const struct exporter *self,
                               struct line *l, struct catena_out *out)
{
	struct job j = {.ctx = ctx,
	                .h = ctx->host,
	                .self = self,
	                .b = &l->b,
	                .o = &l->offsets,
	                .out = out};
	j.text = j.h->text(ctx, &j.size);
	l->b.n = 0;
	l->b.failed = !start_offsets(&j);
	put_line(&j);
	return l->b.failed ? j.h->fail(ctx, CATENA_E_NOMEM, "out of memory") : j.status;
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	struct line *const l = local;
	uint32_t size;
	ctx->host->text(ctx, &size);
	if (size > LARGE)
		return CATENA_OK;
	catena_status status = make_line(ctx, self, l, NULL);
	if (status == CATENA_OK && ctx->host->stash(ctx, l->b.p, l->b.n))
		status = ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	if (l->b.cap > KEEP)
		json_free(&l->b);
	return status;
}

static catena_status commit(catena_ctx *ctx, const void *self, void *serial)
{
	struct file *const f = serial;
	size_t n;
	const void *line = ctx->host->stashed(ctx, &n);
	if (!line) {
		const catena_status status = make_line(ctx, self, &f->line, f->out);
		if (status != CATENA_OK)
			return status;
		line = f->line.b.p;
		n = f->line.b.n;
	}
	return ctx->host->out_write(ctx, f->out, line, n);
}

/* ---- The plugin ---- */

/* All state there is, how much has been written, is the host's. */
static catena_status nothing(catena_ctx *ctx, const void *self, void *serial)
{
	(void)ctx;
	(void)self;
	(void)serial;
	return CATENA_OK;
}

static const void *extension(const char *id)
{
	static const struct catena_sync sync = {sizeof sync, nothing, nothing};
	return strcmp(id, "catena.sync/1") == 0 ? &sync : NULL;
}

static const struct catena_plugin plugin = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "export_jsonl",
    .kind = "exporter",
    .version = "0.1.0",
    .license = "MIT",
    .summary =
        "Writes JSON Lines: a document each line, with its layers as offsets",
    .options = options,
    .uses = uses,
    .n_options = N_OPTIONS,
    .n_uses = sizeof uses / sizeof *uses,
    .create = create,
    .destroy = free,
    .local_new = local_new,
    .local_free = local_free,
    .serial_new = serial_new,
    .serial_end = serial_end,
    .process = process,
    .commit = commit,
    .extension = extension,
};

CATENA_PLUGIN(export_jsonl)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &plugin : NULL;
}
