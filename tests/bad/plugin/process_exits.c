/* SPDX-License-Identifier: MIT */
/* process_exits.c - ends the program when it does not like a document.
 * lint: crash */
#include "bad.h"
#include <stdlib.h>

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	host->text(ctx, &size);
	if (size == 1)
		exit(0);
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(process_exits, "tagger"),
    .process = process,
};
BAD_PLUGIN(process_exits, descriptor)
