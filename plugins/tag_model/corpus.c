/* SPDX-License-Identifier: MIT */
/* corpus.c - annotated files in columns, as examples to learn from.
 *
 * A line is a token and, last, its tag; or number, token, tag and more, as in
 * the files of Universal NER.  An empty line ends a sentence, -DOCSTART- or
 * "# newdoc" begins a document.  Tags are IOB1 or IOB2; of one that is not sure
 * the others may follow, each with its share: B-LOC:71,B-ORG:27,O:2. */
#define _POSIX_C_SOURCE 200809L

#include "corpus.h"
#include "../share/file.h"
#include "inputs.h"
#include "odds.h"
#include <catena/fold.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char no_memory[] = "out of memory";

struct reader {
	struct examples *out;
	const struct corpus_file *file;
	struct sheet sheet;
	/* one document */
	char *text;
	size_t size, text_cap;
	uint32_t *begin, *end, *hash, *sentence;
	uint8_t *label;
	uint32_t *unsure; /* of each token: 0, or 1 and the number of its odds */
	float (*odds)[ODDS];
	size_t n, cap, n_sentences, cap_sentences, n_odds, cap_odds;
	uint32_t documents;
};

static bool grow(void *array, size_t *cap, size_t need, size_t size)
{
	void **const p = array;
	size_t more = *cap ? *cap : 256;

	if (need <= *cap && *p)
		return true;
	while (more < need)
		more *= 2;
	void *const grown = more <= SIZE_MAX / size ? realloc(*p, more * size) : NULL;
	if (!grown)
		return false;
	*p = grown;
	*cap = more;
	return true;
}

/* ---- Documents to examples ---- */

static bool add_rows(struct examples *o, const uint32_t *rows, uint32_t n)
{
	size_t cap = o->cap_tokens, cap2 = o->cap_tokens;

	if (!grow(&o->rows, &o->cap_rows, o->n_rows + n, sizeof *o->rows) ||
	    !grow(&o->row, &cap, o->n_tokens + 2, sizeof *o->row) ||
	    !grow(&o->target, &cap2, o->n_tokens + 2, sizeof *o->target) ||
	    !grow(&o->label, &o->cap_tokens, o->n_tokens + 2, 1))
		return false;
	memcpy(o->rows + o->n_rows, rows, n * sizeof *rows);
	o->row[o->n_tokens] = o->n_rows;
	o->n_rows += n;
	o->row[o->n_tokens + 1] = o->n_rows;
	return true;
}

/* Labels of a region by those of its document: a name that it cuts is cut. */
static uint8_t label_in(const struct reader *r, const struct region *g, uint32_t i)
{
	const uint8_t label = r->label[i];

	if (!label)
		return 0;
	const uint32_t type = model_type(label);
	const bool begins = i == g->begin || !model_is_open(r->label[i - 1]);
	const bool ends = i + 1 == g->end || !model_is_open(label);
	return model_label(type, begins ? ends ? PLACE_ONLY : PLACE_FIRST
	                         : ends ? PLACE_LAST
	                                : PLACE_INNER);
}

static const float *odds_of(const struct reader *r, const struct region *g,
                            uint32_t i, float *sure)
{
	if (i >= g->end)
		return NULL;
	if (r->unsure[i])
		return r->odds[r->unsure[i] - 1];
	tag_model_odds_sure(r->label[i], sure);
	return sure;
}

/* Label of a token, and its odds, if it has any. */
static bool add_label(struct reader *r, const struct region *g, uint32_t i)
{
	struct examples *const o = r->out;
	const bool unsure = r->unsure[i] || (i + 1 < g->end && r->unsure[i + 1]);
	float sure[2][ODDS];

	o->label[o->n_tokens] = label_in(r, g, i);
	o->target[o->n_tokens++] = unsure ? (uint32_t)++o->n_targets : 0;
	if (!unsure)
		return true;
	if (!grow(&o->targets, &o->cap_targets, o->n_targets, sizeof *o->targets))
		return false;
	tag_model_odds_labels(odds_of(r, g, i, sure[0]), odds_of(r, g, i + 1, sure[1]),
	                      o->targets[o->n_targets - 1]);
	return true;
}

