/* SPDX-License-Identifier: MIT */
/* idset.c - a set of 64-bit hashes, with linear probing. */
#include "build.h"

#include "idset.h"

#include <stdlib.h>
#include <string.h>

enum {
	FIRST = 1024
};

/* Of all bytes, eight at a time, whatever their order in this machine: the
 * steps between are those of splitmix64, by Steele, Lea and Flood. */
static uint64_t mixed(uint64_t h)
{
	h = (h ^ h >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	h = (h ^ h >> 27) * UINT64_C(0x94D049BB133111EB);
	return h ^ h >> 31;
}

static uint64_t hash_of(const char *id, size_t size)
{
	uint64_t h = mixed(size + UINT64_C(0x9E3779B97F4A7C15));
	for (size_t at = 0; at < size; at += 8) {
		uint64_t w = 0;
		memcpy(&w, id + at, size - at < 8 ? size - at : 8);
		h = mixed(h ^ w) + UINT64_C(0x9E3779B97F4A7C15);
	}
	return h ? h : 1;
}

static size_t find(const struct idset *s, uint64_t hash)
{
	size_t i = (size_t)hash & (s->cap - 1);
	while (s->slots[i] && s->slots[i] != hash)
		i = (i + 1) & (s->cap - 1);
	return i;
}

static bool crowded(const struct idset *s)
{
	return s->n >= s->cap / 8 * 7;
}

static enum idset_answer grow(struct idset *s)
{
	const size_t cap = s->cap ? s->cap * 2 : FIRST;
	if (cap > SIZE_MAX / 2 / sizeof *s->slots || cap * sizeof *s->slots > s->most)
		return IDSET_FULL;
	struct idset more = {.n = s->n, .cap = cap, .most = s->most};
	more.slots = calloc(cap, sizeof *more.slots);
	if (!more.slots)
		return IDSET_NO_MEMORY;
	for (size_t i = 0; i < s->cap; i++)
		if (s->slots[i])
			more.slots[find(&more, s->slots[i])] = s->slots[i];
	free(s->slots);
	*s = more;
	return IDSET_NEW;
}

enum idset_answer idset_add(struct idset *s, const char *id, size_t size)
{
	const uint64_t hash = hash_of(id, size);
	size_t at = s->cap ? find(s, hash) : 0;
	if (s->cap && s->slots[at])
		return IDSET_KNOWN;
	if (crowded(s)) {
		const enum idset_answer room = grow(s);
		if (room != IDSET_NEW)
			return room;
		at = find(s, hash);
	}
	s->slots[at] = hash;
	s->n++;
	return IDSET_NEW;
}

void idset_soon(const struct idset *s, const char *id, size_t size)
{
#ifdef __GNUC__
	if (s->cap)
		__builtin_prefetch(&s->slots[hash_of(id, size) & (s->cap - 1)], 1);
#else
	(void)s, (void)id, (void)size;
#endif
}

bool idset_has(const struct idset *s, const char *id, size_t size)
{
	return s->cap && s->slots[find(s, hash_of(id, size))];
}

bool idset_restore(struct idset *s, const void *slots, size_t bytes)
{
	const size_t cap = bytes / sizeof *s->slots;
	idset_finish(s);
	if (!cap)
		return !bytes;
	if (bytes % sizeof *s->slots || cap < FIRST || (cap & (cap - 1)))
		return false;
	s->slots = malloc(bytes);
	if (!s->slots)
		return false;
	memcpy(s->slots, slots, bytes);
	s->cap = cap;
	for (size_t i = 0; i < cap; i++)
		s->n += s->slots[i] != 0;
	if (s->n == cap) { /* a search would not end */
		idset_finish(s);
		return false;
	}
	return true;
}

void idset_finish(struct idset *s)
{
	free(s->slots);
	s->slots = NULL;
	s->n = s->cap = 0;
}
