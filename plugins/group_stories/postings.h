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
	uint32_t n_cells, room;
	uint32_t free[POSTINGS_CLASSES]; /* block + 1, which holds the next one */
};

void group_stories_postings_free(struct postings *);

/* False when out of memory, or beyond 2^32 cells. */
bool group_stories_postings_add(struct postings *, uint32_t hash, uint32_t row);

/* The rows of a term, in no order; valid until the next add.  Returns how
 * many. */
uint32_t group_stories_postings_find(const struct postings *, uint32_t hash,
                                     const uint32_t **rows);

/* Brings what find will look at into the cache. */
void group_stories_postings_prefetch(const struct postings *, uint32_t hash);

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

uint64_t group_stories_postings_memory(const struct postings *); /* bytes */

#endif
