/* SPDX-License-Identifier: MIT */
/* rows_backwards.c - writes a row that ends before it begins.
 * lint: contract */
#include "bad.h"

static const struct catena_use uses[] = {{"mark", CATENA_WRITE, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	host->text(ctx, &size);
	struct catena_writer *w = host->write(ctx, 0, 1);
	if (!w)
		return CATENA_E_NOMEM;
	return size > 1 ? catena_row(ctx, w, size, 0) : CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(rows_backwards, "tagger"),   .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(rows_backwards, descriptor)
