/* SPDX-License-Identifier: MIT */
/* cut_avx2.c - cut_block.h for x86-64 with AVX2, BMI and BMI2; called only where
 * tokenize_cut_paths found them */
#include "cut.h"

#ifdef TOKENIZE_X86

#include <immintrin.h>
#include <string.h>

#include <catena/plugin.h>

#include "block.h"

#define TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))

/* Sets of bytes as rectangles of high and low digit: a bit stands for one
 * rectangle, and is in both tables where high and low digit belong to it. */
enum {
	LETTER_A = 1, /* high digit 4 or 6, low 1-F */
	LETTER_B = 2, /* 5 or 7, 0-A */
	DIGIT = 4,
	BLANK_A = 8,  /* 09-0D */
	BLANK_B = 16, /* 20 */
	UNDER = 32,   /* 5F, and 7F which is a control */
	CONTROL = 64  /* 00-1F, without the blanks by subtraction */
};
enum {
	SIGN_A = 1, /* $ + */
	SIGN_B = 2, /* < = > */
	SIGN_C = 4, /* ^ ~ */
	SIGN_D = 8, /* ` |, and l and p which are letters */
	MID = 16,   /* ' . */
	COMMA = 32,
	SEMICOLON = 64,
	COLON = 128
};
enum {
	DOT = 1,
	BANG_A = 2,   /* ! */
	BANG_B = 4,   /* ? */
	CLOSE_A = 8,  /* " ' ( ) */
	CLOSE_B = 16, /* [ ] { } */
	LF = 32,
	CR = 64,
	FEED = 128
};

#define TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

TARGET static inline __m256i digits_low(void)
{
	const char a = LETTER_A, b = LETTER_B, d = DIGIT, w = BLANK_A, s = BLANK_B,
	           u = UNDER, c = CONTROL;
	const char all = (char)(a | b | d | c);
	return TWICE((char)(b | d | s | c), all, all, all, all, all, all, all, all,
	             (char)(all | w), (char)(a | b | w | c), (char)(a | w | c),
	             (char)(a | w | c), (char)(a | w | c), (char)(a | c),
	             (char)(a | u | c));
}

TARGET static inline __m256i digits_high(void)
{
	const char a = LETTER_A, b = LETTER_B, u = UNDER;
	return TWICE(BLANK_A | CONTROL, CONTROL, BLANK_B, DIGIT, a, (char)(b | u), a,
	             (char)(b | u), 0, 0, 0, 0, 0, 0, 0, 0);
}

TARGET static inline __m256i signs_low(void)
{
	return TWICE(SIGN_D, 0, 0, 0, SIGN_A, 0, 0, MID, 0, 0, (char)COLON,
	             SIGN_A | SEMICOLON, SIGN_B | SIGN_D | COMMA, SIGN_B,
	             SIGN_B | SIGN_C | MID, 0);
}

TARGET static inline __m256i signs_high(void)
{
	return TWICE(0, 0, SIGN_A | MID | COMMA, (char)(SIGN_B | SEMICOLON | COLON), 0,
	             SIGN_C, SIGN_D, SIGN_C | SIGN_D, 0, 0, 0, 0, 0, 0, 0, 0);
}

TARGET static inline __m256i ends_low(void)
{
	return TWICE(0, BANG_A, CLOSE_A, 0, 0, 0, 0, CLOSE_A, CLOSE_A, CLOSE_A, LF,
	             CLOSE_B, (char)FEED, CR | CLOSE_B, DOT, BANG_B);
}

TARGET static inline __m256i ends_high(void)
{
	return TWICE((char)(LF | CR | FEED), 0, DOT | BANG_A | CLOSE_A, BANG_B, 0,
	             CLOSE_B, 0, CLOSE_B, 0, 0, 0, 0, 0, 0, 0, 0);
}

TARGET static inline uint64_t pair(__m256i a, __m256i b)
{
	uint64_t low = (uint32_t)_mm256_movemask_epi8(a);
	uint64_t high = (uint32_t)_mm256_movemask_epi8(b);

	/* or gcc puts many pairs into vectors, which takes twice as long */
	__asm__("" : "+r"(low), "+r"(high));
	return low | high << 32;
}

/* Bytes that have one of the bits `set`. */
TARGET static inline uint64_t having(__m256i a, __m256i b, int set)
{
	const __m256i bits = _mm256_set1_epi8((char)set), zero = _mm256_setzero_si256();

	return ~pair(_mm256_cmpeq_epi8(_mm256_and_si256(a, bits), zero),
	             _mm256_cmpeq_epi8(_mm256_and_si256(b, bits), zero));
}

/* Bytes that have the bit. */
#define HAVING(a, b, bit) \
	pair(_mm256_slli_epi16(a, TOP(bit)), _mm256_slli_epi16(b, TOP(bit)))
