/* SPDX-License-Identifier: MIT */
/* @NAME@.c - a filter: lets pass documents of a sensible length only.
 *
 * It reads the layer "token" and drops documents; the summary of a run counts
 * them by reason.  The contract is in <catena/plugin.h>; GUIDE.md beside
 * Catena's README explains it. */
#include <catena/plugin.h>

#include <inttypes.h>
#include <stdlib.h>

/* What a config may set: values[MIN_WORDS] is the value of the first row. */
enum {
	MIN_WORDS,
	MAX_WORDS
};

static const struct catena_option options[] = {
    {"min_words", CATENA_INT, "1", 0, 4294967295.0, NULL, "words",
     "Documents with fewer words are dropped."},
    {"max_words", CATENA_INT, "1000000", 0, 4294967295.0, NULL, "words",
     "Documents with more words are dropped."},
};

/* What is read: host->read(ctx, TOKEN) gives the columns below. */
enum {
	TOKEN
};
enum {
	TOKEN_KIND
};

static const struct catena_column token_columns[] = {
    {"kind", CATENA_U8, 0, NULL},
    {NULL, 0, 0, NULL},
};
static const struct catena_use uses[] = {
    {"token", CATENA_READ, token_columns},
};

struct settings { /* fixed once create has returned: workers share it */
	int64_t min, max;
};

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	const struct catena_host *h = ctx->host;
	const int64_t min = values[MIN_WORDS].i, max = values[MAX_WORDS].i;
	if (min > max)
		return h->fail(ctx, CATENA_E_CONFIG,
		               "\"min_words\" (%" PRId64
		               ") is more than \"max_words\" (%" PRId64 ")",
		               min, max);

	struct settings *s = malloc(sizeof *s);
	if (!s)
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
	s->min = min;
	s->max = max;
	*self = s;
	return CATENA_OK;
}

static void destroy(void *self)
{
	free(self);
}

/* One document.  Many workers are in here at once, each with its own. */
static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *h = ctx->host;
	const struct settings *s = self;
	(void)local;

	const struct catena_layer *tokens = h->read(ctx, TOKEN);
	const uint8_t *kind = tokens->cols[TOKEN_KIND];
	int64_t words = 0;
	for (uint32_t i = 0; i < tokens->n; i++)
		words += kind[i] == CATENA_TOKEN_WORD || kind[i] == CATENA_TOKEN_NUMBER;

	if (words < s->min)
		return h->drop(ctx, "too short", "%" PRId64 " words", words);
	if (words > s->max)
		return h->drop(ctx, "too long", "%" PRId64 " words", words);
	return CATENA_OK;
}

static const struct catena_plugin plugin = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "@NAME@",
    .kind = "filter",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Drops documents that are too short or too long.",
    .options = options,
    .n_options = sizeof options / sizeof *options,
    .uses = uses,
    .n_uses = sizeof uses / sizeof *uses,
    .create = create,
    .destroy = destroy,
    .process = process,
};

CATENA_PLUGIN(@NAME@)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &plugin : NULL;
}
