/* SPDX-License-Identifier: MIT */
/* scan.h - the next byte of a set, 64 bytes at a time
 *
 * Sets are those that sentences and paragraphs end with.  With SSE2, which
 * every x86-64 has, a block is compared at once; else byte by byte. */
#ifndef TOKENIZE_SCAN_H
#define TOKENIZE_SCAN_H

#include "../share/bits.h"

#include <stddef.h>
#include <stdint.h>

struct scan {
	const unsigned char *s;
	size_t n;
	size_t base;   /* of the block at hand */
	uint64_t mask; /* its bytes of the set */
};

/* Before the first call: base is where to begin, n > base. */
void tokenize_scan_block(struct scan *scan);

#endif /* TOKENIZE_SCAN_H */
