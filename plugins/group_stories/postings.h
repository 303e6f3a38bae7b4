/* SPDX-License-Identifier: MIT */
/* postings.h - term to rows: the newest 1,024 rows of each term.
 *
 * A term's rows stand in one block of cells, twice as large whenever it is full;
 * a block of the largest size is a ring.  A term that one row has takes no cell.
 * About 16 bytes a term and 6 a row.  Zeroed is empty.  Not for two threads at
 * once. */
#ifndef CATENA_GROUP_STORIES_POSTINGS_H
#define CATENA_GROUP_STORIES_POSTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POSTINGS_CLASSES 11u /* blocks of 1, 2, 4 ... 1,024 cells */
#define POSTINGS_ROWS (1u << (POSTINGS_CLASSES - 1))

struct posting {
	uint32_t hash, count; /* count 0: free; rows that were ever added */
	uint32_t at;          /* the row, if it is one; else its block in `cells` */
};

struct postings {
	struct posting *slots; /* open addressing */
	uint64_t size, used;
	uint32_t *cells;
	uint32_t n_cells, room, n_free;  /* n_free: cells of free blocks */
	uint32_t free[POSTINGS_CLASSES]; /* block + 1, which holds the next one */
};

void group_stories_postings_free(struct postings *);

/* False when out of memory, or beyond 2^32 cells. */
bool group_stories_postings_add(struct postings *, uint32_t hash, uint32_t row);

/* The rows of a term, the oldest first: `n` from `begin` on in a ring of `mask` + 1
 * cells.  Valid until the next add. */
struct posted {
	const uint32_t *cells;
	uint32_t n, begin, mask;
};
struct posted group_stories_postings_find(const struct postings *, uint32_t hash);

static inline uint32_t group_stories_posted(const struct posted *p, uint32_t i)
{
	return p->cells[(p->begin + i) & p->mask];
}

/* Leaves the newest `most` rows. */
static inline void group_stories_posted_cut(struct posted *p, uint32_t most)
{
	if (p->n > most) {
		p->begin += p->n - most;
		p->n = most;
	}
}

/* Brings what find will look at into the cache; and the rows that it found. */
void group_stories_postings_prefetch(const struct postings *, uint32_t hash);
void group_stories_posted_prefetch(const struct posted *);

/* All of it as it stands, for a checkpoint on this machine: three pieces in
 * turn.  put_back takes them, and refuses what does not fit together: false with
 * errno. */
struct postings_pieces {
	const void *bytes[3];
	size_t sizes[3];
};
struct postings_pieces group_stories_postings_pieces(const struct postings *);
bool group_stories_postings_put_back(struct postings *, const void *bytes,
                                     size_t size);

/* Forgets the rows below `row`.  False when out of memory. */
bool group_stories_postings_forget(struct postings *, uint32_t row);

/* Bytes of memory: in all, and without what is free for other terms. */
uint64_t group_stories_postings_memory(const struct postings *);
uint64_t group_stories_postings_used(const struct postings *);

#endif
