/* SPDX-License-Identifier: MIT */
/* common.h - do two short texts have three words in a row in common?  Compilers
 * make vectors of it. */
#ifndef CATENA_FIND_COPIES_COMMON_H
#define CATENA_FIND_COPIES_COMMON_H

#include <stdbool.h>
#include <stdint.h>

#define COMMON_STARTS 8u /* of three words that are compared in one go */
#define COMMON_WORDS (COMMON_STARTS + 2)

/* Three words in a row, as a number: others have the same once in 2^32. */
static inline uint32_t common_three(const uint32_t *w)
{
	return w[0] ^ (w[1] << 11 | w[1] >> 21) ^ (w[2] << 22 | w[2] >> 10);
}

/* Do any of COMMON_WORDS words there, three in a row, make one of the n numbers? */
static inline bool common_any(const uint32_t *three, uint32_t n,
                              const uint32_t *words)
{
	uint32_t there[COMMON_STARTS], common = 0;

	for (uint32_t k = 0; k < COMMON_STARTS; k++)
		there[k] = common_three(words + k);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < COMMON_STARTS; k++)
			common |= three[i] == there[k];
	return common;
}

#endif
