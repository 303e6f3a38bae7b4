/* SPDX-License-Identifier: MIT */
/* gather_print.c - an exporter for tests: id, text and whole-number fields in
 * a line; a text with "BAD" in it is a document that cannot be processed.  It
 * can be resumed: all it has is the file, which the host keeps. */
#include <catena/plugin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct catena_option options[] = {
    {"path", CATENA_OUTPUT, NULL, 0, 0, NULL, NULL, "The file."},
};

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	union catena_value *copy = malloc(sizeof *copy);
	if (!copy)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	*copy = *values;
	*self = copy;
	return CATENA_OK;
}

static catena_status serial_new(catena_ctx *ctx, const void *self, void **serial)
{
	const union catena_value *v = self;
	*serial = ctx->host->out_open(ctx, v->s);
	return *serial ? CATENA_OK : CATENA_E_IO;
}

static catena_status put(catena_ctx *ctx, const char *s, size_t n)
{
	return ctx->host->stash(ctx, s, n);
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *h = ctx->host;
	uint32_t n, text_size, id_size;
	const char *text = h->text(ctx, &text_size), *id = h->id(ctx, &id_size);
	const struct catena_field *f = h->fields(ctx, &n);
	char number[32];
	(void)self, (void)local;
	if (strstr(text, "BAD"))
		return h->fail(ctx, CATENA_E_INPUT, "it is bad");
	catena_status st = put(ctx, id, id_size);
	if (!st)
		st = put(ctx, "\t", 1);
	if (!st)
		st = put(ctx, text, text_size);
	for (uint32_t i = 0; !st && i < n; i++) {
		const int k = snprintf(number, sizeof number, "\t%s=%lld", f[i].name,
		                       (long long)f[i].i);
		st = put(ctx, number, (size_t)k);
	}
	return st ? st : put(ctx, "\n", 1);
}

static catena_status commit(catena_ctx *ctx, const void *self, void *serial)
{
	size_t n;
	const void *line = ctx->host->stashed(ctx, &n);
	(void)self;
	return ctx->host->out_write(ctx, serial, line, n);
}

static catena_status nothing(catena_ctx *ctx, const void *self, void *serial)
{
	(void)ctx, (void)self, (void)serial;
	return CATENA_OK;
}

static const void *extension(const char *id)
{
	static const struct catena_sync sync = {sizeof sync, nothing, nothing};
	return strcmp(id, "catena.sync/1") ? NULL : &sync;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,   .name = "gather_print",
    .kind = "exporter",       .version = "1",
    .license = "MIT",         .summary = "Prints lines, for tests",
    .options = options,       .n_options = 1,
    .create = create,         .destroy = free,
    .serial_new = serial_new, .process = process,
    .commit = commit,         .extension = extension,
};

CATENA_PLUGIN(gather_print)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
