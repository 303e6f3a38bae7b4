/* SPDX-License-Identifier: MIT */
/* @NAME@.c - a reader: files that hold many documents, with a line of its own
 * (%% if the config does not say otherwise) between two of them.
 *
 * The host calls next for one document after another, in one thread at a time.
 * The contract is in <catena/plugin.h>; GUIDE.md beside Catena's README explains
 * it. */
#define _POSIX_C_SOURCE 200809L /* fseeko */
#include <catena/plugin.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

/* What a config may set: values[FILES] is the value of the first row. */
enum {
	FILES,
	SEPARATOR
};

static const struct catena_option options[] = {
    {"paths", CATENA_PATHS, NULL, 0, 0, NULL, NULL,
     "The files to read, in this order."},
    {"separator", CATENA_STRING, "%%", 0, 0, NULL, NULL,
     "The line between two documents."},
};

struct settings { /* fixed once create has returned */
	const char *const *paths;
	const char *separator;
	size_t separator_size;
};

struct place { /* where next is */
	size_t path;
	FILE *file;          /* of paths[path]; NULL: not open yet */
	uint64_t record, at; /* documents and bytes of this file */
	uint64_t done;       /* bytes in all */
	char *buffer;
	size_t stored, cap;
	uint64_t size; /* of the document; more than `stored` if it is too large */
};

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	const struct catena_host *h = ctx->host;
	if (!values[SEPARATOR].s[0])
		return h->fail(ctx, CATENA_E_CONFIG, "\"separator\" is empty");

	struct settings *s = malloc(sizeof *s);
	if (!s)
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
	s->paths = values[FILES].list; /* lives until destroy */
	s->separator = values[SEPARATOR].s;
	s->separator_size = strlen(s->separator);
	*self = s;
	return CATENA_OK;
}

static void destroy(void *self)
{
	free(self);
}

static catena_status serial_new(catena_ctx *ctx, const void *self, void **serial)
{
	(void)self;
	*serial = calloc(1, sizeof(struct place));
	return *serial ? CATENA_OK
	               : ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	struct place *p = serial;
	(void)ctx;
	(void)self;
	(void)failed;
	if (p && p->file)
		fclose(p->file);
	if (p)
		free(p->buffer);
	free(p);
	return CATENA_OK;
}

static int add_byte(struct place *p, int c)
{
	if (p->stored == p->cap) {
		const size_t cap = p->cap ? p->cap * 2 : 4096;
		char *bytes = cap > p->cap ? realloc(p->buffer, cap) : NULL;
		if (!bytes)
			return 0;
		p->buffer = bytes;
		p->cap = cap;
	}
	p->buffer[p->stored++] = (char)c;
	return 1;
}

/* Reads on to the next separator or the end of the file: 1 or 0; -1 when out
 * of memory.  No more than `max` bytes are stored, whatever the file holds. */
static int read_record(const struct settings *s, struct place *p, uint64_t max)
{
	uint64_t line = 0; /* bytes before this line */
	size_t column = 0; /* of this line, as long as it is the separator so far */
	int same = 1, c;
	p->size = p->stored = 0;
	for (;;) {
		c = getc(p->file);
		p->at += c != EOF;
		if ((c == EOF || c == '\n') && same && column == s->separator_size) {
			p->size = line;
			break;
		}
		if (c == EOF)
			break;
		if (p->size++ < max && !add_byte(p, c))
			return -1;
		same = same && column < s->separator_size &&
		       c == (unsigned char)s->separator[column];
		column++;
		if (c == '\n') {
			line = p->size;
			column = 0;
			same = 1;
		}
	}
	if (p->stored > p->size)
		p->stored = (size_t)p->size;
	return c != EOF;
}

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* Makes a document of what is in the buffer. */
static catena_status give(catena_ctx *ctx, const struct place *p, const char *path,
                          uint64_t max)
{
	const struct catena_host *h = ctx->host;
	char number[24];
	const int n = snprintf(number, sizeof number, "#%" PRIu64, p->record);
	const char *name = file_name(path);
	const size_t size = strlen(name) + (size_t)n;
	char *id = h->alloc(ctx, size + 1, 1);
	char *bytes = h->alloc(ctx, p->stored + 1, 1);
	if (!id || !bytes)
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");

	memcpy(id, name, strlen(name));
	memcpy(id + strlen(name), number, (size_t)n + 1);
	memcpy(bytes, p->buffer, p->stored);
	bytes[p->stored] = 0;
	if (h->set_id(ctx, id, size) != CATENA_OK ||
	    h->set_source(ctx, path, strlen(path)) != CATENA_OK ||
	    h->set_raw(ctx, bytes, p->stored) != CATENA_OK)
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
	h->position(ctx, p->done + p->at, 0);
	if (p->size > max)
		return h->fail(ctx, CATENA_E_INPUT,
		               "%" PRIu64 " bytes; max_document is %" PRIu64, p->size, max);
	return CATENA_OK;
}

