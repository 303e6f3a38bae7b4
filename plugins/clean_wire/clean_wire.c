/* SPDX-License-Identifier: MIT */
/* clean_wire.c - makes wire copy fit for reading
 *
 * The rules run in passes over a draft (draft.h), again and again until nothing
 * changes: so what was cleaned stays as it is when it is cleaned once more. */
#include "letters.h"
#include "names.h"
#include "wire.h"
#include "words.h"

#include <catena/plugin.h>

enum {
	OPT_QUOTES = RULES, /* the rules come first, in their order */
	OPT_PLACES,
	OPT_LANGUAGE,
	OPT_COUNT
};

static const char *const quotes[] = {"keep", "mend", "straight", "curly", NULL};
static const char *const languages[] = {"auto", "en", "other", NULL};

static const struct catena_option options[] = {
    {"date", CATENA_BOOL, "true",
     .help = "Take out \"date 2031-04-10\" at the start or end."},
    {"dateline", CATENA_BOOL, "true",
     .help = "Take out where, when and by which agency an item was sent."},
    {"byline", CATENA_BOOL, "true",
     .help = "Take out lines that say who wrote an item."},
    {"staff", CATENA_BOOL, "true",
     .help = "Take out notes on who else worked on an item, at the end of a line."},
    {"masthead", CATENA_BOOL, "true",
     .help = "Take out a paper's name above the item or behind its headline."},
    {"credit", CATENA_BOOL, "true",
     .help = "Take out captions and credits of pictures."},
    {"notices", CATENA_BOOL, "true",
     .help = "Take out \"More to follow\", \"-30-\" and the like."},
    {"separators", CATENA_BOOL, "true",
     .help = "Take out lines such as \"* * *\" and \"- World news -\"."},
    {"entities", CATENA_BOOL, "true",
     .help = "Decode HTML entities: \"&amp;\", \"&#8217;\"."},
    {"mojibake", CATENA_BOOL, "true",
     .help = "Mend UTF-8 that was read as windows-1252 or Latin-1."},
    {"spaces", CATENA_BOOL, "true",
     .help = "Make no-break and other odd spaces plain ones."},
    {"invisible", CATENA_BOOL, "true",
     .help = "Take out soft hyphens and characters without width."},
    {"dashes", CATENA_BOOL, "true",
     .help = "Make dashes of double hyphens, and hyphens of odd ones."},
    {"glued", CATENA_BOOL, "true",
     .help = "Part English words that have grown together, where it is certain."},
    {"quotes", CATENA_CHOICE, "mend", .choices = quotes,
     .help =
         "Leave quotes alone, mend those that do not match, or make all of them "
         "straight or curly."},
    {"places", CATENA_PATHS, "",
     .help = "Lists of more places that a dateline may name."},
    {"language", CATENA_CHOICE, "auto", .choices = languages,
     .help = "What the texts are in, for glued words, which are parted in English "
             "only; auto: what the field language says, or the words of the text."},
};

/* A text that takes more rounds was made to; it is left as it is then. */
#define ROUNDS_MAX 12

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* ---- Setting up ---- */

static void destroy(void *self)
{
	struct rules *const r = self;

	clean_wire_set_free(&r->places);
	clean_wire_set_free(&r->regions);
	clean_wire_set_free(&r->agencies);
	clean_wire_set_free(&r->words);
	free(r);
}

