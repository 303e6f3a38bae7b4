/* SPDX-License-Identifier: MIT */
/* process_crashes.c - takes it that every document has text.
 * lint: crash */
#include "bad.h"
#include <signal.h>

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	host->text(ctx, &size);
	if (size == 0) {
		signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
	}
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(process_crashes, "tagger"),
    .process = process,
};
BAD_PLUGIN(process_crashes, descriptor)
