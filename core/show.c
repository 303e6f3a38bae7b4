/* SPDX-License-Identifier: MIT */
/* show.c - one document, printed for reading in a terminal: its fields, its
 * text with entities, copies and edits marked, and what the marks mean. */
#include "build.h"

#include "safe.h"
#include "show.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- Layers by name ---- */

static const struct layer *find_layer(const struct chain *c, const struct doc *d,
                                      const char *name, uint32_t *index)
{
	for (uint32_t i = 0; i < c->schema.n; i++) {
		if (!strcmp(c->schema.layers[i].name, name) && d->layers[i].made) {
			*index = i;
			return &d->layers[i];
		}
	}
	return NULL;
}

static const void *find_column(const struct chain *c, const struct doc *d,
                               uint32_t layer, const char *name, uint32_t type)
{
	const struct schema_layer *l = &c->schema.layers[layer];
	for (uint32_t i = 0; i < l->n; i++) {
		if (!strcmp(l->columns[i].name, name) && l->columns[i].type == type)
			return d->layers[layer].cols[i];
	}
	return NULL;
}

static const char *string_at(const struct doc *d, const uint32_t *col, uint32_t row)
{
	const char *s = col ? doc_string_get(d, col[row], NULL) : NULL;
	return s && *s ? s : NULL;
}

static const char *symbol_at(const struct chain *c, const uint32_t *col,
                             uint32_t row)
{
	return col ? symbol_text(c->symbols, col[row], NULL) : NULL;
}

/* What comes from a document, or a plugin, between what does not. */
static void put_safe(FILE *f, const char *before, const char *s, const char *behind)
{
	fputs(before, f);
	safe_print_line(f, s);
	fputs(behind, f);
}

/* ---- Fields ---- */

static void print_field(FILE *f, const struct catena_field *x)
{
	put_safe(f, "  ", x->name, ": ");
	switch (x->type) {
	case CATENA_FIELD_BOOL:
		fputs(x->i ? "true" : "false", f);
		break;
	case CATENA_FIELD_INT:
		fprintf(f, "%" PRId64, x->i);
		break;
	case CATENA_FIELD_FLOAT:
		fprintf(f, "%.15g", x->f);
		break;
	case CATENA_FIELD_NULL:
		fputs("null", f);
		break;
	default:
		safe_print(f, x->s, x->size);
	}
	fputc('\n', f);
}

/* ---- Marks ---- */

struct mark {
	uint32_t at, other; /* other: where its span begins or ends */
	bool opens;
	const char *colour, *open, *close, *label;
};

struct marks {
	struct mark *items;
	size_t n, cap;
};

static void add_mark(struct marks *m, struct mark x)
{
	if (m->n == m->cap) {
		const size_t cap = m->cap ? m->cap * 2 : 64;
		struct mark *p = realloc(m->items, cap * sizeof *p);
		if (!p)
			return; /* one mark less to see */
		m->items = p;
		m->cap = cap;
	}
	m->items[m->n++] = x;
}

static void add_span(struct marks *m, uint32_t begin, uint32_t end, struct mark x)
{
	x.at = begin;
	x.other = end;
	x.opens = true;
	add_mark(m, x);
	x.at = end;
	x.other = begin;
	x.opens = false;
	add_mark(m, x);
}

/* Ends before beginnings; of beginnings the longest first; of ends the
 * shortest. */
static int by_place(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->opens != y->opens)
		return x->opens ? 1 : -1;
	return x->other == y->other ? 0 : x->other > y->other ? -1 : 1;
}

static const char *colour_of(const char *type)
{
	static const struct {
		const char *type, *colour;
	} colours[] = {{"PER", "\033[1;35m"},  {"GPE", "\033[1;32m"},
	               {"LOC", "\033[1;32m"},  {"ORG", "\033[1;34m"},
	               {"DATE", "\033[1;33m"}, {"TIME", "\033[1;33m"},
	               {"NORP", "\033[1;36m"}, {"", "\033[1;36m"}};
	size_t i = 0;
	while (strncmp(type, colours[i].type, strlen(colours[i].type)))
		i++;
	return colours[i].colour;
}

