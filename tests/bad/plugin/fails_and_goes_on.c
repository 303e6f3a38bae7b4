/* SPDX-License-Identifier: MIT */
/* fails_and_goes_on.c - says that it has failed and goes on.
 * lint: status */
#include "bad.h"

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	host->text(ctx, &size);
	if (size == 0)
		host->fail(ctx, CATENA_E_INPUT, "there is no text");
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(fails_and_goes_on, "tagger"),
    .process = process,
};
BAD_PLUGIN(fails_and_goes_on, descriptor)
