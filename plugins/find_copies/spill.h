/* SPDX-License-Identifier: MIT */
/* spill.h - keys and their places that are too many for the memory: sorted, in
 * temporary files that have no names.
 *
 * A part is a file: slots as in seeds.h, by rising key, in pages, of each of
 * which the first tag is in memory, so that a look-up reads one page of each part.
 * Keys that have several places have them in the same page, as long as there is
 * room; behind all pages otherwise.  What comes from the memory is merged with the
 * parts that are not SPILL_RATIO times as large: so there are few parts, and each
 * key is written again a few times only (a log-structured merge tree: O'Neil,
 * Cheng, Gawlick and O'Neil, 1996).  Of a key that is in several, the newest
 * counts.
 *
 * They are read, never mapped: pages of files that are mapped count as memory of
 * the process, and an error of the disk would end it by a signal.  One thread.
 */
#ifndef CATENA_FIND_COPIES_SPILL_H
#define CATENA_FIND_COPIES_SPILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A part has more than SPILL_RATIO times the keys of the next, of 2^37: there are
 * never as many. */
#define SPILL_PARTS 32u
#define SPILL_RATIO 3u
#define SPILL_SHARDS 64u
#define SPILL_PAGE 44u /* slots */
#define SPILL_UNIT 4u  /* numbers: where places begin is counted in these */
#define SPILL_NEAR 10u /* units of a page */

struct spill_page {
	uint64_t slots[SPILL_PAGE];
	/* How many, then the places.  The value of a slot is the unit where that
	 * begins: here, or SPILL_NEAR more than that behind the pages. */
	uint32_t places[SPILL_NEAR * SPILL_UNIT];
};

struct spill_part {
	int file;                    /* descriptor + 1 */
	uint32_t pages;              /* of slots: before the places */
	uint64_t places;             /* the byte at which these begin */
	uint64_t units;              /* of places */
	uint64_t keys;               /* slots of all shards */
	uint32_t *first;             /* tag that each page begins with */
	uint32_t n[SPILL_SHARDS];    /* slots of each shard */
	uint32_t page[SPILL_SHARDS]; /* its first */
};

struct spill {
	struct spill_part parts[SPILL_PARTS]; /* the newest last */
	uint32_t n;
	uint32_t written; /* how often one was */
	uint64_t bytes;   /* of memory */
};

/* What is in memory. */
struct spill_source {
	void *from;
	/* The slots that are not free, rising: n of them, to be freed; NULL with errno.
	 */
	uint64_t *(*shard)(void *from, uint32_t shard, uint32_t *n);
	/* How many, in the last bits, then the places; NULL: the slot has them. */
	const uint32_t *(*block)(void *from, uint64_t slot);
	uint32_t used[SPILL_SHARDS]; /* slots of each shard */
};

void find_copies_spill_free(struct spill *);

/* Writes all that is in memory to a part.  False with errno; what was in files is
 * found as before then. */
bool find_copies_spill_add(struct spill *, const struct spill_source *);

/* The newest slot of a key, and its places, if it has several: room for `most`.
 * 1; 0: there is none; -1 with errno. */
int find_copies_spill_find(const struct spill *, uint64_t key, uint64_t *slot,
                           uint32_t *places, uint32_t most, uint32_t *n);

/* Where the search for a key in the i-th part begins: to read it beforehand. */
const void *find_copies_spill_peek(const struct spill *, uint32_t i, uint64_t key);

/* Every key once, rising, of the parts from `first` on and the memory; places: NULL
 * if there is one or none.  -1 with errno, or as the call says. */
typedef int find_copies_spilled(void *to, uint32_t shard, uint64_t slot,
                                const uint32_t *places, uint32_t n);
int find_copies_spill_each(const struct spill *, uint32_t first,
                           const struct spill_source *, find_copies_spilled *,
                           void *to);

/* Every slot of every part; those of keys that are in several come as often. */
typedef void find_copies_slot(void *to, uint32_t shard, uint64_t slot);
bool find_copies_spill_slots(const struct spill *, find_copies_slot *, void *to);

void find_copies_spill_close(struct spill_part *);

/* Of a unit that is behind the pages. */
static inline uint64_t spill_places_at(const struct spill_part *p, uint64_t unit)
{
	return p->places + (unit - SPILL_NEAR) * SPILL_UNIT * sizeof(uint32_t);
}

#endif
