/* SPDX-License-Identifier: MIT */
/* drops_for_many_reasons.c - has a reason of its own for every document.
 * lint: drop */
#include "bad.h"
#include <stdio.h>

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	char reason[40];
	snprintf(reason, sizeof reason, "document %u", (unsigned)host->number(ctx));
	return host->drop(ctx, reason, NULL);
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(drops_for_many_reasons, "tagger"),
    .process = process,
};
BAD_PLUGIN(drops_for_many_reasons, descriptor)
