/* SPDX-License-Identifier: MIT */
/* frame_read.c - makes the document of a frame; trusts nothing in it. */
#include "build.h"

#include "frame_parts.h"
#include "layer.h"

#include <stdio.h>
#include <string.h>

struct reader {
	const struct chain *chain;
	struct doc *doc;
	char *p;
	size_t size, at;
	struct frame_head head;
	uint32_t *names; /* symbols of the frame, as numbers here */
	const char *wrong;
	bool no_memory;
};

/* ---- Taking ---- */

static void *wrong(struct reader *r, const char *what)
{
	if (!r->wrong)
		r->wrong = what;
	return NULL;
}

/* n bytes and what pads them to a multiple of 8. */
static void *take(struct reader *r, uint64_t n)
{
	const uint64_t pad = (0 - n) & 7;
	const size_t left = r->size - r->at;
	if (r->wrong || n > left || pad > left - n)
		return wrong(r, "it ends too early");
	char *p = r->p + r->at;
	r->at += (size_t)(n + pad);
	return p;
}

static void *take_array(struct reader *r, uint64_t n, size_t size)
{
	void *p = take(r, n * size); /* n has 32 bits: no overflow */
	if (p)
		frame_swap(p, (size_t)n, size);
	return p;
}

/* n bytes with a NUL behind them. */
static char *take_text(struct reader *r, uint32_t n)
{
	char *s = take(r, (uint64_t)n + 1);
	if (s && s[n])
		return wrong(r, "a string does not end where it should");
	return s;
}

/* As take_text; without a NUL inside, and UTF-8. */
static char *take_name(struct reader *r, uint32_t n)
{
	char *s = take_text(r, n);
	if (s && text_valid(s, n) < n)
		return wrong(r, "a string is not UTF-8");
	return s;
}

static bool take_pair(struct reader *r, uint32_t *a, uint32_t *b)
{
	const char *p = take(r, 8);
	*a = *b = 0;
	if (!p)
		return false;
	memcpy(a, p, 4);
	memcpy(b, p + 4, 4);
	*a = frame_u32(*a);
	*b = frame_u32(*b);
	return true;
}

static uint64_t take_u64(struct reader *r)
{
	uint64_t v = 0;
	const char *p = take(r, 8);
	if (p)
		memcpy(&v, p, sizeof v);
	return frame_u64(v);
}

static void *memory(struct reader *r, size_t n, size_t size)
{
	void *p = arena_array(r->doc->arena, n ? n : 1, size, 8);
	if (!p)
		r->no_memory = true;
	return p ? memset(p, 0, (n ? n : 1) * size) : wrong(r, "out of memory");
}

/* ---- The head ---- */

static void read_head(struct reader *r)
{
	uint32_t magic, version;
	if (!take_pair(r, &magic, &version))
		return;
	if (magic != FRAME_MAGIC || version != FRAME_VERSION) {
		wrong(r, "it is none, or of another version");
		return;
	}
	const void *wide = take_array(r, WIDE, 8);
	const void *narrow = take_array(r, NARROW, 4);
	if (!wide || !narrow)
		return;
	memcpy(r->head.wide, wide, sizeof r->head.wide);
	memcpy(r->head.narrow, narrow, sizeof r->head.narrow);
	if (r->head.wide[W_SIZE] != r->size)
		wrong(r, "its size is not what its head says");
	if (r->head.narrow[N_VERDICT] > VERDICT_QUARANTINED ||
	    r->head.narrow[N_STAGE] >= r->chain->n)
		wrong(r, "it has an impossible verdict");
}

static void use_head(struct doc *d, const struct frame_head *h)
{
	d->number = h->wide[W_NUMBER];
	d->skip[0] = h->wide[W_SKIP];
	d->skip[1] = h->wide[W_SKIP_2];
	d->expect = h->wide[W_EXPECT];
	d->verdict = (enum verdict)h->narrow[N_VERDICT];
	d->stage = h->narrow[N_STAGE];
	d->error = (catena_status)h->narrow[N_ERROR];
	d->repairs = h->narrow[N_REPAIRS];
}

/* ---- Names, text, bytes ---- */

static void read_names(struct reader *r)
{
	struct doc *d = r->doc;
	const uint32_t *n = r->head.narrow;
	const uint32_t flags = n[N_FLAGS];
	d->id = take_name(r, n[N_ID]);
	d->id_size = n[N_ID];
	if (flags & HAS_SOURCE) {
		d->source = take_name(r, n[N_SOURCE]);
		d->source_size = n[N_SOURCE];
	}
	/* Reasons are C strings and may be cut inside a sequence. */
	if (flags & HAS_REASON)
		d->reason = take_text(r, n[N_REASON]);
	if (flags & HAS_DETAIL)
		d->detail = take_text(r, n[N_DETAIL]);
	if (d->verdict != VERDICT_KEPT && !d->reason)
		wrong(r, "it has an impossible verdict");
	if (flags & HAS_TEXT) {
		d->text = take_name(r, n[N_TEXT]);
		d->size = n[N_TEXT];
	}
	d->original = d->text;
	d->original_size = d->size;
	if (flags & HAS_ORIGINAL) { /* may be no UTF-8 */
		d->original = take_text(r, n[N_ORIGINAL]);
		d->original_size = n[N_ORIGINAL];
	}
}