static catena_status load_names(catena_ctx *ctx, struct rules *r,
                                const char *const *paths)
{
	if (!clean_wire_places_load(&r->places) ||
	    !clean_wire_regions_load(&r->regions) ||
	    !clean_wire_agencies_load(&r->agencies))
		return no_memory(ctx);
	for (; *paths; paths++) {
		const char *const why = clean_wire_places_read(&r->places, *paths);
		if (why)
			return ctx->host->fail(ctx, CATENA_E_CONFIG, "places: %s: %s", *paths,
			                       why);
	}
	return CATENA_OK;
}

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **out)
{
	struct rules *const r = calloc(1, sizeof *r);
	catena_status status;

	if (!r)
		return no_memory(ctx);
	for (unsigned i = 0; i < RULES; i++)
		r->on[i] = values[i].i != 0;
	r->quotes = values[OPT_QUOTES].i;
	r->language = values[OPT_LANGUAGE].i;
	status = load_names(ctx, r, values[OPT_PLACES].list);
	if (status == CATENA_OK && r->on[RULE_GLUED] &&
	    !clean_wire_words_load(&r->words))
		status = no_memory(ctx);
	if (status == CATENA_OK)
		*out = r;
	else
		destroy(r);
	return status;
}

/* ---- Cleaning ---- */

static bool any(const struct rules *r, unsigned first, unsigned last)
{
	for (unsigned i = first; i <= last; i++)
		if (r->on[i])
			return true;
	return false;
}

/* One round; true if something was changed. */
static bool round_of_rules(struct wire *w)
{
	const struct rules *const r = w->rules;
	bool changed = false;

	if (any(r, RULE_ENTITIES, RULE_INVISIBLE)) {
		clean_wire_chars(w);
		changed = clean_wire_draft_apply(&w->draft) || changed;
	}
	if (any(r, RULE_DATE, RULE_SEPARATORS)) {
		clean_wire_lines(w);
		changed = clean_wire_draft_apply(&w->draft) || changed;
	}
	if (r->quotes != QUOTES_KEEP) {
		clean_wire_quotes(w);
		changed = clean_wire_draft_apply(&w->draft) || changed;
	}
	if (r->quotes != QUOTES_KEEP || r->on[RULE_DASHES]) {
		clean_wire_signs(w);
		changed = clean_wire_draft_apply(&w->draft) || changed;
	}
	if (r->on[RULE_GLUED]) {
		clean_wire_glued(w);
		changed = clean_wire_draft_apply(&w->draft) || changed;
	}
	return changed;
}

static catena_status edit(catena_ctx *ctx, const struct draft *d, const char *text)
{
	catena_status status = CATENA_OK;

	for (size_t i = 0; i < d->n_edits && status == CATENA_OK; i++) {
		const struct draft_edit *const e = d->edits + i;
		if (e->to - e->from == e->until - e->at &&
		    !memcmp(text + e->from, d->text + e->at, e->to - e->from))
			continue;
		status =
		    ctx->host->edit(ctx, e->from, e->to, d->text + e->at, e->until - e->at);
	}
	return status;
}

/* ---- What was found becomes fields ---- */

static catena_status set_field(catena_ctx *ctx, const char *name, uint32_t type,
                               const struct json_buf *b)
{
	const struct catena_field f = {.name = name,
	                               .name_size = (uint32_t)strlen(name),
	                               .type = type,
	                               .s = b->p,
	                               .size = (uint32_t)b->n};

	if (b->failed)
		return no_memory(ctx);
	return b->n ? ctx->host->field_set(ctx, &f) : CATENA_OK;
}

/* A list; what an earlier stage left there comes first. */
static catena_status set_list(catena_ctx *ctx, const char *name,
                              const struct json_buf *items)
{
	const struct catena_field *const old = ctx->host->field_get(ctx, name);
	struct json_buf b = {0};
	catena_status status;

	if (items->failed)
		return no_memory(ctx);
	if (!items->n)
		return CATENA_OK;
	if (old && old->type == CATENA_FIELD_JSON && old->size > 2 &&
	    old->s[0] == '[') {
		json_raw(&b, old->s, old->size - 1);
		json_char(&b, ',');
	} else if (old && old->type == CATENA_FIELD_STRING) {
		json_char(&b, '[');
		json_string(&b, old->s, old->size);
		json_char(&b, ',');
	} else {
		json_char(&b, '[');
	}
	json_raw(&b, items->p, items->n);
	json_char(&b, ']');
	status = set_field(ctx, name, CATENA_FIELD_JSON, &b);
	json_free(&b);
	return status;
}

