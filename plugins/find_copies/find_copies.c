/* SPDX-License-Identifier: MIT */
/* find_copies.c - passages that stand in an earlier document, or earlier in the
 * same one.
 *
 * process makes words and fingerprints; commit searches what came before, in
 * input order, so the answer never depends on the number of workers. */
#include "../share/words.h"
#include "corpus.h"
#include <errno.h>

enum {
	OPT_MIN_WORDS,
	OPT_MAX_GAP,
	OPT_MIN_SIMILARITY,
	OPT_SOURCES,
	OPT_MEMORY,
	OPT_COUNT
};

static const struct catena_option options[] = {
    {"min_words", CATENA_INT, "12", 4, 1000, .unit = "words",
     .help = "A copy has at least so many words; of unchanged ones, none that "
             "long is missed."},
    {"max_gap", CATENA_INT, "3", 0, 50, .unit = "words",
     .help = "Words in a row that may differ inside a copy; 0: none."},
    {"min_similarity", CATENA_FLOAT, "80%", 0.1, 1, .unit = "ratio",
     .help = "Part of a copy's words that must be the original's."},
    {"sources", CATENA_INT, "3", 1, 1000,
     .help = "Originals reported of one passage, at most: the earliest."},
    {"memory", CATENA_INT, "512 MiB", 65536, 1e15, .unit = "bytes",
     .help = "Words of documents kept in memory for the comparison; more go to a "
             "temporary file."},
};

struct local {
	struct words words;
	struct print *prints;
	uint64_t *ring;
	uint32_t room;
};

struct stash { /* then: hash, begin, end, fingerprints */
	uint32_t n, n_prints;
};

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static catena_status create(catena_ctx *ctx, const union catena_value *v,
                            void **out)
{
	struct copy_params *const p = calloc(1, sizeof *p);

	if (!p)
		return no_memory(ctx);
	p->min_words = (uint32_t)v[OPT_MIN_WORDS].i;
	p->max_gap = (uint32_t)v[OPT_MAX_GAP].i;
	p->min_similarity = v[OPT_MIN_SIMILARITY].f;
	p->sources = (uint32_t)v[OPT_SOURCES].i;
	p->memory = (uint64_t)v[OPT_MEMORY].i;
	*out = p;
	return CATENA_OK;
}

static void local_free(void *local)
{
	struct local *const l = local;

	words_free(&l->words);
	free(l->prints);
	free(l->ring);
	free(l);
}

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	const struct copy_params *const p = self;
	struct local *const l = calloc(1, sizeof *l);

	if (!l)
		return no_memory(ctx);
	l->words.spans = true;
	l->ring = calloc(prints_window(p->min_words), sizeof *l->ring);
	if (!l->ring) {
		local_free(l);
		return no_memory(ctx);
	}
	*local = l;
	return CATENA_OK;
}

static catena_status serial_new(catena_ctx *ctx, const void *self, void **serial)
{
	*serial = find_copies_corpus_new(self);
	return *serial ? CATENA_OK : no_memory(ctx);
}

static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	(void)ctx, (void)self, (void)failed;
	find_copies_corpus_free(serial);
	return CATENA_OK;
}

/* ---- One document ---- */

static bool make_room(struct local *l, uint32_t n)
{
	struct print *p;

	if (n <= l->room)
		return true;
	p = realloc(l->prints, (size_t)n * sizeof *p);
	if (!p)
		return false;
	l->prints = p;
	l->room = n;
	return true;
}

static catena_status put_away(catena_ctx *ctx, const struct local *l,
                              uint32_t prints)
{
	const struct stash head = {l->words.n, prints};
	const size_t size = (size_t)head.n * sizeof(uint32_t);
	catena_status status = ctx->host->stash(ctx, &head, sizeof head);

	if (status == CATENA_OK)
		status = ctx->host->stash(ctx, l->words.hash, size);
	if (status == CATENA_OK)
		status = ctx->host->stash(ctx, l->words.begin, size);
	if (status == CATENA_OK)
		status = ctx->host->stash(ctx, l->words.end, size);
	if (status == CATENA_OK && prints)
		status = ctx->host->stash(ctx, l->prints, prints * sizeof *l->prints);
	return status;
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct copy_params *const p = self;
	const struct catena_layer *const tokens = ctx->host->read(ctx, 0);
	struct local *const l = local;
	uint32_t size;
	const char *const text = ctx->host->text(ctx, &size);

	if (!tokens)
		return CATENA_E_BUG;
	if (!words_fill(&l->words, text, size, tokens, tokens->cols[0],
	                tokens->cols[1]) ||
	    !make_room(l, l->words.n))
		return no_memory(ctx);
	if (!l->words.n)
		return CATENA_OK;
	return put_away(ctx, l,
	                find_copies_prints(l->words.hash, l->words.n, p->min_words,
	                                   l->prints, l->ring));
}

