/* SPDX-License-Identifier: MIT */
/* gather_lines.c - a reader for tests: each line of a file is a document; what
 * stands before the first '|' is not its text.  It can be resumed. */
#define _POSIX_C_SOURCE 200809L
#include <catena/plugin.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct catena_option options[] = {
    {"paths", CATENA_PATHS, NULL, 0, 0, NULL, NULL, "The file; only the first."},
    {"pause", CATENA_INT, "0", 0, 1e9, NULL, NULL,
     "Nanoseconds before a document."},
};

struct state {
	FILE *file;
	char *line;
	size_t cap;
	uint64_t at, number; /* bytes and lines read */
	long pause;
};

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	union catena_value *copy = malloc(2 * sizeof *copy);
	if (!copy)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	memcpy(copy, values, 2 * sizeof *copy);
	*self = copy;
	return CATENA_OK;
}

static catena_status serial_new(catena_ctx *ctx, const void *self, void **serial)
{
	const union catena_value *v = self;
	struct state *s = calloc(1, sizeof *s);
	if (!s)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	s->pause = (long)v[1].i;
	s->file = fopen(v[0].list[0], "rb");
	if (!s->file) {
		free(s);
		return ctx->host->fail(ctx, CATENA_E_IO, "%s: %s", v[0].list[0],
		                       strerror(errno));
	}
	*serial = s;
	return CATENA_OK;
}

static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	struct state *s = serial;
	(void)ctx, (void)self, (void)failed;
	if (!s)
		return CATENA_OK;
	fclose(s->file);
	free(s->line);
	free(s);
	return CATENA_OK;
}

static catena_status next(catena_ctx *ctx, const void *self, void *serial)
{
	struct state *s = serial;
	const struct catena_host *h = ctx->host;
	char id[32];
	(void)self;
	if (s->pause) {
		const struct timespec t = {s->pause / 1000000000, s->pause % 1000000000};
		nanosleep(&t, NULL);
	}
	const ssize_t n = getline(&s->line, &s->cap, s->file);
	if (n < 0)
		return CATENA_END;
	s->at += (uint64_t)n;
	s->number++;
	const size_t size = (size_t)n - (n && s->line[n - 1] == '\n');
	char *copy = h->alloc(ctx, size + 1, 1);
	if (!copy)
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
	memcpy(copy, s->line, size);
	copy[size] = 0;
	const int k =
	    snprintf(id, sizeof id, "line %llu", (unsigned long long)s->number);
	h->position(ctx, s->at, 0);
	catena_status st = h->set_id(ctx, id, (size_t)k);
	return st ? st : h->set_raw(ctx, copy, size);
}

static catena_status load(catena_ctx *ctx, const void *self, void *local)
{
	size_t n;
	const char *raw = ctx->host->raw(ctx, &n);
	const char *bar = memchr(raw, '|', n);
	(void)self, (void)local;
	const char *text = bar ? bar + 1 : raw;
	return ctx->host->set_text(ctx, text, n - (size_t)(text - raw));
}

static catena_status save(catena_ctx *ctx, const void *self, void *serial)
{
	const struct state *s = serial;
	const uint64_t v[2] = {s->at, s->number};
	(void)self;
	return ctx->host->save(ctx, v, sizeof v);
}

static catena_status restore(catena_ctx *ctx, const void *self, void *serial)
{
	struct state *s = serial;
	uint64_t v[2];
	size_t n;
	const void *p = ctx->host->saved(ctx, &n);
	(void)self;
	if (n != sizeof v)
		return ctx->host->fail(ctx, CATENA_E_IO, "a state of another size");
	memcpy(v, p, n);
	s->at = v[0];
	s->number = v[1];
	if (fseek(s->file, (long)s->at, SEEK_SET))
		return ctx->host->fail(ctx, CATENA_E_IO, "%s", strerror(errno));
	return CATENA_OK;
}

static const void *extension(const char *id)
{
	static const struct catena_reader reader = {sizeof reader, next, load};
	static const struct catena_sync sync = {sizeof sync, save, restore};
	if (!strcmp(id, "catena.reader/1"))
		return &reader;
	return strcmp(id, "catena.sync/1") ? NULL : &sync;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,   .name = "gather_lines",
    .kind = "reader",         .version = "1",
    .license = "MIT",         .summary = "Lines of a file, for tests",
    .options = options,       .n_options = 2,
    .create = create,         .destroy = free,
    .serial_new = serial_new, .serial_end = serial_end,
    .extension = extension,
};

CATENA_PLUGIN(gather_lines)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
