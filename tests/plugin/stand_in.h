/* SPDX-License-Identifier: MIT */
/* stand_in.h - a host of one stage and one document at a time, so that a
 * plugin's callbacks can be tested and timed by themselves.
 *
 * Documents are tokenized in the plainest way: runs of letters and digits (all
 * bytes beyond ASCII are letters) and single other characters. */
#ifndef CATENA_STAND_IN_H
#define CATENA_STAND_IN_H

#include "stand_in_host.h"

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
		if (strstr(end, "GiB"))
			v.i *= 1024 * 1024 * 1024;
		break;
	case CATENA_FLOAT:
		v.f = strtod(text, &end) / (*end == '%' ? 100 : 1);
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
	catena_status status;

	memset(h, 0, sizeof *h);
	h->ctx.host = &stand_in_host;
	h->plugin = plugin;
	h->source = "";
	for (uint32_t i = 0; i < plugin->n_options; i++)
		h->values[i] = stand_in_value(plugin->options + i,
		                              stand_in_text_of(plugin->options + i, given));
	status = plugin->create(&h->ctx, h->values, &h->self);
	if (status == CATENA_OK && plugin->local_new)
		status = plugin->local_new(&h->ctx, h->self, &h->local);
	if (status == CATENA_OK && plugin->serial_new)
		status = plugin->serial_new(&h->ctx, h->self, &h->serial);
	return status;
}

static inline void stand_in_free_facts(struct stand_in_facts *facts)
{
	for (uint32_t i = 0; i < facts->n; i++)
		free(facts->items[i].bytes);
	free(facts->items);
}

static inline void stand_in_free_lists(struct stand_in *h)
{
	for (uint32_t i = 0; i < h->plugin->n_options; i++) {
		const uint32_t type = h->plugin->options[i].type;
		if (type != CATENA_STRINGS && type != CATENA_PATHS)
			continue;
		free((void *)(uintptr_t)h->values[i].list[0]);
		free((void *)(uintptr_t)h->values[i].list);
	}
}

static inline void stand_in_end(struct stand_in *h)
{
	if (h->serial)
		h->plugin->serial_end(&h->ctx, h->self, h->serial, 0);
	if (h->local)
		h->plugin->local_free(h->local);
	if (h->self)
		h->plugin->destroy(h->self);
	stand_in_free_lists(h);
	stand_in_forget_fields(h);
	for (int k = 0; k < STAND_IN_COLUMNS; k++)
		free(h->row_cols[k]);
	for (uint32_t i = 0; i < h->n_symbols; i++)
		free(h->symbols[i]);
	stand_in_free_facts(&h->emitted);
	stand_in_free_facts(&h->assigned);
	free(h->block);
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
	const struct catena_column *const columns =
	    h->plugin->n_uses ? h->plugin->uses[0].columns : NULL;
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

/* After all documents passed process: every key to resolve, then resolved. */
static inline catena_status stand_in_resolve(struct stand_in *h)
{
	const struct catena_gather *const g = h->plugin->extension("catena.gather/1");
	struct stand_in_fact *const all = h->emitted.items;
	catena_status status = CATENA_OK;

	for (uint32_t i = 1; i < h->emitted.n; i++) {
		const struct stand_in_fact f = all[i];
		uint32_t k = i;
		for (; k > 0; k--) {
			const struct stand_in_fact *const p = all + k - 1;
			const int order =
			    memcmp(f.bytes, p->bytes,
			           f.key_size < p->key_size ? f.key_size : p->key_size);
			if (order > 0 || (order == 0 && f.key_size >= p->key_size))
				break;
			all[k] = *p;
		}
		all[k] = f;
	}
	for (uint32_t i = 0; i < h->emitted.n && status == CATENA_OK;) {
		h->fact = h->fact_first = i;
		status =
		    g->resolve(&h->ctx, h->self, h->serial, all[i].bytes, all[i].key_size);
		for (i++; i < h->emitted.n && stand_in_same_key(all + i, all + i - 1);)
			i++;
	}
	if (status == CATENA_OK && g->resolved)
		status = g->resolved(&h->ctx, h->self, h->serial);
	return status;
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
