/* SPDX-License-Identifier: MIT */
/* rows_not_filled.c - leaves a column as it found it.
 * lint: filled */
#include "bad.h"

static const struct catena_column columns[] = {{"weight", CATENA_F64, 0, NULL},
                                               {NULL, 0, 0, NULL}};
static const struct catena_use uses[] = {{"mark", CATENA_WRITE, columns}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	host->text(ctx, &size);
	struct catena_writer *w = host->write(ctx, 0, 1);
	if (!w)
		return CATENA_E_NOMEM;
	return size ? catena_row(ctx, w, 0, 1) : CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(rows_not_filled, "tagger"),  .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(rows_not_filled, descriptor)
