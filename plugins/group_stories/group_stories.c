/* SPDX-License-Identifier: MIT */
/* group_stories.c - gives documents about one event one story.
 *
 * process finds out what a document is about; commit, or resolve when all are to
 * be seen first, compares, one document at a time in input order, so the answer
 * never depends on the number of workers. */
#include "decide.h"
#include <stdlib.h>
#include <string.h>

struct serial {
	struct decider *decider;
	struct catena_out *out;
};

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **out)
{
	struct story_self *const self = calloc(1, sizeof *self);

	if (!self)
		return no_memory(ctx);
	group_stories_configure(values, self);
	*out = self;
	return CATENA_OK;
}

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	(void)self;
	*local = group_stories_local_new();
	return *local ? CATENA_OK : no_memory(ctx);
}

static void local_free(void *local)
{
	group_stories_local_free(local);
}

static void serial_free(struct serial *s)
{
	group_stories_decider_free(s->decider);
	free(s);
}

static catena_status serial_new(catena_ctx *ctx, const void *self_, void **serial)
{
	const struct story_self *const self = self_;
	struct serial *const s = calloc(1, sizeof *s);

	if (!s)
		return no_memory(ctx);
	s->decider = group_stories_decider_new(self);
	if (!s->decider) {
		serial_free(s);
		return no_memory(ctx);
	}
	if (self->stories && !(s->out = ctx->host->out_open(ctx, self->stories))) {
		serial_free(s);
		return CATENA_E_IO;
	}
	*serial = s;
	return CATENA_OK;
}

static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	struct serial *const s = serial;
	catena_status status = CATENA_OK;

	(void)self;
	if (!failed && s->out)
		status = group_stories_list(ctx, s->decider, s->out);
	if (!failed)
		group_stories_report(ctx, s->decider);
	serial_free(s);
	return status;
}

static catena_status process(catena_ctx *ctx, const void *self_, void *local)
{
	const struct story_self *const self = self_;
	const struct place *places;
	catena_status status;
	const struct record *const r =
	    group_stories_measure(ctx, self, local, &places, &status);

	if (!r)
		return status;
	status = ctx->host->stash(ctx, r, r->size);
	if (status == CATENA_OK && r->n_terms)
		status = ctx->host->stash(ctx, places, r->n_terms * sizeof *places);
	if (status == CATENA_OK && self->mode == MODE_GATHER)
		/* one key: all documents are compared with all */
		status = ctx->host->emit(ctx, "", 1, r, r->size);
	return status;
}

static catena_status commit(catena_ctx *ctx, const void *self_, void *serial)
{
	const struct story_self *const self = self_;
	struct serial *const s = serial;
	size_t size;
	const struct record *const r = ctx->host->stashed(ctx, &size);
	const struct place *places;
	struct verdict v = {0};
	catena_status status;

	if (!r)
		return CATENA_OK;
	places = (const struct place *)(const void *)((const char *)r + r->size);
	if (self->mode == MODE_ONLINE) {
		status = group_stories_decide_next(ctx, s->decider, r, &v);
		return status == CATENA_OK ? group_stories_mark(ctx, r, places, &v)
		                           : status;
	}
	if (!group_stories_decided(ctx, &v))
		v.story = ctx->host->id(ctx, &v.story_size);
	return group_stories_mark(ctx, r, places, &v);
}

/* ---- Gathering ---- */

static catena_status resolve(catena_ctx *ctx, const void *self, void *serial,
                             const void *key, uint32_t key_size)
{
	const struct serial *const s = serial;

	(void)self, (void)key, (void)key_size;
	return group_stories_decide_take(ctx, s->decider);
}

static catena_status resolved(catena_ctx *ctx, const void *self, void *serial)
{
	const struct serial *const s = serial;

	(void)self;
	return group_stories_decide_all(ctx, s->decider);
}

static int gathers(const void *self)
{
	return ((const struct story_self *)self)->mode == MODE_GATHER;
}

static const void *extension(const char *id)
{
	static const struct catena_gather gather = {sizeof gather, resolve, resolved,
	                                            gathers};

	return strcmp(id, "catena.gather/1") ? NULL : &gather;
}

static const struct catena_column token_columns[] = {
    {"kind", CATENA_U8, 0, NULL},
    {"hash", CATENA_U32, CATENA_OPTIONAL, NULL},
    {0},
};

static const struct catena_column entity_columns[] = {
    {"type", CATENA_SYM, CATENA_OPTIONAL, NULL},
    {"name", CATENA_STR, CATENA_OPTIONAL, NULL},
    {0},
};

static const struct catena_column copy_columns[] = {
    {"of", CATENA_STR, CATENA_OPTIONAL, NULL},
    {"words", CATENA_U32, CATENA_OPTIONAL, NULL},
    {0},
};

static const struct catena_use uses[] = {
    [USE_TOKEN] = {"token", CATENA_READ, token_columns},
    [USE_ENTITY] = {"entity", CATENA_READ | CATENA_OPTIONAL, entity_columns},
    [USE_COPY] = {"copy", CATENA_READ | CATENA_OPTIONAL, copy_columns},
};

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "group_stories",
    .kind = "deduplicator",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Gives documents about one event one story",
    .options = group_stories_options,
    .uses = uses,
    .n_options = OPT_COUNT,
    .n_uses = sizeof uses / sizeof uses[0],
    .create = create,
    .destroy = free,
    .local_new = local_new,
    .local_free = local_free,
    .serial_new = serial_new,
    .serial_end = serial_end,
    .process = process,
    .commit = commit,
    .extension = extension,
};

CATENA_PLUGIN(group_stories)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
