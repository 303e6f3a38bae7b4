/* SPDX-License-Identifier: MIT */
/* interns_words.c - makes a symbol of every word.
 * lint: intern */
#include "bad.h"

static const struct catena_use uses[] = {{"token", CATENA_READ, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	uint32_t size;
	const char *text = host->text(ctx, &size);
	const struct catena_layer *token = host->read(ctx, 0);
	(void)size;
	for (uint32_t i = 0; token && i < token->n; i++)
		if (!host->intern(ctx, text + token->begin[i],
		                  token->end[i] - token->begin[i]))
			return CATENA_E_NOMEM;
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,     BAD_NAME(interns_words, "tagger"),    .process = process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses,
};
BAD_PLUGIN(interns_words, descriptor)
