/* SPDX-License-Identifier: MIT */
/* kept_dedup.c - a deduplicator as 1.0 had them: gathers documents by the
 * number of their words, numbers those of one key, and drops the third. */
#include "plugin-1.0.h"
#include <string.h>

static const struct catena_use uses[] = {{"token", CATENA_READ, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_layer *token = ctx->host->read(ctx, 0);
	(void)self;
	(void)local;
	if (!token)
		return ctx->host->fail(ctx, CATENA_E_BUG, "no tokens");
	const unsigned char key = (unsigned char)token->n;
	return ctx->host->emit(ctx, &key, 1, &token->n, sizeof token->n);
}

static catena_status resolve(catena_ctx *ctx, const void *self, void *serial,
                             const void *key, uint32_t key_size)
{
	struct catena_fact fact;
	uint32_t nth = 0;
	catena_status st;
	(void)self;
	(void)serial;
	while ((st = ctx->host->fact(ctx, &fact)) == CATENA_OK) {
		uint32_t n;
		memcpy(&n, fact.value, sizeof n);
		if (key_size != 1 || fact.size != sizeof n ||
		    *(const unsigned char *)key != (unsigned char)n)
			return ctx->host->fail(ctx, CATENA_E_BUG, "a fact of another key");
		nth++;
		st = ctx->host->assign(ctx, fact.doc, &nth, sizeof nth);
		if (st != CATENA_OK)
			return st;
	}
	return st == CATENA_END ? CATENA_OK : st;
}

static catena_status resolved(catena_ctx *ctx, const void *self, void *serial)
{
	(void)self;
	(void)serial;
	ctx->host->log(ctx, CATENA_DEBUG, "resolved");
	return CATENA_OK;
}

static int wanted(const void *self)
{
	(void)self;
	return 1;
}

static catena_status commit(catena_ctx *ctx, const void *self, void *serial)
{
	const struct catena_host *h = ctx->host;
	uint32_t size, nth = 0;
	const void *value = h->assigned(ctx, 0, &size);
	(void)self;
	(void)serial;
	if (!value || size != sizeof nth || h->assigned(ctx, 1, &size))
		return h->fail(ctx, CATENA_E_BUG, "one value was assigned");
	memcpy(&nth, value, sizeof nth);
	if (nth == 3)
		return h->drop(ctx, "third of its size", "%u words", (unsigned)nth);
	const struct catena_field f = {
	    .name = "nth", .name_size = 3, .type = CATENA_FIELD_INT, .i = nth};
	h->field_remove(ctx, "size");
	return h->field_set(ctx, &f);
}

static const struct catena_gather gather = {sizeof gather, resolve, resolved,
                                            wanted};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.gather/1") == 0 ? &gather : NULL;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD, .name = "kept_dedup",
    .kind = "deduplicator", .version = "1.0",
    .license = "MIT",       .summary = "Numbers documents of one size",
    .uses = uses,           .n_uses = sizeof uses / sizeof *uses,
    .process = process,     .commit = commit,
    .extension = extension,
};

CATENA_PLUGIN(kept_dedup)
{
	(void)host_minor;
	return host_major == 1 ? &descriptor : NULL;
}
