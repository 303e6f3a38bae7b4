/* SPDX-License-Identifier: MIT */
/* rows_inside_character.c - cuts a character of several bytes in two.
 * lint: contract */
#include "bad.h"

static const struct catena_use uses[] = {{"mark", CATENA_WRITE, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	host->text(ctx, &size);
	struct catena_writer *w = host->write(ctx, 0, size);
	if (!w)
		return CATENA_E_NOMEM;
	for (uint32_t i = 0; i < size; i++)
		if (catena_row(ctx, w, i, i + 1) != CATENA_OK)
			return CATENA_E_NOMEM;
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(rows_inside_character, "tagger"), .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(rows_inside_character, descriptor)
