/* SPDX-License-Identifier: MIT */
/* seeds.h - from a 64-bit key to the places in the corpus where its words
 * stand, the earliest `cap` of them, in bounded memory.
 *
 * Eight bytes a slot: 31 bits of the key, whether there are several places, and
 * the place or the block that holds them.  Eight slots make a bucket of 64 bytes,
 * a line of the cache; what does not fit goes to the next one, so that a look-up
 * waits for the memory once.  Buckets lie in shards, in the order of the keys: a
 * shard grows by any factor in one pass, and the memory is never needed twice.
 * A slot stays where it is until its shard grows.
 *
 * When the bound is reached, all of it goes to a temporary file (spill.h).  A key
 * that is found there and has several places, or gets one more, comes back with all
 * that is known of it: what is in memory is always newer than what is in a file.
 * From then on a filter says of most keys that are new that they are nowhere
 * (filter.h).
 *
 * One thread. */
#ifndef CATENA_FIND_COPIES_SEEDS_H
#define CATENA_FIND_COPIES_SEEDS_H

#include "filter.h"
#include "shard.h"
#include "spill.h"

#define SEEDS_SHARD_BITS 6
#define SEEDS_SHARDS (1u << SEEDS_SHARD_BITS)
#define SEEDS_CLASSES 10
#define SEEDS_COMMON 1023u /* instead of a number of places */
#define SEEDS_MOST 1000u   /* places of a key */
/* In a slot: its value is a block; that of a key that is marked. */
#define SEEDS_SEVERAL (UINT64_C(1) << 32)
#define SEEDS_COMMON_BLOCK UINT32_MAX
#define SEEDS_COUNT 0xFFFFu /* of the head of a block: the places */

struct seeds_blocks { /* of 4 << class numbers each: head, then places */
	uint32_t *items;
	uint32_t used, room;          /* units of 4 numbers */
	uint32_t free[SEEDS_CLASSES]; /* the first free block + 1; it has the next */
};

struct seeds {
	struct seeds_shard shards[SEEDS_SHARDS];
	struct shard_hand hand;
	struct seeds_blocks blocks;
	struct spill spill;
	struct filter filter;  /* of all keys, here and there; none before files */
	uint64_t bytes, bound; /* bytes: without those of the spill and the filter */
	uint64_t keys;         /* in memory */
	uint32_t homes;        /* of a shard, once some is in files; 0: none is */
	bool full;             /* a shard is: more goes to files */
	int failed;            /* errno of a look-up that failed; 0: none did */
	uint32_t moved;        /* counts what makes slots go elsewhere */
};

struct seeds_found {
	const uint32_t *places; /* rising; until the next call */
	uint32_t n;
	uint32_t one;
	bool common;    /* marked by seeds_mark: no places of its own */
	uint64_t *slot; /* NULL: not in memory; n is 0 if it is unknown */
};

void find_copies_seeds_free(struct seeds *);

/* What is looked at of a key: its first bits.  No tag is 0. */
static inline uint32_t seeds_shard_of(uint64_t key)
{
	return (uint32_t)(key >> (64 - SEEDS_SHARD_BITS));
}

static inline uint32_t seeds_tag(uint64_t key)
{
	const uint32_t tag =
	    (uint32_t)(key >> (64 - SEEDS_SHARD_BITS - SEEDS_TAG_BITS)) & 0x7FFFFFFFu;

	return tag ? tag : 1;
}

/* What is known of a key by its slot. */
static inline uint64_t seeds_key(uint32_t shard, uint64_t slot)
{
	return (uint64_t)shard << (64 - SEEDS_SHARD_BITS) |
	       slot >> 33 << (64 - SEEDS_SHARD_BITS - SEEDS_TAG_BITS);
}

/* Is its value a block? */
static inline bool seeds_has_block(uint64_t slot)
{
	return slot & SEEDS_SEVERAL && (uint32_t)slot != SEEDS_COMMON_BLOCK;
}

static inline bool seeds_is_common(uint64_t slot)
{
	return slot & SEEDS_SEVERAL && (uint32_t)slot == SEEDS_COMMON_BLOCK;
}

/* Where a key is looked for first; NULL: nowhere yet. */
static inline const uint64_t *seeds_bucket(const struct seeds *s, uint64_t key)
{
	const struct seeds_shard *const h = s->shards + seeds_shard_of(key);

	return h->slots ? h->slots +
	                      ((uint64_t)seeds_tag(key) * h->homes >> SEEDS_TAG_BITS) *
	                          SEEDS_BUCKET
	                : NULL;
}

/* Makes room if the bound was reached; slots and places do not outlast it.  False
 * with errno. */
bool find_copies_seeds_relieve(struct seeds *);

/* Bytes of memory. */
static inline uint64_t seeds_bytes(const struct seeds *s)
{
	return s->bytes + s->spill.bytes + filter_size(&s->filter);
}

/* The slot of a key, if it is in memory. */
uint64_t *find_copies_seeds_peek(const struct seeds *, uint64_t key);

/* The block of a slot that has one: to read it beforehand. */
const uint32_t *find_copies_seeds_block(const struct seeds *, uint64_t slot);

/* What is in a slot, as it is now. */
void find_copies_seeds_get(const struct seeds *, uint64_t *slot,
                           struct seeds_found *);

/* False: unknown, or it failed.  in_memory: it is known not to be in a file. */
bool find_copies_seeds_find(struct seeds *, uint64_t key, bool in_memory,
                            struct seeds_found *);

/* Adds a place behind the others of a key that was just looked up, unless there
 * are `cap` (at most SEEDS_MOST).  Nothing is added under a key that is marked.
 * False: out of memory. */
bool find_copies_seeds_add(struct seeds *, uint64_t key, const struct seeds_found *,
                           uint32_t place, uint32_t cap);

/* The same for a place that may be before others; if there are `cap`, the last
 * goes.
 */
bool find_copies_seeds_insert(struct seeds *, uint64_t key,
                              const struct seeds_found *, uint32_t place,
                              uint32_t cap);

/* Keeps the first n (1 or more) of the places of a key that was just looked up
 * and are in `places` now. */
void find_copies_seeds_keep(struct seeds *, struct seeds_found *,
                            const uint32_t *places, uint32_t n);

/* Forgets the places of a key that was just looked up and marks it as common. */
void find_copies_seeds_mark(struct seeds *, uint64_t key,
                            const struct seeds_found *);

/* All keys and their places, n of them (SEEDS_COMMON: marked, none).  -1 with
 * errno, or as the call says. */
typedef int find_copies_seed(void *to, uint64_t key, const uint32_t *places,
                             uint32_t n);
int find_copies_seeds_each(struct seeds *, find_copies_seed *, void *to);

#endif
