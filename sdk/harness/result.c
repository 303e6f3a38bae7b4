/* SPDX-License-Identifier: MIT */
/* result.c - what became of a document, kept as text for a test to ask for. */
#include "build.h"

#include "parts.h"

#include <stdio.h>
#include <string.h>

static void add_words(struct json_buf *b, const char *s)
{
	json_raw(b, s, strlen(s));
}

/* A word as it is, anything else as a JSON string. */
static void add_string(struct json_buf *b, const char *s, size_t n)
{
	size_t plain = 0;
	while (plain < n && (unsigned char)s[plain] > ' ' && s[plain] != '"' &&
	       s[plain] != '\\')
		plain++;
	if (n && plain == n)
		json_raw(b, s, n);
	else
		json_string(b, s, n);
}

/* ---- Layers ---- */

struct cell { /* one value of a layer */
	const struct chain *chain;
	const struct doc *doc;
	const struct schema_column *column;
	const void *values;
};

static const char *string_of(const struct cell *c, uint32_t row, size_t *n)
{
	const uint32_t number = ((const uint32_t *)c->values)[row];
	uint32_t size = 0;
	const char *s;
	if (c->column->type == CATENA_SYM) {
		s = number ? symbol_text(c->chain->symbols, number, n) : NULL;
		if (!s)
			*n = 0;
		return s;
	}
	s = doc_string_get(c->doc, number, &size);
	*n = s ? size : 0;
	return s;
}

static int is_empty(const struct cell *c, uint32_t row)
{
	size_t n;
	if (c->column->type != CATENA_SYM && c->column->type != CATENA_STR)
		return 0;
	(void)string_of(c, row, &n);
	return n == 0;
}

static void add_value(struct json_buf *b, const struct cell *c, uint32_t row)
{
	const char *s;
	size_t n;
	switch (c->column->type) {
	case CATENA_U8:
		json_uint(b, ((const uint8_t *)c->values)[row]);
		break;
	case CATENA_I64:
		json_int(b, ((const int64_t *)c->values)[row]);
		break;
	case CATENA_F64:
		json_double(b, ((const double *)c->values)[row]);
		break;
	case CATENA_SYM:
	case CATENA_STR:
		s = string_of(c, row, &n);
		add_string(b, n ? s : "", n);
		break;
	default:
		json_uint(b, ((const uint32_t *)c->values)[row]);
		break;
	}
}

static void keep_column(struct harness *h, struct result *r, const char *layer,
                        const struct cell *c, uint32_t rows)
{
	struct json_buf b = {0};
	char name[512];
	for (uint32_t i = 0; i < rows; i++) {
		if (i)
			json_char(&b, ' ');
		add_value(&b, c, i);
	}
	snprintf(name, sizeof name, "%s %s", layer, c->column->name);
	harness_add(h, &r->columns, name, harness_take(h, &b));
}

static void keep_layer(struct harness *h, struct result *r,
                       const struct chain *chain, const struct doc *d,
                       uint32_t layer)
{
	const struct schema_layer *s = &chain->schema.layers[layer];
	const struct layer *l = &d->layers[layer];
	struct json_buf b = {0};
	for (uint32_t i = 0; i < l->n; i++) {
		json_uint(&b, l->begin[i]);
		json_char(&b, ' ');
		json_uint(&b, l->end[i]);
		json_char(&b, ' ');
		json_string(&b, d->text + l->begin[i], l->end[i] - l->begin[i]);
		for (uint32_t k = 0; k < s->n; k++) {
			const struct cell c = {chain, d, &s->columns[k], l->cols[k]};
			if (!c.values || is_empty(&c, i))
				continue;
			json_char(&b, ' ');
			add_words(&b, c.column->name);
			json_char(&b, '=');
			add_value(&b, &c, i);
		}
		json_char(&b, '\n');
	}
	harness_add(h, &r->rows, s->name, harness_take(h, &b));
	for (uint32_t k = 0; k < s->n; k++) {
		const struct cell c = {chain, d, &s->columns[k], l->cols[k]};
		if (c.values)
			keep_column(h, r, s->name, &c, l->n);
	}
}

/* ---- Fields and the verdict ---- */

static void keep_field(struct harness *h, struct result *r,
                       const struct catena_field *f)
{
	struct json_buf b = {0};
	json_field(&b, f);
	harness_add(h, &r->fields, f->name, harness_take(h, &b));
}

static const char *verdict(struct harness *h, const struct doc *d)
{
	struct json_buf b = {0};
	static const char *const words[] = {"kept", "dropped", "quarantined"};
	add_words(&b, words[d->verdict]);
	if (d->verdict != VERDICT_KEPT && d->reason) {
		add_words(&b, ": ");
		add_words(&b, d->reason);
	}
	if (d->verdict == VERDICT_DROPPED && d->detail && d->detail[0]) {
		add_words(&b, ": ");
		add_words(&b, d->detail);
	}
	return harness_take(h, &b);
}

void harness_keep(void *self, const struct chain *chain, const struct doc *d)
{
	struct harness *h = self;
	struct result *r = arena_zalloc(&h->arena, sizeof *r, 16);
	if (!r)
		harness_stop("memory", "out of memory");
	r->id = harness_copy(h, d->id ? d->id : "", d->id ? d->id_size : 0);
	r->source =
	    harness_copy(h, d->source ? d->source : "", d->source ? d->source_size : 0);
	r->text = harness_copy(h, d->text ? d->text : "", d->text ? d->size : 0);
	r->verdict = verdict(h, d);
	for (uint32_t i = 0; i < d->n_fields; i++)
		keep_field(h, r, &d->fields[i]);
	for (uint32_t i = 0; d->layers && i < chain->schema.n; i++) {
		if (d->layers[i].made)
			keep_layer(h, r, chain, d, i);
	}
	*h->last_result = r;
	h->last_result = &r->next;
	h->n_results++;
}
