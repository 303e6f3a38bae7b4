/* SPDX-License-Identifier: MIT */
/* kept_reader.c - a reader as 1.0 had them: built against the kept header. */
#include "plugin-1.0.h"
#include <stdlib.h>
#include <string.h>

struct self {
	const char *const *texts;
	int64_t most;
};

struct serial {
	uint32_t next;
};

static const struct catena_option options[] = {
    {.name = "texts",
     .type = CATENA_STRINGS,
     .initial = "One two three, Four five",
     .help = "The texts of the documents."},
    {.name = "most",
     .type = CATENA_INT,
     .initial = "10",
     .min = 1,
     .max = 1000,
     .unit = "documents",
     .help = "How many at most."},
};

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	struct self *s = malloc(sizeof *s);
	if (!s)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	s->texts = values[0].list;
	s->most = values[1].i;
	*self = s;
	return CATENA_OK;
}

static catena_status serial_new(catena_ctx *ctx, const void *self, void **serial)
{
	(void)self;
	*serial = calloc(1, sizeof(struct serial));
	return *serial ? CATENA_OK
	               : ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	(void)ctx;
	(void)self;
	(void)failed;
	free(serial);
	return CATENA_OK;
}

static catena_status next(catena_ctx *ctx, const void *self, void *serial)
{
	const struct catena_host *h = ctx->host;
	const struct self *s = self;
	struct serial *at = serial;
	const char *text = s->texts[at->next];
	if (!text || at->next >= s->most)
		return CATENA_END;
	const char id[] = {'d', (char)('0' + at->next++ % 10), 0};
	catena_status st = h->set_id(ctx, id, strlen(id));
	if (st == CATENA_OK)
		st = h->set_source(ctx, "memory", 6);
	if (st == CATENA_OK)
		st = h->expect(ctx, strlen(text));
	if (st == CATENA_OK)
		st = h->stash(ctx, &text, sizeof text);
	h->position(ctx, at->next, 0);
	return st;
}

static catena_status load(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *h = ctx->host;
	const char *text;
	size_t size;
	const void *left = h->stashed(ctx, &size);
	(void)self;
	(void)local;
	if (!left || size != sizeof text)
		return h->fail(ctx, CATENA_E_BUG, "next left %zu bytes", size);
	memcpy(&text, left, sizeof text);
	size = strlen(text);
	if (size > h->max_document(ctx))
		return h->fail(ctx, CATENA_E_INPUT, "too long");
	char *copy = h->alloc(ctx, size + 1, 1);
	if (!copy)
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
	memcpy(copy, text, size + 1);
	const struct catena_field f = {.name = "size",
	                               .name_size = 4,
	                               .type = CATENA_FIELD_INT,
	                               .i = (int64_t)size};
	const catena_status st = h->field_set(ctx, &f);
	return st == CATENA_OK ? h->set_text(ctx, copy, size) : st;
}

static catena_status save(catena_ctx *ctx, const void *self, void *serial)
{
	(void)self;
	return ctx->host->save(ctx, serial, sizeof(struct serial));
}

static catena_status restore(catena_ctx *ctx, const void *self, void *serial)
{
	size_t size;
	const void *saved = ctx->host->saved(ctx, &size);
	(void)self;
	if (saved && size == sizeof(struct serial))
		memcpy(serial, saved, size);
	return CATENA_OK;
}

static const struct catena_reader reader = {sizeof reader, next, load};
static const struct catena_sync sync_ = {sizeof sync_, save, restore};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.reader/1") == 0 ? (const void *)&reader
	       : strcmp(id, "catena.sync/1") == 0 ? (const void *)&sync_
	                                          : NULL;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,   .name = "kept_reader",
    .kind = "reader",         .version = "1.0",
    .license = "MIT",         .summary = "Reads what its options say",
    .options = options,       .n_options = sizeof options / sizeof *options,
    .create = create,         .destroy = free,
    .serial_new = serial_new, .serial_end = serial_end,
    .extension = extension,
};

CATENA_PLUGIN(kept_reader)
{
	(void)host_minor;
	return host_major == 1 ? &descriptor : NULL;
}
