/* SPDX-License-Identifier: MIT */
/* dedup_exact.c - finds documents whose text, or one field, is that of an
 * earlier one, or whose lines, paragraphs or sentences are.
 *
 * keep = "first" streams: process fingerprints, commit looks up.  The other
 * policies gather: see group.h. */
#include "../share/checkpoint.h"
#include "../share/duplicate.h"
#include "group.h"
#include "known.h"
#include "spans.h"
#include <errno.h>
#include <stdio.h>

enum {
	OPT_BY,
	OPT_FIELD,
	OPT_NORMALIZE,
	OPT_MIN_LETTERS,
	OPT_ACTION,
	OPT_KEEP,
	OPT_DATE_FIELD,
	OPT_PRIORITY_FIELD,
	OPT_PRIORITY,
	OPT_INDEX,
	OPT_INDEX_WAIT,
	OPT_MAX_AGE,
	OPT_COUNT
};

enum {
	BY_TEXT,
	BY_FIELD,
	BY_LINE, /* and the others of span_kind */
};

static const char *const bys[] = {"text",      "field",    "line",
                                  "paragraph", "sentence", NULL};
static const char *const actions[] = {"drop", "mark", NULL};
static const char *const keeps[] = RANK_CHOICES;

static const struct catena_option options[] = {
    {"by", CATENA_CHOICE, "text", .choices = bys, .help = "What is compared."},
    {"field", CATENA_STRING, "",
     .help = "Name of the field that is compared if by = \"field\"."},
    {"normalize", CATENA_STRINGS, "case, space",
     .help = "What does not count: case, space, punctuation, unicode (forms of "
             "the same character, by NFKC)."},
    {"min_letters", CATENA_INT, "16", 0, 1e6, .unit = "bytes",
     .help = "Of by = \"line\", \"paragraph\" or \"sentence\": those of which less "
             "is left are not compared."},
    {"action", CATENA_CHOICE, "drop", .choices = actions,
     .help = "Drop a duplicate from the chain, or only mark it with fields."},
    {"keep", CATENA_CHOICE, "first", .choices = keeps,
     .help = "Which one of several duplicates is kept; all but first hold the "
             "documents back until the last one was seen."},
    RANK_DATE_FIELD,
    RANK_PRIORITY_FIELD,
    RANK_PRIORITY,
    SHARE_INDEX_OPTION,
    SHARE_INDEX_WAIT,
    SHARE_INDEX_MAX_AGE,
};

struct self {
	unsigned flags;
	int64_t mark;
	const char *field; /* NULL: the text */
	struct rank_rule rule;
	bool by_span;
	struct span_rule span;
	char rule_text[256];       /* "the same text but for case, space" */
	struct share_index *index; /* NULL: only this run is remembered */
};

struct serial {
	struct seen *seen;
	struct group *group;
};

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static catena_status read_flags(catena_ctx *ctx, const char *const *list,
                                unsigned *flags)
{
	static const char *const names[] = {"case", "space", "punctuation", "unicode"};

	for (; *list; list++) {
		unsigned i = 0;
		while (i < 4 && strcmp(*list, names[i]))
			i++;
		if (i == 4)
			return ctx->host->fail(ctx, CATENA_E_CONFIG,
			                       "normalize: \"%s\" is not one of case, space, "
			                       "punctuation, unicode",
			                       *list);
		*flags |= 1u << i;
	}
	if ((*flags & NORMAL_UNICODE) && !dedup_exact_has_unicode())
		return ctx->host->fail(ctx, CATENA_E_CONFIG,
		                       "normalize: this dedup_exact was built without "
		                       "utf8proc, so there is no \"unicode\"");
	return CATENA_OK;
}

