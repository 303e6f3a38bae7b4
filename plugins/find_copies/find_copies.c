/* SPDX-License-Identifier: MIT */
/* find_copies.c - passages that stand in an earlier document, or earlier in the
 * same one.
 *
 * process makes words and fingerprints; commit searches what came before, in
 * input order, so the answer never depends on the number of workers. */
#include "../share/checkpoint.h"
#include "../share/words.h"
#include "find_copies.h"
#include "known.h"
#include "wide.h"

enum {
	OPT_MIN_WORDS,
	OPT_MAX_GAP,
	OPT_MIN_SIMILARITY,
	OPT_SOURCES,
	OPT_MEMORY,
	OPT_MATRIX,
	OPT_PLOT,
	OPT_MATRIX_BY,
	OPT_MATRIX_PATTERN,
	OPT_INDEX,
	OPT_INDEX_WAIT,
	OPT_MAX_AGE,
	OPT_DATE_FIELD,
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
    {"memory", CATENA_INT, "1 GiB", 4194304, 1e15, .unit = "bytes",
     .help = "Memory for what is kept of the documents; what is beyond it goes "
             "to temporary files."},
    {"matrix", CATENA_OUTPUT, "",
     .help = "File (TSV) for who borrowed how many words from whom."},
    {"plot", CATENA_OUTPUT, "",
     .help = "File (SVG) for the same as a picture: a square for each pair."},
    {"matrix_by", CATENA_STRING, "id",
     .help = "Field by which documents are grouped there, or \"id\", or "
             "\"source\"."},
    {"matrix_pattern", CATENA_STRING, "",
     .help = "Regular expression (POSIX, extended) that cuts the group out of "
             "that: what its first parenthesis matches, else what it matches."},
    [OPT_INDEX] = SHARE_INDEX_OPTION,
    [OPT_INDEX_WAIT] = SHARE_INDEX_WAIT,
    [OPT_MAX_AGE] = SHARE_INDEX_MAX_AGE,
    [OPT_DATE_FIELD] = {"date_field", CATENA_STRING, "date",
                        .help = "Field that max_age looks at: ISO 8601, or seconds "
                                "since 1970."},
};

struct local {
	struct words words;
	struct wides wides;
	struct quotes quotes;
	uint8_t *is_speaker; /* of each entity */
	uint32_t room_speakers;
};

static const char *or_null(const char *s)
{
	return *s ? s : NULL;
}

static void destroy(void *self)
{
	struct find_self *const s = self;

	share_index_free(s->disk);
	if (s->has_pattern)
		regfree(&s->pattern);
	free(s);
}

static catena_status create(catena_ctx *ctx, const union catena_value *v,
                            void **out)
{
	struct find_self *const self = calloc(1, sizeof *self);
	struct copy_params *const p = self ? &self->params : NULL;
	catena_status status;

	if (!self)
		return find_copies_no_memory(ctx);
	p->min_words = (uint32_t)v[OPT_MIN_WORDS].i;
	p->max_gap = (uint32_t)v[OPT_MAX_GAP].i;
	p->min_similarity = v[OPT_MIN_SIMILARITY].f;
	p->sources = (uint32_t)v[OPT_SOURCES].i;
	p->memory = (uint64_t)v[OPT_MEMORY].i;
	self->matrix = or_null(v[OPT_MATRIX].s);
	self->plot = or_null(v[OPT_PLOT].s);
	self->by = v[OPT_MATRIX_BY].s;
	p->every = self->matrix || self->plot;
	status = find_copies_loans_check(ctx, self, v[OPT_MATRIX_PATTERN].s);
	if (status == CATENA_OK) {
		const struct share_index_rule rule = {v[OPT_INDEX].s, v[OPT_INDEX_WAIT].i,
		                                      v[OPT_MAX_AGE].i,
		                                      v[OPT_DATE_FIELD].s};
		status = find_copies_known_check(ctx, &rule, &self->disk);
	}
	if (status != CATENA_OK) {
		destroy(self);
		return status;
	}
	*out = self;
	return CATENA_OK;
}

static void local_free(void *local)
{
	struct local *const l = local;

	words_free(&l->words);
	free(l->wides.items);
	free(l->quotes.items);
	free(l->is_speaker);
	free(l);
}

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	struct local *const l = calloc(1, sizeof *l);

	(void)self;
	if (!l)
		return find_copies_no_memory(ctx);
	l->words.spans = true;
	*local = l;
	return CATENA_OK;
}

static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	const struct find_self *const p = self;
	struct serial *const s = serial;
	catena_status status = CATENA_OK;

	if (!failed && s->known)
		status = share_index_flush(ctx, p->disk);
	if (!failed && status == CATENA_OK)
		status = find_copies_loans_write(ctx, s);
	if (!failed && s->corpus)
		ctx->host->log(ctx, CATENA_DEBUG,
		               "%u documents are kept in %.1f MiB of memory",
		               find_copies_corpus_size(s->corpus),
		               (double)find_copies_corpus_bytes(s->corpus) / 1048576);
	find_copies_known_free(s->known);
	find_copies_corpus_free(s->corpus);
	find_copies_lending_free(&s->lending);
	free(s);
	return status;
}

