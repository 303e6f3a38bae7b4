/* SPDX-License-Identifier: MIT */
/* vocabulary.h - the hashes of words as numbers in the order in which they were
 * first seen, so that common ones take one byte, and a document about 1.6 bytes
 * a word.  Nothing is lost. */
#ifndef CATENA_DEDUP_NEAR_VOCABULARY_H
#define CATENA_DEDUP_NEAR_VOCABULARY_H

#include "../share/machine.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define VOCABULARY_LONGEST 5u /* bytes of a word at most */
#define VOCABULARY_SLACK 64u  /* that may be written behind the last */

struct vocabulary {
	uint32_t *hashes; /* by number */
	uint64_t *slots;  /* hash << 32 | its bytes, open addressing; 0: free */
	uint64_t *front;  /* the same of some, by hash alone: small, and at hand */
	uint32_t *codes;  /* of the words at hand: their bytes */
	uint32_t *others; /* places of those that are not in front */
	uint32_t room_codes;
	enum share_machine machine; /* SHARE_UNKNOWN: is asked for */
	uint32_t n, room, size;
};

/* Zeroed is empty. */
void dedup_near_vocabulary_free(struct vocabulary *);

/* The next number is this hash's.  False when out of memory. */
bool dedup_near_vocabulary_add(struct vocabulary *, uint32_t hash);

/* Writes at most n * VOCABULARY_LONGEST bytes, some behind them, and returns how
 * many; words that are new are added, as long as there is room for them (some
 * 470,000).  0 for n words: out of memory. */
size_t dedup_near_encode(struct vocabulary *, const uint32_t *words, uint32_t n,
                         unsigned char *bytes);

/* False when they are no n words. */
bool dedup_near_decode(const struct vocabulary *, const unsigned char *bytes,
                       size_t size, uint32_t *words, uint32_t n);

#endif
