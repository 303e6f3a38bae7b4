/* SPDX-License-Identifier: MIT */
/* tag_pattern.c - marks what rules describe: dates, amounts, people by their
 * titles, or whatever a file of rules says. */
#include "around.h"
#include "filter.h"
#include "rule_files.h"
#include "values.h"
#include "../share/file.h"
#include "../share/merge.h"

#include <catena/json.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPT_LANGUAGE,
	OPT_RULES,
	OPT_TYPES,
	OPT_DATE_FIELD,
	OPT_SCORE,
	OPT_OVERLAP,
	OPT_COUNT
};

enum {
	FILE_MAX = 1 << 22,
	FILES_MAX = 100
};

static const char *const overlaps[] = MERGE_CHOICES;

static const struct catena_option options[] = {
    {"language", CATENA_STRING, "en",
     .help = "Whose rules that are compiled in are used: en; none: only those of "
             "rules."},
    {"rules", CATENA_PATHS, "",
     .help = "Files of rules of your own; they go before those of the language."},
    {"types", CATENA_STRINGS, "",
     .help = "Types of which entities are made; empty: all that there are rules "
             "for."},
    {"date_field", CATENA_STRING, "date",
     .help = "The field with the document's date (2020-01-03), by which \"Friday\" "
             "becomes a day."},
    {"score", CATENA_FLOAT, "0.95", 0, 1,
     .help = "How sure a match is, where its rule does not say."},
    MERGE_OPTION(overlaps),
};

struct self {
	struct rules *rules;
	const char *date_field;
	double score;
	int64_t overlap;
	uint32_t by;
	uint32_t types[TESTS_MAX]; /* symbols of rules->types */
};

struct local {
	struct machine machine;
	struct merge merge;
	struct json_buf json;
	uint32_t classes[PIECE_MAX];
	uint64_t *may, *begins; /* of the filter */
	size_t words;           /* room in each */
};

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* ---- Reading the rules ---- */

struct sources {
	struct source items[FILES_MAX + 1];
	char *texts[FILES_MAX + 1]; /* to be freed */
	uint32_t n;
};

static void sources_free(struct sources *s)
{
	for (uint32_t i = 0; i < s->n; i++)
		free(s->texts[i]);
	free(s);
}

static catena_status add_file(catena_ctx *ctx, const char *path, struct sources *s)
{
	size_t n;
	const char *why = "more than 100 files";
	char *const text =
	    s->n > FILES_MAX ? NULL : share_file_read(path, FILE_MAX, &n, &why);
	if (text && n > FILE_MAX)
		why = "larger than 4 MiB";
	if (why) {
		free(text);
		return ctx->host->fail(ctx, CATENA_E_CONFIG, "rules %s: %s", path, why);
	}
	s->items[s->n] = (struct source){path, text, n};
	s->texts[s->n++] = text;
	return CATENA_OK;
}

static catena_status add_language(catena_ctx *ctx, const char *name,
                                  struct sources *s)
{
	if (!strcmp(name, "none"))
		return CATENA_OK;
	for (const struct rule_file *f = tag_pattern_rule_files; f->name; f++) {
		if (strcmp(f->name, name) != 0)
			continue;
		s->items[s->n++] =
		    (struct source){f->name, (const char *)f->bytes, f->size};
		return CATENA_OK;
	}
	return ctx->host->fail(
	    ctx, CATENA_E_CONFIG,
	    "language \"%s\" is not known; there are %s and none; for "
	    "another one write a file of rules",
	    name, tag_pattern_rule_names);
}

static void complain(void *user, const char *name, unsigned line, const char *what)
{
	catena_ctx *const ctx = user;
	if (line)
		ctx->host->log(ctx, CATENA_ERROR, "%s:%u: %s", name, line, what);
	else
		ctx->host->log(ctx, CATENA_ERROR, "%s: %s", name, what);
}

static catena_status read_rules(catena_ctx *ctx, const union catena_value *v,
                                struct self *self)
{
	const struct complaints say = {complain, ctx};
	struct sources *const s = calloc(1, sizeof *s);
	catena_status status = s ? CATENA_OK : no_memory(ctx);
	if (status == CATENA_OK)
		status = add_language(ctx, v[OPT_LANGUAGE].s, s);
	for (const char *const *p = v[OPT_RULES].list; status == CATENA_OK && *p; p++)
		status = add_file(ctx, *p, s);
	if (status == CATENA_OK && !s->n)
		status = ctx->host->fail(
		    ctx, CATENA_E_CONFIG,
		    "language is none and rules is empty: there is nothing to look for");
	if (status == CATENA_OK) {
		self->rules = tag_pattern_rules_new(s->items, s->n, &say);
		if (!self->rules)
			status =
			    ctx->host->fail(ctx, CATENA_E_CONFIG, "the rules cannot be used");
	}
	if (s)
		sources_free(s);
	return status;
}

