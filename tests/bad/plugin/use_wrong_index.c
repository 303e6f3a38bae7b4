/* SPDX-License-Identifier: MIT */
/* use_wrong_index.c - reads by a number that is none of its uses.
 * lint: contract */
#include "bad.h"

static const struct catena_use uses[] = {{"token", CATENA_READ, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	const struct catena_layer *token = host->read(ctx, 7);
	return token ? CATENA_OK : CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(use_wrong_index, "tagger"),  .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(use_wrong_index, descriptor)
