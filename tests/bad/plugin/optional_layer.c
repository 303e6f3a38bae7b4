/* SPDX-License-Identifier: MIT */
/* optional_layer.c - takes it that an optional layer is there.
 * lint: crash */
#include "bad.h"
#include <signal.h>

static const struct catena_use uses[] = {
    {"sentence", CATENA_READ | CATENA_OPTIONAL, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	signal(SIGSEGV, SIG_DFL); /* what the sanitizers would report themselves */
	const struct catena_layer *sentence = host->read(ctx, 0);
	return *(volatile const uint32_t *)&sentence->n ? CATENA_OK : CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(optional_layer, "tagger"),   .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(optional_layer, descriptor)
