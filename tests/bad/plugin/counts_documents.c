/* SPDX-License-Identifier: MIT */
/* counts_documents.c - counts the documents it has seen, in a static variable.
 * lint: determinism */
#include "bad.h"
#include <stdio.h>

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	static _Thread_local unsigned seen;
	char text[20];
	const int n = snprintf(text, sizeof text, "%u", seen++);
	const struct catena_field f = {.name = "seen",
	                               .name_size = 4,
	                               .type = CATENA_FIELD_STRING,
	                               .s = text,
	                               .size = (uint32_t)n};
	return host->field_set(ctx, &f);
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(counts_documents, "tagger"),
    .process = process,
};
BAD_PLUGIN(counts_documents, descriptor)
