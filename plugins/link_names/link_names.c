/* SPDX-License-Identifier: MIT */
/* link_names.c - mentions of one thing under one name, in a document and across
 * the run. */
#include "parts.h"

#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPT_ACROSS,
	OPT_NAMES,
	OPT_COUNT
};

static const struct catena_option options[] = {
    {"across", CATENA_BOOL, "true",
     .help = "Names are linked across all documents of the run, not only in each: "
             "the whole input is read before anything is written."},
    {"names", CATENA_OUTPUT, "",
     .help = "A file (TSV) of all names with their variants and counts; needs "
             "across."},
};

struct self {
	bool across;
	const char *names;
};

struct serial {
	struct names_table *table;
	struct catena_out *out;
};

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* ---- Life ---- */

static catena_status create(catena_ctx *ctx, const union catena_value *v,
                            void **out)
{
	struct self *const self = calloc(1, sizeof *self);
	if (!self)
		return no_memory(ctx);
	self->across = v[OPT_ACROSS].i != 0;
	self->names = v[OPT_NAMES].s;
	if (*self->names && !self->across) {
		free(self);
		return ctx->host->fail(ctx, CATENA_E_CONFIG,
		                       "names: the file is about the whole run; it needs "
		                       "across = true");
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
	link_names_free(&l->linker);
	free(l->mentions);
	free(l->rows);
	free(l->names);
	free(l->ids);
	free(l->fullest);
	json_free(&l->bytes);
	free(l);
}

static catena_status serial_new(catena_ctx *ctx, const void *self_, void **serial)
{
	const struct self *const self = self_;
	struct serial *const s = calloc(1, sizeof *s);
	if (!s)
		return no_memory(ctx);
	*serial = s;
	if (!*self->names)
		return CATENA_OK;
	s->table = link_names_table_new();
	if (!s->table)
		return no_memory(ctx);
	s->out = ctx->host->out_open(ctx, self->names);
	return s->out ? CATENA_OK : CATENA_E_IO;
}

static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	struct serial *const s = serial;
	catena_status status = CATENA_OK;
	(void)self;
	if (s && s->out && !failed)
		status = link_names_table_write(ctx, s->table, s->out);
	if (s)
		link_names_table_free(s->table);
	free(s);
	return status;
}

/* ---- Layers ---- */

static const struct catena_column entity_columns[] = {
    {"type", CATENA_SYM, 0, NULL},
    {"name", CATENA_STR, CATENA_OPTIONAL, NULL},
    {"id", CATENA_STR, CATENA_OPTIONAL, NULL},
    {"score", CATENA_F64, CATENA_OPTIONAL, NULL},
    {"by", CATENA_SYM, CATENA_OPTIONAL, NULL},
    {"fields", CATENA_STR, CATENA_OPTIONAL, NULL},
    {0},
};

static const struct catena_use uses[] = {
    {"entity", CATENA_READ | CATENA_WRITE | CATENA_REPLACE, entity_columns},
};

/* ---- Mentions ---- */

static bool reserve(struct local *l, uint32_t n)
{
	if (n <= l->cap)
		return true;
	if (n > UINT32_MAX / 128)
		return false;
	struct link_mention *const m = realloc(l->mentions, n * sizeof *m);
	if (m)
		l->mentions = m;
	uint32_t *const rows = realloc(l->rows, n * sizeof *rows);
	if (rows)
		l->rows = rows;
	struct row_name *const names = realloc(l->names, n * sizeof *names);
	if (names)
		l->names = names;
	if (!m || !rows || !names)
		return false;
	l->cap = n;
	return true;
}

/* Room for the ids of all rows; false: out of memory. */
static bool make_ids(const struct catena_layer *e, struct local *l)
{
	uint32_t cap = 16;
	while (cap < 2 * (uint64_t)e->n && cap < UINT32_C(1) << 30)
		cap *= 2;
	if (!link_names_grow((void **)&l->ids, &l->cap_ids, cap, sizeof *l->ids))
		return false;
	l->ids_mask = cap - 1;
	memset(l->ids, 0, cap * sizeof *l->ids);
	return true;
}