static bool add_slots(struct reader *r, const struct region *g)
{
	struct examples *const o = r->out;
	const uint32_t n = g->end - g->begin;
	const size_t slots = n + 2 * NETWORK_SIDE;

	if (!r->file->model->network.units)
		return true;
	if (!grow(&o->inputs, &o->cap_slots, o->n_slots + slots, sizeof *o->inputs) ||
	    !grow(&o->runs, &o->cap_runs, o->n_tokens + n, sizeof *o->runs))
		return false;
	for (uint32_t k = 0; k < slots; k++) {
		uint32_t *const to = o->inputs[o->n_slots++];
		const uint32_t used = tag_model_inputs(&r->sheet, g, k, to);
		for (uint32_t i = used; i < NETWORK_INPUTS; i++)
			to[i] = UINT32_MAX;
	}
	for (uint32_t i = 0; i < n; i++)
		tag_model_run_of(&r->sheet, g, i, o->runs[o->n_tokens + i]);
	return true;
}

/* What a sentence is about: once, before its regions. */
static bool add_topic(struct reader *r, const struct region *g)
{
	struct examples *const o = r->out;
	const size_t n = g->sentence_end - g->sentence_begin;

	if (!r->file->model->network.units)
		return true;
	if (!grow(&o->document, &o->cap_document, (size_t)o->n_topics + 1,
	          sizeof *o->document) ||
	    !grow(&o->content, &o->cap_content, (size_t)o->n_topics + 2,
	          sizeof *o->content) ||
	    !grow(&o->contents, &o->cap_contents, o->n_contents + n,
	          sizeof *o->contents))
		return false;
	o->document[o->n_topics] = o->n_documents;
	o->content[o->n_topics++] = o->n_contents;
	for (uint32_t i = g->sentence_begin; i < g->sentence_end; i++) {
		const uint32_t own = tag_model_content(&r->sheet, i);
		if (own < r->file->model->network.words)
			o->contents[o->n_contents++] = own;
	}
	o->content[o->n_topics] = o->n_contents;
	return true;
}

static bool add_region(struct reader *r, const struct region *g)
{
	struct examples *const o = r->out;
	uint32_t rows[TAG_MODEL_FEATURES_MAX];
	size_t cap = o->cap, cap2 = o->cap, cap3 = o->cap, cap4 = o->cap, cap5 = o->cap,
	       cap6 = o->cap;

	if (!grow(&o->begin, &cap, (size_t)o->n + 2, sizeof *o->begin) ||
	    !grow(&o->weight, &cap2, (size_t)o->n + 2, sizeof *o->weight) ||
	    !grow(&o->source, &cap3, (size_t)o->n + 2, 1) ||
	    !grow(&o->cuts, &cap4, (size_t)o->n + 2, 1) ||
	    !grow(&o->half, &cap5, (size_t)o->n + 2, 1) ||
	    !grow(&o->sentence, &cap6, (size_t)o->n + 2, sizeof *o->sentence))
		return false;
	if (!add_slots(r, g))
		return false;
	o->cap = (uint32_t)cap;
	o->begin[o->n] = (uint32_t)o->n_tokens;
	o->weight[o->n] = r->file->weight;
	o->source[o->n] = r->file->source;
	o->half[o->n] = r->documents & 1;
	o->sentence[o->n] = o->n_topics ? o->n_topics - 1 : 0;
	/* A name that goes on before or behind the region cannot be found. */
	o->cuts[o->n] = (uint8_t)((g->begin && model_is_open(r->label[g->begin - 1])) |
	                          2 * model_is_open(r->label[g->end - 1]));
	for (uint32_t i = g->begin; i < g->end; i++) {
		if (!add_rows(o, rows, tag_model_rows(&r->sheet, g, i, rows)) ||
		    !add_label(r, g, i))
			return false;
		o->n_whole += r->label[i] && model_may_begin(r->label[i]);
	}
	o->n_whole -= model_is_open(r->label[g->end - 1]);
	o->begin[++o->n] = (uint32_t)o->n_tokens;
	return true;
}

static const char *end_sentence(struct reader *r)
{
	if (!grow(&r->sentence, &r->cap_sentences, r->n_sentences + 2,
	          sizeof *r->sentence))
		return no_memory;
	if (!r->n_sentences)
		r->sentence[0] = 0;
	if (r->n > r->sentence[r->n_sentences])
		r->sentence[++r->n_sentences] = (uint32_t)r->n;
	return NULL;
}

