/* SPDX-License-Identifier: MIT */
/* commit_forgets.c - cannot be resumed: restore takes nothing back.
 * lint: determinism */
#include "bad.h"
#include <stdlib.h>
#include <string.h>

static catena_status serial_new(catena_ctx *ctx, const void *self, void **serial)
{
	(void)self;
	*serial = calloc(1, sizeof(unsigned));
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

static catena_status commit(catena_ctx *ctx, const void *self, void *serial)
{
	unsigned *seen = serial;
	const struct catena_field f = {
	    .name = "seen", .name_size = 4, .type = CATENA_FIELD_INT, .i = (*seen)++};
	(void)self;
	return ctx->host->field_set(ctx, &f);
}

static catena_status save(catena_ctx *ctx, const void *self, void *serial)
{
	(void)self;
	return ctx->host->save(ctx, serial, sizeof(unsigned));
}

static catena_status restore(catena_ctx *ctx, const void *self, void *serial)
{
	(void)ctx;
	(void)self;
	(void)serial;
	return CATENA_OK;
}

static const struct catena_sync sync_ = {sizeof sync_, save, restore};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.sync/1") == 0 ? &sync_ : NULL;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(commit_forgets, "filter"),
    .serial_new = serial_new,
    .serial_end = serial_end,
    .commit = commit,
    .extension = extension,
};
BAD_PLUGIN(commit_forgets, descriptor)
