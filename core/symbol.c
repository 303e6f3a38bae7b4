/* SPDX-License-Identifier: MIT */
/* symbol.c - strings of closed vocabularies as numbers, for one run.
 *
 * Looking up a number takes no lock: the strings stand in chunks that never
 * move, and the count is published after the string is there. */
#include "build.h"

#include "symbol.h"

#include "arena.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
	FIRST = 256,
	CHUNKS = 22
}; /* chunk k holds FIRST << k strings */

struct string {
	const char *s;
	uint32_t size, hash;
};

struct symbols {
	pthread_mutex_t lock;
	struct arena arena;
	_Atomic(struct string *) chunks[CHUNKS];
	_Atomic uint32_t n;
	uint32_t *table; /* open addressing; 0: free; cap a power of two */
	uint32_t cap;
};

static uint32_t hash_of(const char *s, size_t n)
{
	uint32_t h = 2166136261u; /* FNV-1a, by Fowler, Noll and Vo */
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	return h;
}

static const struct string *at(const struct symbols *t, uint32_t i)
{
	uint32_t chunk = 0, size = FIRST;
	while (i >= size) {
		i -= size;
		size <<= 1;
		chunk++;
	}
	return &atomic_load_explicit(&t->chunks[chunk], memory_order_acquire)[i];
}

static struct string *slot(struct symbols *t, uint32_t i)
{
	uint32_t chunk = 0, size = FIRST;
	while (i >= size) {
		i -= size;
		size <<= 1;
		if (++chunk == CHUNKS)
			return NULL;
	}
	struct string *p =
	    atomic_load_explicit(&t->chunks[chunk], memory_order_relaxed);
	if (!p) {
		p = calloc(size, sizeof *p);
		atomic_store_explicit(&t->chunks[chunk], p, memory_order_release);
	}
	return p ? p + i : NULL;
}

struct symbols *symbols_new(void)
{
	struct symbols *t = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	t->cap = FIRST * 2;
	t->table = calloc(t->cap, sizeof *t->table);
	if (!t->table || pthread_mutex_init(&t->lock, NULL)) {
		free(t->table);
		free(t);
		return NULL;
	}
	return t;
}

void symbols_free(struct symbols *t)
{
	if (!t)
		return;
	for (int i = 0; i < CHUNKS; i++)
		free(atomic_load(&t->chunks[i]));
	arena_free(&t->arena);
	pthread_mutex_destroy(&t->lock);
	free(t->table);
	free(t);
}

static int grow_table(struct symbols *t, uint32_t n)
{
	if (n < t->cap / 2)
		return 0;
	if (t->cap > UINT32_MAX / 2)
		return -1;
	const uint32_t cap = t->cap * 2;
	uint32_t *table = calloc(cap, sizeof *table);
	if (!table)
		return -1;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t h = at(t, i)->hash & (cap - 1);
		while (table[h])
			h = (h + 1) & (cap - 1);
		table[h] = i + 1;
	}
	free(t->table);
	t->table = table;
	t->cap = cap;
	return 0;
}

static uint32_t intern_locked(struct symbols *t, const char *s, size_t size)
{
	const uint32_t n = atomic_load_explicit(&t->n, memory_order_relaxed);
	const uint32_t hash = hash_of(s, size);
	uint32_t h = hash & (t->cap - 1);
	for (; t->table[h]; h = (h + 1) & (t->cap - 1)) {
		const struct string *have = at(t, t->table[h] - 1);
		if (have->hash == hash && have->size == size && !memcmp(have->s, s, size))
			return t->table[h];
	}
	struct string *fresh = slot(t, n);
	char *copy = arena_copy(&t->arena, s, size);
	if (!fresh || !copy || grow_table(t, n))
		return 0;
	*fresh = (struct string){copy, (uint32_t)size, hash};
	for (h = hash & (t->cap - 1); t->table[h];)
		h = (h + 1) & (t->cap - 1);
	t->table[h] = n + 1;
	atomic_store_explicit(&t->n, n + 1, memory_order_release);
	return n + 1;
}

uint32_t symbol_intern(struct symbols *t, const char *s, size_t size)
{
	if (size >= UINT32_MAX)
		return 0;
	pthread_mutex_lock(&t->lock);
	const uint32_t sym = intern_locked(t, s, size);
	pthread_mutex_unlock(&t->lock);
	return sym;
}

const char *symbol_text(const struct symbols *t, uint32_t sym, size_t *size)
{
	if (!sym || sym > atomic_load_explicit(&t->n, memory_order_acquire)) {
		if (size)
			*size = 0;
		return NULL;
	}
	const struct string *s = at(t, sym - 1);
	if (size)
		*size = s->size;
	return s->s;
}
