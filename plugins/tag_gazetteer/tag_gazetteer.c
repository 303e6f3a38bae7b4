/* SPDX-License-Identifier: MIT */
/* tag_gazetteer.c - marks the names of lists in the text.
 *
 * The lists are compiled, or opened where they are already, when the stage is
 * created; process only reads what came of it. */
#include "../share/merge.h"
#include "command.h"
#include "load.h"
#include <stdlib.h>
#include <string.h>

enum {
	OPT_LISTS,
	OPT_TYPE,
	OPT_CASE,
	OPT_FOLD,
	OPT_JOIN,
	OPT_SCORE,
	OPT_OVERLAP,
	OPT_COUNT
};

static const char *const overlaps[] = MERGE_CHOICES;

static const struct catena_option options[] = {
    {"lists", CATENA_PATHS, NULL,
     .help =
         "Files of names, TSV or compiled, or names of lists that are shipped."},
    TAG_GAZETTEER_TYPE,
    TAG_GAZETTEER_CASE,
    TAG_GAZETTEER_FOLD,
    {"join", CATENA_STRINGS, "",
     .help = "Types of which names that stand beside each other are one entity."},
    {"score", CATENA_FLOAT, "1", 0, 1,
     .help =
         "How sure a match is: the score of names for which the list gives none."},
    MERGE_OPTION(overlaps),
};

struct self {
	struct collection lists;
	uint32_t **types; /* of each of them: symbols by number */
	uint32_t *join;   /* symbols, 0 ended */
	uint32_t by;
	double score;
	int64_t overlap;
};

#define CACHED 64u

struct hit {
	uint32_t begin, end; /* bytes */
	uint32_t list, name; /* which of the lists, the record's place */
	uint32_t type;       /* symbol */
	unsigned weak;       /* RECORD_WEAK, RECORD_BEHIND */
	unsigned score;      /* thousandths; 0: that of the stage */
};

struct strings {  /* of a name */
	uint64_t key; /* list and record, + 1; 0: none */
	uint32_t name, id, fields;
	uint32_t round; /* of the document that has them */
};

struct local {
	struct atoms atoms;
	struct matcher matcher;
	struct merge merge;
	struct hit *hits;
	uint32_t n_hits, hits_room;
	struct strings cached[CACHED]; /* that a document has already */
	uint32_t round;                /* number of the document */
	uint64_t document;
};

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* ---- Setting up ---- */

static void destroy(void *self_)
{
	struct self *const self = self_;

	for (uint32_t i = 0; self->types && i < self->lists.n; i++)
		free(self->types[i]);
	free(self->types);
	free(self->join);
	tag_gazetteer_unload(&self->lists);
	free(self);
}

static catena_status intern_types(catena_ctx *ctx, struct self *self)
{
	const struct catena_host *const h = ctx->host;

	self->types = calloc(self->lists.n, sizeof *self->types);
	if (!self->types)
		return no_memory(ctx);
	for (uint32_t i = 0; i < self->lists.n; i++) {
		const struct names *const n = &self->lists.items[i];
		self->types[i] = calloc((size_t)n->n_types + 1, sizeof **self->types);
		if (!self->types[i])
			return no_memory(ctx);
		for (uint32_t k = 0; k < n->n_types; k++) {
			const char *const type = tag_gazetteer_type(n, k);
			self->types[i][k] = h->intern(ctx, type, strlen(type));
			if (!self->types[i][k])
				return no_memory(ctx);
		}
	}
	return CATENA_OK;
}

static catena_status intern_join(catena_ctx *ctx, struct self *self,
                                 const char *const *types)
{
	size_t n = 0;

	while (types[n])
		n++;
	self->join = calloc(n + 1, sizeof *self->join);
	if (!self->join)
		return no_memory(ctx);
	for (size_t i = 0; i < n; i++) {
		self->join[i] = ctx->host->intern(ctx, types[i], strlen(types[i]));
		if (!self->join[i])
			return no_memory(ctx);
	}
	return CATENA_OK;
}

