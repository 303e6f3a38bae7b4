/* SPDX-License-Identifier: MIT */
/* shard.h - a part of the table of seeds.h: slots, found by the tag of a key.
 *
 * Slots stand in buckets of the size of a cache line.  A tag's home is a bucket,
 * and homes rise with tags; behind a full bucket one goes on.  No slot is ever
 * given back: a bucket is filled from its beginning.
 *
 * One thread. */
#ifndef CATENA_FIND_COPIES_SHARD_H
#define CATENA_FIND_COPIES_SHARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEEDS_TAG_BITS 31 /* of a key, in a slot */
#define SEEDS_BUCKET 8u   /* slots */
#define SHARD_BEHIND \
	8u                 /* buckets behind the last home; the last slot stays free \
	                    */
#define SHARD_FULL 13u /* of sixteen slots: those that are used before it grows */

struct seeds_shard {
	uint64_t *slots; /* tag << 33 | several << 32 | place or block; 0: free */
	uint32_t homes;  /* buckets; there are some more behind them */
	uint32_t used;   /* slots */
};

/* Slots of a shard that grows: room for those of many, one after another. */
struct shard_hand {
	uint64_t *slots;
	uint64_t n, room;
};

static inline uint32_t slot_tag(uint64_t slot)
{
	return (uint32_t)(slot >> 33);
}

static inline uint64_t shard_size(const struct seeds_shard *h) /* slots */
{
	return h->slots ? ((uint64_t)h->homes + SHARD_BEHIND) * SEEDS_BUCKET : 0;
}

static inline uint64_t shard_bytes(const struct seeds_shard *h)
{
	return shard_size(h) * sizeof *h->slots;
}

static inline uint64_t hand_bytes(const struct shard_hand *hand)
{
	return hand->room * sizeof *hand->slots;
}

static inline bool shard_has_room(const struct seeds_shard *h)
{
	return h->slots &&
	       h->used < (uint64_t)h->homes * SEEDS_BUCKET / 16 * SHARD_FULL;
}

/* The slot of a tag in a shard that has slots; NULL: it has none. */
static inline uint64_t *shard_find(const struct seeds_shard *h, uint32_t tag)
{
	const uint64_t home = (uint64_t)tag * h->homes >> SEEDS_TAG_BITS;

	for (uint64_t *b = h->slots + home * SEEDS_BUCKET;; b += SEEDS_BUCKET) {
		unsigned same = 0;
		for (unsigned i = 0; i < SEEDS_BUCKET; i++)
			same |= (unsigned)(slot_tag(b[i]) == tag) << i;
		if (same) {
			while (!(same & 1)) {
				same >>= 1;
				b++;
			}
			return b;
		}
		if (!b[SEEDS_BUCKET - 1])
			return NULL;
	}
}

/* Puts a slot whose tag is in none into a free one; NULL: there is none but the
 * last. */
uint64_t *find_copies_shard_put(struct seeds_shard *, uint64_t slot);

/* To grow: its slots are taken up, it becomes an empty one of more homes, and they
 * are dealt again, to memory that it has, mostly.  False: out of memory, and the
 * shard is as before; of `deal`: they do not fit its end, and need more homes. */
bool find_copies_shard_take_up(const struct seeds_shard *, struct shard_hand *);
bool find_copies_shard_enlarge(struct seeds_shard *, uint64_t homes);
bool find_copies_shard_deal(struct seeds_shard *, struct shard_hand *);

void find_copies_shard_free(struct seeds_shard *);
void find_copies_hand_free(struct shard_hand *);

#endif
