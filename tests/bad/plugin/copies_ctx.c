/* SPDX-License-Identifier: MIT */
/* copies_ctx.c - calls the host with a copy of its ctx.
 * lint: ctx */
#include "bad.h"

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	catena_ctx copy = *ctx;
	uint32_t size;
	host->text(&copy, &size);
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(copies_ctx, "tagger"),
    .process = process,
};
BAD_PLUGIN(copies_ctx, descriptor)
