/* SPDX-License-Identifier: MIT */
/* link_names.c - mentions of one thing under one name, in a document and across
 * the run. */
#include "units.h"

#include <catena/json.h>
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

/* What process leaves for commit: a number for each row of the layer entity. */
struct row_name {
	uint32_t group;                    /* LINK_NONE: it keeps what it has */
	uint32_t begin, end;               /* of the group's name in the text */
	uint32_t candidates, n_candidates; /* in the list behind the rows: groups */
};

struct local {
	struct linker linker;
	struct link_mention *mentions;
	uint32_t *rows; /* by mention: its row */
	struct row_name *names;
	uint32_t cap;
	struct json_buf bytes;
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

enum {
	TYPE,
	NAME,
	ID,
	SCORE,
	BY,
	FIELDS
};

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

static uint32_t u32_at(const struct catena_layer *l, int column, uint32_t i)
{
	const uint32_t *const c = l->cols[column];
	return c ? c[i] : 0;
}

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

/* The number of an id: the row + 1 of the first that has it. */
static uint32_t id_number(catena_ctx *ctx, const struct catena_layer *l, uint32_t i)
{
	const struct catena_host *const h = ctx->host;
	const uint32_t id = u32_at(l, ID, i);
	uint32_t size, other_size;
	if (!id)
		return 0;
	const char *s = h->string_get(ctx, id, &size);
	for (uint32_t k = 0; k < i && k < 1000; k++) {
		const uint32_t other = u32_at(l, ID, k);
		if (other == id)
			return k + 1;
		const char *const t = other ? h->string_get(ctx, other, &other_size) : NULL;
		if (t && size == other_size && !memcmp(s, t, size))
			return k + 1;
	}
	return i + 1;
}

static uint32_t gather_mentions(catena_ctx *ctx, const struct catena_layer *e,
                                struct local *l)
{
	uint32_t size, n = 0;
	const char *const text = ctx->host->text(ctx, &size);
	for (uint32_t i = 0; i < e->n; i++) {
		const enum family family =
		    link_names_family(ctx->host->symbol(ctx, u32_at(e, TYPE, i), NULL));
		l->names[i].group = LINK_NONE;
		l->names[i].n_candidates = 0;
		if (family == FAMILY_NONE)
			continue;
		l->rows[n] = i;
		l->mentions[n++] =
		    (struct link_mention){text + e->begin[i], e->end[i] - e->begin[i],
		                          family, id_number(ctx, e, i)};
	}
	return n;
}

/* ---- The name of a group: its fullest form ---- */

static bool all_capitals(const struct plain_name *name)
{
	uint32_t i = 0;
	while (i < name->n && name->words[i].upper)
		i++;
	return i == name->n;
}

static bool is_fuller(const struct link_form *a, const struct link_form *b,
                      const struct link_mention *m)
{
	const uint32_t x = a->name.several ? 0 : a->name.n;
	const uint32_t y = b->name.several ? 0 : b->name.n;
	if (!x != !y)
		return x != 0;
	const bool a_capitals = all_capitals(&a->name),
	           b_capitals = all_capitals(&b->name);
	if (x > 1 && y > 1 && a_capitals != b_capitals)
		return b_capitals;
	if (x != y)
		return x > y;
	if (a->count != b->count)
		return a->count > b->count;
	return m[a->first].n > m[b->first].n;
}

static uint32_t fullest(const struct local *l, uint32_t group)
{
	uint32_t best = group;
	for (uint32_t i = l->linker.next[group]; i != LINK_NONE;
	     i = l->linker.next[i]) {
		if (is_fuller(l->linker.forms + i, l->linker.forms + best, l->mentions))
			best = i;
	}
	return best;
}

/* Where the group's name is, as it is to be shown. */
static void shown(const struct local *l, uint32_t form, const char **s, uint32_t *n)
{
	const struct link_mention *const m = l->mentions + l->linker.forms[form].first;
	size_t begin, end;
	link_names_shown(m->s, m->n, m->family, &begin, &end);
	*s = m->s + begin;
	*n = (uint32_t)(end - begin);
}

static void name_rows(struct local *l, const char *text, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct link_form *const f = l->linker.forms + l->linker.form_of[i];
		struct row_name *const name = l->names + l->rows[i];
		const char *s;
		uint32_t size;
		shown(l, fullest(l, f->group), &s, &size);
		*name = (struct row_name){f->group, (uint32_t)(s - text),
		                          (uint32_t)(s - text) + size, f->candidates,
		                          f->n_candidates};
	}
}

