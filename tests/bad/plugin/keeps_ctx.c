/* SPDX-License-Identifier: MIT */
/* keeps_ctx.c - keeps the ctx of its first call.
 * lint: ctx */
#include "bad.h"

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	static _Thread_local catena_ctx *kept;
	uint32_t size;
	if (!kept)
		kept = ctx;
	host->text(kept, &size);
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(keeps_ctx, "tagger"),
    .process = process,
};
BAD_PLUGIN(keeps_ctx, descriptor)
