/* SPDX-License-Identifier: MIT */
/* bits64.h - sets of the numbers 0 to 63 */
#ifndef TOKENIZE_BITS64_H
#define TOKENIZE_BITS64_H

#include <stdint.h>

#include "scan.h"

/* Bits [0, to), to <= 64; without a branch, as it cannot be foreseen if to is 64.
 */
static inline uint64_t bits_below(unsigned to)
{
	return ((UINT64_C(1) << (to & 63)) - 1) | (0 - (uint64_t)(to >> 6));
}

/* Bits [from, to), from and to <= 64. */
static inline uint64_t bits_of(unsigned from, unsigned to)
{
	return bits_below(to) & ~bits_below(from);
}

static inline unsigned bits_count(uint64_t bits)
{
#ifdef __POPCNT__
	return (unsigned)__builtin_popcountll(bits);
#else
	bits -= bits >> 1 & UINT64_C(0x5555555555555555);
	bits = (bits & UINT64_C(0x3333333333333333)) +
	       (bits >> 2 & UINT64_C(0x3333333333333333));
	bits = (bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
	return (unsigned)(bits * UINT64_C(0x0101010101010101) >> 56);
#endif
}

/* How many bits up to the highest one that is set: 0 if none is. */
static inline unsigned bits_up_to(uint64_t bits)
{
#ifdef __GNUC__
	return bits ? 64 - (unsigned)__builtin_clzll(bits) : 0;
#else
	unsigned n = 0;

	for (; bits; bits >>= 1)
		n++;
	return n;
#endif
}

/* The lowest bit; of 0, any number below 64. */
static inline unsigned bits_first(uint64_t bits)
{
	return share_lowest(bits | UINT64_C(1) << 63);
}

/* Seeds, and what is in a run of ones behind them. */
static inline uint64_t bits_behind_in(uint64_t seeds, uint64_t run)
{
	const uint64_t step = seeds << 1 & run;

	return seeds | step | (run & ~(run + step));
}

#endif /* TOKENIZE_BITS64_H */
