/* SPDX-License-Identifier: MIT */
/* @NAME@.c - a tagger: marks words written in capitals, like UNESCO, as names.
 *
 * It reads the layer "token" and adds rows to the layer "entity".  The contract
 * is in <catena/plugin.h>; GUIDE.md beside Catena's README explains it. */
#include <catena/plugin.h>

#include <stdlib.h>
#include <string.h>

/* What a config may set: values[MIN_LETTERS] is the value of the first row. */
enum {
	MIN_LETTERS,
	TYPE,
	SCORE
};

static const struct catena_option options[] = {
    {"min_letters", CATENA_INT, "3", 2, 100, NULL, NULL,
     "Shorter words are no names."},
    {"type", CATENA_STRING, "ORG", 0, 0, NULL, NULL,
     "The type that the names are given."},
    {"score", CATENA_FLOAT, "0.5", 0, 1, NULL, NULL,
     "How sure the names are said to be."},
};

/* What is read and made: host->read(ctx, TOKEN) gives the columns below, in
 * this order.  The chain is checked against it before a document is read. */
enum {
	TOKEN,
	ENTITY
};
enum {
	TOKEN_FLAGS
};
enum {
	ENTITY_TYPE,
	ENTITY_SCORE,
	ENTITY_BY
};

static const struct catena_column token_columns[] = {
    {"flags", CATENA_U8, 0, NULL},
    {NULL, 0, 0, NULL},
};
static const struct catena_column entity_columns[] = {
    {"type", CATENA_SYM, 0, NULL},
    {"score", CATENA_F64, 0, NULL},
    {"by", CATENA_SYM, 0, NULL},
    {NULL, 0, 0, NULL},
};
static const struct catena_use uses[] = {
    {"token", CATENA_READ, token_columns},
    {"entity", CATENA_WRITE, entity_columns},
};

struct settings { /* fixed once create has returned: workers share it */
	int64_t min_letters;
	double score;
	uint32_t type, by; /* symbols */
};

static void destroy(void *self)
{
	free(self);
}

/* What fails here frees what it took: destroy is not called then. */
static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	const struct catena_host *h = ctx->host;
	const char *type = values[TYPE].s, *by = h->stage(ctx);
	if (!type[0])
		return h->fail(ctx, CATENA_E_CONFIG, "\"type\" is empty");

	struct settings *s = malloc(sizeof *s);
	if (!s)
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
	s->min_letters = values[MIN_LETTERS].i;
	s->score = values[SCORE].f;
	s->type = h->intern(ctx, type, strlen(type));
	s->by = h->intern(ctx, by, strlen(by));
	if (!s->type || !s->by) {
		destroy(s);
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
	}
	*self = s;
	return CATENA_OK;
}

/* UTF-8: every byte but those in the middle of a character begins one. */
static int64_t characters(const char *s, uint32_t n)
{
	int64_t count = 0;
	for (uint32_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xC0) != 0x80;
	return count;
}

/* The columns are NULL when no later stage reads them. */
static void describe(const struct catena_writer *w, const struct settings *s)
{
	const uint32_t row = w->n - 1;
	if (w->cols[ENTITY_TYPE])
		((uint32_t *)w->cols[ENTITY_TYPE])[row] = s->type;
	if (w->cols[ENTITY_SCORE])
		((double *)w->cols[ENTITY_SCORE])[row] = s->score;
	if (w->cols[ENTITY_BY])
		((uint32_t *)w->cols[ENTITY_BY])[row] = s->by;
}

/* One document.  Many workers are in here at once, each with its own. */
static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const struct catena_host *h = ctx->host;
	const struct settings *s = self;
	(void)local;

	uint32_t size;
	const char *text = h->text(ctx, &size);
	const struct catena_layer *tokens = h->read(ctx, TOKEN);
	const uint8_t *flags = tokens->cols[TOKEN_FLAGS];
	struct catena_writer *w = h->write(ctx, ENTITY, 16);
	if (!w)
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");

	for (uint32_t i = 0; i < tokens->n; i++) {
		const uint32_t begin = tokens->begin[i], end = tokens->end[i];
		if (!(flags[i] & CATENA_F_ALL_CAPS) ||
		    characters(text + begin, end - begin) < s->min_letters)
			continue;
		if (catena_row(ctx, w, begin, end) != CATENA_OK)
			return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
		describe(w, s);
	}
	return CATENA_OK;
}

static const struct catena_plugin plugin = {
    CATENA_DESCRIPTOR_HEAD, .name = "@NAME@",
    .kind = "tagger",       .version = "0.1.0",
    .license = "MIT",       .summary = "Marks words in capitals as names.",
    .options = options,     .n_options = sizeof options / sizeof *options,
    .uses = uses,           .n_uses = sizeof uses / sizeof *uses,
    .create = create,       .destroy = destroy,
    .process = process,
};

CATENA_PLUGIN(@NAME@)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &plugin : NULL;
}
