/* SPDX-License-Identifier: MIT */
/* fails_silently.c - fails and does not say why.
 * lint: status */
#include "bad.h"

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	host->text(ctx, &size);
	return size ? CATENA_OK : CATENA_E_INPUT;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(fails_silently, "tagger"),
    .process = process,
};
BAD_PLUGIN(fails_silently, descriptor)
