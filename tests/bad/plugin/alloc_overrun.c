/* SPDX-License-Identifier: MIT */
/* alloc_overrun.c - writes a NUL behind what it asked for.
 * lint: bounds */
#include "bad.h"

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	char *p = host->alloc(ctx, 10, 1);
	if (!p)
		return CATENA_E_NOMEM;
	p[10] = 0;
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(alloc_overrun, "tagger"),
    .process = process,
};
BAD_PLUGIN(alloc_overrun, descriptor)