static catena_status open_next(catena_ctx *ctx, struct place *p, const char *path)
{
	p->record = p->at = 0;
	p->file = fopen(path, "rb");
	if (!p->file)
		return ctx->host->fail(ctx, CATENA_E_IO, "%s: %s", path, strerror(errno));
	return CATENA_OK;
}

/* The next document that is not empty.  Without a load function, what set_raw
 * is given is the text. */
static catena_status next(catena_ctx *ctx, const void *self, void *serial)
{
	const struct catena_host *h = ctx->host;
	const struct settings *s = self;
	struct place *p = serial;
	const uint64_t max = h->max_document(ctx);

	for (;;) {
		const char *path = s->paths[p->path];
		if (!path)
			return CATENA_END;
		if (!p->file && open_next(ctx, p, path) != CATENA_OK)
			return CATENA_E_IO;

		const int more = read_record(s, p, max);
		if (more < 0)
			return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
		if (!more) {
			const int bad = ferror(p->file);
			fclose(p->file);
			p->file = NULL;
			p->path++;
			p->done += p->at;
			if (bad)
				return h->fail(ctx, CATENA_E_IO, "%s: cannot read", path);
		}
		p->record++;
		if (p->size)
			return give(ctx, p, path, max);
	}
}

/* ---- Checkpoints, for `catena run --resume` ---- */

struct saved {
	uint64_t path, record, at, done, open;
};

static catena_status save(catena_ctx *ctx, const void *self, void *serial)
{
	const struct place *p = serial;
	const struct saved state = {p->path, p->record, p->at, p->done,
	                            p->file != NULL};
	(void)self;
	return ctx->host->save(ctx, &state, sizeof state);
}

static catena_status restore(catena_ctx *ctx, const void *self, void *serial)
{
	const struct catena_host *h = ctx->host;
	const struct settings *s = self;
	struct place *p = serial;
	struct saved state;
	size_t size;
	const void *bytes = h->saved(ctx, &size);
	if (size != sizeof state)
		return h->fail(ctx, CATENA_E_BUG, "the checkpoint has another size");
	memcpy(&state, bytes, sizeof state);
	p->path = (size_t)state.path; /* the config, so the list, is the same */
	p->done = state.done;
	if (!state.open)
		return CATENA_OK;
	if (open_next(ctx, p, s->paths[p->path]) != CATENA_OK)
		return CATENA_E_IO;
	p->record = state.record;
	p->at = state.at;
	if (fseeko(p->file, (off_t)p->at, SEEK_SET) != 0)
		return h->fail(ctx, CATENA_E_IO, "%s: %s", s->paths[p->path],
		               strerror(errno));
	return CATENA_OK;
}

static const struct catena_sync sync = {
    .size = sizeof sync,
    .save = save,
    .restore = restore,
};

static const struct catena_reader reader = {
    .size = sizeof reader,
    .next = next,
};

static const void *extension(const char *id)
{
	if (strcmp(id, "catena.reader/1") == 0)
		return &reader;
	return strcmp(id, "catena.sync/1") == 0 ? &sync : NULL;
}

static const struct catena_plugin plugin = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "@NAME@",
    .kind = "reader",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Files of many documents with a separating line between them.",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .create = create,
    .destroy = destroy,
    .serial_new = serial_new,
    .serial_end = serial_end,
    .extension = extension,
};

CATENA_PLUGIN(@NAME@)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &plugin : NULL;
}