static catena_status create(catena_ctx *ctx, const union catena_value *v,
                            void **out)
{
	const char *const stage = ctx->host->stage(ctx);
	struct self *const self = calloc(1, sizeof *self);
	struct load_options o = {
	    .lists = v[OPT_LISTS].list, .type = v[OPT_TYPE].s, .how = v[OPT_CASE].i};
	catena_status status;
	uint64_t n = 0;

	if (!self)
		return no_memory(ctx);
	self->score = v[OPT_SCORE].f;
	self->overlap = v[OPT_OVERLAP].i;
	self->by = ctx->host->intern(ctx, stage, strlen(stage));
	status = self->by ? tag_gazetteer_read_fold(ctx, v[OPT_FOLD].list, &o.fold)
	                  : no_memory(ctx);
	if (status == CATENA_OK)
		status = tag_gazetteer_load(ctx, &o, &self->lists);
	if (status == CATENA_OK)
		status = intern_types(ctx, self);
	if (status == CATENA_OK)
		status = intern_join(ctx, self, v[OPT_JOIN].list);
	if (status != CATENA_OK) {
		destroy(self);
		return status;
	}
	for (uint32_t i = 0; i < self->lists.n; i++)
		n += self->lists.items[i].n;
	ctx->host->log(ctx, CATENA_DEBUG, "%llu names", (unsigned long long)n);
	*out = self;
	return CATENA_OK;
}

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	struct local *const l = calloc(1, sizeof *l);

	if (!l)
		return no_memory(ctx);
	(void)self;
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
	free(l->hits);
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

enum {
	KEEP_ATOMS = 1 << 20 /* room for which is kept between documents */
};

static const struct catena_use uses[] = {
    {"token", CATENA_READ, token_columns},
    MERGE_USE(entity_columns),
};

static uint32_t add_string(catena_ctx *ctx, const char *s, size_t size,
                           bool *failed)
{
	const uint32_t str = size ? ctx->host->string_add(ctx, s, size) : 0;

	*failed |= size && !str;
	return str;
}

/* The strings of a name, once for each document; NULL when out of memory. */
static const struct strings *strings_of(catena_ctx *ctx, const struct self *self,
                                        const struct hit *hit, struct local *l)
{
	struct strings *const s = &l->cached[(hit->name * 2654435761u >> 16) % CACHED];
	const uint64_t key = ((uint64_t)hit->list << 32 | hit->name) + 1;
	bool failed = false;
	struct name n;

	if (s->key == key && s->round == l->round)
		return s;
	*s = (struct strings){.round = l->round};
	if (!tag_gazetteer_name_at(&self->lists.items[hit->list], hit->name, &n))
		return s; /* not so: the matcher has looked already */
	const size_t canonical_size =
	    n.canonical == n.form ? n.form_size : strlen(n.canonical);
	s->name = add_string(ctx, n.canonical, canonical_size, &failed);
	s->id = add_string(ctx, n.id, n.id_size, &failed);
	s->fields =
	    *n.fields ? add_string(ctx, n.fields, strlen(n.fields), &failed) : 0;
	if (!failed)
		s->key = key;
	return failed ? NULL : s;
}

static double score_of(const struct self *self, const struct hit *hit)
{
	return hit->score ? hit->score / 1000.0 : self->score;
}

static catena_status add(catena_ctx *ctx, const struct self *self, struct local *l,
                         const struct hit *hit)
{
	const struct strings *const s = strings_of(ctx, self, hit, l);
	struct merge_row *const row = s ? merge_next(&l->merge) : NULL;

	if (!row)
		return no_memory(ctx);
	/* one by one: a row that is copied whole waits until it is written */
	row->score = score_of(self, hit);
	row->begin = hit->begin;
	row->end = hit->end;
	row->type = hit->type;
	row->by = self->by;
	row->name = s->name;
	row->id = s->id;
	row->fields = s->fields;
	return CATENA_OK;
}

/* ---- What was found, of all lists ---- */

