/* SPDX-License-Identifier: MIT */
/* tokenize.c - the plugin: options, and rows from the host's writers */
#include <catena/plugin.h>

#include <stdlib.h>
#include <string.h>

#include "cut.h"
#include "language.h"
#include "news.h"
#include "news_way.h"
#include "spans.h"
#include "words.h"

enum {
	RULES_NEWS,
	RULES_UAX29,
	RULES_WHITESPACE
};

enum {
	OPT_RULES,
	OPT_LANGUAGE,
	OPT_DATA,
	OPT_LINES,
	OPT_SIMD
};

enum {
	USE_TOKEN,
	USE_SENTENCE,
	USE_PARAGRAPH
};

struct tokenizer {
	int64_t rules;
	enum lines lines;
	struct lang *lang;          /* of news */
	tokenize_cut_fn *cut;       /* of uax29 */
	const struct news_way *way; /* of news */
};

/* Rows to ask for at first, bytes of English each; then half as much again. */
enum {
	TOKEN_BYTES = 4,
	SENTENCE_BYTES = 40,
	PARAGRAPH_BYTES = 120,
	SPARE =
	    64 +
	    NEWS_SPARE /* no less than a window of news asks for, or it asks for ever */
};

static catena_status more(catena_ctx *ctx, struct catena_writer *w)
{
	return ctx->host->grow(ctx, w, w->cap / 2 + SPARE);
}

static struct span_rows span_rows(const struct catena_writer *w)
{
	return (struct span_rows){w->begin, w->end, w->n, w->cap};
}

static struct token_rows token_rows(const struct catena_writer *w)
{
	return (struct token_rows){
	    .begin = w->begin,
	    .end = w->end,
	    .kind = w->cols[0],
	    .flags = w->cols[1],
	    .hash = w->cols[2],
	    .n = w->n,
	    .cap = w->cap,
	};
}

/* One document in the works. */
struct job {
	catena_ctx *ctx;
	const struct tokenizer *t;
	const unsigned char *s;
	uint32_t n;
	struct catena_writer *token, *sentence, *paragraph;
};

static catena_status open_layers(struct job *j)
{
	const struct catena_host *const h = j->ctx->host;

	j->token = h->write(j->ctx, USE_TOKEN, j->n / TOKEN_BYTES + SPARE);
	j->sentence = h->write(j->ctx, USE_SENTENCE, j->n / SENTENCE_BYTES + SPARE);
	j->paragraph = h->write(j->ctx, USE_PARAGRAPH, j->n / PARAGRAPH_BYTES + SPARE);
	return j->token && j->sentence && j->paragraph ? CATENA_OK : CATENA_E_NOMEM;
}

static catena_status paragraphs(struct job *j, enum lines lines,
                                struct catena_writer *w)
{
	size_t at = 0;
	int done;

	do {
		struct span_rows rows = span_rows(w);
		done = tokenize_paragraphs_by(j->t->way->line_bytes, j->s, j->n, lines, &at,
		                              &rows);
		w->n = rows.n;
		if (!done && more(j->ctx, w) != CATENA_OK)
			return CATENA_E_NOMEM;
	} while (!done);
	return CATENA_OK;
}

static catena_status whitespace(struct job *j)
{
	const catena_status status = paragraphs(j, LINES_PARAGRAPH, j->sentence);
	const struct span_rows sents = span_rows(j->sentence);
	struct words words = {.s = j->s, .n = j->n, .sents = &sents};
	int done;

	if (status != CATENA_OK)
		return status;
	do {
		struct token_rows rows = token_rows(j->token);
		done = tokenize_words_space(&words, &rows);
		j->token->n = rows.n;
		if (!done && more(j->ctx, j->token) != CATENA_OK)
			return CATENA_E_NOMEM;
	} while (!done);
	return CATENA_OK;
}

static catena_status room_for(struct job *j, struct catena_writer *w, uint32_t rows)
{
	const uint32_t half = w->cap / 2 + SPARE;

	return j->ctx->host->grow(j->ctx, w, half > rows ? half : rows);
}

static int cut_more_tokens(void *owner, struct token_rows *rows, uint32_t n)
{
	struct job *const j = owner;

	j->token->n = rows->n;
	if (room_for(j, j->token, n) != CATENA_OK)
		return 0;
	*rows = token_rows(j->token);
	return 1;
}

static int cut_more_spans(void *owner, struct span_rows *rows, uint32_t n)
{
	struct job *const j = owner;
	struct catena_writer *const w =
	    rows->begin == j->sentence->begin ? j->sentence : j->paragraph;

	w->n = rows->n;
	if (room_for(j, w, n) != CATENA_OK)
		return 0;
	*rows = span_rows(w);
	return 1;
}

static catena_status uax29(struct job *j)
{
	struct token_rows token = token_rows(j->token);
	struct span_rows sents = span_rows(j->sentence), pars = span_rows(j->paragraph);
	const struct cut cut = {
	    .s = j->s,
	    .n = j->n,
	    .lines = j->t->lines,
	    .tokens = &token,
	    .sentences = &sents,
	    .paragraphs = &pars,
	    .more_tokens = cut_more_tokens,
	    .more_spans = cut_more_spans,
	    .owner = j,
	};

	if (!j->t->cut(&cut))
		return CATENA_E_NOMEM;
	j->token->n = token.n;
	j->sentence->n = sents.n;
	j->paragraph->n = pars.n;
	return CATENA_OK;
}

