/* SPDX-License-Identifier: MIT */
/* fails_in_two_lines.c - has a line end in its message.
 * lint: message */
#include "bad.h"

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	host->text(ctx, &size);
	return size ? CATENA_OK : host->fail(ctx, CATENA_E_INPUT, "there is no text\n");
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(fails_in_two_lines, "tagger"),
    .process = process,
};
BAD_PLUGIN(fails_in_two_lines, descriptor)
