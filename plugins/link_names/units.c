/* SPDX-License-Identifier: MIT */
/* units.c - the groups of a document as facts for the run. */
#include "parts.h"
#include "lists.h"

#include <string.h>

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* ---- The name of a group: its fullest form ---- */

static bool all_capitals(const struct plain_name *name)
{
	uint32_t i = 0;
	while (i < name->n && name->words[i].upper)
		i++;
	return i == name->n;
}

static bool is_fuller(const struct link_form *a, const struct link_form *b,
                      const struct link_mention *m)
{
	const uint32_t x = a->name.several ? 0 : a->name.n;
	const uint32_t y = b->name.several ? 0 : b->name.n;
	if (!x != !y)
		return x != 0;
	if ((x > 1) != (y > 1))
		return x > 1;
	/* Without it the run could take him for his father. */
	if (!a->name.generation != !b->name.generation)
		return a->name.generation != 0;
	const bool a_capitals = all_capitals(&a->name),
	           b_capitals = all_capitals(&b->name);
	if (x > 1 && y > 1 && a_capitals != b_capitals)
		return b_capitals;
	if (x != y)
		return x > y;
	if (a->count != b->count)
		return a->count > b->count;
	return m[a->first].n > m[b->first].n;
}

static uint32_t fullest(const struct local *l, uint32_t group)
{
	uint32_t best = group;
	for (uint32_t i = l->linker.next[group]; i != LINK_NONE;
	     i = l->linker.next[i]) {
		if (is_fuller(l->linker.forms + i, l->linker.forms + best, l->mentions))
			best = i;
	}
	return best;
}

bool link_names_find_fullest(struct local *l)
{
	if (!link_names_grow((void **)&l->fullest, &l->cap_fullest, l->linker.n,
	                     sizeof *l->fullest))
		return false;
	for (uint32_t i = 0; i < l->linker.n; i++) {
		if (l->linker.forms[i].group == i)
			l->fullest[i] = fullest(l, i);
	}
	return true;
}

/* Where the group's name is, as it is to be shown. */
void link_names_show_form(const struct local *l, uint32_t form, const char **s,
                          uint32_t *n)
{
	const struct link_mention *const m = l->mentions + l->linker.forms[form].first;
	size_t begin, end;
	link_names_shown(m->s, m->n, m->family, &begin, &end);
	*s = m->s + begin;
	*n = (uint32_t)(end - begin);
}

bool link_names_is_plain(const char *s, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if ((unsigned char)s[i] < ' ' ||
		    (s[i] == ' ' && i + 1 < n && s[i + 1] == ' '))
			return false;
	}
	return true;
}

uint32_t link_names_put_plain(struct json_buf *b, const char *s, uint32_t n)
{
	const size_t before = b->n;
	for (uint32_t i = 0; i < n; i++) {
		const bool blank = (unsigned char)s[i] <= ' ';
		if (!blank || i == 0 || (unsigned char)s[i - 1] > ' ')
			json_char(b, blank ? ' ' : s[i]);
	}
	return (uint32_t)(b->n - before);
}

/* ---- Facts ---- */

static void put_u32(struct json_buf *b, uint32_t x)
{
	json_raw(b, (const char *)&x, sizeof x);
}

/* "vice president", "general": of all forms that have one that says who it is. */
static void put_titles(struct local *l, uint32_t group)
{
	struct json_buf *const b = &l->bytes;
	for (uint32_t i = group; i != LINK_NONE; i = l->linker.next[i]) {
		const struct link_form *const f = l->linker.forms + i;
		char word[2 * WORD_ROOM];
		if (f->family != FAMILY_PERSON || !*f->name.title ||
		    link_names_in(link_names_address, f->name.title))
			continue;
		for (const char *s = f->name.title; *s;) {
			const size_t n = strcspn(s, " ");
			memcpy(word, s, n);
			word[n] = '\0';
			const char *const whole = link_names_title_word(word);
			json_raw(b, whole, strlen(whole));
			s += n + (s[n] == ' ');
			json_char(b, *s ? ' ' : '\n');
		}
	}
}

/* The unit of a group: its name and, with variants, its forms as they are written
 * first. */
