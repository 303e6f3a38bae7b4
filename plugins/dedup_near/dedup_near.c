/* SPDX-License-Identifier: MIT */
/* dedup_near.c - finds documents that are nearly copies of earlier ones.
 *
 * process makes the sketch; commit looks up, verifies and decides, one
 * document at a time in input order, so the answer never depends on the number
 * of workers. */
#include "dedup_near.h"
#include "../share/checkpoint.h"
#include "known.h"
#include <catena/sample.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct serial {
	struct near_index *index;
	struct known *known; /* NULL: no index on disk */
	struct keeper *keeper;
	struct catena_out *pairs;
	char *of, *group; /* ids of the verdict at hand */
};

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **out)
{
	struct near_self *const self = calloc(1, sizeof *self);
	catena_status status;

	if (!self)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	status = dedup_near_configure(ctx, values, self);
	if (status == CATENA_OK) {
		const struct share_index_rule rule = {
		    values[OPT_INDEX].s, values[OPT_INDEX_WAIT].i, values[OPT_MAX_AGE].i,
		    values[OPT_DATE_FIELD].s};
		status = dedup_near_known_check(ctx, self, &rule, &self->disk);
	}
	if (status != CATENA_OK)
		free(self);
	else
		*out = self;
	return status;
}

static void destroy(void *self_)
{
	struct near_self *const self = self_;

	share_index_free(self->disk);
	free(self);
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
	dedup_near_known_free(s->known);
	dedup_near_keeper_free(s->keeper);
	free(s->of);
	free(s->group);
	free(s);
}

static catena_status serial_new(catena_ctx *ctx, const void *self_, void **serial)
{
	const struct near_self *const self = self_;
	struct serial *const s = calloc(1, sizeof *s);
	catena_status status = CATENA_OK;

	if (!s)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	s->index = dedup_near_index_new(&self->params);
	s->keeper = dedup_near_keeper_new();
	if (!s->index || !s->keeper) {
		serial_free(s);
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	}
	if (self->pairs && !(s->pairs = ctx->host->out_open(ctx, self->pairs)))
		status = CATENA_E_IO;
	else if (self->disk)
		status = dedup_near_known_open(ctx, self->disk, s->index, &s->known);
	if (status == CATENA_OK)
		*serial = s;
	else
		serial_free(s);
	return status;
}

static catena_status serial_end(catena_ctx *ctx, const void *self_, void *serial,
                                int failed)
{
	const struct near_self *const self = self_;
	struct serial *const s = serial;
	const uint32_t n = dedup_near_index_size(s->index);
	uint64_t tables, words;
	catena_status status = CATENA_OK;

	if (!failed && s->known)
		status = share_index_flush(ctx, self->disk);
	if (status == CATENA_OK && !failed && s->pairs)
		status = dedup_near_keeper_pairs(ctx, s->keeper, s->index, s->pairs);
	dedup_near_index_memory(s->index, &tables, &words);
	if (!failed)
		ctx->host->log(ctx, CATENA_DEBUG,
		               "%u documents indexed; bytes of memory a document: "
		               "index %.0f, words %.0f",
		               n, n ? (double)tables / n : 0, n ? (double)words / n : 0);
	serial_free(s);
	return status;
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	return dedup_near_measure(ctx, self, local);
}

