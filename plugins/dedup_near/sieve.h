/* SPDX-License-Identifier: MIT */
/* sieve.h - a set of shingles by a few of their bits: what it says is not there
 * is not there, and of others one in 64 or fewer is taken for one that is (one
 * in 16 where the shingles are so many that memory counts more). */
#ifndef CATENA_DEDUP_NEAR_SIEVE_H
#define CATENA_DEDUP_NEAR_SIEVE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SIEVE_MANY (1u << 20)

struct sieve { /* zeroed is empty */
	uint64_t *words;
	uint64_t mask, room; /* words - 1, words */
};

static inline void sieve_free(struct sieve *s)
{
	free(s->words);
	memset(s, 0, sizeof *s);
}

/* Emptied, for n shingles.  False when out of memory. */
static inline bool sieve_begin(struct sieve *s, uint64_t n)
{
	uint64_t size = 16;

	while (size < (n > SIEVE_MANY ? n / 4 : n))
		size *= 2;
	if (size > s->room) {
		uint64_t *const p = realloc(s->words, (size_t)size * sizeof *p);
		if (!p)
			return false;
		s->words = p;
		s->room = size;
	}
	s->mask = size - 1;
	memset(s->words, 0, (size_t)size * sizeof *s->words);
	return true;
}

/* By value: for a loop, whose stores the compiler need not take for changes of
 * the sieve's own fields. */
static inline uint32_t sieve_has(struct sieve s, uint64_t h)
{
	return s.words[h >> 6 & s.mask] >> (h & 63) & 1;
}

/* Was it there? */
static inline uint32_t sieve_add(struct sieve s, uint64_t h)
{
	uint64_t *const word = s.words + (h >> 6 & s.mask);
	const uint64_t was = *word;

	*word = was | UINT64_C(1) << (h & 63);
	return was >> (h & 63) & 1;
}

#endif
