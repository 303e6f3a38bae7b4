/* SPDX-License-Identifier: MIT */
/* gather_longest.c - gathers, for tests: of documents with the same n-th word
 * the longest is kept, of equally long ones the first. */
#include <catena/plugin.h>

#include <stdlib.h>
#include <string.h>

static const struct catena_option options[] = {
    {"word", CATENA_INT, "1", 1, 100, NULL, NULL, "Which word is compared."},
    {"mark", CATENA_BOOL, "false", 0, 0, NULL, NULL,
     "Set the field \"longest\" instead of dropping."},
};

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	union catena_value *copy = malloc(2 * sizeof *copy);
	if (!copy)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	memcpy(copy, values, 2 * sizeof *copy);
	*self = copy;
	return CATENA_OK;
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const union catena_value *v = self;
	uint32_t size;
	const char *text = ctx->host->text(ctx, &size), *end = text + size;
	(void)local;
	for (int64_t i = 1; i < v[0].i && text < end; i++) {
		const char *space = memchr(text, ' ', (size_t)(end - text));
		text = space ? space + 1 : end;
	}
	const char *space = memchr(text, ' ', (size_t)(end - text));
	const uint32_t key = (uint32_t)((space ? space : end) - text);
	return ctx->host->emit(ctx, text, key, &size, sizeof size);
}

/* Twice the facts would be needed: first for the longest, then for the others.
 * They are few numbers, so they are kept. */
static catena_status resolve(catena_ctx *ctx, const void *self, void *serial,
                             const void *key, uint32_t key_size)
{
	struct catena_fact f;
	catena_status st;
	uint64_t *docs = NULL, best = 0;
	uint32_t longest = 0;
	size_t n = 0, cap = 0;
	(void)self, (void)serial, (void)key, (void)key_size;
	while (!(st = ctx->host->fact(ctx, &f))) {
		const uint32_t size = *(const uint32_t *)f.value; /* aligned */
		if (n == cap) {
			cap = cap ? cap * 2 : 16;
			uint64_t *p = realloc(docs, cap * sizeof *p);
			if (!p) {
				free(docs);
				return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
			}
			docs = p;
		}
		docs[n++] = f.doc;
		if (n == 1 || size > longest) {
			longest = size;
			best = f.doc;
		}
	}
	for (size_t i = 0; st == CATENA_END && i < n; i++) {
		if (ctx->host->assign(ctx, docs[i], &best, sizeof best))
			st = CATENA_E_IO;
	}
	free(docs);
	return st < 0 ? st : CATENA_OK;
}

static catena_status commit(catena_ctx *ctx, const void *self, void *serial)
{
	const struct catena_host *h = ctx->host;
	const union catena_value *v = self;
	uint32_t size, more;
	const uint64_t *best = h->assigned(ctx, 0, &size);
	(void)serial;
	if (!best || size != sizeof *best || h->assigned(ctx, 1, &more))
		return h->fail(ctx, CATENA_E_BUG, "not one value was assigned");
	if (v[1].i) {
		const struct catena_field f = {.name = "longest",
		                               .name_size = 7,
		                               .type = CATENA_FIELD_INT,
		                               .i = (int64_t)*best + 1};
		return h->field_set(ctx, &f);
	}
	if (*best == h->number(ctx))
		return CATENA_OK;
	return h->drop(ctx, "not the longest", "line %llu is longer",
	               (unsigned long long)*best + 1);
}

static const void *extension(const char *id)
{
	static const struct catena_gather gather = {sizeof gather, resolve, NULL, NULL};
	return strcmp(id, "catena.gather/1") ? NULL : &gather;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "gather_longest",
    .kind = "deduplicator",
    .version = "1",
    .license = "MIT",
    .summary = "Keeps the longest document of each word, for tests",
    .options = options,
    .n_options = 2,
    .create = create,
    .destroy = free,
    .process = process,
    .commit = commit,
    .extension = extension,
};

CATENA_PLUGIN(gather_longest)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
