/* SPDX-License-Identifier: MIT */
/* stand_in_host.h - the host table of stand_in.h: what a plugin does is kept in
 * the struct for the test to look at. */
#ifndef CATENA_STAND_IN_HOST_H
#define CATENA_STAND_IN_HOST_H

#include <catena/fold.h>
#include <catena/plugin.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STAND_IN_COLUMNS 16
#define STAND_IN_FIELDS 16
#define STAND_IN_SYMBOLS 64

struct stand_in_field {
	struct catena_field f;
	char name[64], *s;
};

struct stand_in_fact { /* emitted or assigned; bytes: key, then value */
	uint64_t doc;
	unsigned char *bytes;
	uint32_t key_size, size;
};

struct stand_in_facts {
	struct stand_in_fact *items;
	uint32_t n;
};

struct stand_in {
	catena_ctx ctx; /* first: the host's functions get it */
	const struct catena_plugin *plugin;
	void *self, *local, *serial;
	union catena_value values[64];

	const char *text, *id;
	uint32_t size;
	uint64_t number;

	struct catena_layer tokens;
	uint32_t *begin, *end, *hash, room;
	uint8_t *kind, *flags;
	const void *token_cols[STAND_IN_COLUMNS];
	int no_hash; /* leave the column out, as a poor tokenizer does */

	struct catena_writer rows; /* what was written, as it came */
	void *row_cols[STAND_IN_COLUMNS];
	size_t row_sizes[STAND_IN_COLUMNS];

	char *strings;
	uint32_t strings_used, strings_room;
	char *symbols[STAND_IN_SYMBOLS];
	uint32_t n_symbols;

	unsigned char *stash;
	size_t stash_used, stash_room;
	struct stand_in_field fields[STAND_IN_FIELDS];
	uint32_t n_fields;

	struct stand_in_facts emitted, assigned;
	uint32_t fact, fact_first; /* the next for `fact`; the first of its key */
	void *block;               /* of alloc: the last one only */
	const char *source;

	FILE *out;
	unsigned char *saved;
	size_t saved_size;
	char first_log[512]; /* the first one ever */
	char message[512];   /* of the last fail or log */
	char dropped[256];   /* reason and detail; "": not dropped */
};

static inline struct stand_in *stand_in_of(catena_ctx *ctx)
{
	return (struct stand_in *)ctx;
}

static inline void *stand_in_must(void *p)
{
	if (!p)
		abort();
	return p;
}

static catena_status stand_in_fail(catena_ctx *ctx, catena_status code,
                                   const char *fmt, ...)
{
	struct stand_in *const h = stand_in_of(ctx);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(h->message, sizeof h->message, fmt, ap);
	va_end(ap);
	return code;
}

static void stand_in_log(catena_ctx *ctx, uint32_t level, const char *fmt, ...)
{
	struct stand_in *const h = stand_in_of(ctx);
	va_list ap;

	(void)level;
	va_start(ap, fmt);
	vsnprintf(h->message, sizeof h->message, fmt, ap);
	va_end(ap);
	if (!h->first_log[0])
		memcpy(h->first_log, h->message, sizeof h->message);
}

static uint32_t stand_in_intern(catena_ctx *ctx, const char *s, size_t size)
{
	struct stand_in *const h = stand_in_of(ctx);

	for (uint32_t i = 0; i < h->n_symbols; i++)
		if (strlen(h->symbols[i]) == size && !memcmp(h->symbols[i], s, size))
			return i + 1;
	if (h->n_symbols == STAND_IN_SYMBOLS)
		return 0;
	char *const copy = stand_in_must(malloc(size + 1));
	memcpy(copy, s, size);
	copy[size] = '\0';
	h->symbols[h->n_symbols++] = copy;
	return h->n_symbols;
}

static const char *stand_in_symbol(catena_ctx *ctx, uint32_t sym, size_t *size)
{
	const char *const s = stand_in_of(ctx)->symbols[sym - 1];

	if (size)
		*size = strlen(s);
	return s;
}

static const char *stand_in_stage(catena_ctx *ctx)
{
	return stand_in_of(ctx)->plugin->name;
}

static const char *stand_in_text(catena_ctx *ctx, uint32_t *size)
{
	*size = stand_in_of(ctx)->size;
	return stand_in_of(ctx)->text;
}

static const char *stand_in_id(catena_ctx *ctx, uint32_t *size)
{
	*size = (uint32_t)strlen(stand_in_of(ctx)->id);
	return stand_in_of(ctx)->id;
}

static uint64_t stand_in_number(catena_ctx *ctx)
{
	return stand_in_of(ctx)->number;
}

static const struct catena_layer *stand_in_read(catena_ctx *ctx, uint32_t use)
{
	return use == 0 ? &stand_in_of(ctx)->tokens : NULL;
}

static inline size_t stand_in_width(uint32_t type)
{
	return type == CATENA_U8 ? 1 : type == CATENA_I64 || type == CATENA_F64 ? 8 : 4;
}

