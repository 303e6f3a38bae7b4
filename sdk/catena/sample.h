/* SPDX-License-Identifier: MIT */
/* catena/sample.h - a sample of documents by their ids: the same ones in every
 * run, on every machine, in any order, and those of 1% are among those of 2%.
 *
 * FNV-1a (Fowler, Noll, Vo), then mixed, for its high bits depend little on the
 * last letters.  [any] */
#ifndef CATENA_SAMPLE_H
#define CATENA_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

/* part: 0.01 for one document in a hundred; 1 or more: all are in it. */
static inline int catena_in_sample(const char *id, size_t size, double part)
{
	uint64_t h = UINT64_C(0xCBF29CE484222325);
	if (part >= 1)
		return 1;
	for (size_t i = 0; i < size; i++)
		h = (h ^ (unsigned char)id[i]) * UINT64_C(0x100000001B3);
	h = (h ^ h >> 32) * UINT64_C(0xD6E8FEB86659FD93);
	h ^= h >> 32;
	return (double)(h >> 11) < part * 9007199254740992.0; /* 2^53 */
}

#endif
