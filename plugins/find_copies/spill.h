/* SPDX-License-Identifier: MIT */
/* spill.h - keys and their places that are too many for the memory: sorted, in
 * temporary files that have no names.
 *
 * A part is a file: slots as in seeds.h, by rising key, in pages, of each of
 * which the first tag is in memory, so that a look-up reads one page of each part;
 * then the places of keys that have several.  What comes from the memory is
 * merged with the parts that are not SPILL_RATIO times as large: so there are few
 * parts, and each key is written again a few times only (a log-structured merge
 * tree: O'Neil, Cheng, Gawlick and O'Neil, 1996).  Of a key that is in several, the
 * newest counts.
 *
 * A filter (Bloom, "Space/time trade-offs in hash coding with allowable errors",
 * 1970; three bits of a line of the cache) says which keys may be in a file, so
 * that most that are new cost no read.  It is made anew whenever all parts become
 * one; its lines lie in the order of the keys, as that merge goes.
 *
 * The first bytes of parts are mapped, as many as may be: a page that the system
 * has in its cache costs 20 to 40 ns there, and 600 to 1,000 by a read.  What
 * cannot be mapped is read.  An error of the disk ends the run by a signal then.
 * One thread.
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
#define SPILL_PAGE 128u /* slots */
#define SPILL_UNIT 4u   /* numbers: where places begin is counted in these */

struct spill_part {
	int file;                 /* descriptor + 1 */
	const unsigned char *map; /* of its first `mapped` bytes; NULL: none */
	uint64_t mapped;
	uint32_t pages;              /* of slots: before the places */
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
	uint64_t *filter; /* rows of 8 words; NULL: none, all may be there */
	uint64_t rows;
	uint64_t bytes; /* of memory */
	/* Bytes, at most: of the filter, 0: it has none; of files that are mapped. */
	uint64_t filter_most, map_most;
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

/* May a key be in a file? */
bool find_copies_spill_may_have(const struct spill *, uint64_t key);

/* Where the filter has a key: to read it beforehand; NULL: there is none. */
const uint64_t *find_copies_spill_row(const struct spill *, uint64_t key);

/* Where the slot of a key, if it has one, may be in memory: in each part that is
 * mapped so far.  Returns how many there are; room for SPILL_PARTS. */
uint32_t find_copies_spill_peek(const struct spill *, uint64_t key, const void **);

/* The newest slot of a key, and its places, if it has several: room for `most`.
 * 1; 0: there is none; -1 with errno. */
int find_copies_spill_find(const struct spill *, uint64_t key, uint64_t *slot,
                           uint32_t *places, uint32_t most, uint32_t *n);

/* Every key once, rising, of the parts from `first` on and the memory; places: NULL
 * if there is one or none.  -1 with errno, or as the call says. */
typedef int find_copies_spilled(void *to, uint32_t shard, uint64_t slot,
                                const uint32_t *places, uint32_t n);
int find_copies_spill_each(const struct spill *, uint32_t first,
                           const struct spill_source *, find_copies_spilled *,
                           void *to);

/* For spill_merge.c and spill.c. */
void find_copies_spill_note(struct spill *, uint32_t shard, uint64_t slot);
/* A filter for so many keys instead of the one there is; none if there is no memory
 * for it. */
void find_copies_spill_refilter(struct spill *, uint64_t keys);
/* Maps as much of a part as may be; frees what it has. */
void find_copies_spill_map(const struct spill *, struct spill_part *);
void find_copies_spill_close(struct spill_part *);

static inline uint64_t spill_places_at(const struct spill_part *p, uint64_t unit)
{
	return (uint64_t)p->pages * SPILL_PAGE * sizeof(uint64_t) +
	       unit * SPILL_UNIT * sizeof(uint32_t);
}

#endif
