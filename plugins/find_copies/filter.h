/* SPDX-License-Identifier: MIT */
/* filter.h - which keys may be known at all: most are new, and cost one look at
 * one line of the cache.
 *
 * Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970; six
 * bits of a line, three in each of two words, as in Putze, Sanders and Singler,
 * "Cache-, hash- and space-efficient Bloom filters", 2007.  Of a key the bits count
 * that a slot of the seeds knows.  Lines lie in the order of the keys, so that who
 * goes through all keys goes through them once.
 *
 * There is a second question, about a few of the keys: has it several places?  Its
 * bits are in the same line. */
#ifndef CATENA_FIND_COPIES_FILTER_H
#define CATENA_FIND_COPIES_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FILTER_WORDS 8u   /* of a line */
#define FILTER_BITS 14u   /* for a key */
#define FILTER_KEY_BIT 27 /* the lowest that counts */

#define FILTER_KNOWN UINT64_C(0x9E3779B97F4A7C15)
#define FILTER_SEVERAL UINT64_C(0xC2B2AE3D27D4EB4F)

struct filter {
	uint64_t *words; /* NULL: there is none, and all may be known */
	uint64_t lines;
	uint64_t keys; /* noted */
};

/* Bytes for so many keys. */
static inline uint64_t filter_bytes(uint64_t keys)
{
	return (keys / (FILTER_WORDS * 64 / FILTER_BITS) + 1) * FILTER_WORDS *
	       sizeof(uint64_t);
}

/* An empty one for so many keys, of so many bytes at most; false: out of memory,
 * and it stays as it was. */
bool find_copies_filter_new(struct filter *, uint64_t keys, uint64_t most);
void find_copies_filter_free(struct filter *);

static inline uint64_t filter_size(const struct filter *f)
{
	return f->lines * FILTER_WORDS * sizeof *f->words;
}

/* So many keys were meant to be noted. */
static inline uint64_t filter_capacity(const struct filter *f)
{
	return f->lines * (FILTER_WORDS * 64 / FILTER_BITS);
}

static inline uint64_t *filter_line(const struct filter *f, uint64_t key)
{
	return f->words + ((key >> 32) * f->lines >> 32) * FILTER_WORDS;
}

/* Where a key has its bits: two words of a line, and the bits there. */
struct filter_bits {
	uint64_t a, b;
	uint32_t in_a, in_b;
};

static inline struct filter_bits filter_bits(uint64_t key, uint64_t question)
{
	const uint64_t part = key >> FILTER_KEY_BIT;
	/* no tag of a slot is 0: seeds.h */
	const uint64_t h = (part | !(part & 0x7FFFFFFFu)) * question;
	const uint64_t one = 1;

	return (struct filter_bits){
	    one << (h >> 58) | one << (h >> 52 & 63) | one << (h >> 46 & 63),
	    one << (h >> 40 & 63) | one << (h >> 34 & 63) | one << (h >> 28 & 63),
	    h >> 25 & (FILTER_WORDS - 1), h >> 22 & (FILTER_WORDS - 1)};
}

static inline bool filter_has(const struct filter *f, uint64_t key,
                              uint64_t question)
{
	const struct filter_bits bits = filter_bits(key, question);
	const uint64_t *const line = filter_line(f, key);

	return !((bits.a & ~line[bits.in_a]) | (bits.b & ~line[bits.in_b]));
}

static inline void filter_note(const struct filter *f, uint64_t key,
                               uint64_t question)
{
	const struct filter_bits bits = filter_bits(key, question);
	uint64_t *const line = filter_line(f, key);

	line[bits.in_a] |= bits.a;
	line[bits.in_b] |= bits.b;
}

#endif
