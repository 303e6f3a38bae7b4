/* SPDX-License-Identifier: MIT */
/* bands.h - from the key of a band to the documents that have it: a table for
 * each band, that answers from one line of the cache.
 *
 * A line holds twelve entries of 40 bits.  Which line is the upper part of the
 * key; the entry has what is left of it, and the row (quotienting: Knuth, "The
 * Art of Computer Programming" 3, 6.4, exercise 13), so nothing is lost and the
 * table can grow.  What does not fit goes to one of the next three lines.  A key
 * that many documents share has a list of its own, so that it costs no more to
 * add one more.
 *
 * Keys must be well mixed.  Zeroed is empty.  Not for two threads at once. */
#ifndef CATENA_DEDUP_NEAR_BANDS_H
#define CATENA_DEDUP_NEAR_BANDS_H

#include "../share/prefetch.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows of one key; with one more the oldest goes.  What very many documents
 * share must not cost each new one a look at all of them. */
#define BAND_ROWS 2048u

#define BAND_ENTRIES 12u

struct band_line {                /* 64 bytes */
	uint32_t upper[BAND_ENTRIES]; /* rest of the key, row but for its last byte */
	uint8_t lower[BAND_ENTRIES];  /* of the row */
	uint8_t moved[3];             /* two bits an entry: lines from its home */
	uint8_t flags;                /* see bands.c */
};

struct band_list { /* of a key that many rows have */
	uint32_t key;
	uint32_t n;     /* ever added; the newest BAND_ROWS are there */
	uint32_t *rows; /* NULL: a free place */
	uint32_t room;
};

struct band {
	struct band_line *lines; /* at a multiple of 64, in `memory` */
	void *memory;
	uint64_t n_lines; /* homes; a few more are there */
	uint64_t used;    /* entries */
	uint32_t row_bits;
	struct band_list *lists;
	uint32_t n_lists, room_lists;
	uint64_t bytes_lists; /* of their rows */
};

void dedup_near_band_free(struct band *);

/* Bytes of memory. */
uint64_t dedup_near_band_bytes(const struct band *);

/* False when out of memory.  `stagger` (any, the same for a table): tables of
 * other ones grow at other times. */
bool dedup_near_band_add(struct band *, uint32_t key, uint32_t row,
                         uint32_t stagger);

/* One look-up among many: what it waits for is memory, so all of them are begun
 * before the first is ended.  begin writes the rows that stand in the line of the
 * key, which was asked for by `prefetch`, and asks for what it wants besides;
 * then `on` those of the lines behind it, or it asks for the list; `end` those of
 * the list.  Room for BAND_ROWS each time; what is answered is how many were
 * written, in no order of meaning. */
struct band_search {
	const struct band *table;
	const struct band_list *list;
	uint32_t key;
};
uint32_t dedup_near_band_begin(struct band_search *, uint32_t *rows, bool *more);
uint32_t dedup_near_band_on(struct band_search *, uint32_t *rows, bool *more);
uint32_t dedup_near_band_end(const struct band_search *, uint32_t *rows);

/* The three in one. */
uint32_t dedup_near_band_find(const struct band *, uint32_t key, uint32_t *rows);

static inline uint64_t dedup_near_band_home(const struct band *t, uint32_t key)
{
	return key * t->n_lines >> 32;
}

static inline void dedup_near_band_prefetch(const struct band *t, uint32_t key)
{
	if (t->lines)
		share_prefetch(t->lines + dedup_near_band_home(t, key));
}

/* Goes through all: those of a key come in the order in which they were added.
 * Begin with *at = 0; false at the end. */
struct band_place {
	uint64_t at;       /* entry */
	uint32_t list, in; /* list, and the row of it */
	uint32_t key, row;
};
bool dedup_near_band_next(const struct band *, struct band_place *);

/* How many `next` gives. */
uint64_t dedup_near_band_count(const struct band *);

#endif
