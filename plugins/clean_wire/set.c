/* SPDX-License-Identifier: MIT */
/* set.c - open addressing over a pool of strings */
#include "set.h"

#include <catena/fold.h>
#include <stdlib.h>
#include <string.h>

void clean_wire_set_free(struct set *s)
{
	free(s->slots);
	free(s->pool);
	memset(s, 0, sizeof *s);
}

/* The slot of the string, or the empty one where it would be. */
static uint32_t find(const struct set *set, const char *s, size_t size)
{
	uint32_t i = catena_hash(s, size) & (set->cap - 1);

	while (set->slots[i]) {
		const char *const at = set->pool + set->slots[i];
		if ((uint8_t)at[1] == size && !memcmp(at + 2, s, size))
			break;
		i = (i + 1) & (set->cap - 1);
	}
	return i;
}

static bool grow_slots(struct set *set)
{
	struct set wide = *set;

	wide.cap = set->cap ? set->cap * 2 : 256;
	wide.slots = calloc(wide.cap, sizeof *wide.slots);
	if (!wide.slots)
		return false;
	for (uint32_t i = 0; i < set->cap; i++) {
		const char *const at = set->pool + set->slots[i];
		if (set->slots[i])
			wide.slots[find(&wide, at + 2, (uint8_t)at[1])] = set->slots[i];
	}
	free(set->slots);
	*set = wide;
	return true;
}

static bool grow_pool(struct set *set)
{
	const uint32_t room = set->room ? set->room * 2 : 4096;
	char *const p = set->room > UINT32_MAX / 4 ? NULL : realloc(set->pool, room);

	if (!p)
		return false;
	set->pool = p;
	set->room = room;
	if (!set->used)
		set->used = 1; /* 0 is an empty slot */
	return true;
}

bool clean_wire_set_add(struct set *set, const char *s, size_t size, uint8_t flags)
{
	if (!size || size > SET_LONGEST)
		return true;
	if (set->n >= set->cap / 2 && !grow_slots(set))
		return false;
	if (set->room - set->used < size + 2 && !grow_pool(set))
		return false;
	const uint32_t i = find(set, s, size);
	if (set->slots[i])
		return true;
	char *const at = set->pool + set->used;
	at[0] = (char)flags;
	at[1] = (char)size;
	memcpy(at + 2, s, size);
	set->slots[i] = set->used;
	set->used += (uint32_t)size + 2;
	set->n++;
	return true;
}

bool clean_wire_set_has(const struct set *set, const char *s, size_t size,
                        uint8_t *flags)
{
	if (!set->n || !size || size > SET_LONGEST)
		return false;
	const uint32_t i = find(set, s, size);
	if (set->slots[i] && flags)
		*flags = (uint8_t)set->pool[set->slots[i]];
	return set->slots[i] != 0;
}

bool clean_wire_set_add_folded(struct set *set, const char *s, size_t size)
{
	char folded[CATENA_FOLD_ROOM(SET_LONGEST)];

	if (size > SET_LONGEST)
		return true;
	return clean_wire_set_add(set, folded, catena_fold(folded, s, size), 0);
}

bool clean_wire_set_has_folded(const struct set *set, const char *s, size_t size)
{
	char folded[CATENA_FOLD_ROOM(SET_LONGEST)];

	return size <= SET_LONGEST &&
	       clean_wire_set_has(set, folded, catena_fold(folded, s, size), NULL);
}