static catena_status serial_new(catena_ctx *ctx, const void *self, void **serial)
{
	const struct find_self *const p = self;
	struct serial *const s = calloc(1, sizeof *s);
	catena_status status;

	if (!s)
		return find_copies_no_memory(ctx);
	s->corpus = find_copies_corpus_new(&p->params);
	status =
	    s->corpus ? find_copies_loans_open(ctx, p, s) : find_copies_no_memory(ctx);
	if (status == CATENA_OK && p->disk)
		status = find_copies_known_open(ctx, p, s);
	if (status != CATENA_OK) {
		serial_end(ctx, self, s, 1);
		return status;
	}
	*serial = s;
	return CATENA_OK;
}

/* ---- One document ---- */

static catena_status put_away(catena_ctx *ctx, const struct local *l)
{
	const struct stash head = {l->words.n, l->wides.n, l->quotes.n};
	const size_t size = (size_t)head.n * sizeof(uint32_t);
	catena_status status = ctx->host->stash(ctx, &head, sizeof head);

	if (status == CATENA_OK)
		status = ctx->host->stash(ctx, l->words.hash, size);
	if (status == CATENA_OK)
		status = ctx->host->stash(ctx, l->words.begin, size);
	if (status == CATENA_OK)
		status = ctx->host->stash(ctx, l->words.end, size);
	if (status == CATENA_OK && l->wides.n)
		status = ctx->host->stash(ctx, l->wides.items,
		                          l->wides.n * sizeof *l->wides.items);
	if (status == CATENA_OK && l->quotes.n)
		status = ctx->host->stash(ctx, l->quotes.items,
		                          l->quotes.n * sizeof *l->quotes.items);
	return status;
}

/* Can these entities speak?  False: out of memory. */
static bool find_speakers(catena_ctx *ctx, struct local *l,
                          const struct catena_layer *entities)
{
	static const char *const types[] = {"PERSON", "PER", "ORG", "NORP", "GPE"};
	const uint32_t *const type = entities->cols[0];
	uint8_t *p;

	if (entities->n > l->room_speakers) {
		p = realloc(l->is_speaker, entities->n);
		if (!p)
			return false;
		l->is_speaker = p;
		l->room_speakers = entities->n;
	}
	for (uint32_t i = 0; i < entities->n; i++) {
		const char *const s =
		    type ? ctx->host->symbol(ctx, type[i], NULL) : "PERSON";
		l->is_speaker[i] = 0;
		for (size_t k = 0; s && k < sizeof types / sizeof types[0]; k++)
			l->is_speaker[i] |= !strcmp(s, types[k]);
	}
	return true;
}

static bool find_quotes(catena_ctx *ctx, struct local *l, const char *text,
                        uint32_t size, const struct catena_layer *tokens)
{
	const struct catena_layer *const entities = ctx->host->read(ctx, USE_ENTITY);
	struct quote_input in = {
	    text, size, tokens, tokens->cols[0], tokens->cols[2], entities, NULL};

	if (entities && !find_speakers(ctx, l, entities))
		return false;
	in.is_speaker = l->is_speaker;
	return find_copies_quotes(&l->quotes, &in);
}

/* The border between documents is no word. */
static void spare_border(uint32_t *hash, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		hash[i] -= hash[i] == COPY_BORDER;
}

static catena_status read_words(catena_ctx *ctx, struct local *l)
{
	const struct catena_layer *const tokens = ctx->host->read(ctx, USE_TOKEN);
	uint32_t size;
	const char *const text = ctx->host->text(ctx, &size);

	if (!tokens)
		return CATENA_E_BUG;
	if (!words_fill(&l->words, text, size, tokens, tokens->cols[0],
	                tokens->cols[1]) ||
	    !find_copies_wides(&l->wides, text, size) ||
	    !find_quotes(ctx, l, text, size, tokens))
		return find_copies_no_memory(ctx);
	if (!l->words.n)
		return CATENA_OK;
	spare_border(l->words.hash, l->words.n);
	return put_away(ctx, l);
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	struct local *const l = local;
	const catena_status status = read_words(ctx, l);

	/* After a document of many words: gives back the memory. */
	words_trim(&l->words);
	(void)self;
	return status;
}

catena_status find_copies_broken(catena_ctx *ctx)
{
	if (errno == ENOMEM)
		return find_copies_no_memory(ctx);
	if (errno == EOVERFLOW)
		return ctx->host->fail(ctx, CATENA_E_IO,
		                       "the documents have more than 2^32 words");
	return ctx->host->fail(ctx, CATENA_E_IO, "temporary file: %s", strerror(errno));
}

/* Says so when fingerprints do not fit: it becomes slower. */
static void tell(catena_ctx *ctx, const struct copy_params *p, struct serial *s)
{
	if (s->told || !find_copies_corpus_spilled(s->corpus))
		return;
	s->told = true;
	ctx->host->log(
	    ctx, CATENA_INFO,
	    "memory = %.0f MiB is full: from here on fingerprints are kept in "
	    "a temporary file, and looked up there; more memory is faster",
	    (double)p->memory / 1048576);
}