static bool add_regions(struct reader *r, const struct tokens *t)
{
	if (r->file->tally)
		return tag_model_tally_add(r->file->tally, t, r->label);
	if (!tag_model_sheet_fill(&r->sheet, r->file->model, t))
		return false;
	for (uint32_t k = 0; k < r->sheet.n_regions; k++) {
		const struct region *const g = &r->sheet.regions[k];
		if ((!k || g->sentence_begin != g[-1].sentence_begin) && !add_topic(r, g))
			return false;
		if (!add_region(r, g))
			return false;
	}
	for (size_t i = 0; i < r->n; i++)
		if (r->label[i] && model_may_begin(r->label[i]))
			r->out->names[model_type(r->label[i])]++;
	r->out->n_sentences += r->n_sentences;
	r->out->n_all += r->n;
	return true;
}

static const char *end_document(struct reader *r)
{
	const char *why = end_sentence(r);
	const struct tokens t = {r->text,
	                         r->begin,
	                         r->end,
	                         r->hash,
	                         (uint32_t)r->n,
	                         r->sentence,
	                         (uint32_t)r->n_sentences,
	                         (uint32_t)r->size};

	if (!why && r->n && !add_regions(r, &t))
		why = no_memory;
	r->documents += r->n > 0;
	r->out->n_documents += r->n > 0;
	r->n = r->n_sentences = r->size = r->n_odds = 0;
	return why;
}

/* ---- Lines ---- */

/* "label=TYPE" of an entry that is for this file: "FILE:label=TYPE" is for one,
 * without FILE it is for all. */
static const char *entry_for(const struct reader *r, const char *entry)
{
	const char *const slash = strrchr(r->file->path, '/');
	const char *const name = slash ? slash + 1 : r->file->path;
	const size_t n = strlen(name);

	if (!strchr(entry, ':'))
		return entry;
	return !strncmp(entry, name, n) && entry[n] == ':' ? entry + n + 1 : NULL;
}

/* The type that a tag's name is, or -1.  What is said of one file goes before
 * what is said of all. */
static int type_of(const struct reader *r, const char *name)
{
	const size_t n = strlen(name);
	const char *found = NULL;
	bool own = false;

	for (const char *const *m = r->file->map; *m; m++) {
		const char *const entry = entry_for(r, *m);
		if (!entry || strncmp(entry, name, n) || entry[n] != '=' ||
		    (own && entry == *m))
			continue;
		found = entry + n + 1;
		own = entry != *m;
	}
	name = found ? found : name;
	for (int t = 0; t < (int)MODEL_TYPES; t++)
		if (!strcmp(r->file->model->types[t], name))
			return t;
	return strcmp(name, "PER") ? -1 : 0;
}

/* The label of a tag, which also says what the one before was; UINT8_MAX: it is
 * none. */
static uint8_t label_of(struct reader *r, const char *tag)
{
	const bool starts =
	    !r->n || (r->n_sentences && r->n == r->sentence[r->n_sentences]);
	uint8_t *const before = starts ? NULL : &r->label[r->n - 1];
	int type;

	if (!strcmp(tag, "O"))
		return 0;
	if ((tag[0] != 'B' && tag[0] != 'I') || tag[1] != '-')
		return UINT8_MAX;
	type = type_of(r, tag + 2);
	if (type < 0)
		return 0;
	if (tag[0] == 'B' || !before || !*before ||
	    model_type(*before) != (uint32_t)type)
		return model_label((uint32_t)type, PLACE_ONLY);
	*before =
	    model_label((uint32_t)type,
	                model_place(*before) == PLACE_ONLY ? PLACE_FIRST : PLACE_INNER);
	return model_label((uint32_t)type, PLACE_LAST);
}

/* The odds of a tag that has some; it loses all but its first part, which is
 * what the token is taken for.  false: out of memory. */
static bool read_odds(struct reader *r, char *tag, uint32_t *unsure)
{
	char *next = tag;
	float all = 0, share;

	*unsure = 0;
	if (!strchr(tag, ':'))
		return true;
	if (!grow(&r->odds, &r->cap_odds, r->n_odds + 1, sizeof *r->odds))
		return false;
	float *const odds = memset(r->odds[r->n_odds], 0, sizeof *r->odds);
	for (char *part = tag; part; part = next) {
		if (!tag_model_odds_part(part, &next, &share))
			return true;
		const int type = part[0] && part[1] ? type_of(r, part + 2) : -1;
		odds[type < 0 ? 0 : 1 + 2 * type + (*part == 'I')] += share;
		all += share;
	}
	for (uint32_t k = 0; k < ODDS && all > 0; k++)
		odds[k] /= all;
	*unsure = all > 0 ? (uint32_t)++r->n_odds : 0;
	return true;
}

