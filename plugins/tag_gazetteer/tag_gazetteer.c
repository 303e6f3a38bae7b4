/* SPDX-License-Identifier: MIT */
/* tag_gazetteer.c - marks the names of lists in the text.
 *
 * The lists are compiled when the stage is created; process only reads what
 * came of it. */
#include "list.h"
#include "names.h"
#include "../share/merge.h"
#include <stdlib.h>
#include <string.h>

enum {
	OPT_LISTS,
	OPT_TYPE,
	OPT_CASE,
	OPT_FOLD,
	OPT_SCORE,
	OPT_OVERLAP,
	OPT_COUNT
};

static const char *const cases[] = {"exact", "fold", "smart", NULL};

static const char *const overlaps[] = MERGE_CHOICES;

static const struct catena_option options[] = {
    {"lists", CATENA_PATHS, NULL,
     .help = "Files of names: TSV with the columns "
             "name, type, id, canonical name."},
    {"type", CATENA_STRING, "",
     .help = "Type of the names for which the list gives none."},
    {"case", CATENA_CHOICE, "smart", .choices = cases,
     .help = "Must case be that of the list (exact), does it not count (fold), or "
             "must capitals of the list be capitals (smart)."},
    {"fold", CATENA_STRINGS, "",
     .help = "What does not count either: diacritics, hyphens, apostrophes, "
             "spaces (beside punctuation)."},
    {"score", CATENA_FLOAT, "1", 0, 1,
     .help = "How sure a match is: the score of every entity."},
    MERGE_OPTION(overlaps),
};

#define TYPES_MAX 255u
#define ERRORS_MAX 20u /* reported of all lists; the others are counted */

struct self {
	struct names names;
	uint32_t types[TYPES_MAX]; /* symbols */
	uint32_t n_types;
	uint32_t by;
	double score;
	int64_t overlap;
};

#define CACHED 64u

struct local {
	struct atoms atoms;
	struct matcher matcher;
	struct merge merge;
	/* strings of names that this document has already: by number + 1 */
	uint32_t cached[CACHED], name[CACHED], id[CACHED];
	uint64_t document;
};

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* ---- Loading ---- */

struct loading {
	catena_ctx *ctx;
	struct self *self;
	struct builder *builder;
	const char *path;
	const char *type; /* the default, "" for none */
	uint32_t errors;
};

static void complain(struct loading *l, uint32_t line, const char *why)
{
	if (l->errors++ < ERRORS_MAX)
		l->ctx->host->log(l->ctx, CATENA_ERROR, "%s:%u: %s", l->path, line, why);
}

/* The number of a type; TYPES_MAX when there are too many, with a status. */
static catena_status number_of_type(struct loading *l, const char *s, size_t size,
                                    uint32_t *number)
{
	const uint32_t symbol = l->ctx->host->intern(l->ctx, s, size);

	if (!symbol)
		return no_memory(l->ctx);
	for (*number = 0; *number < l->self->n_types; ++*number)
		if (l->self->types[*number] == symbol)
			return CATENA_OK;
	if (*number < TYPES_MAX)
		l->self->types[l->self->n_types++] = symbol;
	return CATENA_OK;
}

static catena_status load_row(struct loading *l, const struct list_row *row)
{
	const char *type = row->s[COLUMN_TYPE];
	size_t size = row->size[COLUMN_TYPE];
	catena_status status;
	const char *why;
	uint32_t number = 0;
	bool fatal;

	if (!size) {
		type = l->type;
		size = strlen(type);
	}
	if (!size) {
		complain(l, row->line,
		         "no type: add a second column, or say type = \"...\" for all");
		return CATENA_OK;
	}
	status = number_of_type(l, type, size, &number);
	if (status != CATENA_OK)
		return status;
	if (number == TYPES_MAX) {
		complain(l, row->line, "more than 255 different types");
		return CATENA_OK;
	}
	why = tag_gazetteer_builder_add(
	    l->builder, row->s[COLUMN_NAME], row->size[COLUMN_NAME], (uint8_t)number,
	    row->s[COLUMN_ID], row->size[COLUMN_ID], row->s[COLUMN_CANONICAL],
	    row->size[COLUMN_CANONICAL], &fatal);
	if (why && fatal)
		return l->ctx->host->fail(l->ctx, CATENA_E_NOMEM, "%s:%u: %s", l->path,
		                          row->line, why);
	if (why)
		complain(l, row->line, why);
	return CATENA_OK;
}