static void put_unit(struct local *l, uint32_t group, uint32_t as, bool variants)
{
	struct json_buf *const b = &l->bytes;
	struct unit u = {as, 0, 0, 0, 0};
	const char *s;
	uint32_t n;
	for (uint32_t i = group; i != LINK_NONE && variants; i = l->linker.next[i]) {
		u.mentions += l->linker.forms[i].count;
		u.n_variants++;
	}
	link_names_show_form(l, l->fullest[group], &s, &n);
	b->n = 0;
	json_raw(b, (const char *)&u, sizeof u);
	u.name_size = link_names_put_plain(b, s, n);
	const size_t titles = b->n;
	if (variants)
		put_titles(l, group);
	u.titles_size = (uint32_t)(b->n - titles);
	if (!b->failed)
		memcpy(b->p, &u, sizeof u);
	for (uint32_t i = group; i != LINK_NONE && variants; i = l->linker.next[i]) {
		link_names_show_form(l, i, &s, &n);
		put_u32(b, l->linker.forms[i].count);
		const size_t head = b->n;
		put_u32(b, n);
		n = link_names_put_plain(b, s, n);
		if (!b->failed)
			memcpy(b->p + head, &n, sizeof n);
	}
}

static catena_status emit(catena_ctx *ctx, struct local *l, const char *key,
                          size_t size)
{
	if (l->bytes.failed)
		return no_memory(ctx);
	return ctx->host->emit(ctx, key, (uint32_t)size, l->bytes.p,
	                       (uint32_t)l->bytes.n);
}

static size_t key_with(char kind, const char *s, size_t n, char *key)
{
	key[0] = kind;
	memcpy(key + 1, s, n);
	return n + 1;
}

static const char family_letters[] = "POL-";

/* Of a body a short form, such as letters, that a document which has no other may
 * use: "WHO", "State Department". */
static bool is_short(const struct link_form *f)
{
	return f->family != FAMILY_PERSON && f->name.n &&
	       (f->name.n == 1 ? f->name.words[0].upper && f->name.words[0].size <= 8
	                       : f->family == FAMILY_ORG);
}

/* Who is called by a short form, and who says what it is short for. */
static catena_status emit_short(catena_ctx *ctx, struct local *l, uint32_t group,
                                const struct link_form *best)
{
	char key[WORDS_MAX * WORD_ROOM + 2];
	catena_status status = CATENA_OK;
	for (uint32_t i = group; i != LINK_NONE && status == CATENA_OK;
	     i = l->linker.next[i]) {
		const struct link_form *const f = l->linker.forms + i;
		if (!is_short(f) || (f != best && !strcmp(f->key, best->key)))
			continue;
		key[0] = 'A';
		const size_t n =
		    key_with(family_letters[f->family], f->key, strlen(f->key), key + 1);
		put_unit(l, group, best == f ? group : LINK_NONE, false);
		status = emit(ctx, l, key, n + 1);
	}
	return status;
}

static catena_status emit_group(catena_ctx *ctx, struct local *l,
                                const struct catena_layer *e, uint32_t group)
{
	char key[WORDS_MAX * WORD_ROOM + 2];
	const struct link_form *const best = l->linker.forms + l->fullest[group];
	size_t n;
	if (best->family == FAMILY_NONE || !best->name.n || best->name.several)
		return CATENA_OK;
	const uint32_t id = link_names_id_row(l, group);
	uint32_t size = 0;
	put_unit(l, group, group, true);
	if (id) { /* the row that has it */
		const char *const s =
		    ctx->host->string_get(ctx, link_names_u32(e, ID, id - 1), &size);
		if (size > sizeof key - 3)
			return CATENA_OK;
		key[0] = 'I';
		n = key_with(family_letters[best->family], s, size, key + 1) + 1;
	} else if (best->family == FAMILY_PERSON) {
		char bones[WORD_ROOM];
		n = link_names_bones(best->name.words + best->name.n - 1, bones);
		n = key_with('P', bones, n, key);
	} else {
		n = key_with(family_letters[best->family], best->key, strlen(best->key),
		             key);
	}
	const catena_status status = emit(ctx, l, key, n);
	return status == CATENA_OK ? emit_short(ctx, l, group, best) : status;
}

catena_status link_names_emit(catena_ctx *ctx, struct local *l,
                              const struct catena_layer *e)
{
	catena_status status = CATENA_OK;
	for (uint32_t i = 0; i < l->linker.n && status == CATENA_OK; i++) {
		if (l->linker.forms[i].group == i)
			status = emit_group(ctx, l, e, i);
	}
	return status;
}