static struct hit hit_of(const struct local *l, const struct self *self,
                         uint32_t list, const struct found *f)
{
	return (struct hit){.begin = l->atoms.begin[f->from],
	                    .end = l->atoms.end[f->to],
	                    .list = list,
	                    .name = f->name,
	                    .type = self->types[list][f->type],
	                    .weak = f->flags & (unsigned)(RECORD_WEAK | RECORD_BEHIND),
	                    .score = f->score};
}

static bool keep_hits(struct local *l, const struct self *self, uint32_t list)
{
	const uint64_t need = (uint64_t)l->n_hits + l->matcher.n;

	if (need > l->hits_room) {
		struct hit *const p = need < UINT32_MAX / 64
		                          ? realloc(l->hits, (size_t)need * 2 * sizeof *p)
		                          : NULL;
		if (!p)
			return false;
		l->hits = p;
		l->hits_room = (uint32_t)need * 2;
	}
	for (uint32_t i = 0; i < l->matcher.n; i++)
		l->hits[l->n_hits++] = hit_of(l, self, list, &l->matcher.found[i]);
	return true;
}

/* By place, the longest first, of equal ones that which is not weak, and that of
 * the first list. */
static int by_place(const void *x, const void *y)
{
	const struct hit *const a = x, *const b = y;

	if (a->begin != b->begin)
		return a->begin < b->begin ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	if (!a->weak != !b->weak)
		return a->weak ? 1 : -1;
	return a->list < b->list ? -1 : a->list > b->list;
}

/* Of the hits of several lists those that stay. */
static void choose_longest(struct local *l)
{
	uint32_t next = 0, kept = 0;

	if (l->n_hits)
		qsort(l->hits, l->n_hits, sizeof *l->hits, by_place);
	for (uint32_t i = 0; i < l->n_hits; i++) {
		if (l->hits[i].begin < next)
			continue;
		next = l->hits[i].end;
		l->hits[kept++] = l->hits[i];
	}
	l->n_hits = kept;
}

/* ---- Names beside each other ---- */

static bool is_joined(const struct self *self, uint32_t type)
{
	for (const uint32_t *t = self->join; *t; t++)
		if (*t == type)
			return true;
	return false;
}

/* Is there nothing between two names but a hyphen, or blanks, one line end,
 * initials? */
static bool is_beside(const char *s, uint32_t n)
{
	uint32_t lines = 0;

	if (n == 1 && *s == '-')
		return true;

	for (uint32_t i = 0; i < n; i++) {
		const bool initial = s[i] >= 'A' && s[i] <= 'Z' && i && s[i - 1] <= ' ' &&
		                     i + 2 < n && s[i + 1] == '.' && s[i + 2] == ' ';
		lines += s[i] == '\n';
		if (initial)
			i++;
		else if (s[i] != ' ' && s[i] != '\n' && s[i] != '\r')
			return false;
	}
	return n > 0 && lines < 2;
}

/* The hits from `first` on that are one entity; the number behind them. */
static uint32_t end_of_run(const struct self *self, const struct local *l,
                           const char *text, uint32_t first)
{
	const struct hit *const h = l->hits;
	uint32_t i = first + 1;

	if (!is_joined(self, h[first].type))
		return i;
	while (i < l->n_hits && h[i].type == h[first].type &&
	       is_beside(text + h[i - 1].end, h[i].begin - h[i - 1].end))
		i++;
	return i;
}

static catena_status add_run(catena_ctx *ctx, const struct self *self,
                             struct local *l, const char *text, uint32_t first,
                             uint32_t end)
{
	uint32_t strong = first;

	while (strong < end && l->hits[strong].weak)
		strong++;
	if (strong == end) /* weak names do not make each other strong */
		return CATENA_OK;
	while (l->hits[first].weak & RECORD_BEHIND)
		first++;
	const struct hit *const a = &l->hits[first], *const b = &l->hits[end - 1];
	struct merge_row row = {.score = score_of(self, &l->hits[strong]),
	                        .begin = a->begin,
	                        .end = b->end,
	                        .type = a->type,
	                        .by = self->by};
	if (end == first + 1)
		return add(ctx, self, l, a);
	row.name = ctx->host->string_add(ctx, text + a->begin, b->end - a->begin);
	return row.name && merge_add(&l->merge, &row) ? CATENA_OK : no_memory(ctx);
}