static catena_status broken(catena_ctx *ctx)
{
	if (errno == ENOMEM)
		return no_memory(ctx);
	return ctx->host->fail(ctx, CATENA_E_IO, "temporary file of the words: %s",
	                       strerror(errno));
}

enum {
	COPY_OF,
	COPY_BEGIN,
	COPY_END,
	COPY_WORDS,
	COPY_SIMILARITY
};

static catena_status write_row(catena_ctx *ctx, struct catena_writer *w,
                               struct corpus *corpus, const struct copy_doc *d,
                               const struct copy *c)
{
	uint32_t begin = 0, end = 0, id_size = 0, of = 0;
	const char *id = "";
	const uint32_t row = w->n;
	const catena_status status =
	    catena_row(ctx, w, d->begin[c->from], d->end[c->to - 1]);

	if (status != CATENA_OK)
		return status;
	if (find_copies_corpus_source(corpus, c, &begin, &end, &id, &id_size) < 0)
		return broken(ctx);
	if (w->cols[COPY_OF]) {
		of = ctx->host->string_add(ctx, id, id_size);
		if (!of && id_size)
			return no_memory(ctx);
		((uint32_t *)w->cols[COPY_OF])[row] = of;
	}
	if (w->cols[COPY_BEGIN])
		((uint32_t *)w->cols[COPY_BEGIN])[row] = begin;
	if (w->cols[COPY_END])
		((uint32_t *)w->cols[COPY_END])[row] = end;
	if (w->cols[COPY_WORDS])
		((uint32_t *)w->cols[COPY_WORDS])[row] = c->to - c->from;
	if (w->cols[COPY_SIMILARITY])
		((double *)w->cols[COPY_SIMILARITY])[row] = find_copies_similarity(c);
	return CATENA_OK;
}

static catena_status write_rows(catena_ctx *ctx, struct corpus *corpus,
                                const struct copy_doc *d, const struct copy *copies,
                                uint32_t n)
{
	struct catena_writer *const w = ctx->host->write(ctx, 1, n);
	catena_status status = CATENA_OK;

	if (!w)
		return no_memory(ctx);
	for (uint32_t i = 0; i < n && status == CATENA_OK; i++)
		status = write_row(ctx, w, corpus, d, copies + i);
	return status;
}

static catena_status commit(catena_ctx *ctx, const void *self, void *serial)
{
	size_t size;
	const void *const bytes = ctx->host->stashed(ctx, &size);
	const struct stash *const head = bytes;
	const struct copy *copies = NULL;
	struct copy_doc d = {0};
	uint32_t n = 0;

	(void)self;
	if (bytes) {
		d.n = head->n;
		d.hash = (const uint32_t *)(const void *)(head + 1);
		d.begin = d.hash + d.n;
		d.end = d.begin + d.n;
		d.prints = (const struct print *)(const void *)(d.end + d.n);
		d.n_prints = head->n_prints;
		d.id = ctx->host->id(ctx, &d.id_size);
		if (find_copies_corpus_take(serial, &d, &copies, &n) < 0)
			return broken(ctx);
	}
	return write_rows(ctx, serial, &d, copies, n);
}

/* ---- Checkpoints ---- */

static catena_status save(catena_ctx *ctx, const void *self, void *serial)
{
	size_t size;
	void *const bytes = find_copies_corpus_save(serial, &size);
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
	size_t size;
	const void *const bytes = ctx->host->saved(ctx, &size);

	(void)self;
	if (!bytes || find_copies_corpus_load(serial, bytes, size) == 0)
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
    {"kind", CATENA_U8, CATENA_OPTIONAL, NULL},
    {"hash", CATENA_U32, CATENA_OPTIONAL, NULL},
    {0},
};

static const struct catena_column copy_columns[] = {
    {"of", CATENA_STR, 0, NULL},         {"of_begin", CATENA_U32, 0, NULL},
    {"of_end", CATENA_U32, 0, NULL},     {"words", CATENA_U32, 0, NULL},
    {"similarity", CATENA_F64, 0, NULL}, {0},
};

static const struct catena_use uses[] = {
    {"token", CATENA_READ, token_columns},
    {"copy", CATENA_WRITE, copy_columns},
};

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "find_copies",
    .kind = "tagger",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Marks passages that stand in an earlier document, or earlier here",
    .options = options,
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

CATENA_PLUGIN(find_copies)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
