/* SPDX-License-Identifier: MIT */
/* calls_from_a_thread.c - calls the host from a thread of its own.
 * lint: ctx */
#include "bad.h"
#include <pthread.h>

static void *look(void *user)
{
	catena_ctx *ctx = user;
	uint32_t size;
	ctx->host->text(ctx, &size);
	return NULL;
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *host = ctx->host;
	(void)self;
	(void)local;
	pthread_t thread;
	(void)host;
	if (pthread_create(&thread, NULL, look, ctx) == 0)
		pthread_join(thread, NULL);
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(calls_from_a_thread, "tagger"),
    .process = process,
};
BAD_PLUGIN(calls_from_a_thread, descriptor)
