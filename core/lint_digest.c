/* SPDX-License-Identifier: MIT */
/* lint_digest.c - sums of what a document has become.  Symbols and strings are
 * summed as text: their numbers differ from run to run. */
#include "build.h"

#include "lint.h"
#include "layer.h"

#include <stdio.h>
#include <string.h>

/* FNV-1a, 64 bits. */
static void add(uint64_t *sum, const void *bytes, size_t size)
{
	const unsigned char *p = bytes;
	for (size_t i = 0; i < size; i++)
		*sum = (*sum ^ p[i]) * 0x100000001b3U;
}

static void add_text(uint64_t *sum, const char *s, size_t size)
{
	add(sum, &size, sizeof size);
	add(sum, s, size);
}

static void add_fields(uint64_t *sum, const struct doc *d)
{
	for (uint32_t i = 0; i < d->n_fields; i++) {
		const struct catena_field *f = &d->fields[i];
		add_text(sum, f->name, f->name_size);
		add(sum, &f->type, sizeof f->type);
		if (f->type == CATENA_FIELD_STRING || f->type == CATENA_FIELD_JSON)
			add_text(sum, f->s, f->size);
		else if (f->type == CATENA_FIELD_FLOAT)
			add(sum, &f->f, sizeof f->f);
		else if (f->type != CATENA_FIELD_NULL)
			add(sum, &f->i, sizeof f->i);
	}
}

static void add_names(uint64_t *sum, const struct chain *c, const struct doc *d,
                      uint32_t type, const uint32_t *cells, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		size_t size = 0;
		uint32_t size32 = 0;
		const char *s = type == CATENA_SYM
		                    ? symbol_text(c->symbols, cells[i], &size)
		                    : doc_string_get(d, cells[i], &size32);
		add_text(sum, s ? s : "", type == CATENA_SYM ? size : size32);
	}
}

static void add_layer(uint64_t *sum, const struct chain *c, const struct doc *d,
                      uint32_t index)
{
	const struct schema_layer *s = &c->schema.layers[index];
	const struct layer *l = &d->layers[index];
	add(sum, &l->made, sizeof l->made);
	if (!l->made || !l->n)
		return;
	add(sum, l->begin, l->n * sizeof *l->begin);
	add(sum, l->end, l->n * sizeof *l->end);
	for (uint32_t k = 0; k < s->n; k++) {
		const uint32_t type = s->columns[k].type;
		if (!l->cols[k])
			continue;
		if (type == CATENA_SYM || type == CATENA_STR)
			add_names(sum, c, d, type, l->cols[k], l->n);
		else
			add(sum, l->cols[k], l->n * column_size(type));
	}
}

void lint_digest(struct lint_digest *g, const struct chain *c, const struct doc *d)
{
	memset(g, 0, sizeof *g);
	add_text(&g->text, d->text ? d->text : "", d->size);
	add_fields(&g->fields, d);
	add(&g->verdict, &d->verdict, sizeof d->verdict);
	if (d->reason)
		add_text(&g->verdict, d->reason, strlen(d->reason));
	if (d->detail)
		add_text(&g->verdict, d->detail, strlen(d->detail));
	for (uint32_t i = 0; i < c->schema.n && i < LINT_LAYERS; i++)
		add_layer(&g->layer[i], c, d, i);
}

const char *lint_difference(const struct lint_digest *a,
                            const struct lint_digest *b, const struct chain *c,
                            char *text, size_t size)
{
	if (a->text != b->text)
		return "another text";
	if (a->verdict != b->verdict)
		return "another verdict";
	for (uint32_t i = 0; i < c->schema.n && i < LINT_LAYERS; i++)
		if (a->layer[i] != b->layer[i]) {
			snprintf(text, size, "another layer \"%s\"", c->schema.layers[i].name);
			return text;
		}
	return a->fields != b->fields ? "other fields" : NULL;
}