/* ---- Facts ---- */

static void put_u32(struct json_buf *b, uint32_t x)
{
	json_raw(b, (const char *)&x, sizeof x);
}

/* The unit of a group: its name and its forms as they are written first. */
static void put_unit(struct local *l, uint32_t group, uint32_t as)
{
	struct json_buf *const b = &l->bytes;
	struct unit u = {as, 0, 0, 0};
	const char *s;
	uint32_t n;
	for (uint32_t i = group; i != LINK_NONE; i = l->linker.next[i]) {
		u.mentions += l->linker.forms[i].count;
		u.n_variants++;
	}
	shown(l, fullest(l, group), &s, &n);
	u.name_size = n;
	b->n = 0;
	json_raw(b, (const char *)&u, sizeof u);
	json_raw(b, s, n);
	for (uint32_t i = group; i != LINK_NONE; i = l->linker.next[i]) {
		shown(l, i, &s, &n);
		put_u32(b, l->linker.forms[i].count);
		put_u32(b, n);
		json_raw(b, s, n);
	}
}

static catena_status emit(catena_ctx *ctx, struct local *l, const char *key,
                          size_t size)
{
	if (l->bytes.failed)
		return no_memory(ctx);
	return ctx->host->emit(ctx, key, (uint32_t)size, l->bytes.p,
	                       (uint32_t)l->bytes.n);
}

static size_t key_with(char kind, const char *s, size_t n, char *key)
{
	key[0] = kind;
	memcpy(key + 1, s, n);
	return n + 1;
}

static const char family_letters[] = "POL-";

/* Of a body a short form, such as letters, that a document which has no other may
 * use: "WHO", "State Department". */
static bool is_short(const struct link_form *f)
{
	return f->family != FAMILY_PERSON && f->name.n &&
	       (f->name.n == 1 ? f->name.words[0].upper && f->name.words[0].size <= 8
	                       : f->family == FAMILY_ORG);
}

/* Who is called by a short form, and who says what it is short for. */
static catena_status emit_short(catena_ctx *ctx, struct local *l, uint32_t group,
                                const struct link_form *best)
{
	char key[WORDS_MAX * WORD_ROOM + 2];
	catena_status status = CATENA_OK;
	for (uint32_t i = group; i != LINK_NONE && status == CATENA_OK;
	     i = l->linker.next[i]) {
		const struct link_form *const f = l->linker.forms + i;
		if (!is_short(f) || (f != best && !strcmp(f->key, best->key)))
			continue;
		key[0] = 'A';
		const size_t n =
		    key_with(family_letters[f->family], f->key, strlen(f->key), key + 1);
		put_unit(l, group, best == f ? group : LINK_NONE);
		status = emit(ctx, l, key, n + 1);
	}
	return status;
}