#define TOP(bit) (__builtin_clz(bit) - 24)

TARGET INLINE void block_ascii(const unsigned char *p, struct block *b)
{
	const __m256i x = _mm256_loadu_si256((const __m256i *)(const void *)p);
	const __m256i y = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));
	const __m256i nibble = _mm256_set1_epi8(15);
	/* a byte >= 0x80 selects nothing */
	const __m256i xh = _mm256_and_si256(_mm256_srli_epi16(x, 4), nibble);
	const __m256i yh = _mm256_and_si256(_mm256_srli_epi16(y, 4), nibble);
	const __m256i x1 = _mm256_and_si256(_mm256_shuffle_epi8(digits_low(), x),
	                                    _mm256_shuffle_epi8(digits_high(), xh));
	const __m256i y1 = _mm256_and_si256(_mm256_shuffle_epi8(digits_low(), y),
	                                    _mm256_shuffle_epi8(digits_high(), yh));
	const __m256i x2 = _mm256_and_si256(_mm256_shuffle_epi8(signs_low(), x),
	                                    _mm256_shuffle_epi8(signs_high(), xh));
	const __m256i y2 = _mm256_and_si256(_mm256_shuffle_epi8(signs_low(), y),
	                                    _mm256_shuffle_epi8(signs_high(), yh));
	const __m256i x3 = _mm256_and_si256(_mm256_shuffle_epi8(ends_low(), x),
	                                    _mm256_shuffle_epi8(ends_high(), xh));
	const __m256i y3 = _mm256_and_si256(_mm256_shuffle_epi8(ends_low(), y),
	                                    _mm256_shuffle_epi8(ends_high(), yh));
	const uint64_t small = pair(_mm256_slli_epi16(x, 2), _mm256_slli_epi16(y, 2));

	b->letter = having(x1, y1, LETTER_A | LETTER_B);
	b->digit = HAVING(x1, y1, DIGIT);
	b->white = having(x1, y1, BLANK_A | BLANK_B);
	b->mid_letter = having(x2, y2, MID | COLON);
	b->mid_number = having(x2, y2, MID | COMMA | SEMICOLON);
	b->high = pair(x, y);
	b->upper = b->letter & ~small;
	b->letters = b->letter;
	b->numbers = b->digit;
	b->dot = HAVING(x3, y3, DOT);
	b->bang = having(x3, y3, BANG_A | BANG_B);
	b->close = having(x3, y3, CLOSE_A | CLOSE_B);
	b->lf = HAVING(x3, y3, LF);
	b->under = b->other = b->symbol = b->cr = b->feed = 0;
	if (~(b->letter | b->digit | b->white | b->mid_letter | b->mid_number |
	      b->high | b->bang | b->close)) {
		const uint64_t under = HAVING(x1, y1, UNDER);
		b->under = under & ~small;
		b->other = (HAVING(x1, y1, CONTROL) & ~b->white) | (under & small);
		b->symbol = having(x2, y2, SIGN_A | SIGN_B | SIGN_C | SIGN_D) & ~b->letter;
	}
	if (b->white & ~b->lf & HAVING(x1, y1, CONTROL)) {
		b->cr = HAVING(x3, y3, CR);
		b->feed = HAVING(x3, y3, FEED);
	}
	b->emoji = b->hard = 0;
	b->cont = b->bridge = b->term = b->line = b->line_end = 0;
}

TARGET static inline uint64_t block_equal(const unsigned char *p, unsigned char c)
{
	const __m256i want = _mm256_set1_epi8((char)c);

	return pair(
	    _mm256_cmpeq_epi8(_mm256_loadu_si256((const __m256i *)(const void *)p),
	                      want),
	    _mm256_cmpeq_epi8(
	        _mm256_loadu_si256((const __m256i *)(const void *)(p + 32)), want));
}

/* Bytes in [low, low + n). */
TARGET static inline uint64_t block_range(const unsigned char *p, unsigned char low,
                                          unsigned n)
{
	const __m256i base = _mm256_set1_epi8((char)(low + 128));
	const __m256i most = _mm256_set1_epi8((char)((int)n - 128));
	const __m256i x = _mm256_loadu_si256((const __m256i *)(const void *)p);
	const __m256i y = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));

	return pair(_mm256_cmpgt_epi8(most, _mm256_sub_epi8(x, base)),
	            _mm256_cmpgt_epi8(most, _mm256_sub_epi8(y, base)));
}

/* One by one: for a block with very many. */
TARGET static void take_out_many(uint64_t bits, uint32_t at, uint32_t *to)
{
	for (; bits; bits = _blsr_u64(bits))
		*to++ = at + (uint32_t)_tzcnt_u64(bits);
}