static int more_tokens(void *owner, struct token_rows *rows)
{
	struct job *const j = owner;

	j->token->n = rows->n;
	if (more(j->ctx, j->token) != CATENA_OK)
		return 0;
	*rows = token_rows(j->token);
	return 1;
}

static int more_sentences(void *owner, struct span_rows *rows)
{
	struct job *const j = owner;

	j->sentence->n = rows->n;
	if (more(j->ctx, j->sentence) != CATENA_OK)
		return 0;
	*rows = span_rows(j->sentence);
	return 1;
}

static catena_status news(struct job *j)
{
	const struct span_rows pars = span_rows(j->paragraph);
	struct token_rows token = token_rows(j->token);
	struct span_rows sents = span_rows(j->sentence);
	const struct news all = {
	    .s = j->s,
	    .n = j->n,
	    .lang = j->t->lang,
	    .paragraphs = &pars,
	    .tokens = &token,
	    .sentences = &sents,
	    .more_tokens = more_tokens,
	    .more_sentences = more_sentences,
	    .owner = j,
	    .way = j->t->way,
	};

	if (!tokenize_news(&all))
		return CATENA_E_NOMEM;
	j->token->n = token.n;
	j->sentence->n = sents.n;
	return CATENA_OK;
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	struct job j = {.ctx = ctx, .t = self};
	catena_status status;

	(void)local;
	j.s = (const unsigned char *)ctx->host->text(ctx, &j.n);
	status = open_layers(&j);
	if (status != CATENA_OK)
		return status;
	if (j.t->rules == RULES_UAX29)
		return uax29(&j);
	status = paragraphs(&j, j.t->lines, j.paragraph);
	if (status != CATENA_OK)
		return status;
	return j.t->rules == RULES_NEWS ? news(&j) : whitespace(&j);
}

static const char *const simd_choices[] = {"auto", "avx512", "avx2",
                                           "sse2", "none",   NULL};

/* The way to cut that goes by this name, NULL: not on this machine. */
static tokenize_cut_fn *cut_named(const char *name)
{
	struct cut_path paths[5];

	tokenize_cut_paths(paths);
	if (!strcmp(name, "auto"))
		return paths[0].cut;
	for (const struct cut_path *p = paths; p->name; p++)
		if (!strcmp(name, p->name))
			return p->cut;
	return NULL;
}

/* The same for news. */
static const struct news_way *way_named(const char *name)
{
	const struct news_way *ways[5];
	unsigned i = 0;

	tokenize_news_ways(ways);
	if (!strcmp(name, "auto"))
		return ways[0];
	while (ways[i] && strcmp(name, ways[i]->name) != 0)
		i++;
	return ways[i];
}

static void destroy(void *self)
{
	struct tokenizer *const t = self;

	if (t)
		tokenize_lang_free(t->lang);
	free(t);
}

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	const char *const simd = simd_choices[values[OPT_SIMD].i];
	struct tokenizer *const t = calloc(1, sizeof *t);
	catena_status status = CATENA_OK;

	if (!t)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	t->rules = values[OPT_RULES].i;
	t->lines = (enum lines)values[OPT_LINES].i;
	t->cut = cut_named(simd);
	t->way = way_named(simd);
	if (!t->cut || !t->way)
		status = ctx->host->fail(ctx, CATENA_E_CONFIG,
		                         "this machine does not have %s; simd = \"auto\" "
		                         "takes the best that it has",
		                         simd);
	else if (t->rules == RULES_NEWS)
		status = tokenize_language(ctx, values[OPT_LANGUAGE].s, values[OPT_DATA].s,
		                           &t->lang);
	if (status == CATENA_OK)
		*self = t;
	else
		destroy(t);
	return status;
}

static const char *const rules_choices[] = {"news", "uax29", "whitespace", NULL};
static const char *const lines_choices[] = {"auto", "wrap", "paragraph", NULL};

static const struct catena_option options[] = {
    [OPT_RULES] = {.name = "rules",
                   .type = CATENA_CHOICE,
                   .initial = "news",
                   .choices = rules_choices,
                   .help =
                       "what a token and a sentence are: as UD treebanks cut news, "
                       "as Unicode's annex 29 does, or what stands between white "
                       "space and on one line"},
    [OPT_LANGUAGE] = {.name = "language",
                      .type = CATENA_STRING,
                      .initial = "en",
                      .help =
                          "for news, the language of the text: en, de, fr, es, or "
                          "any for no one in particular"},
    [OPT_DATA] = {.name = "data",
                  .type = CATENA_PATH,
                  .initial = "",
                  .help = "for news, a .tok file that takes the place of language"},
    [OPT_LINES] = {.name = "lines",
                   .type = CATENA_CHOICE,
                   .initial = "auto",
                   .choices = lines_choices,
                   .help =
                       "what a line end is within a block of lines: judged by the "
                       "lines that meet there, a space, or the end of a paragraph"},
    [OPT_SIMD] =
        {.name = "simd",
         .type = CATENA_CHOICE,
         .initial = "auto",
         .choices = simd_choices,
         .help = "for uax29 and news, the vector instructions to use: the rows are "
                 "the same with any"},
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
    .summary = "Finds tokens, sentences and paragraphs",
    .options = options,
    .uses = uses,
    .n_options = sizeof options / sizeof *options,
    .n_uses = sizeof uses / sizeof *uses,
    .create = create,
    .destroy = destroy,
    .process = process,
};

CATENA_PLUGIN(tokenize)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