/* uint32_t size, the bytes, NULs up to a multiple of 4, at least one. */
static void check_strings(struct reader *r, char *p, size_t size)
{
	size_t at = 4;
	while (!r->wrong && at < size) {
		uint32_t n = 0;
		if (size - at >= sizeof n)
			memcpy(&n, p + at, sizeof n);
		n = frame_u32(n);
		const uint64_t whole = 4 + (uint64_t)n + 4 - (n & 3);
		if (!n || whole > size - at || p[at + 4 + n]) {
			wrong(r, "its strings are damaged");
			return;
		}
		memcpy(p + at, &n, sizeof n);
		at += (size_t)whole;
	}
}

static void read_bytes(struct reader *r)
{
	struct doc *d = r->doc;
	const uint64_t *w = r->head.wide;
	const uint32_t flags = r->head.narrow[N_FLAGS];
	d->raw = NULL;
	d->raw_size = w[W_RAW] < SIZE_MAX ? (size_t)w[W_RAW] : SIZE_MAX;
	if (flags & RAW_IS_TEXT) {
		d->raw = d->text;
		d->raw_size = d->size;
	} else if (flags & HAS_RAW) {
		d->raw = take(r, w[W_RAW]);
	}
	char *strings = take(r, w[W_STRINGS]);
	char *stash = take(r, w[W_STASH]);
	if (!strings || !stash)
		return;
	if (w[W_STRINGS])
		check_strings(r, strings, (size_t)w[W_STRINGS]);
	const size_t n = (size_t)w[W_STRINGS], m = (size_t)w[W_STASH];
	d->strings = (struct doc_bytes){n ? strings : NULL, n, n};
	d->stash = (struct doc_bytes){m ? stash : NULL, m, m};
}

static void read_map(struct reader *r)
{
	struct text_map *m = &r->doc->map;
	const uint32_t n = r->head.narrow[N_MAP];
	m->text = take_array(r, n, 4);
	m->original = take_array(r, n, 4);
	if (r->wrong)
		return;
	for (uint32_t i = 0; i < n; i++) {
		const bool rises = !i || (m->text[i] > m->text[i - 1] &&
		                          m->original[i] >= m->original[i - 1]);
		if (!rises || m->text[i] > r->doc->size ||
		    m->original[i] > r->doc->original_size) {
			wrong(r, "its map does not rise, or goes too far");
			return;
		}
	}
	m->n = n;
}

/* ---- Fields ---- */

static void read_field(struct reader *r, struct catena_field *f)
{
	uint32_t nothing = 0;
	take_pair(r, &f->name_size, &f->type);
	f->i = (int64_t)take_u64(r);
	const uint64_t bits = take_u64(r);
	memcpy(&f->f, &bits, sizeof bits);
	take_pair(r, &f->size, &nothing);
	f->name = take_name(r, f->name_size);
	if (f->type > CATENA_FIELD_JSON || (f->name && !f->name_size))
		wrong(r, "it has an impossible field");
	else if (f->type == CATENA_FIELD_STRING || f->type == CATENA_FIELD_JSON)
		f->s = take_text(r, f->size);
	else if (f->size)
		wrong(r, "it has an impossible field");
}

static void read_fields(struct reader *r)
{
	const uint32_t n = r->head.narrow[N_FIELDS];
	/* Each has 40 bytes at least: a damaged number asks for no more memory
	 * than a frame of that size would. */
	if (r->wrong || !n)
		return;
	if (n > (r->size - r->at) / 40) {
		wrong(r, "it ends too early");
		return;
	}
	struct catena_field *f = memory(r, n, sizeof *f);
	for (uint32_t i = 0; f && i < n && !r->wrong; i++)
		read_field(r, &f[i]);
	r->doc->fields = f;
	r->doc->n_fields = r->doc->cap_fields = f ? n : 0;
}

/* ---- Symbols ---- */

static void read_symbols(struct reader *r)
{
	const uint32_t n = r->head.narrow[N_SYMBOLS];
	if (r->wrong || !n)
		return;
	if (n > (r->size - r->at) / 16) {
		wrong(r, "it ends too early");
		return;
	}
	r->names = memory(r, n, sizeof *r->names);
	for (uint32_t i = 0; r->names && i < n && !r->wrong; i++) {
		uint32_t size, nothing;
		take_pair(r, &size, &nothing);
		const char *s = take_text(r, size);
		if (s && !(r->names[i] = symbol_intern(r->chain->symbols, s, size))) {
			r->no_memory = true;
			wrong(r, "out of memory");
		}
	}
}

/* ---- Layers ---- */