static catena_status broken(catena_ctx *ctx)
{
	if (errno == ENOMEM)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	if (!errno)
		return CATENA_E_IO; /* told by known.c */
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

catena_status dedup_near_write_pair(catena_ctx *ctx, struct catena_out *out,
                                    const char *id, uint32_t id_size,
                                    const char *of, uint32_t of_size,
                                    double similarity, double containment)
{
	char *const line = malloc((size_t)id_size + of_size + 64);
	catena_status status;
	size_t n;

	if (!line)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	n = put_id(line, id, id_size);
	n += put_id(line + n, of, of_size);
	n += (size_t)snprintf(line + n, 48, "%.6f\t%.6f\n", similarity, containment);
	status = ctx->host->out_write(ctx, out, line, n);
	free(line);
	return status;
}

static catena_status write_pairs(catena_ctx *ctx, struct serial *s,
                                 const struct near_doc *doc,
                                 const struct near_match *matches, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t size;
		const char *const of = dedup_near_index_id(s->index, matches[i].row, &size);
		const catena_status status =
		    of ? dedup_near_write_pair(ctx, s->pairs, doc->id, doc->id_size, of,
		                               size, matches[i].similarity,
		                               matches[i].containment)
		       : broken(ctx);
		if (status != CATENA_OK)
			return status;
	}
	return CATENA_OK;
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

static const char *rule_of(const struct near_self *self, const struct duplicate *d)
{
	if (d->similarity >= self->params.threshold - 1e-9)
		return self->rules[0];
	return self->params.containment > 0 &&
	               d->containment >= self->params.containment - 1e-9
	           ? self->rules[1]
	           : self->rules[2];
}

catena_status dedup_near_verdict(catena_ctx *ctx, const struct near_self *self,
                                 struct duplicate *d, bool is_duplicate)
{
	catena_status status;

	d->rule = rule_of(self, d);
	status = duplicate_mark(ctx, d);

	if (status != CATENA_OK || self->action == ACTION_MARK || !is_duplicate)
		return status;
	return ctx->host->drop(ctx, "near duplicate",
	                       "of %.*s: similarity %.3f, containment %.3f",
	                       (int)d->of_size, d->of, d->similarity, d->containment);
}

static catena_status verdict(catena_ctx *ctx, const struct near_self *self,
                             struct serial *s, const struct near_match *m)
{
	struct duplicate d = {.similarity = m->similarity,
	                      .containment = m->containment};

	if (!copy_id(s, m->row, &s->of, &d.of_size) ||
	    !copy_id(s, dedup_near_index_group(s->index, m->row), &s->group,
	             &d.group_size))
		return broken(ctx);
	d.of = s->of;
	d.group = s->group;
	return dedup_near_verdict(ctx, self, &d,
	                          dedup_near_is_duplicate(&self->params, m));
}

static catena_status arrive(catena_ctx *ctx, const struct near_self *self,
                            struct serial *s, struct near_doc *doc)
{
	const catena_status status = dedup_near_known_takes(ctx, doc->id_size);

	doc->date = share_index_date(ctx, self->disk);
	dedup_near_known_arrive(ctx, s->known, doc->date);
	return status;
}

static catena_status commit(catena_ctx *ctx, const void *self_, void *serial)
{
	const struct near_self *const self = self_;
	struct serial *const s = serial;
	const struct near_match *matches;
	const void *stashed;
	struct near_doc doc;
	size_t size;
	uint32_t n;
	catena_status status;

	if (dedup_near_gathers(self))
		return dedup_near_keeper_commit(ctx, self);
	stashed = ctx->host->stashed(ctx, &size);
	if (!stashed)
		return CATENA_OK;
	dedup_near_unpack(stashed, &doc);
	doc.id = ctx->host->id(ctx, &doc.id_size);
	doc.date = SHARE_INDEX_NO_DATE;
	if (dedup_near_index_prepare(s->index, &doc) < 0)
		return broken(ctx);
	if (s->known && (status = arrive(ctx, self, s, &doc)) != CATENA_OK)
		return status;
	matches = NULL;
	n = 0;
	if (catena_in_sample(doc.id, doc.id_size, self->queries) &&
	    dedup_near_index_find(s->index, &doc, &matches, &n) < 0)
		return broken(ctx);
	status = s->pairs ? write_pairs(ctx, s, &doc, matches, n) : CATENA_OK;
	if (status != CATENA_OK)
		return status;
	if (!n || self->params.components ||
	    !dedup_near_is_duplicate(&self->params, matches)) {
		if (dedup_near_index_add(s->index, &doc, matches, n) < 0)
			return broken(ctx);
		if (s->known)
			status = dedup_near_known_add(ctx, s->known, &doc, matches, n);
		if (status != CATENA_OK)
			return status;
	}
	return n ? verdict(ctx, self, s, matches) : CATENA_OK;
}

/* ---- Gathering ---- */

static catena_status resolve(catena_ctx *ctx, const void *self, void *serial,
                             const void *key, uint32_t key_size)
{
	struct serial *const s = serial;

	(void)key, (void)key_size;
	return dedup_near_keeper_take(ctx, self, s->keeper, s->index, s->known);
}

static catena_status resolved(catena_ctx *ctx, const void *self, void *serial)
{
	struct serial *const s = serial;

	return dedup_near_keeper_decide(ctx, self, s->keeper, s->index, s->known);
}

static int gathers(const void *self)
{
	return dedup_near_gathers(self);
}

/* ---- Checkpoints ---- */

static catena_status save(catena_ctx *ctx, const void *self, void *serial)
{
	struct serial *const s = serial;
	size_t size;
	void *bytes;
	catena_status status;

	(void)self;
	if (s->known)
		return dedup_near_known_save(ctx, s->known);
	bytes = dedup_near_index_save(s->index, &size);
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
	if (s->known)
		return dedup_near_known_restore(ctx, s->known);
	if (!bytes)
		return CATENA_OK;
	if (dedup_near_index_load(s->index, bytes, size) == 0)
		return CATENA_OK;
	if (errno == EINVAL)
		return checkpoint_is_other(ctx);
	return broken(ctx);
}

static catena_status settle(catena_ctx *ctx, const void *self_, int done)
{
	const struct near_self *const self = self_;

	return self->disk ? share_index_settle(ctx, self->disk, done) : CATENA_OK;
}

static const void *extension(const char *id)
{
	static const struct catena_index index = SHARE_INDEX_EXTENSION(settle);
	static const struct catena_gather gather = {sizeof gather, resolve, resolved,
	                                            gathers};
	static const struct catena_sync sync = {sizeof sync, save, restore};
	static const char *const set[] = {
	    "action=mark",     "keep=first", "cluster=component",
	    "containment=0.5", "index=",     NULL};
	static const char *const figures[] = {"similarity", "containment", NULL};
	static const struct catena_tune tune = {
	    sizeof tune, "threshold", "pairs", "queries", set, figures, 0.3};

	if (!strcmp(id, "catena.gather/1"))
		return &gather;
	if (!strcmp(id, "catena.index/1"))
		return &index;
	if (!strcmp(id, "catena.tune/1"))
		return &tune;
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
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Drops or marks documents that are nearly copies of earlier ones",
    .options = dedup_near_options,
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

CATENA_PLUGIN(dedup_near)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