/* ---- Setting up ---- */

static bool is_wanted(const char *const *types, const char *type)
{
	const bool all = !*types;
	while (*types && strcmp(*types, type) != 0)
		types++;
	return all || *types;
}

/* Types become symbols; 0 for those that are not wanted. */
static bool intern_types(catena_ctx *ctx, const char *const *types,
                         struct self *self)
{
	const struct catena_host *const h = ctx->host;
	bool good = true;
	for (uint32_t i = 0; i < self->rules->n_rules; i++) {
		struct rule *const rule = self->rules->rules + i;
		for (uint32_t k = 0; k < rule->n_outputs; k++) {
			struct output *const out = rule->outputs + k;
			if (!is_wanted(types, out->type))
				continue;
			out->symbol = h->intern(ctx, out->type, strlen(out->type));
			out->nothing = !strcmp(out->type, "NONE");
			good = good && out->symbol;
		}
	}
	for (uint32_t i = 0; i < self->rules->n_types; i++) {
		const char *const type = self->rules->types[i];
		self->types[i] = h->intern(ctx, type, strlen(type));
		good = good && self->types[i];
	}
	self->by = h->intern(ctx, h->stage(ctx), strlen(h->stage(ctx)));
	return good && self->by;
}

static catena_status check_types(catena_ctx *ctx, const char *const *types,
                                 const struct rules *rules)
{
	for (; *types; types++) {
		bool found = false;
		for (uint32_t i = 0; i < rules->n_rules && !found; i++) {
			for (uint32_t k = 0; k < rules->rules[i].n_outputs; k++)
				found = found || !strcmp(rules->rules[i].outputs[k].type, *types);
		}
		if (!found)
			return ctx->host->fail(ctx, CATENA_E_CONFIG,
			                       "types: no rule makes a \"%s\"", *types);
	}
	return CATENA_OK;
}

static void destroy(void *self)
{
	tag_pattern_rules_free(((struct self *)self)->rules);
	free(self);
}

static catena_status create(catena_ctx *ctx, const union catena_value *v,
                            void **out)
{
	struct self *const self = calloc(1, sizeof *self);
	if (!self)
		return no_memory(ctx);
	self->date_field = v[OPT_DATE_FIELD].s;
	self->score = v[OPT_SCORE].f;
	self->overlap = v[OPT_OVERLAP].i;
	catena_status status = read_rules(ctx, v, self);
	if (status == CATENA_OK)
		status = check_types(ctx, v[OPT_TYPES].list, self->rules);
	if (status == CATENA_OK && !intern_types(ctx, v[OPT_TYPES].list, self))
		status = no_memory(ctx);
	if (status == CATENA_OK)
		*out = self;
	else
		destroy(self);
	return status;
}

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	struct local *const l = calloc(1, sizeof *l);
	if (!l || !tag_pattern_machine_init(&l->machine,
	                                    ((const struct self *)self)->rules)) {
		free(l);
		return no_memory(ctx);
	}
	*local = l;
	return CATENA_OK;
}

static void local_free(void *local)
{
	struct local *const l = local;
	tag_pattern_machine_free(&l->machine);
	merge_free(&l->merge);
	json_free(&l->json);
	free(l->may);
	free(l->begins);
	free(l);
}

/* ---- Tagging ---- */

static const struct catena_column token_columns[] = {
    {"kind", CATENA_U8, 0, NULL},
    {"flags", CATENA_U8, 0, NULL},
    {"hash", CATENA_U32, 0, NULL},
    {0},
};

static const struct catena_column entity_columns[] = MERGE_ENTITY_COLUMNS;

enum {
	TOKEN,
	COPY,
	ENTITY
};

static const struct catena_use uses[] = {
    {"token", CATENA_READ, token_columns},
    {"copy", CATENA_READ | CATENA_OPTIONAL, NULL},
    MERGE_USE(entity_columns),
};

struct job { /* one document */
	catena_ctx *ctx;
	const struct self *self;
	struct local *local;
	struct tokens tokens;
	struct around around;
	uint32_t from, to; /* the piece: tokens [from, to) */
	struct day today;
};

