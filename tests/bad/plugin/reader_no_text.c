/* SPDX-License-Identifier: MIT */
/* reader_no_text.c - makes documents without a text.
 * lint: reader */
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

static catena_status next(catena_ctx *ctx, const void *self, void *serial)
{
	unsigned *n = serial;
	(void)self;
	if ((*n)++ == 3)
		return CATENA_END;
	return ctx->host->set_id(ctx, "a", 1);
}

static const struct catena_reader reader = {sizeof reader, next, NULL};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.reader/1") == 0 ? &reader : NULL;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(reader_no_text, "reader"),
    .serial_new = serial_new,
    .serial_end = serial_end,
    .extension = extension,
};
BAD_PLUGIN(reader_no_text, descriptor)