static struct copy_doc doc_of(catena_ctx *ctx, const struct stash *head)
{
	struct copy_doc d = {.n = head->n, .n_wide = head->n_wide};

	d.hash = (const uint32_t *)(const void *)(head + 1);
	d.begin = d.hash + d.n;
	d.end = d.begin + d.n;
	d.wide = (const struct wide *)(const void *)(d.end + d.n);
	d.id = ctx->host->id(ctx, &d.id_size);
	return d;
}

static catena_status commit(catena_ctx *ctx, const void *self, void *serial)
{
	const struct find_self *const p = self;
	size_t size;
	const struct stash *const head = ctx->host->stashed(ctx, &size);
	struct serial *const s = serial;
	const struct copy *copies = NULL;
	struct copy_doc d = {0};
	const struct quote *quotes = NULL;
	uint32_t n = 0;
	catena_status status = CATENA_OK;

	if (head) {
		d = doc_of(ctx, head);
		quotes = (const struct quote *)(const void *)(d.wide + d.n_wide);
		if (s->known &&
		    (status = find_copies_known_arrive(ctx, p, s, &d)) != CATENA_OK)
			return status;
		if (find_copies_corpus_take(s->corpus, &d, &copies, &n) < 0)
			return find_copies_broken(ctx);
		if (s->lends)
			find_copies_corpus_docs(s->corpus);
		status = find_copies_loans_add(ctx, p, s, &d, copies, n);
		if (status == CATENA_OK && s->known)
			status = find_copies_known_add(ctx, p, s, &d);
		if (status == CATENA_OK &&
		    find_copies_corpus_choose(s->corpus, &copies, &n) < 0)
			return find_copies_broken(ctx);
		tell(ctx, &p->params, s);
	}
	if (status != CATENA_OK)
		return status;
	return find_copies_rows(ctx, s->corpus, &d, quotes, head ? head->n_quotes : 0,
	                        copies, n);
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
	uint64_t prefix;
	size_t size;
	void *lending;

	if (s->known)
		return find_copies_known_save(ctx, self, s);
	lending = find_copies_lending_save(&s->lending, &size);
	if (!lending)
		return find_copies_no_memory(ctx);
	errno = ENOMEM;
	prefix = size;
	const bool saved = save_part(ctx, &prefix, sizeof prefix) == 0 &&
	                   save_part(ctx, lending, size) == 0 &&
	                   find_copies_corpus_save(s->corpus, save_part, ctx) == 0;
	free(lending);
	return saved ? CATENA_OK : find_copies_broken(ctx);
}

/* The loans behind their size, then the corpus. */
static bool load(struct serial *s, const unsigned char *bytes, size_t size)
{
	uint64_t lending;

	errno = EINVAL;
	if (size < sizeof lending)
		return false;
	memcpy(&lending, bytes, sizeof lending);
	if (lending > size - sizeof lending)
		return false;
	return find_copies_lending_load(&s->lending, bytes + sizeof lending,
	                                (size_t)lending) &&
	       find_copies_corpus_load(s->corpus, bytes + sizeof lending + lending,
	                               size - sizeof lending - (size_t)lending) == 0;
}

static catena_status restore(catena_ctx *ctx, const void *self, void *serial)
{
	size_t size;
	const void *const bytes = ctx->host->saved(ctx, &size);
	struct serial *const s = serial;

	if (s->known)
		return find_copies_known_restore(ctx, self, s);
	if (!bytes || load(s, bytes, size))
		return CATENA_OK;
	if (errno == EINVAL)
		return checkpoint_is_other(ctx);
	return find_copies_broken(ctx);
}

static catena_status settle(catena_ctx *ctx, const void *self, int done)
{
	const struct find_self *const p = self;

	return p->disk ? share_index_settle(ctx, p->disk, done) : CATENA_OK;
}

static const void *extension(const char *id)
{
	static const struct catena_index index = SHARE_INDEX_EXTENSION(settle);
	static const struct catena_sync sync = {sizeof sync, save, restore};

	if (!strcmp(id, "catena.index/1"))
		return &index;
	return strcmp(id, "catena.sync/1") ? NULL : &sync;
}

static const struct catena_column token_columns[] = {
    {"kind", CATENA_U8, CATENA_OPTIONAL, NULL},
    {"hash", CATENA_U32, CATENA_OPTIONAL, NULL},
    {"flags", CATENA_U8, CATENA_OPTIONAL, NULL},
    {0},
};

static const struct catena_column entity_columns[] = {
    {"type", CATENA_SYM, CATENA_OPTIONAL, NULL},
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
    [COPY_QUOTE] = {"quote", CATENA_U8, 0, NULL},
    [COPY_SPEAKER] = {"speaker", CATENA_STR, 0, NULL},
    {0},
};

static const struct catena_use uses[] = {
    [USE_TOKEN] = {"token", CATENA_READ, token_columns},
    [USE_COPY] = {"copy", CATENA_WRITE, copy_columns},
    [USE_ENTITY] = {"entity", CATENA_READ | CATENA_OPTIONAL, entity_columns},
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
    .destroy = destroy,
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
