/* SPDX-License-Identifier: MIT */
/* ignores_no_memory.c - takes it that there is always memory.
 * lint: crash */
#include "bad.h"
#include <signal.h>

static const struct catena_use uses[] = {{"mark", CATENA_WRITE, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	signal(SIGSEGV, SIG_DFL); /* what the sanitizers would report themselves */
	uint32_t size;
	host->text(ctx, &size);
	struct catena_writer *w = host->write(ctx, 0, 1);
	if (size)
		catena_row(ctx, w, 0, size);
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(ignores_no_memory, "tagger"), .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(ignores_no_memory, descriptor)