static catena_status stand_in_grow(catena_ctx *ctx, struct catena_writer *w,
                                   uint32_t rows)
{
	struct stand_in *const h = stand_in_of(ctx);
	const uint32_t cap = (w->n + rows) * 2;

	w->begin = stand_in_must(realloc(w->begin, cap * sizeof *w->begin));
	w->end = stand_in_must(realloc(w->end, cap * sizeof *w->end));
	for (int k = 0; k < STAND_IN_COLUMNS; k++)
		if (h->row_sizes[k])
			w->cols[k] = stand_in_must(realloc(w->cols[k], cap * h->row_sizes[k]));
	w->cap = cap;
	return CATENA_OK;
}

static struct catena_writer *stand_in_write(catena_ctx *ctx, uint32_t use,
                                            uint32_t rows)
{
	struct stand_in *const h = stand_in_of(ctx);
	const struct catena_column *const columns = h->plugin->uses[use].columns;

	for (uint32_t k = 0; columns && columns[k].name; k++)
		h->row_sizes[k] = stand_in_width(columns[k].type);
	h->rows.cols = h->row_cols;
	stand_in_grow(ctx, &h->rows, rows ? rows : 1);
	return &h->rows;
}

static uint32_t stand_in_string_add(catena_ctx *ctx, const char *s, size_t size)
{
	struct stand_in *const h = stand_in_of(ctx);
	const uint32_t at = h->strings_used ? h->strings_used : 1;

	if (!size)
		return 0;
	if (at + size + 1 > h->strings_room) {
		h->strings_room = (uint32_t)(at + size + 1) * 2;
		h->strings = stand_in_must(realloc(h->strings, h->strings_room));
	}
	memcpy(h->strings + at, s, size);
	h->strings[at + size] = '\0';
	h->strings_used = (uint32_t)(at + size + 1);
	return at;
}

static const char *stand_in_string_get(catena_ctx *ctx, uint32_t str,
                                       uint32_t *size)
{
	const char *const s = str ? stand_in_of(ctx)->strings + str : "";

	if (size)
		*size = (uint32_t)strlen(s);
	return s;
}

static catena_status stand_in_field_set(catena_ctx *ctx,
                                        const struct catena_field *f)
{
	struct stand_in *const h = stand_in_of(ctx);
	uint32_t i = 0;

	while (i < h->n_fields && strcmp(h->fields[i].name, f->name))
		i++;
	if (i == STAND_IN_FIELDS)
		return CATENA_E_NOMEM;
	struct stand_in_field *const mine = h->fields + i;
	if (i == h->n_fields)
		h->n_fields++;
	else
		free(mine->s);
	mine->f = *f;
	snprintf(mine->name, sizeof mine->name, "%s", f->name);
	mine->s = stand_in_must(malloc((size_t)f->size + 1));
	if (f->size)
		memcpy(mine->s, f->s, f->size);
	mine->s[f->size] = '\0';
	mine->f.name = mine->name;
	mine->f.s = mine->s;
	return CATENA_OK;
}

static const struct catena_field *stand_in_field_get(catena_ctx *ctx,
                                                     const char *name)
{
	struct stand_in *const h = stand_in_of(ctx);

	for (uint32_t i = 0; i < h->n_fields; i++)
		if (!strcmp(h->fields[i].name, name))
			return &h->fields[i].f;
	return NULL;
}

static catena_status stand_in_drop(catena_ctx *ctx, const char *reason,
                                   const char *fmt, ...)
{
	struct stand_in *const h = stand_in_of(ctx);
	const int n = snprintf(h->dropped, sizeof h->dropped, "%s ", reason);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(h->dropped + n, sizeof h->dropped - (size_t)n, fmt, ap);
	va_end(ap);
	return CATENA_DROP;
}

static catena_status stand_in_stash(catena_ctx *ctx, const void *bytes, size_t size)
{
	struct stand_in *const h = stand_in_of(ctx);

	if (h->stash_used + size > h->stash_room) {
		h->stash_room = (h->stash_used + size) * 2;
		h->stash = stand_in_must(realloc(h->stash, h->stash_room));
	}
	if (size)
		memcpy(h->stash + h->stash_used, bytes, size);
	h->stash_used += size;
	return CATENA_OK;
}

static const void *stand_in_stashed(catena_ctx *ctx, size_t *size)
{
	struct stand_in *const h = stand_in_of(ctx);

	*size = h->stash_used;
	return h->stash_used ? h->stash : NULL;
}

static struct catena_out *stand_in_out_open(catena_ctx *ctx, const char *path)
{
	struct stand_in *const h = stand_in_of(ctx);

	h->out = fopen(path, "w");
	return (struct catena_out *)(void *)h->out;
}