static catena_status load_list(struct loading *l, const char *path)
{
	struct list list;
	struct list_row row;
	catena_status status = CATENA_OK;
	const char *why = tag_gazetteer_list_open(&list, path);
	int more;

	if (why)
		return l->ctx->host->fail(l->ctx, CATENA_E_CONFIG, "list %s: %s", path,
		                          why);
	l->path = path;
	while (status == CATENA_OK &&
	       (more = tag_gazetteer_list_next(&list, &row, &why)) != 0) {
		if (more < 0)
			complain(l, row.line, why);
		else
			status = load_row(l, &row);
	}
	tag_gazetteer_list_close(&list);
	return status;
}

static catena_status load(struct loading *l, const char *const *lists)
{
	catena_status status = CATENA_OK;

	if (!*lists)
		return l->ctx->host->fail(l->ctx, CATENA_E_CONFIG,
		                          "lists is empty: name at least one file");
	for (; *lists && status == CATENA_OK; lists++)
		status = load_list(l, *lists);
	if (status == CATENA_OK && l->errors)
		status = l->ctx->host->fail(l->ctx, CATENA_E_CONFIG,
		                            "%u wrong lines in the lists", l->errors);
	if (status == CATENA_OK &&
	    !tag_gazetteer_builder_end(l->builder, &l->self->names))
		status = no_memory(l->ctx);
	return status;
}

/* ---- Setting up ---- */

static catena_status read_fold(catena_ctx *ctx, const char *const *list,
                               unsigned *fold)
{
	static const char *const names[] = {"diacritics", "hyphens", "apostrophes",
	                                    "spaces"};

	for (*fold = 0; *list; list++) {
		unsigned i = 0;
		while (i < 4 && strcmp(*list, names[i]))
			i++;
		if (i == 4)
			return ctx->host->fail(
			    ctx, CATENA_E_CONFIG,
			    "fold: \"%s\" is not one of diacritics, hyphens, "
			    "apostrophes, spaces",
			    *list);
		*fold |= 1u << i;
	}
	if ((*fold & FOLD_DIACRITICS) && !tag_gazetteer_can_fold_diacritics())
		return ctx->host->fail(ctx, CATENA_E_CONFIG,
		                       "fold: this tag_gazetteer was built without "
		                       "utf8proc, so it cannot fold diacritics");
	return CATENA_OK;
}

static void destroy(void *self)
{
	tag_gazetteer_names_free(&((struct self *)self)->names);
	free(self);
}

static catena_status create(catena_ctx *ctx, const union catena_value *v,
                            void **out)
{
	struct self *const self = calloc(1, sizeof *self);
	struct loading l = {.ctx = ctx, .self = self, .type = v[OPT_TYPE].s};
	catena_status status;
	unsigned fold;

	if (!self)
		return no_memory(ctx);
	self->score = v[OPT_SCORE].f;
	self->overlap = v[OPT_OVERLAP].i;
	status = read_fold(ctx, v[OPT_FOLD].list, &fold);
	if (status != CATENA_OK)
		goto out;
	self->by = ctx->host->intern(ctx, ctx->host->stage(ctx),
	                             strlen(ctx->host->stage(ctx)));
	l.builder = tag_gazetteer_builder_new(v[OPT_CASE].i, fold);
	status = self->by && l.builder ? load(&l, v[OPT_LISTS].list) : no_memory(ctx);
	if (status == CATENA_OK)
		ctx->host->log(ctx, CATENA_DEBUG, "%u names", self->names.n);
out:
	tag_gazetteer_builder_free(l.builder);
	if (status == CATENA_OK)
		*out = self;
	else
		destroy(self);
	return status;
}

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	struct local *const l = calloc(1, sizeof *l);

	if (!l)
		return no_memory(ctx);
	l->atoms.fold = ((const struct self *)self)->names.fold;
	l->document = UINT64_MAX;
	*local = l;
	return CATENA_OK;
}

