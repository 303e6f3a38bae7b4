/* SPDX-License-Identifier: MIT */
/* group_stories.c - gives documents about one event one story.
 *
 * process finds out what a document is about; commit, or resolve when all are to
 * be seen first, compares, one document at a time in input order, so the answer
 * never depends on the number of workers. */
#include "known.h"
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
	const catena_status status = group_stories_configure(ctx, values, self);
	if (status == CATENA_OK)
		*out = self;
	else
		free(self);
	return status;
}

static void destroy(void *self_)
{
	struct story_self *const self = self_;

	share_index_free(self->index);
	free(self);
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
	catena_status status = group_stories_known_open(ctx, s->decider);
	if (status == CATENA_OK && self->stories &&
	    !(s->out = ctx->host->out_open(ctx, self->stories)))
		status = CATENA_E_IO;
	if (status == CATENA_OK)
		*serial = s;
	else
		serial_free(s);
	return status;
}

static catena_status serial_end(catena_ctx *ctx, const void *self_, void *serial,
                                int failed)
{
	const struct story_self *const self = self_;
	struct serial *const s = serial;
	catena_status status = CATENA_OK;

	if (!failed && s->out)
		status = group_stories_list(ctx, s->decider, s->out);
	if (!failed)
		group_stories_report(ctx, s->decider);
	if (!failed && status == CATENA_OK && self->index)
		status = share_index_flush(ctx, self->index);
	serial_free(s);
	return status;
}

static catena_status process(catena_ctx *ctx, const void *self_, void *local)
{
	const struct story_self *const self = self_;
	catena_status status;
	const struct record *const r = group_stories_measure(ctx, self, local, &status);

	if (!r)
		return status;
	status = ctx->host->stash(ctx, r, r->size + r->n_terms * sizeof(struct place));
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
	struct verdict v = {0};
	catena_status status;

	if (!r)
		return CATENA_OK;
	if (self->mode == MODE_ONLINE) {
		status = group_stories_decide_next(ctx, s->decider, r, &v);
		return status == CATENA_OK ? group_stories_mark(ctx, r, &v) : status;
	}
	if (!group_stories_decided(ctx, &v))
		v.story = ctx->host->id(ctx, &v.story_size);
	return group_stories_mark(ctx, r, &v);
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

/* ---- Checkpoints, the index ---- */

static catena_status save(catena_ctx *ctx, const void *self_, void *serial)
{
	const struct story_self *const self = self_;
	const struct serial *const s = serial;

	return self->index ? group_stories_known_save(ctx, s->decider)
	                   : group_stories_save(ctx, s->decider);
}

static catena_status restore(catena_ctx *ctx, const void *self_, void *serial)
{
	const struct story_self *const self = self_;
	const struct serial *const s = serial;

	return self->index ? group_stories_known_restore(ctx, s->decider)
	                   : group_stories_restore(ctx, s->decider);
}

static catena_status settle(catena_ctx *ctx, const void *self_, int done)
{
	const struct story_self *const self = self_;

	return self->index ? share_index_settle(ctx, self->index, done) : CATENA_OK;
}

static const void *extension(const char *id)
{
	static const struct catena_gather gather = {sizeof gather, resolve, resolved,
	                                            gathers};
	static const struct catena_sync sync = {sizeof sync, save, restore};
	static const struct catena_index index_extension =
	    SHARE_INDEX_EXTENSION(settle);

	if (!strcmp(id, "catena.gather/1"))
		return &gather;
	if (!strcmp(id, "catena.index/1"))
		return &index_extension;
	return strcmp(id, "catena.sync/1") ? NULL : &sync;
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
    .destroy = destroy,
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
