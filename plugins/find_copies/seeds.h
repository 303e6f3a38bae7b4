/* SPDX-License-Identifier: MIT */
/* seeds.h - from a 32-bit key to the places in the corpus where its words
 * stand, the earliest `cap` of them, in bounded memory.
 *
 * Eight bytes a slot.  Slots lie in shards; inside a shard by rising key, with
 * gaps (Amble and Knuth, "Ordered hash tables", 1974), so that a shard grows by
 * any factor in one pass and the memory is never needed twice.  One place is in
 * the slot itself, several are in a block of 2, 4, 8... numbers.
 *
 * When the bound is reached, half of all keys are forgotten, and refused from
 * there on: those that stay are still looked up by everyone, so long passages
 * are found as before, short ones by chance.  Which go is a matter of the key
 * alone.
 *
 * One thread. */
#ifndef CATENA_FIND_COPIES_SEEDS_H
#define CATENA_FIND_COPIES_SEEDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEEDS_SHARD_BITS 10
#define SEEDS_SHARDS (1u << SEEDS_SHARD_BITS)
#define SEEDS_KEY_BITS (32 - SEEDS_SHARD_BITS) /* of a key, in a slot */
#define SEEDS_CLASSES 11
#define SEEDS_COMMON 1023u /* instead of a number of places */
#define SEEDS_MOST 1000u   /* places of a key */

struct seeds_shard {
	uint64_t *slots; /* key << 42 | places << 32 | place or block; 0: free */
	uint32_t homes, used;
};

struct seeds_blocks { /* of 1 << class numbers each */
	uint32_t *items;
	uint32_t used, room; /* blocks */
	uint32_t free;       /* the first free one + 1, which names the next */
};

struct seeds {
	struct seeds_shard shards[SEEDS_SHARDS];
	struct seeds_blocks blocks[SEEDS_CLASSES];
	uint64_t bytes, bound;
	uint64_t keys;
	uint32_t thinned; /* one key in 1 << thinned is kept */
};

struct seeds_found {
	const uint32_t *places; /* rising; until the next call */
	uint32_t n;
	uint32_t one;
	bool common;    /* marked by seeds_mark: no places of its own */
	uint64_t *slot; /* NULL: unknown */
};

void find_copies_seeds_free(struct seeds *);

/* Is the key one of those that are kept? */
static inline bool seeds_kept(const struct seeds *s, uint32_t key)
{
	return (key * 0x9E3779B1u >> 12 & ((1u << s->thinned) - 1)) == 0;
}

static inline uint64_t seeds_home(const struct seeds_shard *h, uint32_t key)
{
	return (uint64_t)(key & ((1u << SEEDS_KEY_BITS) - 1)) * h->homes >>
	       SEEDS_KEY_BITS;
}

static inline struct seeds_shard *seeds_shard(struct seeds *s, uint32_t key)
{
	return s->shards + (key >> SEEDS_KEY_BITS);
}

/* Where a key is looked for first; NULL: nowhere yet. */
static inline const uint64_t *seeds_slot(struct seeds *s, uint32_t key)
{
	const struct seeds_shard *const h = seeds_shard(s, key);

	return h->slots ? h->slots + seeds_home(h, key) : NULL;
}

/* False: unknown. */
bool find_copies_seeds_find(struct seeds *, uint32_t key, struct seeds_found *);

/* Adds a place behind the others of a key that was just looked up, unless there
 * are `cap` (at most SEEDS_MOST).  Nothing is added under a key that is marked
 * or not kept.  False: out of memory. */
bool find_copies_seeds_add(struct seeds *, uint32_t key, const struct seeds_found *,
                           uint32_t place, uint32_t cap);

/* Keeps the first n (1 or more) of the places of a key that was just looked up
 * and are in `places` now. */
void find_copies_seeds_keep(struct seeds *, uint32_t key, struct seeds_found *,
                            const uint32_t *places, uint32_t n);

/* The slots of a shard, one after the other: is there a key in one? */
uint64_t find_copies_seeds_slots(const struct seeds *, uint32_t shard);
bool find_copies_seeds_key(const struct seeds *, uint32_t shard, uint64_t slot,
                           uint32_t *key);

/* Forgets the places of a key that was just looked up and marks it as common. */
void find_copies_seeds_mark(struct seeds *, uint32_t key,
                            const struct seeds_found *);

#endif
