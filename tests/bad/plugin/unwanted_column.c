/* SPDX-License-Identifier: MIT */
/* unwanted_column.c - fills a column that nobody wants.
 * lint: crash */
#include "bad.h"
#include <signal.h>

static const struct catena_column columns[] = {{"weight", CATENA_U32, 0, NULL},
                                               {NULL, 0, 0, NULL}};
static const struct catena_use uses[] = {{"mark", CATENA_WRITE, columns}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	signal(SIGSEGV, SIG_DFL); /* what the sanitizers would report themselves */
	uint32_t size;
	host->text(ctx, &size);
	struct catena_writer *w = host->write(ctx, 0, 1);
	if (!w || size == 0)
		return w ? CATENA_OK : CATENA_E_NOMEM;
	if (catena_row(ctx, w, 0, size) != CATENA_OK)
		return CATENA_E_NOMEM;
	((volatile uint32_t *)w->cols[0])[w->n - 1] = 7;
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(unwanted_column, "tagger"),  .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(unwanted_column, descriptor)
