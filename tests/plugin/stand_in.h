/* SPDX-License-Identifier: MIT */
/* stand_in.h - a host of one stage and one document at a time, so that a
 * plugin's callbacks can be tested and timed by themselves.
 *
 * Documents are tokenized in the plainest way: runs of letters and digits (all
 * bytes beyond ASCII are letters) and single other characters.  What a plugin
 * does is kept in the struct for the test to look at. */
#ifndef CATENA_STAND_IN_H
#define CATENA_STAND_IN_H

#include <catena/fold.h>
#include <catena/plugin.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STAND_IN_COLUMNS 8
#define STAND_IN_FIELDS 16
#define STAND_IN_SYMBOLS 64

struct stand_in_field {
	struct catena_field f;
	char name[64], *s;
};

struct stand_in {
	catena_ctx ctx; /* first: the host's functions get it */
	const struct catena_plugin *plugin;
	void *self, *local, *serial;

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

	FILE *out;
	unsigned char *saved;
	size_t saved_size;
	char message[512]; /* of the last fail or log */
	char dropped[256]; /* reason and detail; "": not dropped */
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
    .save = stand_in_save,
    .saved = stand_in_saved,
};

/* ---- Options: NAME, VALUE pairs over the table's defaults ---- */

static inline const char *stand_in_text_of(const struct catena_option *o,
                                           const char *const *given)
{
	for (; given && *given; given += 2)
		if (!strcmp(given[0], o->name))
			return given[1];
	return o->initial ? o->initial : "";
}

/* "a, b" to a list; never freed before the process ends. */
static inline const char *const *stand_in_list(const char *text)
{
	const char **const list = stand_in_must(calloc(32, sizeof *list));
	char *copy = stand_in_must(strdup(text));
	int n = 0;

	for (char *at = copy; *at && n < 31;) {
		char *const comma = strstr(at, ", ");
		if (comma)
			*comma = '\0';
		list[n++] = at;
		at = comma ? comma + 2 : at + strlen(at);
	}
	if (!n)
		free(copy);
	return list;
}

static inline union catena_value stand_in_value(const struct catena_option *o,
                                                const char *text)
{
	union catena_value v = {0};
	char *end;

	switch (o->type) {
	case CATENA_BOOL:
		v.i = !strcmp(text, "true");
		break;
	case CATENA_INT:
		v.i = strtoll(text, &end, 10);
		if (strstr(end, "KiB"))
			v.i *= 1024;
		if (strstr(end, "MiB"))
			v.i *= 1024 * 1024;
		break;
	case CATENA_FLOAT:
		v.f = strtod(text, NULL);
		break;
	case CATENA_CHOICE:
		while (o->choices[v.i] && strcmp(o->choices[v.i], text))
			v.i++;
		break;
	case CATENA_STRINGS:
	case CATENA_PATHS:
		v.list = stand_in_list(text);
		break;
	default:
		v.s = text;
	}
	return v;
}

static inline void stand_in_forget_fields(struct stand_in *h)
{
	for (uint32_t i = 0; i < h->n_fields; i++)
		free(h->fields[i].s);
	h->n_fields = 0;
}

/* The plugin with its options; what create answers. */
static inline catena_status stand_in_begin(struct stand_in *h,
                                           const struct catena_plugin *plugin,
                                           const char *const *given)
{
	union catena_value values[64];
	catena_status status;

	memset(h, 0, sizeof *h);
	h->ctx.host = &stand_in_host;
	h->plugin = plugin;
	for (uint32_t i = 0; i < plugin->n_options; i++)
		values[i] = stand_in_value(plugin->options + i,
		                           stand_in_text_of(plugin->options + i, given));
	status = plugin->create(&h->ctx, values, &h->self);
	if (status == CATENA_OK && plugin->local_new)
		status = plugin->local_new(&h->ctx, h->self, &h->local);
	if (status == CATENA_OK && plugin->serial_new)
		status = plugin->serial_new(&h->ctx, h->self, &h->serial);
	for (uint32_t i = 0; i < plugin->n_options; i++)
		if (plugin->options[i].type == CATENA_STRINGS ||
		    plugin->options[i].type == CATENA_PATHS) {
			free((void *)(uintptr_t)values[i].list[0]);
			free((void *)(uintptr_t)values[i].list);
		}
	return status;
}

