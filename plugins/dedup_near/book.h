/* SPDX-License-Identifier: MIT */
/* book.h - the hashes of words in about two bytes each, for those that wait in
 * memory: what is written there is touched once and then hardly ever again, and
 * new memory is what a large heap costs most.
 *
 * A word has a place in the book by the lower bits of its hash, and whichever
 * word comes first has it for good; such a word is the number of its place.  One
 * whose place is taken is 0, and written in full behind all others.  Nothing is
 * lost. */
#ifndef CATENA_DEDUP_NEAR_BOOK_H
#define CATENA_DEDUP_NEAR_BOOK_H

#include "../share/machine.h"
#include <stdbool.h>
#include <stdint.h>

#define BOOK_PLACES 65536u /* at most */
#define BOOK_SLACK 16u     /* numbers, words, that may be written beyond the last */

struct book {                   /* zeroed is empty */
	uint32_t *hash;             /* by place; 0: free */
	uint32_t places;            /* a power of two */
	enum share_machine machine; /* SHARE_UNKNOWN: is asked for */
};

void dedup_near_book_free(struct book *);

/* Makes it, or makes it larger, so that it is small beside so many bytes that are
 * written by it; what is written stays as it is.  False when out of memory. */
bool dedup_near_book_begin(struct book *, uint64_t written);

static inline uint64_t dedup_near_book_bytes(const struct book *b)
{
	return (uint64_t)b->places * sizeof *b->hash;
}

/* Writes n numbers, and to `full` the words that have no place; returns how many
 * these are. */
uint32_t dedup_near_book_write(struct book *, const uint32_t *words, uint32_t n,
                               uint16_t *numbers, uint32_t *full);

/* False when the n numbers want other than n_full words in full. */
bool dedup_near_book_read(const struct book *, const uint16_t *numbers, uint32_t n,
                          const uint32_t *full, uint32_t n_full, uint32_t *words);

#endif
