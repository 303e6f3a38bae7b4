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

/* The places of up to eight bits among sixteen: four bits each, side by side, as
 * pext leaves them. */
TARGET INLINE void take_out_16(uint64_t bits, uint32_t at, uint32_t *to)
{
	const uint64_t nibbles = _pdep_u64(bits, UINT64_C(0x1111111111111111)) * 15;
	const uint64_t places = _pext_u64(UINT64_C(0xFEDCBA9876543210), nibbles);
	const uint64_t eight = _pdep_u64(places, UINT64_C(0x0F0F0F0F0F0F0F0F));
	const __m256i wide = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)eight));

	_mm256_storeu_si256((__m256i *)(void *)to,
	                    _mm256_add_epi32(wide, _mm256_set1_epi32((int)at)));
}

TARGET INLINE uint32_t take_out(uint64_t bits, uint32_t at, uint32_t *to)
{
	const uint32_t a = bit_count(bits & 0xFFFF), b = bit_count(bits << 32 >> 48);
	const uint32_t c = bit_count(bits << 16 >> 48), d = bit_count(bits >> 48);

	if (__builtin_expect((a | b | c | d) >= 8, 0)) {
		take_out_many(bits, at, to);
	} else {
		take_out_16(bits, at, to);
		take_out_16(bits >> 16, at + 16, to + a);
		take_out_16(bits >> 32, at + 32, to + a + b);
		take_out_16(bits >> 48, at + 48, to + a + b + c);
	}
	return a + b + c + d;
}

/* Eight bits into eight bytes, there as `flag`, a power of two. */
TARGET INLINE uint64_t bytes(uint64_t bits, unsigned flag)
{
	return _pdep_u64(bits, UINT64_C(0x0101010101010101) * flag);
}

TARGET INLINE void spread(const struct planes *p, uint64_t end, uint8_t *kind,
                          uint8_t *flags)
{
	const unsigned n = bit_count(end);
	uint64_t number = _pext_u64(p->number, end);

	if (kind) {
		const uint64_t letter = _pext_u64(p->letter, end);
		uint64_t odd = (number | _pext_u64(p->symbol, end)) & ~letter;
		uint64_t mark = ~(letter | number);
		for (unsigned i = 0; i < n; i += 16) {
			for (unsigned k = 0; k < 16; k += 8) {
				const uint64_t all = bytes(odd >> k, 1) | bytes(mark >> k, 2);
				memcpy(kind + i + k, &all, 8);
			}
			odd >>= 16;
			mark >>= 16;
		}
	}
	if (flags) {
		uint64_t capital = _pext_u64(p->capital, end);
		uint64_t caps = _pext_u64(p->second & ~p->lower, end);
		uint64_t sentence = _pext_u64(p->sentence, end);
		uint64_t space = _pext_u64(p->space, end);
		for (unsigned i = 0; i < n; i += 16) {
			for (unsigned k = 0; k < 16; k += 8) {
				const uint64_t all = bytes(capital >> k, CATENA_F_CAPITALISED) |
				                     bytes(caps >> k, CATENA_F_ALL_CAPS) |
				                     bytes(number >> k, CATENA_F_HAS_DIGIT) |
				                     bytes(sentence >> k, CATENA_F_SENTENCE_START) |
				                     bytes(space >> k, CATENA_F_SPACE_AFTER);
				memcpy(flags + i + k, &all, 8);
			}
			capital >>= 16;
			caps >>= 16;
			number >>= 16;
			sentence >>= 16;
			space >>= 16;
		}
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
