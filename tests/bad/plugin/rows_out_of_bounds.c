/* SPDX-License-Identifier: MIT */
/* rows_out_of_bounds.c - writes one row more than it has room for.
 * lint: bounds */
#include "bad.h"

static const struct catena_use uses[] = {{"mark", CATENA_WRITE, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	host->text(ctx, &size);
	struct catena_writer *w = host->write(ctx, 0, 4);
	if (!w || size < 5)
		return w ? CATENA_OK : CATENA_E_NOMEM;
	for (uint32_t i = 0; i <= 4; i++) {
		w->begin[i] = 0;
		w->end[i] = size;
	}
	w->n = 4;
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(rows_out_of_bounds, "tagger"), .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(rows_out_of_bounds, descriptor)
