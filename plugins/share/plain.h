/* SPDX-License-Identifier: MIT */
/* plain.h - tests on the bytes of a token, eight at a time. */
#ifndef CATENA_SHARE_PLAIN_H
#define CATENA_SHARE_PLAIN_H

#include <catena/fold.h>
#include <stdbool.h>

#define PLAIN_ONES UINT64_C(0x0101010101010101)
#define PLAIN_HIGH UINT64_C(0x8080808080808080)

/* The first n bytes (8 at most) of s, of which `left` may be read, as a
 * little-endian word; letters a above them. */
static inline uint64_t plain_load(const unsigned char *s, size_t n, size_t left)
{
	uint64_t keep, word;

	if (left < 8) {
		word = catena_hash_load(s, n < left ? n : left);
		return n < 8 ? word | PLAIN_ONES * 'a' << 8 * n : word;
	}
	word = catena_hash_load(s, 8);
	if (n >= 8)
		return word;
	keep = (UINT64_C(1) << 8 * n) - 1;
	return (word & keep) | (PLAIN_ONES * 'a' & ~keep);
}

/* High bits where a byte below 0x80 is at least `c`. */
static inline uint64_t plain_from(uint64_t word, unsigned c)
{
	return word + PLAIN_ONES * (0x80 - c);
}

/* Are n bytes letters and digits of ASCII only?  left >= n may be read. */
static inline bool plain_word(const unsigned char *s, size_t n, size_t left)
{
	for (;; s += 8, n -= 8, left -= 8) {
		const uint64_t x = plain_load(s, n, left);
		const uint64_t lower = x | PLAIN_ONES * 0x20;
		const uint64_t letter =
		    plain_from(lower, 'a') & ~plain_from(lower, 'z' + 1);
		const uint64_t digit = plain_from(x, '0') & ~plain_from(x, '9' + 1);

		if (((~(letter | digit)) | x) & PLAIN_HIGH)
			return false;
		if (n <= 8)
			return true;
	}
}

/* Are n bytes letters of ASCII only, or digits only? */
static inline bool plain_run(const unsigned char *s, size_t n, size_t left)
{
	uint64_t letters = 0, digits = 0;

	for (;; s += 8, n -= 8, left -= 8) {
		const uint64_t x = plain_load(s, n, left);
		const uint64_t lower = x | PLAIN_ONES * 0x20;
		/* what is above the end counts as a letter: looked at apart */
		const uint64_t above = n < 8 ? ~UINT64_C(0) << 8 * n : 0;
		const uint64_t letter =
		    plain_from(lower, 'a') & ~plain_from(lower, 'z' + 1);
		const uint64_t digit = plain_from(x, '0') & ~plain_from(x, '9' + 1);

		if (((~(letter | digit)) | x) & PLAIN_HIGH)
			return false;
		letters |= letter & ~above & PLAIN_HIGH;
		digits |= digit & PLAIN_HIGH;
		if (n <= 8)
			return !letters || !digits;
	}
}

#endif
