/* SPDX-License-Identifier: MIT */
/* dedup_near.c - finds documents that are nearly copies of earlier ones.
 *
 * process makes the sketch; commit looks up, verifies and decides, one
 * document at a time in input order, so the answer never depends on the number
 * of workers. */
#include "dedup_near.h"
#include "../share/duplicate.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct serial {
	struct near_index *index;
	struct catena_out *pairs;
	struct duplicate found; /* ids in the two buffers below */
	char *of, *group;
};

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **out)
{
	struct near_self *const self = calloc(1, sizeof *self);
	catena_status status;

	if (!self)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	status = dedup_near_configure(ctx, values, self);
	if (status != CATENA_OK)
		free(self);
	else
		*out = self;
	return status;
}

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	*local = dedup_near_local_new(self);
	return *local ? CATENA_OK
	              : ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static void local_free(void *local)
{
	dedup_near_local_free(local);
}

static void serial_free(struct serial *s)
{
	dedup_near_index_free(s->index);
	free(s->of);
	free(s->group);
	free(s);
}

static catena_status serial_new(catena_ctx *ctx, const void *self_, void **serial)
{
	const struct near_self *const self = self_;
	struct serial *const s = calloc(1, sizeof *s);

	if (!s)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	s->index = dedup_near_index_new(&self->params);
	if (!s->index) {
		serial_free(s);
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	}
	if (self->pairs && !(s->pairs = ctx->host->out_open(ctx, self->pairs))) {
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
	const uint32_t n = dedup_near_index_size(s->index);
	uint64_t tables, words;

	(void)self;
	dedup_near_index_memory(s->index, &tables, &words);
	if (!failed)
		ctx->host->log(ctx, CATENA_DEBUG,
		               "%u documents indexed; bytes of memory a document: "
		               "index %.0f, words %.0f",
		               n, n ? (double)tables / n : 0, n ? (double)words / n : 0);
	serial_free(s);
	return CATENA_OK;
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	return dedup_near_measure(ctx, self, local);
}

static catena_status broken(catena_ctx *ctx)
{
	if (errno == ENOMEM)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	return ctx->host->fail(ctx, CATENA_E_IO, "temporary file of the words: %s",
	                       strerror(errno));
}

/* ---- Pairs as lines ---- */

static size_t put_id(char *line, const char *id, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		line[i] = (unsigned char)id[i] < 0x20 ? ' ' : id[i];
	line[size] = '\t';
	return size + 1u;
}

static catena_status write_pair(catena_ctx *ctx, struct serial *s,
                                const struct near_doc *doc,
                                const struct near_match *m)
{
	uint32_t size;
	const char *const of = dedup_near_index_id(s->index, m->row, &size);
	catena_status status;
	size_t n;
	char *line;

	if (!of)
		return broken(ctx);
	line = malloc((size_t)doc->id_size + size + 64);
	if (!line)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	n = put_id(line, doc->id, doc->id_size);
	n += put_id(line + n, of, size);
	n += (size_t)snprintf(line + n, 48, "%.6f\t%.6f\n", m->similarity,
	                      m->containment);
	status = ctx->host->out_write(ctx, s->pairs, line, n);
	free(line);
	return status;
}

/* ---- The decision ---- */

/* Copies an indexed document's id into *copy. */
static bool copy_id(struct serial *s, uint32_t row, char **copy, uint32_t *size)
{
	const char *const id = dedup_near_index_id(s->index, row, size);
	char *const p = id ? realloc(*copy, (size_t)*size + 1) : NULL;

	if (!p)
		return false;
	memcpy(p, id, (size_t)*size + 1);
	*copy = p;
	return true;
}

static catena_status verdict(catena_ctx *ctx, const struct near_self *self,
                             struct serial *s, const struct near_match *m)
{
	struct duplicate d = {.similarity = m->similarity,
	                      .containment = m->containment};
	catena_status status;

	if (!copy_id(s, m->row, &s->of, &d.of_size) ||
	    !copy_id(s, dedup_near_index_group(s->index, m->row), &s->group,
	             &d.group_size))
		return broken(ctx);
	d.of = s->of;
	d.group = s->group;
	status = duplicate_mark(ctx, &d);
	if (status != CATENA_OK || self->action == ACTION_MARK ||
	    !dedup_near_is_duplicate(&self->params, m))
		return status;
	return ctx->host->drop(ctx, "near duplicate",
	                       "of %s: similarity %.3f, containment %.3f", d.of,
	                       d.similarity, d.containment);
}

static catena_status commit(catena_ctx *ctx, const void *self_, void *serial)
{
	const struct near_self *const self = self_;
	struct serial *const s = serial;
	const struct near_match *matches;
	struct near_doc doc;
	uint32_t n;

	if (!dedup_near_measured(ctx, self, &doc))
		return CATENA_OK;
	if (dedup_near_index_find(s->index, &doc, &matches, &n) < 0)
		return broken(ctx);
	for (uint32_t i = 0; s->pairs && i < n; i++) {
		const catena_status status = write_pair(ctx, s, &doc, matches + i);
		if (status != CATENA_OK)
			return status;
	}
	if (!n || self->params.components ||
	    !dedup_near_is_duplicate(&self->params, matches)) {
		if (dedup_near_index_add(s->index, &doc, matches, n) < 0)
			return broken(ctx);
	}
	return n ? verdict(ctx, self, s, matches) : CATENA_OK;
}

/* ---- Checkpoints ---- */

static catena_status save(catena_ctx *ctx, const void *self, void *serial)
{
	struct serial *const s = serial;
	size_t size;
	void *const bytes = dedup_near_index_save(s->index, &size);
	catena_status status;

	(void)self;
	if (!bytes)
		return broken(ctx);
	status = ctx->host->save(ctx, bytes, size);
	free(bytes);
	return status;
}

static catena_status restore(catena_ctx *ctx, const void *self, void *serial)
{
	struct serial *const s = serial;
	size_t size;
	const void *const bytes = ctx->host->saved(ctx, &size);

	(void)self;
	if (!bytes)
		return CATENA_OK;
	if (dedup_near_index_load(s->index, bytes, size) == 0)
		return CATENA_OK;
	if (errno == EINVAL)
		return ctx->host->fail(ctx, CATENA_E_INPUT,
		                       "the checkpoint was made with other options; "
		                       "run without --resume");
	return broken(ctx);
}

static const void *extension(const char *id)
{
	static const struct catena_sync sync = {sizeof sync, save, restore};

	return strcmp(id, "catena.sync/1") ? NULL : &sync;
}

static const struct catena_column token_columns[] = {
    {"kind", CATENA_U8, 0, NULL},
    {"hash", CATENA_U32, CATENA_OPTIONAL, NULL},
    {0},
};

static const struct catena_use uses[] = {
    {"token", CATENA_READ, token_columns},
};

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "dedup_near",
    .kind = "deduplicator",
    .version = "1.0",
    .license = "MIT",
    .summary = "Drops or marks documents that are nearly copies of earlier ones",
    .options = dedup_near_options,
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

CATENA_PLUGIN(dedup_near)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
