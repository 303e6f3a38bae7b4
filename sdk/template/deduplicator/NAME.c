/* SPDX-License-Identifier: MIT */
/* @NAME@.c - a deduplicator: a document whose first line was the first line of
 * an earlier one is a duplicate of it, whatever the case of the letters.
 *
 * process folds the line, many documents at once; commit looks it up, in the
 * order of the input, so that "earlier" means the same in every run.  The
 * contract is in <catena/plugin.h>; GUIDE.md beside Catena's README explains it. */
#include <catena/fold.h>
#include <catena/plugin.h>

#include <stdlib.h>
#include <string.h>

/* What a config may set: values[ACTION] is the value of the first row. */
enum {
	ACTION,
	MIN_BYTES
};
enum {
	DROP,
	MARK
};

static const char *const actions[] = {"drop", "mark", NULL};

static const struct catena_option options[] = {
    {"action", CATENA_CHOICE, "drop", 0, 0, actions, NULL,
     "Whether duplicates leave the chain or get the field duplicate_of."},
    {"min_bytes", CATENA_INT, "10", 1, 1048576, NULL, "bytes",
     "Shorter first lines say too little and are not compared."},
};

struct settings { /* fixed once create has returned: workers share it */
	int64_t action, min_bytes;
};

struct title {
	uint64_t hash;
	char *line, *id; /* one allocation; line NULL: an empty place */
	size_t line_size, id_size;
};

struct titles { /* an open hash table that only commit sees */
	struct title *places;
	size_t n, cap; /* cap is a power of two */
};

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	struct settings *s = malloc(sizeof *s);
	if (!s)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	s->action = values[ACTION].i;
	s->min_bytes = values[MIN_BYTES].i;
	*self = s;
	return CATENA_OK;
}

static void destroy(void *self)
{
	free(self);
}

/* One document.  Many workers are in here at once, each with its own.  What is
 * stashed here is what commit finds. */
static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *h = ctx->host;
	const struct settings *s = self;
	(void)local;

	uint32_t size;
	const char *text = h->text(ctx, &size);
	const char *end = memchr(text, '\n', size);
	const size_t n = end ? (size_t)(end - text) : size;
	if (n < (uint64_t)s->min_bytes)
		return CATENA_OK;

	char *folded = h->alloc(ctx, CATENA_FOLD_ROOM(n), 1);
	if (!folded || h->stash(ctx, folded, catena_fold(folded, text, n)) != CATENA_OK)
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
	return CATENA_OK;
}

static catena_status serial_new(catena_ctx *ctx, const void *self, void **serial)
{
	(void)self;
	*serial = calloc(1, sizeof(struct titles));
	return *serial ? CATENA_OK
	               : ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	struct titles *t = serial;
	(void)ctx;
	(void)self;
	(void)failed;
	for (size_t i = 0; t && i < t->cap; i++)
		free(t->places[i].line);
	if (t)
		free(t->places);
	free(t);
	return CATENA_OK;
}

/* The place of a line: where it is, or the empty one where it belongs. */
static struct title *find(const struct titles *t, uint64_t hash, const char *line,
                          size_t n)
{
	size_t i = hash & (t->cap - 1);
	while (t->places[i].line &&
	       (t->places[i].hash != hash || t->places[i].line_size != n ||
	        memcmp(t->places[i].line, line, n) != 0))
		i = (i + 1) & (t->cap - 1);
	return &t->places[i];
}

/* Half of the places stay empty. */
static int make_room(struct titles *t)
{
	if (t->n < t->cap / 2)
		return 1;
	if (t->cap > SIZE_MAX / 2 / sizeof *t->places)
		return 0;
	const struct titles old = *t;
	t->cap = old.cap ? old.cap * 2 : 64;
	t->places = calloc(t->cap, sizeof *t->places);
	if (!t->places) {
		*t = old;
		return 0;
	}
	for (size_t i = 0; i < old.cap; i++) {
		const struct title *p = &old.places[i];
		if (p->line)
			*find(t, p->hash, p->line, p->line_size) = *p;
	}
	free(old.places);
	return 1;
}