/* The number of an id: the row + 1 of the first that has it. */
static uint32_t id_number(catena_ctx *ctx, const struct catena_layer *e, uint32_t i,
                          struct local *l)
{
	const struct catena_host *const h = ctx->host;
	const uint32_t id = link_names_u32(e, ID, i);
	uint32_t size, other_size;
	if (!id)
		return 0;
	const char *const s = h->string_get(ctx, id, &size);
	for (uint32_t at = catena_hash(s, size);; at++) {
		uint32_t *const slot = l->ids + (at & l->ids_mask);
		if (!*slot)
			return *slot = i + 1;
		const char *const t =
		    h->string_get(ctx, link_names_u32(e, ID, *slot - 1), &other_size);
		if (size == other_size && !memcmp(s, t, size))
			return *slot;
	}
}

/* Letters in capitals; behind a name of three words and more also one word ("Search
 * and Rescue Agency (Basarnas)"). */
static bool may_stand_for(const char *text, const struct catena_layer *e,
                          uint32_t i)
{
	const uint32_t begin = e->begin[i], end = e->end[i];
	bool spelled = end - begin >= 2 && end - begin <= 10, word = end > begin;
	uint32_t blanks = 0;
	for (uint32_t at = begin; at < end; at++) {
		spelled =
		    spelled && ((text[at] >= 'A' && text[at] <= 'Z') || text[at] == '-');
		word = word && text[at] != ' ';
	}
	for (uint32_t at = e->begin[i - 1]; at < e->end[i - 1]; at++)
		blanks += text[at] == ' ';
	return spelled || (word && blanks >= 2);
}

/* Does row i stand in brackets behind row i - 1, in letters that may stand for it?
 */
static bool is_in_brackets(const char *text, uint32_t size,
                           const struct catena_layer *e, uint32_t i)
{
	const uint32_t begin = e->begin[i], end = e->end[i];
	return i > 0 && end < size && e->end[i - 1] + 2 == begin &&
	       text[begin - 1] == '(' && text[begin - 2] == ' ' && text[end] == ')' &&
	       may_stand_for(text, e, i);
}

/* Does row i stand behind row i - 1 as another name of the same person: "Iker Paz,
 * known as Chiqui"? */
static bool is_called(const char *text, const struct catena_layer *e, uint32_t i)
{
	static const char *const words[] = {", known as ",        ", better known as ",
	                                    ", nicknamed ",       ", also known as ",
	                                    ", widely known as ", ", called ",
	                                    ", a.k.a. ",          " aka "};
	const uint32_t from = i ? e->end[i - 1] : 0;
	for (size_t k = 0; i && k < sizeof words / sizeof *words; k++) {
		const size_t n = strlen(words[k]);
		if (e->begin[i] > from && e->begin[i] - from == n &&
		    !memcmp(text + from, words[k], n))
			return true;
	}
	return false;
}

static uint32_t gather_mentions(catena_ctx *ctx, const struct catena_layer *e,
                                struct local *l)
{
	uint32_t size, n = 0;
	const char *const text = ctx->host->text(ctx, &size);
	enum family last = FAMILY_NONE;
	for (uint32_t i = 0; i < e->n; i++) {
		const enum family family = link_names_family(
		    ctx->host->symbol(ctx, link_names_u32(e, TYPE, i), NULL));
		l->names[i] = (struct row_name){.group = LINK_NONE};
		const bool means =
		    family == last &&
		    ((family == FAMILY_ORG && is_in_brackets(text, size, e, i)) ||
		     (family == FAMILY_PERSON && is_called(text, e, i)));
		last = family;
		if (family == FAMILY_NONE)
			continue;
		/* Titles are not shown, but say who it is in other documents; so does a
		 * "Jr." that a tagger left out or took for another person, and it is. */
		const uint32_t titles =
		    family == FAMILY_PERSON
		        ? (uint32_t)link_names_titles_before(text, e->begin[i])
		        : 0;
		const uint32_t suffix =
		    family == FAMILY_PERSON
		        ? (uint32_t)link_names_suffix_behind(text, size, e->end[i])
		        : 0;
		const uint32_t begin = e->begin[i] - titles, end = e->end[i] + suffix;
		l->rows[n] = i;
		l->mentions[n] =
		    (struct link_mention){text + begin, end - begin, family,
		                          id_number(ctx, e, i, l), means ? n : 0};
		n++;
	}
	return n;
}

/* ---- Names ---- */

