/* SPDX-License-Identifier: MIT */
/* tokenize.c - the plugin: options, and rows from the host's writers */
#include <catena/plugin.h>

#include <stdlib.h>

#include "spans.h"
#include "words.h"

enum {
	RULES_UAX29,
	RULES_WHITESPACE
};

enum {
	OPT_RULES,
	OPT_LINES
};

enum {
	USE_TOKEN,
	USE_SENTENCE,
	USE_PARAGRAPH
};

struct tokenizer {
	int64_t rules;
	enum lines lines;
};

/* Rows to ask for at first, bytes of English each; then half as much again. */
enum {
	TOKEN_BYTES = 4,
	SENTENCE_BYTES = 60,
	PARAGRAPH_BYTES = 200,
	SPARE = 64
};

static catena_status more(catena_ctx *ctx, struct catena_writer *w)
{
	return ctx->host->grow(ctx, w, w->cap / 2 + SPARE);
}

static struct span_rows span_rows(const struct catena_writer *w)
{
	return (struct span_rows){w->begin, w->end, w->n, w->cap};
}

static catena_status paragraphs(catena_ctx *ctx, enum lines lines,
                                const unsigned char *s, uint32_t n)
{
	struct catena_writer *const w =
	    ctx->host->write(ctx, USE_PARAGRAPH, n / PARAGRAPH_BYTES + SPARE);
	size_t at = 0;
	int done;

	if (!w)
		return CATENA_E_NOMEM;
	do {
		struct span_rows rows = span_rows(w);
		done = tokenize_paragraphs(s, n, lines, &at, &rows);
		w->n = rows.n;
		if (!done && more(ctx, w) != CATENA_OK)
			return CATENA_E_NOMEM;
	} while (!done);
	return CATENA_OK;
}

/* All sentences; *made is where they are. */
static catena_status sentences(catena_ctx *ctx, int64_t rules,
                               const unsigned char *s, uint32_t n,
                               struct span_rows *made)
{
	struct catena_writer *const w =
	    ctx->host->write(ctx, USE_SENTENCE, n / SENTENCE_BYTES + SPARE);
	size_t at = 0;
	int done;

	if (!w)
		return CATENA_E_NOMEM;
	do {
		struct span_rows rows = span_rows(w);
		if (rules == RULES_WHITESPACE)
			done = tokenize_paragraphs(s, n, LINES_PARAGRAPH, &at, &rows);
		else
			done = tokenize_sentences(s, n, &at, &rows);
		w->n = rows.n;
		if (!done && more(ctx, w) != CATENA_OK)
			return CATENA_E_NOMEM;
	} while (!done);
	*made = span_rows(w);
	return CATENA_OK;
}

static catena_status tokens(catena_ctx *ctx, int64_t rules, struct words *words)
{
	struct catena_writer *const w = ctx->host->write(
	    ctx, USE_TOKEN, (uint32_t)(words->n / TOKEN_BYTES) + SPARE);
	int done;

	if (!w)
		return CATENA_E_NOMEM;
	do {
		struct token_rows rows = {
		    .begin = w->begin,
		    .end = w->end,
		    .kind = w->cols[0],
		    .flags = w->cols[1],
		    .hash = w->cols[2],
		    .n = w->n,
		    .cap = w->cap,
		};
		if (rules == RULES_WHITESPACE)
			done = tokenize_words_space(words, &rows);
		else
			done = tokenize_words_plain(words, &rows);
		w->n = rows.n;
		if (!done && more(ctx, w) != CATENA_OK)
			return CATENA_E_NOMEM;
	} while (!done);
	return CATENA_OK;
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct tokenizer *const t = self;
	struct span_rows sents;
	uint32_t n;
	const unsigned char *const s = (const unsigned char *)ctx->host->text(ctx, &n);
	struct words words = {.s = s, .n = n, .sents = &sents};
	catena_status status = paragraphs(ctx, t->lines, s, n);

	(void)local;
	if (status == CATENA_OK)
		status = sentences(ctx, t->rules, s, n, &sents);
	if (status == CATENA_OK)
		status = tokens(ctx, t->rules, &words);
	return status;
}

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	struct tokenizer *const t = calloc(1, sizeof *t);

	if (!t)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	t->rules = values[OPT_RULES].i;
	t->lines = (enum lines)values[OPT_LINES].i;
	*self = t;
	return CATENA_OK;
}

static const char *const rules_choices[] = {"uax29", "whitespace", NULL};
static const char *const lines_choices[] = {"auto", "wrap", "paragraph", NULL};

static const struct catena_option options[] = {
    [OPT_RULES] = {.name = "rules",
                   .type = CATENA_CHOICE,
                   .initial = "uax29",
                   .choices = rules_choices,
                   .help =
                       "what a token and a sentence are: Unicode's standard annex "
                       "29, or what stands between white space and on one line"},
    [OPT_LINES] = {.name = "lines",
                   .type = CATENA_CHOICE,
                   .initial = "auto",
                   .choices = lines_choices,
                   .help =
                       "what a line end is within a block of lines: judged by the "
                       "lines that meet there, a space, or the end of a paragraph"},
};

static const struct catena_column token_columns[] = {
    {.name = "kind", .type = CATENA_U8},
    {.name = "flags", .type = CATENA_U8},
    {.name = "hash", .type = CATENA_U32},
    {.name = NULL},
};

static const struct catena_use uses[] = {
    [USE_TOKEN] = {"token", CATENA_WRITE, token_columns},
    [USE_SENTENCE] = {"sentence", CATENA_WRITE, NULL},
    [USE_PARAGRAPH] = {"paragraph", CATENA_WRITE, NULL},
};

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "tokenize",
    .kind = "tokenizer",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "finds tokens, sentences and paragraphs",
    .options = options,
    .uses = uses,
    .n_options = sizeof options / sizeof *options,
    .n_uses = sizeof uses / sizeof *uses,
    .create = create,
    .destroy = free,
    .process = process,
};

CATENA_PLUGIN(tokenize)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
