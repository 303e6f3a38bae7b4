/* SPDX-License-Identifier: MIT */
/* same.c - groups of forms, and what is the same thing without a doubt: by an id,
 * or by the key (which an alias may have made the same). */
#include "link.h"

#include <catena/fold.h>
#include <string.h>

enum {
	MOST_TRIED = 500 /* things of one name with different ids */
};

/* ---- Groups ---- */

/* All ids of a group are one, and all generations: who stands for it knows them. */
bool link_names_may_join(const struct linker *l, uint32_t form, uint32_t group)
{
	const uint8_t generation = l->forms[form].group_generation;
	const uint8_t other_generation = l->forms[group].group_generation;
	if (generation && other_generation && generation != other_generation)
		return false;
	const uint32_t id = l->forms[form].group_id, other = l->forms[group].group_id;
	return !id || !other || id == other;
}

/* The form may stand for some already: "A-B" is met before "Bo Trust (A-B)". */
void link_names_join(struct linker *l, uint32_t form, uint32_t group)
{
	uint32_t last = form;
	if (form == group) /* "A-B (A-B)" */
		return;
	for (uint32_t i = form; i != LINK_NONE; i = l->next[i]) {
		l->forms[i].group = group;
		last = i;
	}
	l->next[last] = l->next[group];
	l->next[group] = form;
	if (!l->forms[group].group_id)
		l->forms[group].group_id = l->forms[form].group_id;
	if (!l->forms[group].group_generation)
		l->forms[group].group_generation = l->forms[form].group_generation;
}

/* ---- Forms that are the same ---- */

enum same_kind {
	SAME_ID,
	SAME_KEY
};

static bool is_same(const struct link_form *a, const struct link_form *b,
                    enum same_kind kind)
{
	return a->family == b->family &&
	       (kind == SAME_ID ? a->id == b->id : !strcmp(a->key, b->key));
}

/* Where the first of the forms that are the same is, or is to be, in the table
 * of those that have been placed. */
static uint32_t *same_slot(const struct linker *l, uint32_t form,
                           enum same_kind kind)
{
	const struct link_form *const f = l->forms + form;
	const uint32_t hash = kind == SAME_ID ? f->id * UINT32_C(0x9E3779B1)
	                                      : catena_hash(f->key, strlen(f->key));
	uint32_t *const table = l->same + (kind == SAME_ID ? 0 : l->cap_table);
	for (uint32_t at = hash + (uint32_t)f->family;; at++) {
		uint32_t *const slot = table + (at & (l->cap_table - 1));
		if (*slot == LINK_NONE || is_same(l->forms + *slot, f, kind))
			return slot;
	}
}

bool link_names_make_same(struct linker *l)
{
	const size_t n = 2 * (size_t)l->cap_table;
	free(l->same);
	free(l->like);
	l->same = malloc(n * sizeof *l->same);
	l->like = malloc(((size_t)l->n + 1) * sizeof *l->like);
	for (size_t i = 0; l->same && i < n; i++)
		l->same[i] = LINK_NONE;
	return l->same && l->like;
}

bool link_names_same(struct linker *l, uint32_t form)
{
	const struct link_form *const f = l->forms + form;
	uint32_t *const slot = same_slot(l, form, SAME_KEY);
	uint32_t *const by_id = f->id ? same_slot(l, form, SAME_ID) : NULL;
	uint32_t found = *slot, tried = 0;
	while (found != LINK_NONE &&
	       !link_names_may_join(l, form, l->forms[found].group))
		found = ++tried < MOST_TRIED ? l->like[found].next : LINK_NONE;
	const uint32_t place = l->placed++;
	if (by_id && *by_id != LINK_NONE &&
	    (found == LINK_NONE || l->like[*by_id].place < l->like[found].place))
		found = *by_id;
	if (by_id && *by_id == LINK_NONE)
		*by_id = form;
	l->like[form] = (struct link_like){place, LINK_NONE, form};
	if (*slot == LINK_NONE)
		*slot = form;
	else
		l->like[l->like[*slot].last].next = form;
	l->like[*slot].last = form;
	if (found == LINK_NONE)
		return false;
	link_names_join(l, form, l->forms[found].group);
	return true;
}
