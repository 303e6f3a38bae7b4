/* SPDX-License-Identifier: MIT */
/* table.h - many rows under one 32-bit key, in little more than eight bytes a
 * row: an index from hashes to documents.
 *
 * Slots are kept in rising order of (key, row), with gaps (linear probing
 * under "last come, sorted" order: Amble and Knuth, "Ordered hash tables",
 * 1974).  A key's home slot rises with the key, so the table grows by any
 * factor in one pass from its end, in place, and stays 3/4 to 9/10 full.
 *
 * Keys must be well mixed.  The hash of two things may be the same: the
 * caller verifies.  Zeroed is empty.  Not for two threads at once. */
#ifndef CATENA_SHARE_TABLE_H
#define CATENA_SHARE_TABLE_H

#include "prefetch.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Slots behind the last home slot, for what is pushed over the end. */
#define TABLE_TAIL 8192u
/* Rows of one key; with one more the oldest goes.  What very many documents
 * share must not cost each new one a look at all of them. */
#define TABLE_ROWS 2048u

struct table {
	uint64_t *slots; /* key << 32 | row + 1; 0: free */
	uint64_t homes;  /* home slots; TABLE_TAIL more are allocated */
	uint64_t used;
};

static inline uint64_t table_home(const struct table *t, uint64_t slot)
{
	return (slot >> 32) * t->homes >> 32;
}

static inline void table_free(struct table *t)
{
	free(t->slots);
	memset(t, 0, sizeof *t);
}

/* Bytes of memory. */
static inline uint64_t table_bytes(const struct table *t)
{
	return t->slots ? (t->homes + TABLE_TAIL) * sizeof *t->slots : 0;
}

/* From the end, every row goes to its new home or just behind its neighbour.
 * Homes only move up, so nothing is overwritten that has not been moved yet:
 * first all are pushed to the end of the array, then dealt out from its
 * beginning. */
static inline bool table_spread(struct table *t, uint64_t homes)
{
	const uint64_t old = t->slots ? t->homes + TABLE_TAIL : 0;
	const uint64_t size = homes + TABLE_TAIL;
	uint64_t *slots, from, to = 0;

	if (homes > UINT32_MAX || size > SIZE_MAX / sizeof *slots)
		return false;
	slots = realloc(t->slots, (size_t)size * sizeof *slots);
	if (!slots)
		return false;
	memset(slots + old, 0, (size_t)(size - old) * sizeof *slots);
	t->slots = slots;
	t->homes = homes;
	from = size;
	for (uint64_t i = old; i-- > 0;) {
		const uint64_t slot = slots[i];
		slots[i] = 0;
		if (slot)
			slots[--from] = slot;
	}
	for (; from < size; from++, to++) {
		const uint64_t slot = slots[from], home = table_home(t, slot);
		slots[from] = 0;
		if (to < home)
			to = home;
		slots[to] = slot;
	}
	return true;
}

/* The first slot whose key is not below `key`'s, or a free one before it. */
static inline uint64_t table_seek(const struct table *t, uint32_t key)
{
	const uint64_t first = (uint64_t)key << 32;
	uint64_t i = table_home(t, first);

	while (t->slots[i] && t->slots[i] < first)
		i++;
	return i;
}

static inline void table_prefetch(const struct table *t, uint32_t key)
{
	if (t->slots)
		share_prefetch(t->slots + table_home(t, (uint64_t)key << 32));
}

/* Writes the rows of `key` in rising order; room for TABLE_ROWS. */
static inline uint32_t table_find(const struct table *t, uint32_t key,
                                  uint32_t *rows)
{
	uint32_t n = 0;

	if (!t->slots)
		return 0;
	for (uint64_t i = table_seek(t, key); t->slots[i] >> 32 == key && t->slots[i];
	     i++)
		rows[n++] = (uint32_t)t->slots[i] - 1;
	return n;
}

/* The first slot from `i` on that is not of `key`. */
static inline uint64_t table_end(const struct table *t, uint64_t i, uint32_t key)
{
	uint64_t step = 1;

	while (step && t->slots[i] && t->slots[i] >> 32 == key) {
		/* long strides while they stay inside, then shorter ones again */
		if (i + step * 2 < t->homes + TABLE_TAIL && t->slots[i + step] &&
		    t->slots[i + step] >> 32 == key) {
			i += step;
			step *= 2;
		} else {
			i += step == 1;
			step = step > 1 ? step / 2 : 1;
		}
	}
	return i;
}

static inline uint64_t table_count(const struct table *t, uint32_t key)
{
	if (!t->slots)
		return 0;
	const uint64_t from = table_seek(t, key);
	return table_end(t, from, key) - from;
}

/* False when out of memory, or beyond 2^32 - 1 slots.  Rows of a key come in
 * rising order.  gone: the row that went for it, else it stays as it is. */
static inline bool table_put(struct table *t, uint32_t key, uint32_t row,
                             uint32_t *gone)
{
	const uint64_t slot = (uint64_t)key << 32 | (row + 1);
	uint64_t from, end, gap;

	if (!t->slots && !table_spread(t, 1024))
		return false;
	if (t->used >= t->homes / 10 * 9 && !table_spread(t, t->homes + t->homes / 5))
		return false;
	from = table_seek(t, key);
	end = table_end(t, from, key);
	if (end - from >= TABLE_ROWS) {
		*gone = (uint32_t)t->slots[from] - 1;
		memmove(t->slots + from, t->slots + from + 1,
		        (size_t)(end - from - 1) * sizeof *t->slots);
		t->slots[end - 1] = slot;
		return true;
	}
	for (gap = end; t->slots[gap]; gap++)
		;
	if (gap + 2 >= t->homes + TABLE_TAIL) /* the last stays free */
		return table_spread(t, t->homes + t->homes / 5) &&
		       table_put(t, key, row, gone);
	memmove(t->slots + end + 1, t->slots + end,
	        (size_t)(gap - end) * sizeof *t->slots);
	t->slots[end] = slot;
	t->used++;
	return true;
}

static inline bool table_add(struct table *t, uint32_t key, uint32_t row)
{
	uint32_t gone;

	return table_put(t, key, row, &gone);
}

#endif
