/* SPDX-License-Identifier: MIT */
/* frame.c - writes a document as bytes. */
#include "build.h"

#include "frame_parts.h"
#include "layer.h"

#include <stdlib.h>
#include <string.h>

enum {
	RAW_ALWAYS = 64 * 1024, /* bytes as read that are kept in any case */
	RAW_TIMES = 4           /* and so many times the text's size */
};

void frame_free(struct frame *f)
{
	free(f->p);
	*f = (struct frame){0};
}

/* ---- Putting ---- */

/* Room for n bytes, padded with zeros to a multiple of 8. */
static char *room(struct frame *f, size_t n)
{
	const size_t pad = (size_t)-n & 7;
	if (f->failed || n > SIZE_MAX / 2 - 8 - f->n) {
		f->failed = true;
		return NULL;
	}
	if (n + pad > f->cap - f->n) {
		size_t cap = f->cap ? f->cap * 2 : 4096;
		if (cap < f->n + n + pad)
			cap = f->n + n + pad;
		char *p = realloc(f->p, cap);
		if (!p) {
			f->failed = true;
			return NULL;
		}
		f->p = p;
		f->cap = cap;
	}
	char *to = f->p + f->n;
	f->n += n + pad;
	memset(to + n, 0, pad);
	return to;
}

static void *put(struct frame *f, const void *bytes, size_t n)
{
	char *to = room(f, n);
	return to && n ? memcpy(to, bytes, n) : to;
}

/* With a NUL behind it. */
static void put_text(struct frame *f, const char *s, size_t n)
{
	char *to = room(f, n + 1);
	if (!to)
		return;
	if (n)
		memcpy(to, s, n);
	to[n] = 0;
}

static void put_array(struct frame *f, const void *cells, size_t n, size_t size)
{
	void *to = put(f, cells, n * size);
	if (to)
		frame_swap(to, n, size);
}

static void put_pair(struct frame *f, uint32_t a, uint32_t b)
{
	const uint32_t v[2] = {frame_u32(a), frame_u32(b)};
	put(f, v, sizeof v);
}

static void put_u64(struct frame *f, uint64_t v)
{
	v = frame_u64(v);
	put(f, &v, sizeof v);
}

/* ---- The head ---- */

static uint32_t flags_of(const struct doc *d, uint32_t flags)
{
	flags |= d->source ? HAS_SOURCE : 0;
	flags |= d->reason ? HAS_REASON : 0;
	flags |= d->detail ? HAS_DETAIL : 0;
	flags |= d->text ? HAS_TEXT : 0;
	flags |= d->original && d->map.n ? HAS_ORIGINAL : 0;
	if (!d->raw)
		return flags;
	if (d->text && d->raw_size == d->size && !memcmp(d->raw, d->text, d->size))
		return flags | RAW_IS_TEXT;
	const bool small =
	    d->raw_size <= RAW_ALWAYS || d->raw_size / RAW_TIMES <= d->size;
	return small ? flags | HAS_RAW : flags;
}

static uint32_t length(const char *s)
{
	return s ? (uint32_t)strlen(s) : 0;
}

static void put_head(struct frame *f, const struct frame_head *h)
{
	put_pair(f, FRAME_MAGIC, FRAME_VERSION);
	put_array(f, h->wide, WIDE, 8);
	put_array(f, h->narrow, NARROW, 4);
}

static struct frame_head head_of(const struct doc *d, uint32_t flags,
                                 uint32_t symbols, uint32_t layers)
{
	return (struct frame_head){.wide = {[W_NUMBER] = d->number,
	                                    [W_SKIP] = d->skip[0],
	                                    [W_SKIP_2] = d->skip[1],
	                                    [W_EXPECT] = d->expect,
	                                    [W_RAW] = d->raw_size,
	                                    [W_STRINGS] = d->strings.n,
	                                    [W_STASH] = d->stash.n},
	                           .narrow = {[N_FLAGS] = flags,
	                                      [N_VERDICT] = d->verdict,
	                                      [N_STAGE] = d->stage,
	                                      [N_ERROR] = (uint32_t)d->error,
	                                      [N_REPAIRS] = d->repairs,
	                                      [N_ID] = d->id_size,
	                                      [N_SOURCE] = d->source_size,
	                                      [N_REASON] = length(d->reason),
	                                      [N_DETAIL] = length(d->detail),
	                                      [N_TEXT] = d->size,
	                                      [N_MAP] = d->map.n,
	                                      [N_FIELDS] = d->n_fields,
	                                      [N_SYMBOLS] = symbols,
	                                      [N_LAYERS] = layers,
	                                      [N_ORIGINAL] = d->original_size}};
}

/* ---- Strings and fields ---- */

static void put_strings(struct frame *f, const struct doc *d)
{
	char *p = put(f, d->strings.p, d->strings.n);
#ifdef WORDS_BIGENDIAN
	/* uint32_t size, the bytes, at least one NUL up to a multiple of 4 */
	for (size_t at = 4; p && at < d->strings.n;) {
		uint32_t n;
		memcpy(&n, p + at, sizeof n);
		const uint32_t little = frame_u32(n);
		memcpy(p + at, &little, sizeof little);
		at += 4 + (size_t)n + 4 - (n & 3);
	}
#else
	(void)p;
#endif
}

static void put_field(struct frame *f, const struct catena_field *v)
{
	const bool text =
	    v->type == CATENA_FIELD_STRING || v->type == CATENA_FIELD_JSON;
	uint64_t bits;
	memcpy(&bits, &v->f, sizeof bits);
	put_pair(f, v->name_size, v->type);
	put_u64(f, (uint64_t)v->i);
	put_u64(f, bits);
	put_pair(f, text ? v->size : 0, 0);
	put_text(f, v->name, v->name_size);
	if (text)
		put_text(f, v->s, v->size);
}

