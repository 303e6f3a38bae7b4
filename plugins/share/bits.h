/* SPDX-License-Identifier: MIT */
/* bits.h - the lowest bit of a word, which says where in 64 bytes or tokens something
 * begins. */
#ifndef CATENA_SHARE_BITS_H
#define CATENA_SHARE_BITS_H

#include <stdint.h>

/* Its number, 0 to 63; bits is not 0. */
static inline unsigned share_lowest(uint64_t bits)
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

#endif
