/* SPDX-License-Identifier: MIT */
/* leaks.c - never frees what its workers keep.
 * lint: leak */
#include "bad.h"
#include <stdlib.h>

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	(void)self;
	*local = malloc(5000);
	return *local ? CATENA_OK
	              : ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(leaks, "filter"),
    .process = bad_process,
    .local_new = local_new,
};
BAD_PLUGIN(leaks, descriptor)