/* The rule in words. */
static void write_rule(struct self *self, int64_t by, const char *const *normalize)
{
	size_t n = (size_t)snprintf(self->rule_text, sizeof self->rule_text,
	                            "same %s%s", self->field ? "field " : bys[by],
	                            self->field ? self->field : "");
	for (const char *before = " but for "; *normalize; normalize++, before = ", ") {
		if (n < sizeof self->rule_text)
			n += (size_t)snprintf(self->rule_text + n, sizeof self->rule_text - n,
			                      "%s%s", before, *normalize);
	}
}

static catena_status span_rule(catena_ctx *ctx, struct self *self,
                               const union catena_value *v)
{
	self->span = (struct span_rule){(enum span_kind)(v[OPT_BY].i - BY_LINE),
	                                self->flags, (uint32_t)v[OPT_MIN_LETTERS].i, 0};
	if (self->rule.keep != KEEP_FIRST || *v[OPT_INDEX].s)
		return ctx->host->fail(ctx, CATENA_E_CONFIG,
		                       "by = \"%s\" goes with keep = \"first\" and without "
		                       "index",
		                       bys[v[OPT_BY].i]);
	return CATENA_OK;
}

static catena_status create(catena_ctx *ctx, const union catena_value *v,
                            void **out)
{
	struct self *const self = calloc(1, sizeof *self);
	catena_status status;

	if (!self)
		return no_memory(ctx);
	self->mark = v[OPT_ACTION].i;
	self->field = v[OPT_BY].i == BY_FIELD ? v[OPT_FIELD].s : NULL;
	self->by_span = v[OPT_BY].i >= BY_LINE;
	self->rule = (struct rank_rule){v[OPT_KEEP].i, v[OPT_DATE_FIELD].s,
	                                v[OPT_PRIORITY_FIELD].s, v[OPT_PRIORITY].list};
	status = read_flags(ctx, v[OPT_NORMALIZE].list, &self->flags);
	write_rule(self, v[OPT_BY].i, v[OPT_NORMALIZE].list);
	if (status == CATENA_OK)
		status = rank_check(ctx, &self->rule);
	if (status == CATENA_OK && self->by_span)
		status = span_rule(ctx, self, v);
	if (status == CATENA_OK && v[OPT_BY].i == BY_FIELD && !*v[OPT_FIELD].s)
		status = ctx->host->fail(ctx, CATENA_E_CONFIG,
		                         "by = \"field\" needs the name of one: "
		                         "field = \"url\"");
	if (status == CATENA_OK) {
		const struct share_index_rule rule = {v[OPT_INDEX].s, v[OPT_INDEX_WAIT].i,
		                                      v[OPT_MAX_AGE].i,
		                                      v[OPT_DATE_FIELD].s};
		status = dedup_exact_known_new(ctx, &rule, self->flags, self->field,
		                               &self->index);
	}
	if (status == CATENA_OK)
		*out = self;
	else
		free(self);
	return status;
}

static void destroy(void *self_)
{
	struct self *const self = self_;

	share_index_free(self->index);
	free(self);
}

static catena_status local_new(catena_ctx *ctx, const void *self, void **local)
{
	(void)self;
	*local = dedup_exact_normal_new();
	return *local ? CATENA_OK : no_memory(ctx);
}

static void local_free(void *local)
{
	dedup_exact_normal_free(local);
}

static void serial_free(struct serial *s)
{
	dedup_exact_seen_free(s->seen);
	dedup_exact_group_free(s->group);
	free(s);
}

static catena_status serial_new(catena_ctx *ctx, const void *self_, void **serial)
{
	const struct self *const self = self_;
	struct serial *const s = calloc(1, sizeof *s);
	catena_status status = CATENA_OK;

	if (!s)
		return no_memory(ctx);
	s->seen = dedup_exact_seen_new();
	s->group = dedup_exact_group_new();
	if (!s->seen || !s->group) {
		serial_free(s);
		return no_memory(ctx);
	}
	if (self->index)
		status = dedup_exact_known_open(ctx, self->index, s->seen);
	if (status == CATENA_OK)
		*serial = s;
	else
		serial_free(s);
	return status;
}

