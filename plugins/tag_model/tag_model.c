/* SPDX-License-Identifier: MIT */
/* tag_model.c - people, organisations and places, by a model that has learnt
 * from examples. */
#include "tag.h"
#include "train.h"
#include "../share/merge.h"
#include <catena/plugin.h>
#include <stdlib.h>
#include <string.h>

/* Scores of the margins below it are worked out once. */
#define SCORES 1024

/* Longer sentences are tagged in pieces: sums stay far from 2^31. */
#define PIECE 1000u

enum {
	OPT_MODEL,
	OPT_SHIPPED,
	OPT_MIN_SCORE,
	OPT_OVERLAP,
	OPT_COUNT
};

static const char *const shipped[] = {"full", "fast", NULL};

static const char *const overlaps[] = MERGE_CHOICES;

static const struct catena_option options[] = {
    {"model", CATENA_PATH, "",
     .help = "The model, a file made by catena train; empty: one that is "
             "installed with Catena."},
    {.name = "shipped",
     .type = CATENA_CHOICE,
     .initial = "full",
     .choices = shipped,
     .help = "Which of those that are installed: full finds more, fast takes less "
             "time and memory."},
    {"min_score", CATENA_FLOAT, "0", 0, 1, NULL, "ratio",
     .help = "Names of which the model is less sure are left out."},
    MERGE_OPTION(overlaps),
};

struct self {
	struct model model;
	uint32_t types[MODEL_TYPES]; /* symbols */
	uint32_t by;
	double min_score;
	int64_t overlap;
	double scores[SCORES];
};

struct local {
	struct sheet sheet;
	struct path paths[2]; /* of regions in turn */
	uint32_t *sentence;
	uint32_t cap;
	struct merge merge;
};

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* ---- Setting up ---- */

static void destroy(void *self)
{
	tag_model_close(&((struct self *)self)->model);
	free(self);
}

static catena_status create(catena_ctx *ctx, const union catena_value *v,
                            void **out)
{
	const struct catena_host *const h = ctx->host;
	const char *const path = v[OPT_MODEL].s[0]  ? v[OPT_MODEL].s
	                         : v[OPT_SHIPPED].i ? TAG_MODEL_FOLDER "/en-fast.model"
	                                            : TAG_MODEL_FOLDER "/en.model";
	struct self *const self = calloc(1, sizeof *self);
	const char *why;
	bool good;

	if (!self)
		return no_memory(ctx);
	why = tag_model_open(&self->model, path);
	if (why) {
		free(self);
		return h->fail(ctx, CATENA_E_CONFIG, "model %s: %s", path, why);
	}
	for (int32_t i = 0; i < SCORES; i++)
		self->scores[i] = tag_model_score(&self->model, i);
	self->min_score = v[OPT_MIN_SCORE].f;
	self->overlap = v[OPT_OVERLAP].i;
	self->by = h->intern(ctx, h->stage(ctx), strlen(h->stage(ctx)));
	good = self->by != 0;
	for (uint32_t t = 0; t < MODEL_TYPES; t++) {
		const char *const name = self->model.types[t];
		self->types[t] = h->intern(ctx, name, strlen(name));
		good = good && self->types[t];
	}
	if (!good) {
		destroy(self);
		return no_memory(ctx);
	}
	*out = self;
	return CATENA_OK;
}

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	(void)self;
	*local = calloc(1, sizeof(struct local));
	return *local ? CATENA_OK : no_memory(ctx);
}

static void local_free(void *local)
{
	struct local *const l = local;

	tag_model_sheet_free(&l->sheet);
	tag_model_path_free(&l->paths[0]);
	tag_model_path_free(&l->paths[1]);
	free(l->sentence);
	merge_free(&l->merge);
	free(l);
}

/* ---- Tagging ---- */

static const struct catena_column token_columns[] = {
    {"hash", CATENA_U32, 0, NULL},
    {0},
};

static const struct catena_column entity_columns[] = MERGE_ENTITY_COLUMNS;

enum {
	TOKEN,
	SENTENCE,
	ENTITY
};

static const struct catena_use uses[] = {
    {"token", CATENA_READ, token_columns},
    {"sentence", CATENA_READ, NULL},
    MERGE_USE(entity_columns),
};

/* Where sentences begin, in tokens.  Tokens between two sentences belong to
 * the one before. */