static void name_rows(struct local *l, const char *text, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct link_form *const f = l->linker.forms + l->linker.form_of[i];
		struct row_name *const name = l->names + l->rows[i];
		if (!f->name.n && f->name.generation && !*f->name.title)
			continue; /* "Jr." alone: no one's name */
		const char *s;
		uint32_t size;
		link_names_show_form(l, l->fullest[f->group], &s, &size);
		*name = (struct row_name){
		    f->group,      (uint32_t)(s - text), (uint32_t)(s - text) + size,
		    f->candidates, f->n_candidates,      link_names_id_row(l, f->group)};
	}
}

/* Of each candidate where its group's name is: pairs of begin and end. */
static bool candidate_spans(struct local *l, const char *text, uint32_t **spans)
{
	const uint32_t n = l->linker.n_candidates;
	*spans = calloc(2 * (size_t)n + 1, sizeof **spans);
	for (uint32_t i = 0; *spans && i < n; i++) {
		const char *s;
		uint32_t size;
		link_names_show_form(l, l->fullest[l->linker.candidates[i]], &s, &size);
		(*spans)[2 * i] = (uint32_t)(s - text);
		(*spans)[2 * i + 1] = (uint32_t)(s - text) + size;
	}
	return *spans != NULL;
}

/* ---- Callbacks ---- */

static catena_status leave(catena_ctx *ctx, const struct local *l, uint32_t n,
                           const uint32_t *spans)
{
	const catena_status status =
	    ctx->host->stash(ctx, l->names, n * sizeof *l->names);
	return status != CATENA_OK
	           ? status
	           : ctx->host->stash(ctx, spans,
	                              2 * (size_t)l->linker.n_candidates *
	                                  sizeof *spans);
}

static catena_status process(catena_ctx *ctx, const void *self_, void *local)
{
	const struct self *const self = self_;
	const struct catena_layer *const e = ctx->host->read(ctx, 0);
	struct local *const l = local;
	uint32_t size, *spans = NULL;
	const char *const text = ctx->host->text(ctx, &size);
	catena_status status = CATENA_OK;
	if (!e || !e->n)
		return CATENA_OK;
	l->bytes.failed = 0;
	if (!reserve(l, e->n) || !make_ids(e, l))
		return no_memory(ctx);
	const uint32_t n = gather_mentions(ctx, e, l);
	if (!link_names_link(&l->linker, l->mentions, n) || !link_names_find_fullest(l))
		return no_memory(ctx);
	name_rows(l, text, n);
	if (!candidate_spans(l, text, &spans))
		return no_memory(ctx);
	if (self->across) {
		status = link_names_emit(ctx, l, e);
		if (status == CATENA_OK)
			status = leave(ctx, l, e->n, spans);
	} else {
		const struct naming x = {ctx, e, l->names, spans, &l->bytes};
		status = link_names_write(&x, false);
	}
	free(spans);
	return status;
}

static catena_status commit(catena_ctx *ctx, const void *self_, void *serial)
{
	const struct self *const self = self_;
	const struct catena_layer *const e =
	    self->across ? ctx->host->read(ctx, 0) : NULL;
	size_t size = 0;
	struct json_buf json = {0};
	(void)serial;
	if (!e || !e->n)
		return CATENA_OK;
	const struct row_name *const names = ctx->host->stashed(ctx, &size);
	if (!names || size < e->n * sizeof *names)
		return ctx->host->fail(ctx, CATENA_E_BUG, "what process left is gone");
	const struct naming x = {ctx, e, names, (const uint32_t *)(names + e->n),
	                         &json};
	const catena_status status = link_names_write(&x, true);
	json_free(&json);
	return status;
}

static catena_status resolve(catena_ctx *ctx, const void *self, void *serial,
                             const void *key, uint32_t key_size)
{
	(void)self;
	return link_names_resolve(ctx, ((struct serial *)serial)->table, key, key_size);
}

static int wanted(const void *self)
{
	return ((const struct self *)self)->across;
}

static const struct catena_gather gather = {sizeof gather, resolve, NULL, wanted};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.gather/1") == 0 ? &gather : NULL;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "link_names",
    .kind = "tagger",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Gives mentions of one thing one name, in documents and across them",
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

CATENA_PLUGIN(link_names)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