static bool inside_sequence(const struct doc *d, uint32_t at)
{
	return ((unsigned char)d->text[at] & 0xC0) == 0x80;
}

static void check_spans(struct reader *r, const struct layer *l)
{
	const struct doc *d = r->doc;
	uint32_t last_begin = 0, last_end = UINT32_MAX;
	for (uint32_t i = 0; i < l->n; i++) {
		const uint32_t b = l->begin[i], e = l->end[i];
		if (!d->text || b >= e || e > d->size || b < last_begin ||
		    (b == last_begin && e > last_end) || inside_sequence(d, b) ||
		    inside_sequence(d, e)) {
			wrong(r, "a row of a layer is out of place");
			return;
		}
		last_begin = b;
		last_end = e;
	}
}

static void read_column(struct reader *r, const struct schema_layer *s,
                        struct layer *l)
{
	uint32_t k, type;
	if (!take_pair(r, &k, &type))
		return;
	if (k >= s->n || l->cols[k] || type != s->columns[k].type) {
		wrong(r, "it has a column that the chain does not know");
		return;
	}
	l->cols[k] = take_array(r, l->n, column_size(type));
}

static void read_layer(struct reader *r)
{
	const struct schema *all = &r->chain->schema;
	uint32_t i, n, columns, nothing;
	take_pair(r, &i, &n);
	take_pair(r, &columns, &nothing);
	if (r->wrong)
		return;
	if (i >= all->n || r->doc->layers[i].made) {
		wrong(r, "it has a layer that the chain does not know");
		return;
	}
	struct layer *l = &r->doc->layers[i];
	*l = (struct layer){.made = true, .n = n};
	l->begin = take_array(r, n, 4);
	l->end = take_array(r, n, 4);
	l->cols = memory(r, all->layers[i].n, sizeof *l->cols);
	if (!r->wrong)
		check_spans(r, l);
	for (uint32_t k = 0; k < columns && !r->wrong; k++)
		read_column(r, &all->layers[i], l);
}

/* ---- References ---- */

static bool good_name(struct reader *r, uint32_t *v)
{
	if (!*v)
		return true;
	if (!(r->head.narrow[N_FLAGS] & FRAME_NAMES))
		return symbol_text(r->chain->symbols, *v, NULL);
	if (*v > r->head.narrow[N_SYMBOLS])
		return false;
	*v = r->names[*v - 1];
	return true;
}

static bool good_string(const struct doc *d, uint32_t v)
{
	uint32_t n;
	const char *s = doc_string_get(d, v, &n);
	return s && !s[n];
}

static void check_column(struct reader *r, const struct schema_column *col,
                         uint32_t *v, uint32_t n)
{
	const struct doc *d = r->doc;
	for (uint32_t i = 0; i < n; i++) {
		const bool good =
		    col->type == CATENA_SYM ? good_name(r, &v[i])
		    : col->type == CATENA_STR
		        ? good_string(d, v[i])
		        : v[i] < d->layers[col->row_layer].n || v[i] == UINT32_MAX;
		if (!good) {
			wrong(r, "a cell refers to what is not there");
			return;
		}
	}
}

static void check_references(struct reader *r)
{
	const struct schema *all = &r->chain->schema;
	for (uint32_t i = 0; i < all->n; i++) {
		const struct layer *l = &r->doc->layers[i];
		for (uint32_t k = 0; l->made && k < all->layers[i].n && !r->wrong; k++) {
			const struct schema_column *col = &all->layers[i].columns[k];
			if (l->cols[k] && (col->type == CATENA_SYM || col->type == CATENA_STR ||
			                   col->type == CATENA_ROW))
				check_column(r, col, l->cols[k], l->n);
		}
	}
}

/* ---- All of it ---- */

uint64_t frame_number(const void *bytes, size_t size)
{
	uint64_t v = 0;
	if (size >= FRAME_HEAD)
		memcpy(&v, (const char *)bytes + 8 + 8 * W_NUMBER, sizeof v);
	return frame_u64(v);
}

catena_status frame_read(const struct chain *c, struct doc *d, void *bytes,
                         size_t size, char *why, size_t why_size)
{
	struct reader r = {.chain = c, .doc = d, .p = bytes, .size = size};
	read_head(&r);
	if (!r.wrong) {
		use_head(d, &r.head);
		read_names(&r);
		read_bytes(&r);
		read_map(&r);
		read_fields(&r);
		read_symbols(&r);
	}
	for (uint32_t i = 0; !r.wrong && i < r.head.narrow[N_LAYERS]; i++)
		read_layer(&r);
	if (!r.wrong && r.at != r.size)
		wrong(&r, "there is more behind its end");
	if (!r.wrong)
		check_references(&r);
	if (!r.wrong)
		return CATENA_OK;
	snprintf(why, why_size, "a document's frame is damaged: %s", r.wrong);
	return r.no_memory ? CATENA_E_NOMEM : CATENA_E_IO;
}