/* Keeps a line with the id of the document that brought it. */
static int keep(struct titles *t, struct title *place, uint64_t hash,
                const char *line, size_t n, const char *id, size_t id_size)
{
	char *bytes = malloc(n + id_size + 1);
	if (!bytes)
		return 0;
	memcpy(bytes, line, n);
	memcpy(bytes + n, id, id_size);
	bytes[n + id_size] = 0;
	*place = (struct title){hash, bytes, bytes + n, n, id_size};
	t->n++;
	return 1;
}

static catena_status mark(catena_ctx *ctx, const struct title *first)
{
	const struct catena_field f = {
	    .name = "duplicate_of",
	    .name_size = sizeof "duplicate_of" - 1,
	    .type = CATENA_FIELD_STRING,
	    .s = first->id,
	    .size = (uint32_t)first->id_size,
	};
	return ctx->host->field_set(ctx, &f);
}

/* One document at a time, in the order of the input. */
static catena_status commit(catena_ctx *ctx, const void *self, void *serial)
{
	const struct catena_host *h = ctx->host;
	const struct settings *s = self;
	struct titles *t = serial;

	size_t n;
	const char *line = h->stashed(ctx, &n);
	if (!line)
		return CATENA_OK; /* too short to compare */
	if (!make_room(t))
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");

	const uint64_t hash = catena_hash(line, n);
	struct title *place = find(t, hash, line, n);
	if (place->line && s->action == DROP)
		return h->drop(ctx, "same first line", "as %s", place->id);
	if (place->line)
		return mark(ctx, place);

	uint32_t id_size;
	const char *id = h->id(ctx, &id_size);
	if (!keep(t, place, hash, line, n, id, id_size))
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
	return CATENA_OK;
}

/* ---- Checkpoints, for `catena run --resume` ---- */

struct saved { /* and behind it the line and the id */
	uint64_t line_size, id_size;
};

static catena_status save(catena_ctx *ctx, const void *self, void *serial)
{
	const struct catena_host *h = ctx->host;
	const struct titles *t = serial;
	(void)self;
	for (size_t i = 0; i < t->cap; i++) {
		const struct title *p = &t->places[i];
		const struct saved sizes = {p->line_size, p->id_size};
		if (p->line && (h->save(ctx, &sizes, sizeof sizes) != CATENA_OK ||
		                h->save(ctx, p->line, p->line_size) != CATENA_OK ||
		                h->save(ctx, p->id, p->id_size) != CATENA_OK))
			return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
	}
	return CATENA_OK;
}

static catena_status restore(catena_ctx *ctx, const void *self, void *serial)
{
	const struct catena_host *h = ctx->host;
	struct titles *t = serial;
	struct saved sizes;
	size_t left;
	const char *at = h->saved(ctx, &left);
	(void)self;
	while (left) {
		if (left < sizeof sizes)
			return h->fail(ctx, CATENA_E_BUG, "the checkpoint ends too early");
		memcpy(&sizes, at, sizeof sizes);
		at += sizeof sizes;
		left -= sizeof sizes;
		if (sizes.line_size > left || sizes.id_size > left - sizes.line_size)
			return h->fail(ctx, CATENA_E_BUG, "the checkpoint ends too early");

		const size_t n = (size_t)sizes.line_size, id_size = (size_t)sizes.id_size;
		const uint64_t hash = catena_hash(at, n);
		if (!make_room(t) ||
		    !keep(t, find(t, hash, at, n), hash, at, n, at + n, id_size))
			return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
		at += n + id_size;
		left -= n + id_size;
	}
	return CATENA_OK;
}

static const struct catena_sync sync = {
    .size = sizeof sync,
    .save = save,
    .restore = restore,
};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.sync/1") == 0 ? &sync : NULL;
}

static const struct catena_plugin plugin = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "@NAME@",
    .kind = "deduplicator",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Finds documents with the same first line.",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .create = create,
    .destroy = destroy,
    .serial_new = serial_new,
    .serial_end = serial_end,
    .process = process,
    .commit = commit,
    .extension = extension,
};

CATENA_PLUGIN(@NAME@)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &plugin : NULL;
}
