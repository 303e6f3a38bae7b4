/* SPDX-License-Identifier: MIT */
/* cuts_strings.c - keeps the first ten bytes of a text, not of its characters.
 * lint: utf8 */
#include "bad.h"

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	const char *text = host->text(ctx, &size);
	for (uint32_t n = 1; n < 10 && n < size; n++)
		if (!host->string_add(ctx, text, n))
			return CATENA_E_NOMEM;
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(cuts_strings, "tagger"),
    .process = process,
};
BAD_PLUGIN(cuts_strings, descriptor)
