/* SPDX-License-Identifier: MIT */
/* shingle.h - shingles: every run of `width` words, as a 64-bit hash.
 *
 * A polynomial over the words' hashes, modulo 2^64, which rolls: three
 * multiplications a word whatever the width, and one to mix what comes out,
 * because bins and samples are cut from its bits.  Two runs with other word
 * hashes share a shingle with a chance of about 2^-64. */
#ifndef CATENA_SHARE_SHINGLE_H
#define CATENA_SHARE_SHINGLE_H

#include <stdint.h>

/* Any number to one whose bits are all as good (the finaliser of MurmurHash3,
 * public domain). */
static inline uint64_t shingle_mix(uint64_t h)
{
	h ^= h >> 33;
	h *= UINT64_C(0xFF51AFD7ED558CCD);
	h ^= h >> 33;
	h *= UINT64_C(0xC4CEB9FE1A85EC53);
	return h ^ h >> 33;
}

struct shingles {
	uint64_t state, gone; /* gone: by what the hash of the word that leaves */
	uint32_t width;       /* words; a shorter document is one shingle */
	uint32_t n;           /* shingles in all */
};

#define SHINGLE_BASE UINT64_C(0xD1342543DE82EF95) /* odd, no structure */

#define SHINGLE_WORD UINT64_C(0x9E3779B97F4A7C15)
#define SHINGLE_ADD UINT64_C(0x9E3779B9)

static inline uint64_t shingle_word(uint32_t hash)
{
	return (hash + SHINGLE_ADD) * SHINGLE_WORD;
}

/* Less than shingle_mix: the upper half of a sum of products needs no more. */
static inline uint64_t shingle_end(uint64_t h)
{
	h ^= h >> 32;
	h *= UINT64_C(0xFF51AFD7ED558CCD);
	return h ^ h >> 32;
}

/* Begins with the first width - 1 words.  n words in all. */
static inline struct shingles shingles_begin(const uint32_t *words, uint32_t n,
                                             uint32_t width)
{
	struct shingles s = {.gone = SHINGLE_WORD};

	s.width = n < width ? n : width;
	s.n = n ? n - s.width + 1 : 0;
	for (uint32_t i = 0; i < s.width; i++)
		s.gone *= SHINGLE_BASE;
	for (uint32_t i = 0; i + 1 < s.width; i++)
		s.state = s.state * SHINGLE_BASE + shingle_word(words[i]);
	return s;
}

/* The i-th shingle, i = 0, 1, 2... in turn. */
static inline uint64_t shingles_next(struct shingles *s, const uint32_t *words,
                                     uint32_t i)
{
	uint64_t change = shingle_word(words[i + s->width - 1]);

	if (i)
		change -= (words[i - 1] + SHINGLE_ADD) * s->gone;
	s->state = s->state * SHINGLE_BASE + change;
	return shingle_end(s->state);
}

/* The i-th shingle whatever the last one was; the next is shingles_next's. */
static inline uint64_t shingles_at(struct shingles *s, const uint32_t *words,
                                   uint32_t i)
{
	s->state = 0;
	for (uint32_t k = 0; k < s->width; k++)
		s->state = s->state * SHINGLE_BASE + shingle_word(words[i + k]);
	return shingle_end(s->state);
}

#endif
