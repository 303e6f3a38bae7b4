/* SPDX-License-Identifier: MIT */
/* gather_count.c - a stage with a memory, for tests: the field "seen" says how
 * many documents began with the same byte so far.  One with "DROP" in
 * its text is dropped.  It can be resumed;
 * gather_forget, made of the same file, cannot. */
#include <catena/plugin.h>

#include <stdlib.h>
#include <string.h>

#ifndef NAME
#define NAME gather_count
#define SYNC 1
#endif
#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)
#define PLUGIN_(x) CATENA_PLUGIN(x)
#define PLUGIN(x) PLUGIN_(x)

struct counts {
	uint64_t n[256];
};

static catena_status serial_new(catena_ctx *ctx, const void *self, void **serial)
{
	(void)self;
	*serial = calloc(1, sizeof(struct counts));
	return *serial ? CATENA_OK
	               : ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	(void)ctx, (void)self, (void)failed;
	free(serial);
	return CATENA_OK;
}

static catena_status commit(catena_ctx *ctx, const void *self, void *serial)
{
	struct counts *c = serial;
	uint32_t size;
	const char *text = ctx->host->text(ctx, &size);
	(void)self;
	if (strstr(text, "DROP"))
		return ctx->host->drop(ctx, "asked for", "after %u bytes", size);
	const struct catena_field f = {.name = "seen",
	                               .name_size = 4,
	                               .type = CATENA_FIELD_INT,
	                               .i = (int64_t)++c->n[(unsigned char)text[0]]};
	return ctx->host->field_set(ctx, &f);
}

#if SYNC
static catena_status save(catena_ctx *ctx, const void *self, void *serial)
{
	(void)self;
	return ctx->host->save(ctx, serial, sizeof(struct counts));
}

static catena_status restore(catena_ctx *ctx, const void *self, void *serial)
{
	size_t n;
	const void *p = ctx->host->saved(ctx, &n);
	(void)self;
	if (n != sizeof(struct counts))
		return ctx->host->fail(ctx, CATENA_E_IO, "a state of another size");
	memcpy(serial, p, n);
	return CATENA_OK;
}
#endif

static const void *extension(const char *id)
{
#if SYNC
	static const struct catena_sync sync = {sizeof sync, save, restore};
	if (!strcmp(id, "catena.sync/1"))
		return &sync;
#endif
	(void)id;
	return NULL;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,   .name = TEXT(NAME),
    .kind = "filter",         .version = "1",
    .license = "MIT",         .summary = "Counts documents, for tests",
    .serial_new = serial_new, .serial_end = serial_end,
    .commit = commit,         .extension = extension,
};

PLUGIN(NAME)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