static inline void stand_in_end(struct stand_in *h)
{
	if (h->serial)
		h->plugin->serial_end(&h->ctx, h->self, h->serial, 0);
	if (h->local)
		h->plugin->local_free(h->local);
	if (h->self)
		h->plugin->destroy(h->self);
	stand_in_forget_fields(h);
	for (int k = 0; k < STAND_IN_COLUMNS; k++)
		free(h->row_cols[k]);
	for (uint32_t i = 0; i < h->n_symbols; i++)
		free(h->symbols[i]);
	free(h->rows.begin);
	free(h->rows.end);
	free(h->begin);
	free(h->end);
	free(h->hash);
	free(h->kind);
	free(h->flags);
	free(h->strings);
	free(h->stash);
	free(h->saved);
	if (h->out)
		fclose(h->out);
	memset(h, 0, sizeof *h);
}

/* ---- One document ---- */

static inline int stand_in_letter(unsigned char c)
{
	return (c | 32u) - 'a' < 26u || c - 48u < 10u || c == '_' || c >= 0x80;
}

static inline void stand_in_token(struct stand_in *h, uint32_t from, uint32_t to)
{
	const unsigned char *const s = (const unsigned char *)h->text;
	const uint32_t i = h->tokens.n++;
	unsigned flags = 0;

	if (i == h->room) {
		h->room = h->room ? h->room * 2 : 1024;
		h->begin = stand_in_must(realloc(h->begin, h->room * 4u));
		h->end = stand_in_must(realloc(h->end, h->room * 4u));
		h->hash = stand_in_must(realloc(h->hash, h->room * 4u));
		h->kind = stand_in_must(realloc(h->kind, h->room));
		h->flags = stand_in_must(realloc(h->flags, h->room));
	}
	h->begin[i] = from;
	h->end[i] = to;
	h->hash[i] = catena_fold_hash(h->text + from, to - from);
	h->kind[i] = !stand_in_letter(s[from]) ? CATENA_TOKEN_PUNCT
	             : s[from] - 48u < 10u     ? CATENA_TOKEN_NUMBER
	                                       : CATENA_TOKEN_WORD;
	if (s[from] - 65u < 26u)
		flags |= CATENA_F_CAPITALISED;
	if (to == h->size || s[to] <= ' ')
		flags |= CATENA_F_SPACE_AFTER;
	h->flags[i] = (uint8_t)flags;
}

/* text[size] must be 0 and stay until the next document. */
static inline void stand_in_document(struct stand_in *h, const char *id,
                                     const char *text, uint32_t size)
{
	const unsigned char *const s = (const unsigned char *)text;

	h->id = id;
	h->text = text;
	h->size = size;
	h->number++;
	h->tokens.n = 0;
	for (uint32_t i = 0; i < size;) {
		uint32_t to = i + 1;
		if (s[i] <= ' ') {
			i++;
			continue;
		}
		if (stand_in_letter(s[i]))
			while (to < size && stand_in_letter(s[to]))
				to++;
		stand_in_token(h, i, to);
		i = to;
	}
	h->tokens.begin = h->begin;
	h->tokens.end = h->end;
	h->tokens.cols = h->token_cols;
	for (int k = 0; k < STAND_IN_COLUMNS; k++)
		h->token_cols[k] = NULL;
	const struct catena_column *const columns = h->plugin->uses[0].columns;
	for (uint32_t k = 0; columns && columns[k].name; k++)
		h->token_cols[k] = !strcmp(columns[k].name, "kind")    ? (void *)h->kind
		                   : !strcmp(columns[k].name, "flags") ? (void *)h->flags
		                   : h->no_hash                        ? NULL
		                                                       : (void *)h->hash;
	h->rows.n = 0;
	h->strings_used = 0;
	h->stash_used = 0;
	h->dropped[0] = h->message[0] = '\0';
	stand_in_forget_fields(h);
}

/* Through process and commit. */
static inline catena_status stand_in_pass(struct stand_in *h)
{
	catena_status status = CATENA_OK;

	if (h->plugin->process)
		status = h->plugin->process(&h->ctx, h->self, h->local);
	if (status == CATENA_OK && h->plugin->commit)
		status = h->plugin->commit(&h->ctx, h->self, h->serial);
	return status;
}

#endif