static catena_status stand_in_out_write(catena_ctx *ctx, struct catena_out *out,
                                        const void *bytes, size_t size)
{
	(void)out;
	return fwrite(bytes, 1, size, stand_in_of(ctx)->out) == size ? CATENA_OK
	                                                             : CATENA_E_IO;
}

static catena_status stand_in_save(catena_ctx *ctx, const void *bytes, size_t size)
{
	struct stand_in *const h = stand_in_of(ctx);

	h->saved = stand_in_must(realloc(h->saved, h->saved_size + size + 1));
	if (size)
		memcpy(h->saved + h->saved_size, bytes, size);
	h->saved_size += size;
	return CATENA_OK;
}

static const void *stand_in_saved(catena_ctx *ctx, size_t *size)
{
	*size = stand_in_of(ctx)->saved_size;
	return stand_in_of(ctx)->saved;
}

static void *stand_in_alloc(catena_ctx *ctx, size_t size, size_t align)
{
	struct stand_in *const h = stand_in_of(ctx);

	(void)align;
	free(h->block);
	h->block = stand_in_must(malloc(size));
	return h->block;
}

static const char *stand_in_source(catena_ctx *ctx, uint32_t *size)
{
	*size = (uint32_t)strlen(stand_in_of(ctx)->source);
	return stand_in_of(ctx)->source;
}

/* ---- Gathering: facts in an array, sorted by key, input order kept ---- */

static inline void stand_in_put(struct stand_in_facts *facts, uint64_t doc,
                                const void *key, uint32_t key_size,
                                const void *value, uint32_t size)
{
	struct stand_in_fact f = {doc, NULL, key_size, size};

	f.bytes = stand_in_must(malloc((size_t)key_size + size + 1));
	if (key_size)
		memcpy(f.bytes, key, key_size);
	if (size)
		memcpy(f.bytes + key_size, value, size);
	facts->items =
	    stand_in_must(realloc(facts->items, (facts->n + 1) * sizeof *facts->items));
	facts->items[facts->n++] = f;
}

static catena_status stand_in_emit(catena_ctx *ctx, const void *key,
                                   uint32_t key_size, const void *value,
                                   uint32_t size)
{
	stand_in_put(&stand_in_of(ctx)->emitted, stand_in_of(ctx)->number, key,
	             key_size, value, size);
	return CATENA_OK;
}

static inline int stand_in_same_key(const struct stand_in_fact *a,
                                    const struct stand_in_fact *b)
{
	return a->key_size == b->key_size && !memcmp(a->bytes, b->bytes, a->key_size);
}

static catena_status stand_in_fact(catena_ctx *ctx, struct catena_fact *fact)
{
	struct stand_in *const h = stand_in_of(ctx);
	const struct stand_in_fact *const f = h->emitted.items + h->fact;

	if (h->fact == h->emitted.n ||
	    (h->fact > h->fact_first && !stand_in_same_key(f, f - 1)))
		return CATENA_END;
	*fact = (struct catena_fact){f->doc, f->bytes + f->key_size, f->size};
	h->fact++;
	return CATENA_OK;
}

static catena_status stand_in_assign(catena_ctx *ctx, uint64_t doc,
                                     const void *value, uint32_t size)
{
	stand_in_put(&stand_in_of(ctx)->assigned, doc, NULL, 0, value, size);
	return CATENA_OK;
}

static const void *stand_in_assigned(catena_ctx *ctx, uint32_t k, uint32_t *size)
{
	const struct stand_in_facts *const all = &stand_in_of(ctx)->assigned;

	for (uint32_t i = 0; i < all->n; i++)
		if (all->items[i].doc == stand_in_of(ctx)->number && k-- == 0) {
			*size = all->items[i].size;
			return all->items[i].bytes;
		}
	return NULL;
}

static const struct catena_host stand_in_host = {
    .size = sizeof stand_in_host,
    .abi_major = CATENA_ABI_MAJOR,
    .abi_minor = CATENA_ABI_MINOR,
    .version = "stand-in",
    .fail = stand_in_fail,
    .log = stand_in_log,
    .intern = stand_in_intern,
    .symbol = stand_in_symbol,
    .stage = stand_in_stage,
    .text = stand_in_text,
    .id = stand_in_id,
    .number = stand_in_number,
    .read = stand_in_read,
    .write = stand_in_write,
    .grow = stand_in_grow,
    .string_add = stand_in_string_add,
    .string_get = stand_in_string_get,
    .field_set = stand_in_field_set,
    .field_get = stand_in_field_get,
    .drop = stand_in_drop,
    .stash = stand_in_stash,
    .stashed = stand_in_stashed,
    .out_open = stand_in_out_open,
    .out_write = stand_in_out_write,
    .alloc = stand_in_alloc,
    .source = stand_in_source,
    .emit = stand_in_emit,
    .fact = stand_in_fact,
    .assign = stand_in_assign,
    .assigned = stand_in_assigned,
    .save = stand_in_save,
    .saved = stand_in_saved,
};

#endif
