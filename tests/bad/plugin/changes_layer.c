/* SPDX-License-Identifier: MIT */
/* changes_layer.c - changes a layer that it may only read.
 * lint: const */
#include "bad.h"

static const struct catena_use uses[] = {{"token", CATENA_READ, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	const struct catena_layer *token = host->read(ctx, 0);
	if (token && token->n)
		((uint32_t *)(uintptr_t)token->end)[0] = 0;
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(changes_layer, "tagger"),    .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(changes_layer, descriptor)