static catena_status emit_group(catena_ctx *ctx, struct local *l,
                                const struct catena_layer *e, uint32_t group)
{
	char key[WORDS_MAX * WORD_ROOM + 2];
	const struct link_form *const best = l->linker.forms + fullest(l, group);
	size_t n;
	if (best->family == FAMILY_NONE || !best->name.n || best->name.several)
		return CATENA_OK;
	uint32_t id = 0, size = 0;
	for (uint32_t i = group; i != LINK_NONE && !id; i = l->linker.next[i])
		id = l->linker.forms[i].id;
	put_unit(l, group, group);
	if (id) { /* the row that has it */
		const char *const s =
		    ctx->host->string_get(ctx, u32_at(e, ID, id - 1), &size);
		if (size > sizeof key - 3)
			return CATENA_OK;
		key[0] = 'I';
		n = key_with(family_letters[best->family], s, size, key + 1) + 1;
	} else if (best->family == FAMILY_PERSON) {
		char bones[WORD_ROOM];
		n = link_names_bones(best->name.words + best->name.n - 1, bones);
		n = key_with('P', bones, n, key);
	} else {
		n = key_with(family_letters[best->family], best->key, strlen(best->key),
		             key);
	}
	const catena_status status = emit(ctx, l, key, n);
	return status == CATENA_OK ? emit_short(ctx, l, group, best) : status;
}

static catena_status emit_groups(catena_ctx *ctx, struct local *l,
                                 const struct catena_layer *e)
{
	catena_status status = CATENA_OK;
	for (uint32_t i = 0; i < l->linker.n && status == CATENA_OK; i++) {
		if (l->linker.forms[i].group == i)
			status = emit_group(ctx, l, e, i);
	}
	return status;
}

/* ---- Writing ---- */

struct naming { /* from process to commit, or at once */
	catena_ctx *ctx;
	const struct catena_layer *entities;
	const struct row_name *names; /* by row */
	const uint32_t *candidates;   /* pairs: where the name of each is */
	struct json_buf *json;
};

/* {..., "candidates":["Ann Holt","Bo Holt"]} */
static uint32_t with_candidates(const struct naming *x, uint32_t fields,
                                const char *const *s, const uint32_t *sizes,
                                uint32_t n)
{
	struct json_buf *const b = x->json;
	uint32_t size = 0;
	const char *const old =
	    fields ? x->ctx->host->string_get(x->ctx, fields, &size) : "";
	b->n = 0;
	if (size > 2) {
		json_raw(b, old, size - 1); /* without its } */
		json_char(b, ',');
	} else {
		json_char(b, '{');
	}
	json_raw(b, "\"candidates\":[", 14);
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			json_char(b, ',');
		json_string(b, s[i], sizes[i]);
	}
	json_raw(b, "]}", 2);
	return b->failed ? 0 : x->ctx->host->string_add(x->ctx, b->p, b->n);
}

/* What the run says of a group; NULL: nothing. */
static const char *verdict_of(const struct naming *x, uint32_t group,
                              struct verdict *v)
{
	uint32_t size;
	const char *found = NULL, *bytes;
	for (uint32_t k = 0; (bytes = x->ctx->host->assigned(x->ctx, k, &size)); k++) {
		struct verdict one;
		memcpy(&one, bytes, sizeof one);
		if (one.group != group || (found && !(one.name_size && !v->name_size)))
			continue;
		*v = one;
		found = bytes + sizeof one;
		if (v->name_size)
			break;
	}
	return found;
}

struct named { /* one group, looked up once */
	uint32_t group, name, n_candidates;
	const char *candidates[8];
	uint32_t sizes[8];
};

static catena_status look_up(const struct naming *x, const struct row_name *row,
                             bool across, struct named *out)
{
	const struct catena_host *const h = x->ctx->host;
	struct verdict v = {0};
	uint32_t text_size;
	const char *const text = h->text(x->ctx, &text_size);
	const char *const said = across ? verdict_of(x, row->group, &v) : NULL;
	*out = (struct named){.group = row->group};
	if (said && v.name_size)
		out->name = h->string_add(x->ctx, said, v.name_size);
	else
		out->name = h->string_add(x->ctx, text + row->begin, row->end - row->begin);
	const char *at = said ? said + v.name_size : NULL;
	for (uint32_t i = 0; i < v.n_candidates && i < 8; i++) {
		memcpy(&out->sizes[i], at, sizeof(uint32_t));
		out->candidates[i] = at + sizeof(uint32_t);
		at += sizeof(uint32_t) + out->sizes[i];
		out->n_candidates++;
	}
	for (uint32_t i = 0; !out->n_candidates && i < row->n_candidates && i < 8;
	     i++) {
		const uint32_t *const span = x->candidates + 2 * (row->candidates + i);
		out->candidates[i] = text + span[0];
		out->sizes[i] = span[1] - span[0];
		if (i + 1 == row->n_candidates || i == 7)
			out->n_candidates = i + 1;
	}
	return out->name ? CATENA_OK : no_memory(x->ctx);
}

