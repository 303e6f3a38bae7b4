/* SPDX-License-Identifier: MIT */
/* find_copies.c - passages that stand in an earlier document, or earlier in the
 * same one.
 *
 * process makes words and fingerprints; commit searches what came before, in
 * input order, so the answer never depends on the number of workers. */
#include "../share/words.h"
#include "corpus.h"
#include "wide.h"
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
    {"max_gap", CATENA_INT, "3", 0, COPY_MAX_GAP, .unit = "words",
     .help = "Words in a row that may differ inside a copy; 0: none."},
    {"min_similarity", CATENA_FLOAT, "80%", 0.1, 1, .unit = "ratio",
     .help = "Part of a copy's words that must be the original's."},
    {"sources", CATENA_INT, "3", 1, 1000,
     .help = "Originals reported of one passage, at most: the earliest."},
    {"memory", CATENA_INT, "512 MiB", 4194304, 1e15, .unit = "bytes",
     .help = "Memory for what is kept of the documents; beyond it words go to a "
             "temporary file, and half of the fingerprints are forgotten."},
};

struct local {
	struct words words;
	struct print *prints;
	uint64_t *scratch;
	uint32_t room;
	struct wides wides;
};

/* Then: hash, begin, end, fingerprints, characters. */
struct stash {
	uint32_t n, n_prints, n_wide;
};

struct serial {
	struct corpus *corpus;
	uint32_t thinned; /* as was said last */
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
	free(l->scratch);
	free(l->wides.items);
	free(l);
}

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	const struct copy_params *const p = self;
	struct local *const l = calloc(1, sizeof *l);

	if (!l)
		return no_memory(ctx);
	l->words.spans = true;
	l->scratch = calloc(prints_scratch(p->min_words), sizeof *l->scratch);
	if (!l->scratch) {
		local_free(l);
		return no_memory(ctx);
	}
	*local = l;
	return CATENA_OK;
}

static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	struct serial *const s = serial;

	(void)ctx, (void)self, (void)failed;
	find_copies_corpus_free(s->corpus);
	free(s);
	return CATENA_OK;
}

static catena_status serial_new(catena_ctx *ctx, const void *self, void **serial)
{
	struct serial *const s = calloc(1, sizeof *s);

	if (!s)
		return no_memory(ctx);
	s->thinned = 1;
	s->corpus = find_copies_corpus_new(self);
	if (!s->corpus) {
		serial_end(ctx, self, s, 1);
		return no_memory(ctx);
	}
	*serial = s;
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
	const struct stash head = {l->words.n, prints, l->wides.n};
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
	if (status == CATENA_OK && l->wides.n)
		status = ctx->host->stash(ctx, l->wides.items,
		                          l->wides.n * sizeof *l->wides.items);
	return status;
}

/* The border between documents is no word. */
static void spare_border(uint32_t *hash, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		hash[i] -= hash[i] == COPY_BORDER;
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
	    !make_room(l, l->words.n) || !find_copies_wides(&l->wides, text, size))
		return no_memory(ctx);
	if (!l->words.n)
		return CATENA_OK;
	spare_border(l->words.hash, l->words.n);
	return put_away(ctx, l,
	                find_copies_prints(l->words.hash, l->words.n, p->min_words,
	                                   l->prints, l->scratch));
}

static catena_status broken(catena_ctx *ctx)
{
	if (errno == ENOMEM)
		return no_memory(ctx);
	if (errno == EOVERFLOW)
		return ctx->host->fail(ctx, CATENA_E_IO,
		                       "the documents have more than 2^32 words");
	return ctx->host->fail(ctx, CATENA_E_IO, "temporary file of the words: %s",
	                       strerror(errno));
}

enum {
	COPY_OF,
	COPY_BEGIN,
	COPY_END,
	COPY_WORDS,
	COPY_SIMILARITY,
	COPY_BEGIN_CHARS,
	COPY_END_CHARS,
	COPY_BEGIN_UTF16,
	COPY_END_UTF16
};

static void put_number(struct catena_writer *w, uint32_t row, int column,
                       uint32_t number)
{
	if (w->cols[column])
		((uint32_t *)w->cols[column])[row] = number;
}