static catena_status serial_end(catena_ctx *ctx, const void *self_, void *serial,
                                int failed)
{
	const struct self *const self = self_;

	serial_free(serial);
	return self->index && !failed ? share_index_flush(ctx, self->index) : CATENA_OK;
}

/* ---- What is compared ---- */

/* The text, or the field as text; false: there is no such field. */
static bool subject(catena_ctx *ctx, const struct self *self, char *number,
                    size_t room, const char **s, size_t *size)
{
	const struct catena_field *f;
	uint32_t n;

	if (!self->field) {
		*s = ctx->host->text(ctx, &n);
		*size = n;
		return true;
	}
	f = ctx->host->field_get(ctx, self->field);
	if (!f || f->type == CATENA_FIELD_NULL)
		return false;
	if (f->type == CATENA_FIELD_STRING || f->type == CATENA_FIELD_JSON) {
		*s = f->s;
		*size = f->size;
		return true;
	}
	if (f->type == CATENA_FIELD_FLOAT)
		*size = (size_t)snprintf(number, room, "%.17g", f->f);
	else
		*size = (size_t)snprintf(number, room, "%lld", (long long)f->i);
	*s = number;
	return true;
}

static catena_status process(catena_ctx *ctx, const void *self_, void *local)
{
	const struct self *const self = self_;
	struct fingerprint print;
	char number[64];
	const char *s;
	size_t size, left;

	if (self->by_span)
		return dedup_exact_spans_measure(ctx, &self->span, local);
	if (!subject(ctx, self, number, sizeof number, &s, &size))
		return CATENA_OK;
	if (!dedup_exact_fingerprint(local, self->flags, s, size, &print, &left))
		return no_memory(ctx);
	if (!left) /* nothing is no copy of nothing */
		return CATENA_OK;
	if (self->rule.keep == KEEP_FIRST)
		return ctx->host->stash(ctx, &print, sizeof print);
	return dedup_exact_group_emit(ctx, &self->rule, self->index, &print);
}

/* ---- The decision ---- */

static catena_status verdict(catena_ctx *ctx, const struct self *self,
                             const char *of, uint32_t size)
{
	const struct duplicate d = {of, size, of, size, 1, 1, self->rule_text};
	const catena_status status = duplicate_mark(ctx, &d);

	if (status != CATENA_OK || self->mark)
		return status;
	return ctx->host->drop(ctx, "exact duplicate", "of %.*s", (int)size, of);
}

/* A document of which every span stands elsewhere is a duplicate. */
static catena_status commit_spans(catena_ctx *ctx, const struct self *self,
                                  struct serial *s)
{
	struct span_result r;
	catena_status status = dedup_exact_spans_find(ctx, s->seen, &r);

	if (status != CATENA_OK || !r.all)
		return status;
	const struct duplicate d = {r.of,   r.of_size, r.of,           r.of_size,
	                            r.part, r.part,    self->rule_text};
	status = duplicate_mark(ctx, &d);
	if (status != CATENA_OK || self->mark)
		return status;
	return ctx->host->drop(ctx, "all of it repeated", "the longest of %.*s",
	                       (int)r.of_size, r.of);
}

static catena_status commit_gathered(catena_ctx *ctx, const struct self *self)
{
	uint32_t size;
	const void *const of = ctx->host->assigned(ctx, 0, &size);

	return of ? verdict(ctx, self, of, size) : CATENA_OK;
}

static catena_status broken(catena_ctx *ctx)
{
	if (errno == ENOMEM)
		return no_memory(ctx);
	return ctx->host->fail(ctx, CATENA_E_IO, "temporary file of the ids: %s",
	                       strerror(errno));
}

