/* SPDX-License-Identifier: MIT */
/* scan.h - the next byte of a set, 64 bytes at a time
 *
 * Sets are those that sentences and paragraphs end with.  With SSE2, which
 * every x86-64 has, a block is compared at once; else byte by byte. */
#ifndef TOKENIZE_SCAN_H
#define TOKENIZE_SCAN_H

#include <stddef.h>
#include <stdint.h>

enum scan_set {
	SCAN_TERMS, /* what may end a sentence: . ! ? and their kin, line ends */
	SCAN_LINES  /* what ends a line */
};

struct scan {
	const unsigned char *s;
	size_t n;
	enum scan_set set;
	size_t base;    /* of the block at hand */
	uint64_t mask;  /* its bytes of the set */
	uint64_t inner; /* its bytes that begin no character */
	size_t inners;  /* how many of those were in the blocks before */
};

/* Before the first call: base is where to begin, n > base. */
void tokenize_scan_block(struct scan *scan);

/* The lowest bit; bits is not 0. */
static inline unsigned scan_first(uint64_t bits)
{
#ifdef __GNUC__
	return (unsigned)__builtin_ctzll(bits);
#else
	unsigned n = 0;

	for (; !(bits & 1); bits >>= 1)
		n++;
	return n;
#endif
}

static inline unsigned scan_count(uint64_t bits)
{
	unsigned n = 0;

#ifdef __POPCNT__
	n = (unsigned)__builtin_popcountll(bits);
#else
	for (; bits; bits &= bits - 1)
		n++;
#endif
	return n;
}

static inline void scan_advance(struct scan *scan)
{
	scan->inners += scan_count(scan->inner);
	scan->base += 64;
	tokenize_scan_block(scan);
}

/* The first byte of the set at or behind `at`, which never falls; n: none. */
static inline size_t scan_next(struct scan *scan, size_t at)
{
	if (at >= scan->n)
		return scan->n;
	while (at - scan->base >= 64)
		scan_advance(scan);
	uint64_t mask = scan->mask >> (at - scan->base);
	while (!mask) {
		if (scan->n - scan->base <= 64)
			return scan->n;
		scan_advance(scan);
		at = scan->base;
		mask = scan->mask;
	}
	return at + scan_first(mask);
}

/* How many bytes before `at`, which is in the block at hand or at its end,
 * begin no character (counted from where the scan began). */
static inline size_t scan_inners(const struct scan *scan, size_t at)
{
	const size_t i = at - scan->base;

	if (!scan->inner)
		return scan->inners;
	return scan->inners + scan_count(i < 64 ? scan->inner & ((UINT64_C(1) << i) - 1)
	                                        : scan->inner);
}

#endif /* TOKENIZE_SCAN_H */