/* A gazetteer's own name for its id stays. */
static bool keeps_name(const struct catena_layer *e, uint32_t i)
{
	return u32_at(e, ID, i) && u32_at(e, NAME, i);
}

static void put_row(const struct catena_layer *e, uint32_t i,
                    struct catena_writer *w, uint32_t name, uint32_t fields)
{
	const uint32_t row = w->n++;
	w->begin[row] = e->begin[i];
	w->end[row] = e->end[i];
	for (int k = 0; k <= FIELDS; k++) {
		if (!w->cols[k])
			continue;
		if (k == SCORE) {
			const double *const score = e->cols[SCORE];
			((double *)w->cols[k])[row] = score ? score[i] : 0;
		} else {
			((uint32_t *)w->cols[k])[row] = k == NAME     ? name
			                                : k == FIELDS ? fields
			                                              : u32_at(e, k, i);
		}
	}
}

static catena_status write_rows(const struct naming *x, bool across)
{
	const struct catena_layer *const e = x->entities;
	struct catena_writer *const w = x->ctx->host->write(x->ctx, 0, e->n);
	struct named known[64]; /* by group: the last one of each place */
	catena_status status = CATENA_OK;
	if (!w)
		return no_memory(x->ctx);
	for (int k = 0; k < 64; k++)
		known[k].group = LINK_NONE;
	for (uint32_t i = 0; i < e->n && status == CATENA_OK; i++) {
		const struct row_name *const row = x->names + i;
		struct named *const named = known + row->group % 64;
		uint32_t name = u32_at(e, NAME, i), fields = u32_at(e, FIELDS, i);
		if (row->group != LINK_NONE && !keeps_name(e, i)) {
			if (named->group != row->group)
				status = look_up(x, row, across, named);
			name = named->name;
			if (named->n_candidates && status == CATENA_OK) {
				fields = with_candidates(x, fields, named->candidates, named->sizes,
				                         named->n_candidates);
				status = fields ? CATENA_OK : no_memory(x->ctx);
			}
		}
		if (status == CATENA_OK)
			put_row(e, i, w, name, fields);
	}
	return status;
}

/* Of each candidate where its group's name is: pairs of begin and end. */
static bool candidate_spans(struct local *l, const char *text, uint32_t **spans)
{
	const uint32_t n = l->linker.n_candidates;
	*spans = calloc(2 * (size_t)n + 1, sizeof **spans);
	for (uint32_t i = 0; *spans && i < n; i++) {
		const char *s;
		uint32_t size;
		shown(l, fullest(l, l->linker.candidates[i]), &s, &size);
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
	if (!reserve(l, e->n))
		return no_memory(ctx);
	const uint32_t n = gather_mentions(ctx, e, l);
	if (!link_names_link(&l->linker, l->mentions, n))
		return no_memory(ctx);
	name_rows(l, text, n);
	if (!candidate_spans(l, text, &spans))
		return no_memory(ctx);
	if (self->across) {
		status = emit_groups(ctx, l, e);
		if (status == CATENA_OK)
			status = leave(ctx, l, e->n, spans);
	} else {
		const struct naming x = {ctx, e, l->names, spans, &l->bytes};
		status = write_rows(&x, false);
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
	const catena_status status = write_rows(&x, true);
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
