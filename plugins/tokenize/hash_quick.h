/* SPDX-License-Identifier: MIT */
/* hash_quick.h - catena_fold_hash of a token: no branch on its size up to 16 bytes
 * of ASCII, as sizes cannot be foreseen */
#ifndef TOKENIZE_HASH_QUICK_H
#define TOKENIZE_HASH_QUICK_H

#include <stddef.h>
#include <stdint.h>

#include <catena/fold.h>

static inline uint64_t hash_load8(const unsigned char *s)
{
	return catena_hash_load4(s) | catena_hash_load4(s + 4) << 32;
}

/* The lowest n bytes, n from 1 to 8. */
static inline uint64_t hash_low(uint64_t word, uint32_t n)
{
	return word & ~UINT64_C(0) >> (64 - 8 * n);
}

/* Of the token [begin, end), not empty, of a text of `size` bytes. */
static inline uint32_t hash_quick(const unsigned char *s, size_t size, size_t begin,
                                  size_t end)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	const uint32_t n = (uint32_t)(end - begin);

	if (n > 16 || begin + 16 > size)
		return catena_fold_hash((const char *)s + begin, n);
	const uint64_t a = hash_low(hash_load8(s + begin), n < 8 ? n : 8);
	const uint64_t b = hash_low(hash_load8(s + begin + 8), n > 8 ? n - 8 : 1);
	if ((a | (n > 8 ? b : 0)) & high)
		return catena_fold_hash((const char *)s + begin, n);
	const uint64_t one = catena_hash_step(0, catena_fold_word(a));
	const uint64_t two = catena_hash_step(one, catena_fold_word(b));
	return catena_hash_end(n > 8 ? two : one);
}

#endif /* TOKENIZE_HASH_QUICK_H */
