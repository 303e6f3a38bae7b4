/* SPDX-License-Identifier: MIT */
/* unknown_status.c - answers with a number that means nothing.
 * lint: contract */
#include "bad.h"

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	host->text(ctx, &size);
	return size ? CATENA_OK : 99;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(unknown_status, "tagger"),
    .process = process,
};
BAD_PLUGIN(unknown_status, descriptor)