static void mark_entities(const struct chain *c, const struct doc *d,
                          struct marks *m)
{
	uint32_t layer = 0;
	const struct layer *l = find_layer(c, d, "entity", &layer);
	if (!l)
		return;
	const uint32_t *types = find_column(c, d, layer, "type", CATENA_SYM);
	for (uint32_t i = 0; i < l->n; i++) {
		const char *type = symbol_at(c, types, i);
		type = type ? type : "entity";
		add_span(m, l->begin[i], l->end[i],
		         (struct mark){.colour = colour_of(type),
		                       .open = "[",
		                       .close = "]",
		                       .label = type});
	}
}

static void mark_copies(const struct chain *c, const struct doc *d, struct marks *m)
{
	uint32_t layer = 0;
	const struct layer *l = find_layer(c, d, "copy", &layer);
	for (uint32_t i = 0; l && i < l->n; i++)
		add_span(m, l->begin[i], l->end[i],
		         (struct mark){.colour = "\033[4m", .open = "{", .close = "}"});
}

/* ---- The text ---- */

static void print_mark(const struct mark *m, bool colour, FILE *f)
{
	if (colour && m->opens)
		fputs(m->colour, f);
	else if (!colour)
		fputs(m->opens ? m->open : "", f);
	if (!m->opens && m->label)
		put_safe(f, colour ? "\033[0;2m " : "|", m->label, "");
	if (!m->opens)
		fputs(colour ? "\033[0m" : m->close, f);
}

/* The segment of the map that begins with row - 1 (0: the start of the text):
 * its text and its original. */
struct segment {
	uint32_t text, size, original, original_size;
};

static struct segment segment_at(const struct doc *d, uint32_t row)
{
	const struct text_map *m = &d->map;
	struct segment s = {0};
	if (row) {
		s.text = m->text[row - 1];
		s.original = m->original[row - 1];
	}
	s.size = (row < m->n ? m->text[row] : d->size) - s.text;
	const uint32_t end = row < m->n ? m->original[row] : d->original_size;
	s.original_size =
	    end > s.original && end <= d->original_size ? end - s.original : 0;
	return s;
}

/* Whether a segment stands for bytes that were left as they were. */
static bool untouched(const struct doc *d, struct segment s)
{
	return s.original_size >= s.size &&
	       !memcmp(d->text + s.text, d->original + s.original, s.size);
}

static void print_removed(const struct doc *d, uint32_t from, uint32_t n,
                          bool colour, FILE *f)
{
	if (!n)
		return;
	fputs(colour ? "\033[31;9m" : "<-", f);
	safe_print(f, d->original + from, n);
	fputs(colour ? "\033[0m" : "->", f);
}

static void print_added(bool begins, bool colour, FILE *f)
{
	if (colour)
		fputs(begins ? "\033[32;4m" : "\033[0m", f);
	else
		fputs(begins ? "<+" : "+>", f);
}

/* What went where a row of the map begins: the end of the segment before it
 * was removed, or the one after it was replaced.  Answers where the text ends
 * that came in its stead; 0: none did. */
static uint32_t print_edit(const struct doc *d, uint32_t row, bool colour, FILE *f)
{
	const struct segment before = segment_at(d, row),
	                     after = segment_at(d, row + 1);
	if (untouched(d, before))
		print_removed(d, before.original + before.size,
		              before.original_size - before.size, colour, f);
	if (untouched(d, after))
		return 0;
	print_removed(d, after.original, after.original_size, colour, f);
	if (!after.size)
		return 0;
	print_added(true, colour, f);
	return after.text + after.size;
}

static void print_text(const struct doc *d, struct marks *m, bool colour, FILE *f)
{
	uint32_t at = 0, row = 0, added = 0; /* the end of what was added; 0: nothing */
	size_t k = 0;
	if (m->n)
		qsort(m->items, m->n, sizeof *m->items, by_place);
	while (at < d->size || k < m->n || row < d->map.n) {
		uint32_t next = d->size;
		while (k < m->n && m->items[k].at == at && !m->items[k].opens)
			print_mark(&m->items[k++], colour, f);
		if (added && at >= added) {
			print_added(false, colour, f);
			added = 0;
		}
		while (row < d->map.n && d->map.text[row] == at)
			added = print_edit(d, row++, colour, f);
		while (k < m->n && m->items[k].at == at)
			print_mark(&m->items[k++], colour, f);
		if (k < m->n && m->items[k].at < next)
			next = m->items[k].at;
		if (row < d->map.n && d->map.text[row] < next)
			next = d->map.text[row];
		if (added > at && added < next)
			next = added;
		if (next <= at)
			break; /* only rows of the map behind the end are left */
		safe_print(f, d->text + at, next - at);
		at = next;
	}
	if (added)
		print_added(false, colour, f);
	fputs("\n", f);
}

