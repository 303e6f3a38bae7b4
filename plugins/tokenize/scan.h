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
	size_t base;   /* of the block at hand */
	uint64_t mask; /* its bytes of the set */
	int fresh;     /* no block is at hand */
};

/* The bytes of the set in s[at, at + 64), those beyond n left out. */
uint64_t tokenize_scan_block(const struct scan *scan, size_t at);

/* The first byte of the set at or behind `at`; n: none. */
static inline size_t scan_next(struct scan *scan, size_t at)
{
	if (scan->fresh || at < scan->base || at - scan->base >= 64) {
		scan->fresh = 0;
		scan->base = at;
		scan->mask = at < scan->n ? tokenize_scan_block(scan, at) : 0;
	}
	uint64_t mask = at < scan->n ? scan->mask >> (at - scan->base) : 0;
	while (!mask) {
		if (scan->n - scan->base <= 64 || at >= scan->n)
			return scan->n;
		at = scan->base += 64;
		mask = scan->mask = tokenize_scan_block(scan, at);
	}
#ifdef __GNUC__
	return at + (unsigned)__builtin_ctzll(mask);
#else
	for (; !(mask & 1); mask >>= 1)
		at++;
	return at;
#endif
}

#endif /* TOKENIZE_SCAN_H */
