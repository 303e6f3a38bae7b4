/* SPDX-License-Identifier: MIT */
/* kept_tagger.c - a tagger as 1.0 had them: a row a word, a column a type. */
#include "plugin-1.0.h"
#include <stdlib.h>

static const struct catena_option options[] = {
    {.name = "weight",
     .type = CATENA_FLOAT,
     .initial = "50%",
     .min = 0,
     .max = 1,
     .unit = "ratio",
     .help = "What every word weighs."},
};

static const struct catena_column token_columns[] = {{"kind", CATENA_U8, 0, NULL},
                                                     {"hash", CATENA_U32, 0, NULL},
                                                     {NULL, 0, 0, NULL}};
static const struct catena_column mark_columns[] = {
    {"of", CATENA_ROW, 0, "token"},  {"number", CATENA_I64, 0, NULL},
    {"weight", CATENA_F64, 0, NULL}, {"label", CATENA_SYM, 0, NULL},
    {"word", CATENA_STR, 0, NULL},   {NULL, 0, 0, NULL}};
static const struct catena_use uses[] = {
    {"token", CATENA_WRITE, token_columns},
    {"mark", CATENA_WRITE | CATENA_REPLACE, mark_columns},
    {"nobody", CATENA_READ | CATENA_OPTIONAL, NULL}};

struct local {
	unsigned documents;
};

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	double *weight = malloc(sizeof *weight);
	if (!weight)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	*weight = values[0].f;
	*self = weight;
	return CATENA_OK;
}

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	(void)self;
	*local = calloc(1, sizeof(struct local));
	return *local ? CATENA_OK
	              : ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static catena_status mark(catena_ctx *ctx, struct catena_writer *w, double weight,
                          uint32_t row, const char *word, uint32_t size,
                          uint32_t begin)
{
	const struct catena_host *h = ctx->host;
	if (catena_row(ctx, w, begin, begin + size) != CATENA_OK)
		return CATENA_E_NOMEM;
	const uint32_t i = w->n - 1;
	if (w->cols[0])
		((uint32_t *)w->cols[0])[i] = row;
	if (w->cols[1])
		((int64_t *)w->cols[1])[i] = -(int64_t)h->number(ctx);
	if (w->cols[2])
		((double *)w->cols[2])[i] = weight;
	const uint32_t label = h->intern(ctx, h->stage(ctx), 4);
	const uint32_t text = h->string_add(ctx, word, size);
	if (!label || !text)
		return CATENA_E_NOMEM;
	if (w->cols[3])
		((uint32_t *)w->cols[3])[i] = label;
	if (w->cols[4])
		((uint32_t *)w->cols[4])[i] = text;
	return CATENA_OK;
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *h = ctx->host;
	struct local *l = local;
	uint32_t size, at = 0;
	const char *text = h->text(ctx, &size);
	struct catena_writer *token = h->write(ctx, 0, 1);
	struct catena_writer *marks = h->write(ctx, 1, 1);
	l->documents++;
	const struct catena_layer *nobody = h->read(ctx, 2);
	if (nobody && nobody->n > size)
		return h->fail(ctx, CATENA_E_BUG, "more rows than bytes");
	if (!token || !marks)
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
	while (at < size) {
		uint32_t end = at;
		while (end < size && text[end] != ' ')
			end++;
		if (end == at) {
			at++;
			continue;
		}
		if (catena_row(ctx, token, at, end) != CATENA_OK)
			return CATENA_E_NOMEM;
		if (token->cols[0])
			((uint8_t *)token->cols[0])[token->n - 1] = CATENA_TOKEN_WORD;
		if (token->cols[1])
			((uint32_t *)token->cols[1])[token->n - 1] = end - at;
		if (mark(ctx, marks, *(const double *)self, token->n - 1, text + at,
		         end - at, at) != CATENA_OK)
			return CATENA_E_NOMEM;
		at = end;
	}
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "kept_tagger",
    .kind = "tagger",
    .version = "1.0",
    .license = "MIT",
    .summary = "Marks every word",
    .options = options,
    .uses = uses,
    .n_options = sizeof options / sizeof *options,
    .n_uses = sizeof uses / sizeof *uses,
    .create = create,
    .destroy = free,
    .local_new = local_new,
    .local_free = free,
    .process = process,
};

CATENA_PLUGIN(kept_tagger)
{
	(void)host_minor;
	return host_major == 1 ? &descriptor : NULL;
}