static catena_status commit(catena_ctx *ctx, const void *self_, void *serial)
{
	const struct self *const self = self_;
	struct serial *const s = serial;
	struct fingerprint print;
	const char *id;
	size_t size;
	uint32_t id_size;
	int64_t date = SHARE_INDEX_NO_DATE;

	if (self->by_span)
		return commit_spans(ctx, self, s);
	if (self->rule.keep != KEEP_FIRST)
		return commit_gathered(ctx, self);
	const void *const stashed = ctx->host->stashed(ctx, &size);
	if (!stashed)
		return CATENA_OK;
	memcpy(&print, stashed, sizeof print);
	if (self->index) {
		date = share_index_date(ctx, self->index);
		dedup_exact_seen_limit(s->seen, share_index_arrive(self->index, date));
	}
	switch (dedup_exact_seen_find(s->seen, &print, &id, &id_size)) {
	case 0:
		id = ctx->host->id(ctx, &id_size);
		return dedup_exact_known_add(ctx, self->index, s->seen, &print, id, id_size,
		                             date);
	case 1:
		return verdict(ctx, self, id, id_size);
	default:
		return broken(ctx);
	}
}

/* ---- Gathering, checkpoints ---- */

static catena_status resolve(catena_ctx *ctx, const void *self_, void *serial,
                             const void *key, uint32_t key_size)
{
	const struct self *const self = self_;
	const struct serial *const s = serial;
	struct fingerprint print;

	if (key_size != sizeof print)
		return ctx->host->fail(ctx, CATENA_E_BUG, "a key that is none");
	memcpy(&print, key, sizeof print);
	return dedup_exact_group_resolve(ctx, s->group, self->index, s->seen, &print);
}

static int gathers(const void *self)
{
	return ((const struct self *)self)->rule.keep != KEEP_FIRST;
}

static catena_status save(catena_ctx *ctx, const void *self_, void *serial)
{
	const struct self *const self = self_;
	const struct serial *const s = serial;
	size_t size;
	void *bytes;
	catena_status status;

	if (self->index)
		return dedup_exact_known_save(ctx, self->index);
	bytes = dedup_exact_seen_save(s->seen, &size);
	if (!bytes)
		return broken(ctx);
	status = ctx->host->save(ctx, bytes, size);
	free(bytes);
	return status;
}

static catena_status restore(catena_ctx *ctx, const void *self_, void *serial)
{
	const struct self *const self = self_;
	const struct serial *const s = serial;
	size_t size;
	const void *const bytes = ctx->host->saved(ctx, &size);

	if (self->index)
		return dedup_exact_known_restore(ctx, self->index, s->seen);
	if (!bytes || dedup_exact_seen_load(s->seen, bytes, size) == 0)
		return CATENA_OK;
	if (errno == EINVAL)
		return checkpoint_is_damaged(ctx);
	return broken(ctx);
}

static catena_status settle(catena_ctx *ctx, const void *self_, int done)
{
	const struct self *const self = self_;

	return self->index ? share_index_settle(ctx, self->index, done) : CATENA_OK;
}

static const void *extension(const char *id)
{
	static const struct catena_index index_extension =
	    SHARE_INDEX_EXTENSION(settle);
	static const struct catena_gather gather = {sizeof gather, resolve, NULL,
	                                            gathers};
	static const struct catena_sync sync = {sizeof sync, save, restore};

	if (!strcmp(id, "catena.gather/1"))
		return &gather;
	if (!strcmp(id, "catena.index/1"))
		return &index_extension;
	return strcmp(id, "catena.sync/1") ? NULL : &sync;
}

static const struct catena_use uses[] = {
    {"sentence", CATENA_READ | CATENA_OPTIONAL, NULL},
};

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "dedup_exact",
    .kind = "deduplicator",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Drops or marks documents whose text or field is another's",
    .options = options,
    .uses = uses,
    .n_options = OPT_COUNT,
    .n_uses = sizeof uses / sizeof uses[0],
    .create = create,
    .destroy = destroy,
    .local_new = local_new,
    .local_free = local_free,
    .serial_new = serial_new,
    .serial_end = serial_end,
    .process = process,
    .commit = commit,
    .extension = extension,
};

CATENA_PLUGIN(dedup_exact)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