/* ---- Tables below it ---- */

static void print_names(const struct chain *c, const struct doc *d, FILE *f)
{
	uint32_t layer = 0;
	const struct layer *l = find_layer(c, d, "entity", &layer);
	if (!l || !l->n)
		return;
	const uint32_t *types = find_column(c, d, layer, "type", CATENA_SYM);
	const uint32_t *by = find_column(c, d, layer, "by", CATENA_SYM);
	const uint32_t *name = find_column(c, d, layer, "name", CATENA_STR);
	const uint32_t *id = find_column(c, d, layer, "id", CATENA_STR);
	fputs("\nentities\n", f);
	for (uint32_t i = 0; i < l->n; i++) {
		const char *type = symbol_at(c, types, i), *who = symbol_at(c, by, i);
		const char *n = string_at(d, name, i), *key = string_at(d, id, i);
		put_safe(f, "  ", type ? type : "", "");
		const size_t size = type ? strlen(type) : 0;
		fprintf(f, "%*s ", size < 10 ? (int)(10 - size) : 0, "");
		safe_print(f, d->text + l->begin[i], l->end[i] - l->begin[i]);
		if (n)
			put_safe(f, " = ", n, "");
		if (key)
			put_safe(f, " (", key, ")");
		put_safe(f, who ? ", by " : "", who ? who : "", "\n");
	}
}

static void print_copies(const struct chain *c, const struct doc *d, FILE *f)
{
	uint32_t layer = 0;
	const struct layer *l = find_layer(c, d, "copy", &layer);
	if (!l || !l->n)
		return;
	const uint32_t *of = find_column(c, d, layer, "of", CATENA_STR);
	const uint32_t *words = find_column(c, d, layer, "words", CATENA_U32);
	fputs("\ncopies\n", f);
	for (uint32_t i = 0; i < l->n; i++) {
		const char *other = string_at(d, of, i);
		fprintf(f, "  [%" PRIu32 ", %" PRIu32 ")", l->begin[i], l->end[i]);
		if (words)
			fprintf(f, " %" PRIu32 " words", words[i]);
		put_safe(f, " of ", other ? other : "?", "\n");
	}
}

static void print_tokens(const struct chain *c, const struct doc *d, FILE *f)
{
	uint32_t tokens = 0, sentences = 0, s = 0;
	const struct layer *t = find_layer(c, d, "token", &tokens);
	const struct layer *l = find_layer(c, d, "sentence", &sentences);
	if (!t)
		return;
	fputs("\ntokens", f);
	for (uint32_t i = 0; i < t->n; i++) {
		const bool begins = l && s < l->n && t->begin[i] >= l->begin[s];
		s += begins;
		fputs(begins || !i ? "\n  " : " ", f);
		safe_print(f, d->text + t->begin[i], t->end[i] - t->begin[i]);
	}
	fputc('\n', f);
}

static void print_verdict(const struct chain *c, const struct doc *d, FILE *f)
{
	fprintf(f, "  %s by %s: ",
	        d->verdict == VERDICT_DROPPED ? "dropped" : "quarantined",
	        c->stages[d->stage].name);
	put_safe(f, "", d->reason, d->detail && *d->detail ? " " : "");
	put_safe(f, "", d->detail ? d->detail : "", "\n");
}

void show_document(const struct chain *c, const struct doc *d,
                   const struct show_options *o, FILE *f)
{
	struct marks marks = {0};
	put_safe(f, o->colour ? "\033[1m" : "", d->id, o->colour ? "\033[0m\n" : "\n");
	if (d->source && strcmp(d->source, d->id))
		put_safe(f, "  source: ", d->source, "\n");
	for (uint32_t i = 0; i < d->n_fields; i++)
		print_field(f, &d->fields[i]);
	if (d->verdict != VERDICT_KEPT)
		print_verdict(c, d, f);
	fputc('\n', f);
	if (d->text) {
		mark_entities(c, d, &marks);
		mark_copies(c, d, &marks);
		print_text(d, &marks, o->colour, f);
		print_names(c, d, f);
		print_copies(c, d, f);
		if (o->tokens)
			print_tokens(c, d, f);
	}
	fputc('\n', f);
	free(marks.items);
}