static bool cut(struct local *l, const struct catena_layer *tokens,
                const struct catena_layer *sentences, uint32_t *n)
{
	const uint64_t need = (uint64_t)sentences->n + tokens->n / PIECE + 3;
	uint32_t begin = 0;

	if (need > l->cap) {
		uint32_t *const grown =
		    need <= SIZE_MAX / 8 && need <= UINT32_MAX / 2
		        ? realloc(l->sentence, (size_t)need * 2 * sizeof *grown)
		        : NULL;
		if (!grown)
			return false;
		l->sentence = grown;
		l->cap = (uint32_t)need * 2;
	}
	const uint32_t *const at = tokens->begin, all = tokens->n;
	uint32_t found = 0;
	for (uint32_t k = 0; all && k <= sentences->n; k++) {
		const uint32_t to = k < sentences->n ? sentences->begin[k] : UINT32_MAX;
		const uint32_t from = begin;
		if (k == sentences->n)
			begin = all;
		while (begin < all && at[begin] < to)
			begin++;
		for (uint32_t i = from; i < begin; i += PIECE)
			l->sentence[found++] = i;
	}
	l->sentence[found] = all;
	*n = found;
	return true;
}

static catena_status add_mark(catena_ctx *ctx, const struct self *self,
                              struct local *l, uint32_t from, const struct mark *m)
{
	const struct tokens *const t = l->sheet.tokens;
	const bool usual = m->margin >= 0 && m->margin < SCORES;
	const struct merge_row row = {
	    .score = usual ? self->scores[m->margin]
	                   : tag_model_score(&self->model, m->margin),
	    .begin = t->begin[from + m->first],
	    .end = t->end[from + m->end - 1],
	    .type = self->types[m->type],
	    .by = self->by};

	if (row.score < self->min_score || merge_add(&l->merge, &row))
		return CATENA_OK;
	return no_memory(ctx);
}

static catena_status tag_region(catena_ctx *ctx, const struct self *self,
                                struct local *l, uint32_t k)
{
	const struct region *const r = &l->sheet.regions[k];
	struct path *const p = &l->paths[k % 2];
	catena_status status = CATENA_OK;
	struct mark m;

	if (k + 1 < l->sheet.n_regions &&
	    !tag_model_prepare(&l->sheet, r + 1, &l->paths[(k + 1) % 2]))
		return no_memory(ctx);
	if (!tag_model_finish(&l->sheet, r, p))
		return no_memory(ctx);
	for (uint32_t at = 0;
	     status == CATENA_OK && tag_model_next_mark(p, r->end - r->begin, &at, &m);)
		status = add_mark(ctx, self, l, r->begin, &m);
	return status;
}

static catena_status process(catena_ctx *ctx, const void *self_, void *local)
{
	const struct self *const self = self_;
	const struct catena_layer *const tokens = ctx->host->read(ctx, TOKEN);
	const struct catena_layer *const sentences = ctx->host->read(ctx, SENTENCE);
	struct local *const l = local;
	catena_status status = CATENA_OK;
	uint32_t size, n;
	const char *const text = ctx->host->text(ctx, &size);

	if (!tokens || !sentences)
		return CATENA_E_BUG;
	if (!cut(l, tokens, sentences, &n))
		return no_memory(ctx);
	const struct tokens t = {text,      tokens->begin, tokens->end, tokens->cols[0],
	                         tokens->n, l->sentence,   n,           size};
	if (!tag_model_sheet_fill(&l->sheet, &self->model, &t))
		return no_memory(ctx);
	if (!merge_begin(ctx, ENTITY, &l->merge))
		return no_memory(ctx);
	if (l->sheet.n_regions &&
	    !tag_model_prepare(&l->sheet, l->sheet.regions, &l->paths[0]))
		return no_memory(ctx);
	for (uint32_t k = 0; k < l->sheet.n_regions && status == CATENA_OK; k++)
		status = tag_region(ctx, self, l, k);
	if (status == CATENA_OK &&
	    merge_write(ctx, ENTITY, &l->merge, self->overlap) != CATENA_OK)
		status = no_memory(ctx);
	return status;
}

static const void *extension(const char *id)
{
	return strcmp(id, "catena.command/1") == 0 ? &tag_model_commands : NULL;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "tag_model",
    .kind = "tagger",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Finds people, organisations and places by a model that was trained",
    .options = options,
    .uses = uses,
    .n_options = OPT_COUNT,
    .n_uses = sizeof uses / sizeof uses[0],
    .create = create,
    .destroy = destroy,
    .local_new = local_new,
    .local_free = local_free,
    .process = process,
    .extension = extension,
};

CATENA_PLUGIN(tag_model)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
