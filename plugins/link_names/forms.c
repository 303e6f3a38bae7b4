/* SPDX-License-Identifier: MIT */
/* forms.c - mentions that are spelled alike, once. */
#include "link.h"
#include "lists.h"

#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

/* "Department of State" is the State Department: so many words leave the front. */
static uint32_t words_moved(const struct link_form *f)
{
	const struct plain_word *const w = f->name.words;
	if (f->family != FAMILY_ORG || f->name.n < 3 || strcmp(w[1].s, "of") ||
	    (strcmp(w[0].s, "department") && strcmp(w[0].s, "ministry")))
		return 0;
	return f->name.n > 3 && !strcmp(w[2].s, "the") ? 3 : 2;
}

static void make_key(struct link_form *f)
{
	const uint32_t moved = words_moved(f), end = f->name.n + (moved > 0);
	size_t at = 0;
	for (uint32_t i = moved; i < end; i++) {
		const struct plain_word *const w = f->name.words + i % f->name.n;
		if (at)
			f->key[at++] = ' ';
		memcpy(f->key + at, w->s, w->size);
		at += w->size;
	}
	if (f->name.generation && f->name.n) {
		const char *const word = link_names_generation_word(f->name.generation);
		const size_t n = strlen(word);
		f->key[at++] = ' ';
		memcpy(f->key + at, word, n);
		at += n;
	}
	f->key[at] = '\0';
	if (f->family != FAMILY_PERSON) {
		const char *const alias = link_names_alias(f->key);
		if (alias != f->key)
			memcpy(f->key, alias, strlen(alias) + 1);
	}
}

/* A name of titles alone is compared as it is written. */
static void fold(const struct link_mention *m, struct link_form *f)
{
	link_names_fold(m->s, m->n, m->family, &f->name);
	if (!f->name.n && m->family == FAMILY_PERSON) {
		struct link_form plain;
		link_names_fold(m->s, m->n, FAMILY_NONE, &plain.name);
		plain.family = FAMILY_NONE;
		make_key(&plain);
		memcpy(f->key, plain.key, sizeof f->key);
		return;
	}
	make_key(f);
}

static bool same_form(const struct link_form *a, const struct link_form *b)
{
	return a->family == b->family && a->id == b->id && a->name.n == b->name.n &&
	       !strcmp(a->key, b->key);
}

/* Where it is looked for in the table.  Places are asked for without their ids. */
static uint32_t place_of(const struct link_form *f)
{
	const uint32_t id = f->family == FAMILY_PLACE ? 0 : f->id;
	return catena_hash(f->key, strlen(f->key)) + (uint32_t)f->family +
	       id * UINT32_C(0x9E3779B1);
}

/* Has it a title that not everybody has? */
static bool says_who(const struct plain_name *name)
{
	return *name->title && !link_names_in(link_names_address, name->title);
}

/* "Macy's" is a name; the "Macy's" of who writes "Macy", too, is not. */
static void same_owner(struct plain_name *known, const struct plain_name *other)
{
	for (uint32_t i = 0; i < known->n; i++)
		known->words[i].owner = known->words[i].owner && other->words[i].owner;
}

/* The number of the form; LINK_NONE when out of memory. */
static uint32_t intern(struct linker *l, const struct link_mention *m, uint32_t i)
{
	if (!link_names_grow((void **)&l->forms, &l->cap, (uint64_t)l->n + 1,
	                     sizeof *l->forms))
		return LINK_NONE;
	struct link_form *const f = l->forms + l->n;
	*f = (struct link_form){.family = m->family,
	                        .id = m->id,
	                        .group_id = m->id,
	                        .first = i,
	                        .count = 1,
	                        .means = LINK_NONE,
	                        .group = l->n};
	fold(m, f);
	f->group_generation = f->name.generation;
	for (uint32_t at = place_of(f);; at++) {
		uint32_t *const slot = l->table + (at & (l->cap_table - 1));
		if (!*slot) {
			*slot = ++l->n;
			return l->n - 1;
		}
		if (same_form(l->forms + *slot - 1, f)) {
			struct link_form *const known = l->forms + *slot - 1;
			known->count++;
			same_owner(&known->name, &f->name);
			if (!says_who(&known->name) && says_who(&f->name))
				memcpy(known->name.title, f->name.title, sizeof f->name.title);
			return *slot - 1;
		}
	}
}

bool link_names_has_form(const struct linker *l, struct link_form *f)
{
	make_key(f);
	for (uint32_t at = place_of(f);; at++) {
		const uint32_t slot = l->table[at & (l->cap_table - 1)];
		if (!slot)
			return false;
		const struct link_form *const x = l->forms + slot - 1;
		if (x->family == f->family && !strcmp(x->key, f->key))
			return true;
	}
}

static bool make_table(struct linker *l, uint32_t n)
{
	uint32_t cap = 64;
	while (cap < 2 * (uint64_t)n && cap < UINT32_C(1) << 30)
		cap *= 2;
	if (cap > l->cap_table) {
		free(l->table);
		l->table = malloc(cap * sizeof *l->table);
		l->cap_table = l->table ? cap : 0;
	}
	if (l->table)
		memset(l->table, 0, l->cap_table * sizeof *l->table);
	return l->table != NULL;
}

/* "World Rail Organization (WRO)": what letters in brackets are said to stand for.
 */
static void define(struct linker *l, const struct link_mention *m, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		if (!m[i].means)
			continue;
		struct link_form *const f = l->forms + l->form_of[i];
		const uint32_t means = l->form_of[m[i].means - 1];
		if (f->means == LINK_NONE)
			f->means = means;
		else if (f->means != means)
			f->means = LINK_SEVERAL;
	}
}

bool link_names_make_forms(struct linker *l, const struct link_mention *m,
                           uint32_t n)
{
	l->n = l->n_candidates = l->n_index = l->placed = 0;
	if (!make_table(l, n) ||
	    !link_names_grow((void **)&l->form_of, &l->cap_mentions, n,
	                     sizeof *l->form_of))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		l->form_of[i] = intern(l, m + i, i);
		if (l->form_of[i] == LINK_NONE)
			return false;
	}
	define(l, m, n);
	free(l->order);
	free(l->next);
	l->order = malloc(((size_t)l->n + 1) * sizeof *l->order);
	l->next = malloc(((size_t)l->n + 1) * sizeof *l->next);
	for (uint32_t i = 0; l->next && i < l->n; i++)
		l->next[i] = LINK_NONE;
	return l->order && l->next;
}