/* ---- Symbols ---- */

struct names { /* symbols of the document, in the order of first sight */
	uint32_t *sym;
	uint32_t n, cap;
	bool failed;
};

/* From 1; 0 for 0, and when out of memory. */
static uint32_t name_of(struct names *t, uint32_t sym)
{
	if (!sym)
		return 0;
	for (uint32_t i = 0; i < t->n; i++) {
		if (t->sym[i] == sym)
			return i + 1;
	}
	if (t->n == t->cap) {
		const uint32_t cap = t->cap ? t->cap * 2 : 32;
		uint32_t *p = realloc(t->sym, cap * sizeof *p);
		if (!p) {
			t->failed = true;
			return 0;
		}
		t->sym = p;
		t->cap = cap;
	}
	t->sym[t->n++] = sym;
	return t->n;
}

static bool kept(const struct layer *l, const struct schema_layer *s, uint32_t k,
                 uint32_t from)
{
	return l->cols[k] && s->columns[k].last_read >= from;
}

static void collect_names(struct names *t, const struct chain *c,
                          const struct doc *d, uint32_t from)
{
	for (uint32_t i = 0; i < c->schema.n; i++) {
		const struct schema_layer *s = &c->schema.layers[i];
		const struct layer *l = &d->layers[i];
		for (uint32_t k = 0; l->made && k < s->n; k++) {
			if (s->columns[k].type != CATENA_SYM || !kept(l, s, k, from))
				continue;
			for (uint32_t row = 0; row < l->n; row++)
				(void)name_of(t, ((const uint32_t *)l->cols[k])[row]);
		}
	}
}

static void put_names(struct frame *f, const struct names *t, const struct chain *c)
{
	for (uint32_t i = 0; i < t->n; i++) {
		size_t n = 0;
		const char *s = symbol_text(c->symbols, t->sym[i], &n);
		put_pair(f, (uint32_t)n, 0);
		put_text(f, s, n);
	}
}

/* ---- Layers ---- */

static void put_cells(struct frame *f, const struct doc *d,
                      const struct schema_column *col, const void *cells,
                      uint32_t n, struct names *t)
{
	const size_t size = column_size(col->type);
	void *to = put(f, cells, n * size);
	uint32_t *v = to;
	if (!to)
		return;
	if (t && col->type == CATENA_SYM) {
		for (uint32_t i = 0; i < n; i++)
			v[i] = name_of(t, v[i]);
	}
	if (col->type == CATENA_ROW) {
		/* The layer may have been replaced since by a shorter one. */
		for (uint32_t i = 0; i < n; i++)
			v[i] = v[i] < d->layers[col->row_layer].n ? v[i] : UINT32_MAX;
	}
	frame_swap(to, n, size);
}

static void put_layer(struct frame *f, const struct chain *c, const struct doc *d,
                      uint32_t i, uint32_t from, struct names *t)
{
	const struct schema_layer *s = &c->schema.layers[i];
	const struct layer *l = &d->layers[i];
	uint32_t n = 0;
	for (uint32_t k = 0; k < s->n; k++)
		n += kept(l, s, k, from);
	put_pair(f, i, l->n);
	put_pair(f, n, 0);
	put_array(f, l->begin, l->n, sizeof *l->begin);
	put_array(f, l->end, l->n, sizeof *l->end);
	for (uint32_t k = 0; k < s->n; k++) {
		if (!kept(l, s, k, from))
			continue;
		put_pair(f, k, s->columns[k].type);
		put_cells(f, d, &s->columns[k], l->cols[k], l->n, t);
	}
}

/* ---- All of it ---- */

static uint32_t made_layers(const struct chain *c, const struct doc *d)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < c->schema.n; i++)
		n += d->layers[i].made;
	return n;
}

static void put_bytes(struct frame *f, const struct doc *d, uint32_t flags)
{
	put_text(f, d->id, d->id_size);
	if (d->source)
		put_text(f, d->source, d->source_size);
	if (d->reason)
		put_text(f, d->reason, strlen(d->reason));
	if (d->detail)
		put_text(f, d->detail, strlen(d->detail));
	if (d->text)
		put_text(f, d->text, d->size);
	if (flags & HAS_ORIGINAL)
		put_text(f, d->original, d->original_size);
	if (flags & HAS_RAW)
		put(f, d->raw, d->raw_size);
	put_strings(f, d);
	put(f, d->stash.p, d->stash.n);
	put_array(f, d->map.text, d->map.n, 4);
	put_array(f, d->map.original, d->map.n, 4);
	for (uint32_t i = 0; i < d->n_fields; i++)
		put_field(f, &d->fields[i]);
}

int frame_write(struct frame *f, const struct chain *c, const struct doc *d,
                uint32_t from, uint32_t flags)
{
	struct names names = {0};
	struct names *t = flags & FRAME_NAMES ? &names : NULL;
	flags = flags_of(d, flags & FRAME_NAMES);
	f->n = 0;
	f->failed = false;
	if (t)
		collect_names(t, c, d, from);
	const struct frame_head h = head_of(d, flags, names.n, made_layers(c, d));
	put_head(f, &h);
	put_bytes(f, d, flags);
	put_names(f, &names, c);
	for (uint32_t i = 0; i < c->schema.n; i++) {
		if (d->layers[i].made)
			put_layer(f, c, d, i, from, t);
	}
	free(names.sym);
	if (f->failed || names.failed)
		return -1;
	const uint64_t size = frame_u64(f->n);
	memcpy(f->p + 8 + 8 * W_SIZE, &size, sizeof size);
	return 0;
}
