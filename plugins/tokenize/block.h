/* SPDX-License-Identifier: MIT */
/* block.h - 64 bytes of text as bitmaps, bit i for byte i
 *
 * Included by words_sse2.c and words_avx2.c, each of which defines TARGET (the
 * attribute of its functions) and block_ascii. */
#ifndef TOKENIZE_BLOCK_H
#define TOKENIZE_BLOCK_H

#include <stddef.h>
#include <stdint.h>

struct block {
	/* What stands together: all bytes of a character have its bit. */
	uint64_t letter, digit, under, white;
	uint64_t mid_letter, mid_number; /* of ASCII: a word may go on behind it */
	uint64_t cont;                   /* bytes that do not begin a character */
	uint64_t bridge; /* joined to what is before, by a sign beyond ASCII */
	/* What a token is: the first byte of each character. */
	uint64_t letters, upper, numbers, symbol;
	uint64_t high;    /* bytes >= 0x80 */
	uint64_t control; /* of ASCII */
	unsigned hard;    /* where the first character stands that these bits cannot
	                   * tell; 64: none */
};

/* What the end of one block means for the next. */
struct spill {
	uint64_t letter, digit, white, cont, bridge, symbol;
};

static inline unsigned bit_first(uint64_t bits)
{
	return (unsigned)__builtin_ctzll(bits);
}

static inline unsigned bit_count(uint64_t bits)
{
	return (unsigned)__builtin_popcountll(bits);
}

#endif /* TOKENIZE_BLOCK_H */