/* The places of the bits among sixteen: four bits each, side by side. */
TARGET INLINE uint64_t places_of(uint64_t bits)
{
	const uint64_t ones = _pdep_u64(bits, UINT64_C(0x1111111111111111));

	return _pext_u64(UINT64_C(0xFEDCBA9876543210), (ones << 4) - ones);
}

/* The first eight of those, and `at`. */
TARGET INLINE void put_places(uint64_t places, __m256i at, uint32_t *to)
{
	const uint64_t eight = _pdep_u64(places, UINT64_C(0x0F0F0F0F0F0F0F0F));
	const __m256i wide = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)eight));

	_mm256_storeu_si256((__m256i *)(void *)to, _mm256_add_epi32(wide, at));
}

TARGET INLINE void take_out(uint64_t bits, uint32_t at, uint32_t *to)
{
	const uint64_t a = places_of(bits), b = places_of(bits >> 16);
	const uint64_t c = places_of(bits >> 32), d = places_of(bits >> 48);
	const __m256i base = _mm256_set1_epi32((int)at);

	if (__builtin_expect((a | b | c | d) >> 32 != 0, 0)) { /* nine or more */
		take_out_many(bits, at, to);
		return;
	}
	put_places(a, base, to);
	put_places(b, _mm256_add_epi32(base, _mm256_set1_epi32(16)),
	           to + bit_count(bits & 0xFFFF));
	put_places(c, _mm256_add_epi32(base, _mm256_set1_epi32(32)),
	           to + bit_count((uint32_t)bits));
	put_places(d, _mm256_add_epi32(base, _mm256_set1_epi32(48)),
	           to + bit_count(bits << 16));
}

/* In each eight bytes: bit i of byte f becomes bit f of byte i. */
TARGET INLINE __m256i turn(__m256i x)
{
	const __m256i one = _mm256_set1_epi64x(0x00AA00AA00AA00AA);
	const __m256i two = _mm256_set1_epi64x(0x0000CCCC0000CCCC);
	const __m256i four = _mm256_set1_epi64x(0x00000000F0F0F0F0);
	__m256i t = _mm256_and_si256(_mm256_xor_si256(x, _mm256_srli_epi64(x, 7)), one);

	x = _mm256_xor_si256(_mm256_xor_si256(x, t), _mm256_slli_epi64(t, 7));
	t = _mm256_and_si256(_mm256_xor_si256(x, _mm256_srli_epi64(x, 14)), two);
	x = _mm256_xor_si256(_mm256_xor_si256(x, t), _mm256_slli_epi64(t, 14));
	t = _mm256_and_si256(_mm256_xor_si256(x, _mm256_srli_epi64(x, 28)), four);
	return _mm256_xor_si256(_mm256_xor_si256(x, t), _mm256_slli_epi64(t, 28));
}

/* The lower halves side by side. */
TARGET INLINE long long two_of(uint64_t low, uint64_t high)
{
	return (long long)((uint32_t)low | high << 32);
}

/* 32 bits of each of seven bitmaps into 32 bytes: bit i of from[f] becomes bit f
 * of byte i. */
TARGET INLINE __m256i rows_of(const uint64_t from[PLANES])
{
	const __m256i x =
	    _mm256_set_epi64x((long long)(uint32_t)from[6], two_of(from[4], from[5]),
	                      two_of(from[2], from[3]), two_of(from[0], from[1]));
	const __m256i fours = _mm256_shuffle_epi8(
	    x, TWICE(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));

	return turn(_mm256_permutevar8x32_epi32(
	    fours, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7)));
}

TARGET INLINE void put_rows(const uint64_t from[PLANES], uint8_t *kind,
                            uint8_t *flags)
{
	const __m256i all = rows_of(from);

	if (flags)
		_mm256_storeu_si256((__m256i *)(void *)flags,
		                    _mm256_and_si256(all, _mm256_set1_epi8(31)));
	if (kind)
		_mm256_storeu_si256(
		    (__m256i *)(void *)kind,
		    _mm256_and_si256(_mm256_srli_epi16(all, 5), _mm256_set1_epi8(3)));
}

TARGET INLINE void spread(const uint64_t planes[PLANES], uint64_t end,
                          uint8_t *kind, uint8_t *flags)
{
	uint64_t from[PLANES];

#pragma GCC unroll 7
	for (unsigned k = 0; k < PLANES; k++)
		from[k] = _pext_u64(planes[k], end);
	put_rows(from, kind, flags);
	if (__builtin_expect(bit_count(end) > 32, 0)) {
		for (unsigned k = 0; k < PLANES; k++)
			from[k] >>= 32;
		put_rows(from, kind ? kind + 32 : NULL, flags ? flags + 32 : NULL);
	}
}

#include "cut_block.h"

int tokenize_cut_avx2(const struct cut *cut)
{
	return cut_blocks(cut);
}

#else
typedef int tokenize_cut_avx2_is_for_x86;
#endif