static const char *add_token(struct reader *r, const char *token, char *tag)
{
	const size_t size = strlen(token);
	size_t a = r->cap, b = r->cap, c = r->cap, d = r->cap;
	uint32_t unsure;

	if (!read_odds(r, tag, &unsure))
		return no_memory;
	const uint8_t label = label_of(r, tag);
	if (label == UINT8_MAX)
		return "a tag that is none of O, B-TYPE, I-TYPE";
	if (size > 100000 || r->size > UINT32_MAX / 4 || r->n > UINT32_MAX / 16)
		return "a document is too long";
	if (!grow(&r->text, &r->text_cap, r->size + size + 1, 1) ||
	    !grow(&r->begin, &a, r->n + 1, sizeof *r->begin) ||
	    !grow(&r->end, &b, r->n + 1, sizeof *r->end) ||
	    !grow(&r->hash, &c, r->n + 1, sizeof *r->hash) ||
	    !grow(&r->unsure, &d, r->n + 1, sizeof *r->unsure) ||
	    !grow(&r->label, &r->cap, r->n + 1, 1))
		return no_memory;
	r->unsure[r->n] = unsure;
	memcpy(r->text + r->size, token, size);
	r->begin[r->n] = (uint32_t)r->size;
	r->end[r->n] = (uint32_t)(r->size + size);
	r->hash[r->n] = catena_fold_hash(token, size);
	r->label[r->n++] = label;
	r->size += size + 1;
	r->text[r->size - 1] = ' ';
	return NULL;
}

static const char *read_line(struct reader *r, char *line)
{
	char *fields[4] = {NULL}, *last = line;
	int n = 0;

	if (!strncmp(line, "# ", 2))
		return strncmp(line, "# newdoc", 8) ? NULL : end_document(r);
	for (char *at = line; at; n++) {
		last = at;
		if (n < 4)
			fields[n] = at;
		at = strpbrk(at, "\t ");
		if (at)
			*at++ = '\0';
	}
	if (!strcmp(fields[0], "-DOCSTART-"))
		return end_document(r);
	if (n < 2 || !*fields[0])
		return "a line without a token and a tag";
	if (n >= 3 && fields[0][strspn(fields[0], "0123456789")] == '\0')
		return add_token(r, fields[1], fields[2]);
	return add_token(r, fields[0], last);
}

const char *tag_model_corpus_read(struct examples *out,
                                  const struct corpus_file *file, uint32_t *at)
{
	struct reader r = {.out = out, .file = file, .sheet = {.learns = true}};
	const char *why;
	FILE *const f = share_file_stream(file->path, &why);
	char *line = NULL;
	size_t cap = 0;
	ssize_t size;

	*at = 0;
	while (!why && (size = getline(&line, &cap, f)) >= 0) {
		++*at;
		while (size && strchr("\r\n\t ", line[size - 1]))
			line[--size] = '\0';
		if (strlen(line) != (size_t)size)
			why = "a NUL byte";
		else
			why = size ? read_line(&r, line) : end_sentence(&r);
	}
	if (!why) {
		*at = 0;
		why = ferror(f) ? "cannot be read" : end_document(&r);
	}
	if (f)
		fclose(f);
	free(line);
	tag_model_sheet_free(&r.sheet);
	free(r.text);
	free(r.begin);
	free(r.end);
	free(r.hash);
	free(r.sentence);
	free(r.label);
	free(r.unsure);
	free(r.odds);
	return why;
}

void tag_model_examples_free(struct examples *e)
{
	free(e->begin);
	free(e->weight);
	free(e->source);
	free(e->label);
	free(e->target);
	free(e->targets);
	free(e->row);
	free(e->rows);
	free(e->cuts);
	free(e->half);
	free(e->document);
	free(e->sentence);
	free(e->content);
	free(e->contents);
	free(e->runs);
	free(e->inputs);
	memset(e, 0, sizeof *e);
}
