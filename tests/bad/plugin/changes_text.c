/* SPDX-License-Identifier: MIT */
/* changes_text.c - changes the text in place.
 * lint: const */
#include "bad.h"

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	char *text = (char *)(uintptr_t)host->text(ctx, &size);
	for (uint32_t i = 0; i < size; i++)
		if (text[i] >= 'A' && text[i] <= 'Z')
			text[i] |= 0x20;
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(changes_text, "tagger"),
    .process = process,
};
BAD_PLUGIN(changes_text, descriptor)
