/* SPDX-License-Identifier: MIT */
/* rows_of_another.c - grows a writer of an earlier document.
 * lint: contract */
#include "bad.h"

static const struct catena_use uses[] = {{"mark", CATENA_WRITE, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	static _Thread_local struct catena_writer *old;
	if (old)
		return host->grow(ctx, old, 10);
	old = host->write(ctx, 0, 1);
	return old ? CATENA_OK : CATENA_E_NOMEM;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(rows_of_another, "tagger"),  .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(rows_of_another, descriptor)
