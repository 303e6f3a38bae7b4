/* SPDX-License-Identifier: MIT */
/* hides_no_memory.c - says that all is well when there was no memory.
 * lint: memory */
#include "bad.h"

static const struct catena_use uses[] = {{"mark", CATENA_WRITE, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	host->text(ctx, &size);
	struct catena_writer *w = host->write(ctx, 0, 1);
	if (w && size)
		catena_row(ctx, w, 0, size);
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(hides_no_memory, "tagger"),  .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(hides_no_memory, descriptor)
