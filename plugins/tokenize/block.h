/* SPDX-License-Identifier: MIT */
/* block.h - 64 bytes of text as bitmaps, bit i for byte i
 *
 * Included by cut_sse2.c, cut_avx2.c and cut_avx512.c, each of which defines
 * TARGET (the attribute of its functions), block_ascii, which fills in what is
 * known of ASCII, and block_rare, which adds what few blocks have;
 * classify_block.h adds the characters beyond. */
#ifndef TOKENIZE_BLOCK_H
#define TOKENIZE_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "../share/bits.h"

#include <catena/plugin.h>

/* What runs for each line or block, with its state in registers. */
#define INLINE static inline __attribute__((always_inline))

enum {
	BLOCK = 64, /* bytes */
	CHUNK = 64  /* blocks that are taken through one step after the other */
};

struct block {
	/* What stands together: all bytes of a character have its bit. */
	uint64_t letter, digit, white;
	uint64_t mid_letter, mid_number; /* of ASCII: a word may go on behind it */
	/* What a token is: the first byte of each character. */
	uint64_t letters, upper, numbers;
	uint64_t high;      /* bytes >= 0x80 */
	uint64_t dot, bang; /* . and ! ? */
	uint64_t close;     /* quotes and brackets: all bytes */
	uint64_t lf;
	/* What few blocks have. */
	uint64_t under;
	uint64_t symbol; /* the first byte */
	uint64_t other;  /* control characters, and what is like them: all bytes */
	uint64_t cr;
	uint64_t feed; /* also the last byte of U+2029 */
	/* What is beyond ASCII. */
	uint64_t emoji;  /* a kind of its own: all bytes */
	uint64_t cont;   /* bytes that do not begin a character */
	uint64_t bridge; /* joined to what is before, by a sign beyond ASCII */
	uint64_t hard;   /* first bytes of characters that words need more for than
	                  * bitmaps */
	uint64_t term;   /* first bytes of the kin of . ! ? */
	uint64_t line, line_end; /* line ends: all bytes, the last byte */
};

/* What the end of one block means for the next. */
struct spill {
	uint64_t letter, digit, white, cont, bridge, symbol, other, emoji, close;
	uint64_t line, line_end, feed;
	int any; /* 0: the bitmaps do not count */
};

/* What is known of a token, at the bit of its end: five flags, in the order of
 * CATENA_F_*, then the two bits of the kind: neither is a word, ODD alone a
 * number, MARK alone punctuation, both a symbol. */
enum {
	CAPITAL,
	CAPS,
	NUMBER,
	SENTENCE,
	SPACE,
	ODD,
	MARK,
	PLANES
};

_Static_assert(CATENA_F_CAPITALISED == 1 << CAPITAL &&
                   CATENA_F_ALL_CAPS == 1 << CAPS &&
                   CATENA_F_HAS_DIGIT == 1 << NUMBER &&
                   CATENA_F_SENTENCE_START == 1 << SENTENCE &&
                   CATENA_F_SPACE_AFTER == 1 << SPACE,
               "the planes of the flags");
_Static_assert(CATENA_TOKEN_WORD == 0 && CATENA_TOKEN_NUMBER == 1 &&
                   CATENA_TOKEN_PUNCT == 2 && CATENA_TOKEN_SYMBOL == 3,
               "the planes of the kind");

/* The number of the lowest bit; no matter what if there is none. */
static inline unsigned bit_lowest(uint64_t bits)
{
	return share_lowest(bits | UINT64_C(1) << 63);
}

/* Bits are not 0. */
static inline unsigned bit_last(uint64_t bits)
{
	return 63u ^ (unsigned)__builtin_clzll(bits);
}

static inline unsigned bit_count(uint64_t bits)
{
	return (unsigned)__builtin_popcountll(bits);
}

/* Bits [0, i), i < 64. */
static inline uint64_t bits_below(unsigned i)
{
	return (UINT64_C(1) << i) - 1;
}

/* Each bit of x that stands in a run of ones moves behind that run; *carry: one
 * does from the block before, into the next. */
static inline uint64_t bits_behind(uint64_t x, uint64_t run, uint64_t *carry)
{
	uint64_t sum;

	x |= *carry;
	*carry = __builtin_add_overflow(x & run, run, &sum);
	return (sum | x) & ~run;
}

/* At the first bit behind a run, or behind a bit that no run follows: is there one
 * of the seeds in it, or right before?  Elsewhere the result means nothing.  A
 * token is a bit and the run of joined ones behind it.  *before, if asked for:
 * the bits of runs with a seed before them in their token. */
static inline uint64_t bits_reach(uint64_t seeds, uint64_t run, uint64_t *carry,
                                  uint64_t *before)
{
	const uint64_t next = seeds << 1 | *carry, step = next & run;
	uint64_t sum;

	*carry = (uint64_t)__builtin_add_overflow(run, step, &sum) | seeds >> 63;
	if (before)
		*before = step | (run & ~sum);
	return sum | next;
}

/* Seeds, and what is in a run of ones behind them. */
static inline uint64_t bits_flood(uint64_t seeds, uint64_t run, uint64_t *carry)
{
	const uint64_t step = (seeds << 1 | *carry) & run;
	const uint64_t all = seeds | step | (run & ~(run + step));

	*carry = all >> 63;
	return all;
}

#endif /* TOKENIZE_BLOCK_H */
