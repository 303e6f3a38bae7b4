/* SPDX-License-Identifier: MIT */
/* drops_silently.c - drops and does not say why.
 * lint: drop */
#include "bad.h"

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	host->text(ctx, &size);
	return size ? CATENA_OK : CATENA_DROP;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(drops_silently, "tagger"),
    .process = process,
};
BAD_PLUGIN(drops_silently, descriptor)