/* ---- A document ---- */

/* Atoms of the tokens as the list wants them, unless those at hand will do. */
static bool make_atoms(catena_ctx *ctx, const struct catena_layer *tokens,
                       struct local *l, const struct self *self, uint32_t list)
{
	const unsigned fold = self->lists.items[list].fold;
	uint32_t size;
	const char *const text = ctx->host->text(ctx, &size);

	if (list && fold == l->atoms.fold)
		return true;
	l->atoms.fold = fold;
	return tag_gazetteer_atoms_of_tokens(&l->atoms, text, size, tokens,
	                                     tokens->cols[0], tokens->cols[1]);
}

/* One list, and no names that are joined: all that was found but for what is weak,
 * as it stands. */
static catena_status search_plain(catena_ctx *ctx, const struct self *self,
                                  const struct catena_layer *tokens,
                                  struct local *l)
{
	uint32_t size;
	const char *const text = ctx->host->text(ctx, &size);

	if (!make_atoms(ctx, tokens, l, self, 0) ||
	    !tag_gazetteer_match(self->lists.items, &l->atoms, text, false,
	                         &l->matcher))
		return no_memory(ctx);
	for (uint32_t i = 0; i < l->matcher.n; i++) {
		const struct hit hit = hit_of(l, self, 0, &l->matcher.found[i]);
		const catena_status status = hit.weak ? CATENA_OK : add(ctx, self, l, &hit);
		if (status != CATENA_OK)
			return status;
	}
	return CATENA_OK;
}

static catena_status search(catena_ctx *ctx, const struct self *self,
                            const struct catena_layer *tokens, struct local *l)
{
	const bool several = self->lists.n > 1;
	catena_status status = CATENA_OK;
	uint32_t size;
	const char *const text = ctx->host->text(ctx, &size);

	l->n_hits = 0;
	for (uint32_t k = 0; k < self->lists.n; k++)
		if (!make_atoms(ctx, tokens, l, self, k) ||
		    !tag_gazetteer_match(&self->lists.items[k], &l->atoms, text, several,
		                         &l->matcher) ||
		    !keep_hits(l, self, k))
			return no_memory(ctx);
	if (several)
		choose_longest(l);
	for (uint32_t i = 0, end; i < l->n_hits && status == CATENA_OK; i = end) {
		end = end_of_run(self, l, text, i);
		status = add_run(ctx, self, l, text, i, end);
	}
	return status;
}

static catena_status process(catena_ctx *ctx, const void *self_, void *local)
{
	const struct self *const self = self_;
	const struct catena_layer *const tokens = ctx->host->read(ctx, TOKEN);
	struct local *const l = local;
	catena_status status;

	if (!tokens)
		return CATENA_E_BUG;
	if (l->document != ctx->host->number(ctx)) {
		if (!++l->round)
			memset(l->cached, 0, sizeof l->cached);
		l->document = ctx->host->number(ctx);
	}
	if (!merge_begin(ctx, ENTITY, &l->merge))
		return no_memory(ctx);
	status = self->lists.n == 1 && !*self->join ? search_plain(ctx, self, tokens, l)
	                                            : search(ctx, self, tokens, l);
	if (l->atoms.room > KEEP_ATOMS)
		tag_gazetteer_atoms_free(&l->atoms);
	if (status == CATENA_OK &&
	    merge_write(ctx, ENTITY, &l->merge, self->overlap) != CATENA_OK)
		status = no_memory(ctx);
	return status;
}

static const void *extension(const char *id)
{
	return strcmp(id, "catena.command/1") == 0 ? &tag_gazetteer_commands : NULL;
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
    .extension = extension,
};

CATENA_PLUGIN(tag_gazetteer)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