static void local_free(void *local)
{
	struct local *const l = local;

	tag_gazetteer_atoms_free(&l->atoms);
	tag_gazetteer_matcher_free(&l->matcher);
	merge_free(&l->merge);
	free(l);
}

/* ---- Tagging ---- */

static const struct catena_column token_columns[] = {
    {"kind", CATENA_U8, CATENA_OPTIONAL, NULL},
    {"hash", CATENA_U32, CATENA_OPTIONAL, NULL},
    {0},
};

static const struct catena_column entity_columns[] = MERGE_ENTITY_COLUMNS;

enum {
	TOKEN,
	ENTITY
};

static const struct catena_use uses[] = {
    {"token", CATENA_READ, token_columns},
    MERGE_USE(entity_columns),
};

/* The place in the cache where the strings of a name are. */
static catena_status strings_of(catena_ctx *ctx, const struct names *n,
                                uint32_t number, struct local *l, uint32_t *place)
{
	const struct name *const name = n->items + number;
	const char *const canonical = n->strings + name->canonical;
	const char *const id = n->strings + name->id;
	const uint32_t at = number % CACHED;

	*place = at;
	if (l->cached[at] == number + 1)
		return CATENA_OK;
	l->name[at] = ctx->host->string_add(ctx, canonical, strlen(canonical));
	l->id[at] = name->id ? ctx->host->string_add(ctx, id, strlen(id)) : 0;
	if (!l->name[at] || (name->id && !l->id[at]))
		return no_memory(ctx);
	l->cached[at] = number + 1;
	return CATENA_OK;
}

static catena_status add(catena_ctx *ctx, const struct self *self, struct local *l,
                         const struct found *f)
{
	uint32_t place = 0;
	const catena_status status = strings_of(ctx, &self->names, f->name, l, &place);
	const struct merge_row row = {.score = self->score,
	                              .begin = l->atoms.begin[f->from],
	                              .end = l->atoms.end[f->to],
	                              .type =
	                                  self->types[self->names.items[f->name].type],
	                              .by = self->by,
	                              .name = l->name[place],
	                              .id = l->id[place]};

	if (status != CATENA_OK)
		return status;
	return merge_add(&l->merge, &row) ? CATENA_OK : no_memory(ctx);
}

static catena_status process(catena_ctx *ctx, const void *self_, void *local)
{
	const struct self *const self = self_;
	const struct catena_layer *const tokens = ctx->host->read(ctx, TOKEN);
	struct local *const l = local;
	catena_status status = CATENA_OK;
	uint32_t size;
	const char *const text = ctx->host->text(ctx, &size);

	if (!tokens)
		return CATENA_E_BUG;
	if (!tag_gazetteer_atoms_of_tokens(&l->atoms, text, size, tokens,
	                                   tokens->cols[0], tokens->cols[1]) ||
	    !tag_gazetteer_match(&self->names, &l->atoms, text, &l->matcher) ||
	    !merge_begin(ctx, ENTITY, &l->merge))
		return no_memory(ctx);
	if (l->document != ctx->host->number(ctx)) {
		memset(l->cached, 0, sizeof l->cached);
		l->document = ctx->host->number(ctx);
	}
	for (uint32_t i = 0; i < l->matcher.n && status == CATENA_OK; i++)
		status = add(ctx, self, l, l->matcher.found + i);
	if (status == CATENA_OK &&
	    merge_write(ctx, ENTITY, &l->merge, self->overlap) != CATENA_OK)
		status = no_memory(ctx);
	return status;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "tag_gazetteer",
    .kind = "tagger",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Marks the names of lists, millions of them if need be",
    .options = options,
    .uses = uses,
    .n_options = OPT_COUNT,
    .n_uses = sizeof uses / sizeof uses[0],
    .create = create,
    .destroy = destroy,
    .local_new = local_new,
    .local_free = local_free,
    .process = process,
};

CATENA_PLUGIN(tag_gazetteer)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
