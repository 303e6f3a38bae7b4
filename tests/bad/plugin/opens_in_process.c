/* SPDX-License-Identifier: MIT */
/* opens_in_process.c - opens a file in process.
 * lint: output */
#include "bad.h"

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	return host->out_open(ctx, "/nonexistent/file") ? CATENA_OK : CATENA_E_IO;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(opens_in_process, "tagger"),
    .process = process,
};
BAD_PLUGIN(opens_in_process, descriptor)
