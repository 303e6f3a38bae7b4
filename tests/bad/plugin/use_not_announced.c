/* SPDX-License-Identifier: MIT */
/* use_not_announced.c - reads what it only said it would write.
 * lint: contract */
#include "bad.h"

static const struct catena_use uses[] = {{"mark", CATENA_WRITE, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	const struct catena_layer *mark = host->read(ctx, 0);
	return mark && mark->n ? CATENA_OK : CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(use_not_announced, "tagger"), .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(use_not_announced, descriptor)
