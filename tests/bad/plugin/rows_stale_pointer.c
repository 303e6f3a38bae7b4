/* SPDX-License-Identifier: MIT */
/* rows_stale_pointer.c - keeps writing where its rows were before grow.
 * lint: filled */
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
	if (!w || size < 3)
		return w ? CATENA_OK : CATENA_E_NOMEM;
	uint32_t *begin = w->begin, *end = w->end;
	if (host->grow(ctx, w, 4) != CATENA_OK)
		return CATENA_E_NOMEM;
	begin[0] = 0; /* the host may have moved them */
	end[0] = size;
	w->n = 1;
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(rows_stale_pointer, "tagger"), .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(rows_stale_pointer, descriptor)