static struct day todays(const struct job *j)
{
	const struct catena_field *const f =
	    *j->self->date_field ? j->ctx->host->field_get(j->ctx, j->self->date_field)
	                         : NULL;
	return f && f->type == CATENA_FIELD_STRING ? tag_pattern_day(f->s, f->size)
	                                           : (struct day){0};
}

/* {"value":"2020-01-03"} as a string of the document; 0: no value. */
static catena_status fields_of(struct job *j, const struct caught *caught,
                               uint32_t *string)
{
	static const char before[] = "{\"value\":\"", behind[] = "\"}";
	char text[sizeof before + VALUE_ROOM + sizeof behind];
	char *const value = text + sizeof before - 1;
	const size_t n = tag_pattern_value(caught, value);
	*string = 0;
	if (!n)
		return CATENA_OK;
	if (json_plain_prefix(value, n) == n) {
		memcpy(text, before, sizeof before - 1);
		memcpy(value + n, behind, sizeof behind);
		*string = j->ctx->host->string_add(
		    j->ctx, text, sizeof before - 1 + n + sizeof behind - 1);
		return *string ? CATENA_OK : no_memory(j->ctx);
	}
	struct json_buf *const b = &j->local->json; /* a unit may be any word */
	b->n = 0;
	json_raw(b, "{\"value\":", 9);
	json_string(b, value, n);
	json_char(b, '}');
	if (!b->failed)
		*string = j->ctx->host->string_add(j->ctx, b->p, b->n);
	return *string ? CATENA_OK : no_memory(j->ctx);
}

/* The tokens that an entity of a match has; false: its label caught nothing. */
static bool span_of(const struct output *out, const struct match *m,
                    const struct span *spans, struct span *span)
{
	*span = out->label ? spans[out->label - 1] : (struct span){m->from, m->to};
	return span->from < span->to;
}

/* Field by field: a row that is made elsewhere and copied costs the processor
 * twenty cycles, in which it waits for its own stores. */
static bool add_row(struct job *j, const struct rule *rule, uint32_t output,
                    struct span span, uint32_t fields)
{
	struct merge_row *const row = merge_next(&j->local->merge);
	if (!row)
		return false;
	row->score = rule->score < 0 ? j->self->score : rule->score;
	row->rank = rule->rank;
	row->begin = j->tokens.begin[span.from];
	row->end = j->tokens.end[span.to - 1];
	row->type = rule->outputs[output].symbol;
	row->by = j->self->by;
	row->name = row->id = 0;
	row->fields = fields;
	row->nothing = rule->outputs[output].nothing;
	return true;
}

static catena_status add_match(struct job *j, const struct match *m, uint32_t first,
                               uint32_t *behind)
{
	const struct rule *const rule = j->self->rules->rules + m->rule;
	struct local *const l = j->local;
	struct span spans[LABELS_MAX];
	uint32_t fields = 0;
	if (rule->n_labels &&
	    !tag_pattern_capture(&l->machine, l->classes, m, first, spans))
		return no_memory(j->ctx);
	*behind = 0;
	const struct match whole = {m->rule, m->from + first, m->to + first};
	const struct caught caught = {&l->machine.classes, &j->tokens, rule, spans,
	                              j->today};
	catena_status status = rule->value ? fields_of(j, &caught, &fields) : CATENA_OK;
	for (uint32_t k = 0; k < rule->n_outputs && status == CATENA_OK; k++) {
		struct span span;
		if (!span_of(rule->outputs + k, &whole, spans, &span))
			continue;
		*behind = span.to > *behind ? span.to : *behind;
		if (rule->outputs[k].symbol && !add_row(j, rule, k, span, k ? 0 : fields))
			status = no_memory(j->ctx);
	}
	*behind = *behind > first ? *behind - first : 0;
	return status;
}

static uint32_t class_of(void *job, uint32_t i)
{
	struct job *const j = job;
	return tag_pattern_class_around(&j->around, j->from + i, i > 0);
}

/* The first token from i on, below n, that has its bit; n: none. */
static uint32_t next_bit(const uint64_t *bits, uint32_t i, uint32_t n)
{
	while (i < n) {
		const uint64_t rest = bits[i / 64] >> i % 64;
		if (rest & 1)
			return i;
		i = rest ? i + share_lowest(rest) : (i | 63) + 1;
	}
	return n;
}

