/* SPDX-License-Identifier: MIT */
/* rows_wrong_string.c - puts a number into a column of strings that is none.
 * lint: contract */
#include "bad.h"

static const struct catena_column columns[] = {{"label", CATENA_STR, 0, NULL},
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
	if (!w || size == 0)
		return w ? CATENA_OK : CATENA_E_NOMEM;
	if (w->cols[0])
		((uint32_t *)w->cols[0])[0] = 123456789;
	w->begin[0] = 0;
	w->end[0] = size;
	w->n = 1;
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(rows_wrong_string, "tagger"), .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(rows_wrong_string, descriptor)
