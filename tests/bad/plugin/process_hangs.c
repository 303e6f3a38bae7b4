/* SPDX-License-Identifier: MIT */
/* process_hangs.c - never comes back from an empty document.
 * lint: hang */
#include "bad.h"

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	static volatile int for_ever = 1;
	host->text(ctx, &size);
	while (size == 0 && for_ever)
		;
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(process_hangs, "tagger"),
    .process = process,
};
BAD_PLUGIN(process_hangs, descriptor)