/* The piece: a sentence, or a part of a long one. */
static catena_status tag_piece(struct job *j, uint32_t at)
{
	struct local *const l = j->local;
	const struct letters letters = {l->classes, j->to - j->from, class_of, j};
	catena_status status = CATENA_OK;
	struct match m;
	tag_pattern_machine_rest(&l->machine);
	memset(l->classes, 0xFF, letters.n * sizeof *l->classes);
	for (; at < j->to && status == CATENA_OK; at = next_bit(l->may, at, j->to)) {
		const int found =
		    tag_pattern_match(&l->machine, &letters, at - j->from, &m);
		uint32_t behind = 0;
		if (found < 0)
			return no_memory(j->ctx);
		if (found)
			status = add_match(j, &m, j->from, &behind);
		at = j->from + behind > at ? j->from + behind : at + 1;
	}
	return status;
}

/* The piece in which token i is, behind the last one. */
static void find_piece(struct job *j, uint32_t i)
{
	const uint64_t *const begins = j->local->begins;
	uint32_t from = i;
	while (from > j->to && !(begins[from / 64] >> from % 64 & 1))
		from--;
	j->from = from + (i - from) / PIECE_MAX * PIECE_MAX;
	const uint32_t end =
	    j->tokens.n - j->from < PIECE_MAX ? j->tokens.n : j->from + PIECE_MAX;
	j->to = next_bit(begins, j->from + 1, end);
}

static bool reserve(struct local *l, uint32_t n)
{
	const size_t words = (size_t)n / 64 + 1;
	if (words <= l->words)
		return true;
	uint64_t *const may = realloc(l->may, words * sizeof *may);
	if (may)
		l->may = may;
	uint64_t *const begins = realloc(l->begins, words * sizeof *begins);
	if (begins)
		l->begins = begins;
	if (may && begins)
		l->words = words;
	return may && begins;
}

/* What will be looked at among the 64 tokens from i on, and has not been filtered
 * out, is on its way before it is needed: it does not stay in the first cache. */
static void fetch(const struct job *j, uint32_t i)
{
	const struct classes *const classes = &j->local->machine.classes;
	const uint32_t n = j->tokens.n;
	if (i >= n)
		return;
	const uint64_t *const word = j->local->may + i / 64;
	uint64_t may = *word | *word << 1 | (i < 64 ? 0 : word[-1] >> 63);
	if (n - i < 64)
		may &= (UINT64_C(1) << (n - i)) - 1;
	for (; may; may &= may - 1) {
		const uint32_t at = i + share_lowest(may);
		if (!(j->tokens.flags[at] & CATENA_F_HAS_DIGIT)) /* scanned instead */
			tag_pattern_class_fetch(classes, &j->tokens, at);
	}
}

static catena_status tag(struct job *j)
{
	struct local *const l = j->local;
	const uint32_t n = j->tokens.n;
	catena_status status = CATENA_OK;
	if (!reserve(l, n))
		return no_memory(j->ctx);
	tag_pattern_filter(j->self->rules->filter, &j->tokens, l->may, l->begins);
	uint32_t fetched = 0;
	for (uint32_t i = next_bit(l->may, 0, n); i < n && status == CATENA_OK;
	     i = next_bit(l->may, j->to, n)) {
		find_piece(j, i);
		for (; fetched < n && fetched < j->to + 64; fetched += 64)
			fetch(j, fetched);
		status = tag_piece(j, i);
	}
	return status;
}

static catena_status process(catena_ctx *ctx, const void *self_, void *local)
{
	const struct self *const self = self_;
	const struct catena_layer *const layer = ctx->host->read(ctx, TOKEN);
	struct local *const l = local;
	struct job j = {.ctx = ctx, .self = self, .local = l};
	if (!layer)
		return CATENA_E_BUG;
	j.tokens.text = ctx->host->text(ctx, &j.tokens.size);
	j.tokens.begin = layer->begin;
	j.tokens.end = layer->end;
	j.tokens.kind = layer->cols[0];
	j.tokens.flags = layer->cols[1];
	j.tokens.hash = layer->cols[2];
	j.tokens.n = layer->n;
	j.around = (struct around){.classes = &l->machine.classes,
	                           .tokens = &j.tokens,
	                           .merge = &l->merge,
	                           .types = self->types,
	                           .copies = ctx->host->read(ctx, COPY)};
	j.today = todays(&j);
	if (!merge_begin(ctx, ENTITY, &l->merge))
		return no_memory(ctx);
	catena_status status = tag(&j);
	if (status == CATENA_OK &&
	    merge_write(ctx, ENTITY, &l->merge, self->overlap) != CATENA_OK)
		status = no_memory(ctx);
	return status;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "tag_pattern",
    .kind = "tagger",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Marks what rules describe: dates, times, amounts, people by title",
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

CATENA_PLUGIN(tag_pattern)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
