/* SPDX-License-Identifier: MIT */
/* rows_without_room.c - counts more rows than there is room for.
 * lint: rows */
#include "bad.h"

static const struct catena_use uses[] = {{"mark", CATENA_WRITE, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	struct catena_writer *w = host->write(ctx, 0, 2);
	if (!w)
		return CATENA_E_NOMEM;
	w->n = 1000;
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(rows_without_room, "tagger"), .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(rows_without_room, descriptor)