static catena_status write_row(catena_ctx *ctx, struct catena_writer *w,
                               struct corpus *corpus, const struct copy_doc *d,
                               const struct copy *c)
{
	struct copy_span span;
	uint32_t id_size = 0, of;
	const char *id = "";
	const uint32_t row = w->n;
	const catena_status status =
	    catena_row(ctx, w, d->begin[c->from], d->end[c->to - 1]);

	if (status != CATENA_OK)
		return status;
	if (find_copies_corpus_source(corpus, c, &span, &id, &id_size) < 0)
		return broken(ctx);
	if (w->cols[COPY_OF]) {
		of = ctx->host->string_add(ctx, id, id_size);
		if (!of && id_size)
			return no_memory(ctx);
		put_number(w, row, COPY_OF, of);
	}
	put_number(w, row, COPY_BEGIN, span.begin);
	put_number(w, row, COPY_END, span.end);
	put_number(w, row, COPY_BEGIN_CHARS, span.begin_chars);
	put_number(w, row, COPY_END_CHARS, span.end_chars);
	put_number(w, row, COPY_BEGIN_UTF16, span.begin_utf16);
	put_number(w, row, COPY_END_UTF16, span.end_utf16);
	put_number(w, row, COPY_WORDS, c->to - c->from);
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

/* Says so when fingerprints had to be forgotten. */
static void warn(catena_ctx *ctx, const struct copy_params *p, struct serial *s)
{
	const uint32_t thinned = find_copies_corpus_thinned(s->corpus);

	if (thinned == s->thinned)
		return;
	s->thinned = thinned;
	ctx->host->log(ctx, CATENA_WARN,
	               "memory = %.0f MiB is full: from here on one fingerprint in %u "
	               "is kept, and copies shorter than about %u words may be missed; "
	               "give more memory",
	               (double)p->memory / 1048576, thinned,
	               p->min_words + prints_window(p->min_words) * thinned);
}

static struct copy_doc doc_of(catena_ctx *ctx, const struct stash *head)
{
	struct copy_doc d = {
	    .n = head->n, .n_prints = head->n_prints, .n_wide = head->n_wide};

	d.hash = (const uint32_t *)(const void *)(head + 1);
	d.begin = d.hash + d.n;
	d.end = d.begin + d.n;
	d.prints = (const struct print *)(const void *)(d.end + d.n);
	d.wide = (const struct wide *)(const void *)(d.prints + d.n_prints);
	d.id = ctx->host->id(ctx, &d.id_size);
	return d;
}

static catena_status commit(catena_ctx *ctx, const void *self, void *serial)
{
	size_t size;
	const void *const bytes = ctx->host->stashed(ctx, &size);
	struct serial *const s = serial;
	const struct copy *copies = NULL;
	struct copy_doc d = {0};
	uint32_t n = 0;

	if (bytes) {
		d = doc_of(ctx, bytes);
		if (find_copies_corpus_take(s->corpus, &d, &copies, &n) < 0 ||
		    find_copies_corpus_choose(s->corpus, &copies, &n) < 0)
			return broken(ctx);
		warn(ctx, self, s);
	}
	return write_rows(ctx, s->corpus, &d, copies, n);
}

/* ---- Checkpoints ---- */

static int save_part(void *to, const void *bytes, size_t size)
{
	catena_ctx *const ctx = to;

	return ctx->host->save(ctx, bytes, size) == CATENA_OK ? 0 : -1;
}

static catena_status save(catena_ctx *ctx, const void *self, void *serial)
{
	struct serial *const s = serial;

	(void)self;
	errno = ENOMEM;
	return find_copies_corpus_save(s->corpus, save_part, ctx) < 0 ? broken(ctx)
	                                                              : CATENA_OK;
}

static catena_status restore(catena_ctx *ctx, const void *self, void *serial)
{
	size_t size;
	const void *const bytes = ctx->host->saved(ctx, &size);
	struct serial *const s = serial;

	(void)self;
	if (!bytes || find_copies_corpus_load(s->corpus, bytes, size) == 0) {
		s->thinned = find_copies_corpus_thinned(s->corpus);
		return CATENA_OK;
	}
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
    [COPY_OF] = {"of", CATENA_STR, 0, NULL},
    [COPY_BEGIN] = {"of_begin", CATENA_U32, 0, NULL},
    [COPY_END] = {"of_end", CATENA_U32, 0, NULL},
    [COPY_WORDS] = {"words", CATENA_U32, 0, NULL},
    [COPY_SIMILARITY] = {"similarity", CATENA_F64, 0, NULL},
    [COPY_BEGIN_CHARS] = {"of_begin_chars", CATENA_U32, 0, NULL},
    [COPY_END_CHARS] = {"of_end_chars", CATENA_U32, 0, NULL},
    [COPY_BEGIN_UTF16] = {"of_begin_utf16", CATENA_U32, 0, NULL},
    [COPY_END_UTF16] = {"of_end_utf16", CATENA_U32, 0, NULL},
    {0},
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