static catena_status set_mended(catena_ctx *ctx, const struct found *found)
{
	static const char *const names[] = {"entities",  "mojibake", "spaces",
	                                    "invisible", "quotes",   "dashes"};
	struct json_buf b = {0};
	catena_status status = CATENA_OK;

	for (unsigned i = 0; i < MENDED_KINDS; i++) {
		if (!found->mended[i])
			continue;
		json_char(&b, b.n ? ',' : '{');
		json_string(&b, names[i], strlen(names[i]));
		json_char(&b, ':');
		json_uint(&b, found->mended[i]);
	}
	if (b.n || b.failed) {
		json_char(&b, '}');
		status = set_field(ctx, "mended", CATENA_FIELD_JSON, &b);
	}
	json_free(&b);
	return status;
}

/* What the input says of itself stays: the text had it too, and `removed` has
 * it. */
static catena_status set_fields(catena_ctx *ctx, const struct found *found)
{
	static const char *const names[] = {"date",  "dateline", "agency", "byline",
	                                    "staff", "masthead", "credit", "caption"};
	catena_status status = CATENA_OK;

	for (unsigned i = 0; i < FOUND_VALUES && status == CATENA_OK; i++) {
		const struct catena_field *const old = ctx->host->field_get(ctx, names[i]);
		if (!old || old->type == CATENA_FIELD_NULL)
			status =
			    set_field(ctx, names[i], CATENA_FIELD_STRING, found->value + i);
	}
	if (status == CATENA_OK)
		status = set_list(ctx, "removed", &found->removed);
	if (status == CATENA_OK)
		status = set_list(ctx, "glued", &found->glued);
	if (status == CATENA_OK)
		status = set_mended(ctx, found);
	return status;
}

static void found_free(struct found *f)
{
	for (unsigned i = 0; i < FOUND_VALUES; i++)
		json_free(f->value + i);
	json_free(&f->removed);
	json_free(&f->glued);
}

/* What the document says it is in: "en", "en-GB"; nothing: it is to be seen. */
static int64_t said_language(catena_ctx *ctx, const struct rules *r)
{
	const struct catena_field *const f = ctx->host->field_get(ctx, "language");

	if (r->language != LANGUAGE_AUTO)
		return r->language;
	if (!f || f->type != CATENA_FIELD_STRING || !f->size)
		return LANGUAGE_AUTO;
	return match_word(f->s, 0, f->size, "en") &&
	               (f->size == 2 || !is_letter_ascii(f->s[2]) ||
	                (f->size == 7 && match_word(f->s, 0, 7, "english")))
	           ? LANGUAGE_EN
	           : LANGUAGE_OTHER;
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	struct wire w = {.rules = self, .language = said_language(ctx, self)};
	catena_status status;
	uint32_t size;
	const char *const text = ctx->host->text(ctx, &size);

	(void)local;
	clean_wire_draft_init(&w.draft, text, size);
	for (unsigned i = 0; i < ROUNDS_MAX && !ctx->host->stopping(ctx); i++)
		if (!round_of_rules(&w))
			break;
	status = w.draft.failed ? no_memory(ctx) : edit(ctx, &w.draft, text);
	if (status == CATENA_OK)
		status = set_fields(ctx, &w.found);
	clean_wire_draft_free(&w.draft);
	found_free(&w.found);
	return status;
}

/* ---- The plugin ---- */

static const struct catena_use uses[] = {
    {"text", CATENA_WRITE, NULL},
};

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "clean_wire",
    .kind = "cleaner",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Takes datelines, credits and other noise out of wire copy",
    .options = options,
    .uses = uses,
    .n_options = OPT_COUNT,
    .n_uses = sizeof uses / sizeof uses[0],
    .create = create,
    .destroy = destroy,
    .process = process,
};

CATENA_PLUGIN(clean_wire)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
