/* SPDX-License-Identifier: MIT */
/* words_avx2.c - words_block.h for x86-64 with AVX2, BMI and BMI2; called only
 * where tokenize_words_paths found them */
#include "words.h"

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

TARGET static inline uint64_t pair(__m256i a, __m256i b)
{
	return (uint32_t)_mm256_movemask_epi8(a) |
	       (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

/* Bytes that have one of the bits `set`. */
TARGET static inline uint64_t having(__m256i a, __m256i b, int set)
{
	const __m256i bits = _mm256_set1_epi8((char)set), zero = _mm256_setzero_si256();

	return ~pair(_mm256_cmpeq_epi8(_mm256_and_si256(a, bits), zero),
	             _mm256_cmpeq_epi8(_mm256_and_si256(b, bits), zero));
}

TARGET static void block_ascii(const unsigned char *p, struct block *b)
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
	const uint64_t small = pair(_mm256_slli_epi16(x, 2), _mm256_slli_epi16(y, 2));

	b->letter = having(x1, y1, LETTER_A | LETTER_B);
	b->digit = having(x1, y1, DIGIT);
	b->white = having(x1, y1, BLANK_A | BLANK_B);
	b->under = having(x1, y1, UNDER);
	b->control = (having(x1, y1, CONTROL) & ~b->white) | (b->under & small);
	b->under &= ~small;
	b->mid_letter = having(x2, y2, MID | COLON);
	b->mid_number = having(x2, y2, MID | COMMA | SEMICOLON);
	b->symbol = having(x2, y2, SIGN_A | SIGN_B | SIGN_C | SIGN_D) & ~b->letter;
	b->high = pair(x, y);
	b->upper = b->letter & ~small;
	b->letters = b->letter;
	b->numbers = b->digit;
	b->cont = b->bridge = 0;
}

/* Sixteen at a time, wanted or not: a block has about that many, and the loop's
 * end is then foreseen. */
#define TAKE(k) \
	do { \
		to[k] = at + (uint32_t)_tzcnt_u64(bits); \
		bits = _blsr_u64(bits); \
	} while (0)
#define TAKE4(k) \
	do { \
		TAKE(k); \
		TAKE((k) + 1); \
		TAKE((k) + 2); \
		TAKE((k) + 3); \
	} while (0)

TARGET static inline uint32_t take_out(uint64_t bits, uint32_t at, uint32_t *to)
{
	const uint32_t n = bit_count(bits);

	do {
		TAKE4(0);
		TAKE4(4);
		TAKE4(8);
		TAKE4(12);
		to += 16;
	} while (bits);
	return n;
}

struct planes {
	uint64_t letter, number, lower, second, capital, symbol, sentence, space;
};

/* Eight bits into eight bytes. */
TARGET static inline uint64_t bytes(uint64_t bits, uint64_t flag)
{
	return _pdep_u64(bits, UINT64_C(0x0101010101010101)) * flag;
}

TARGET static inline void spread(const struct planes *p, uint64_t end,
                                 uint8_t *kind, uint8_t *flags)
{
	const unsigned n = bit_count(end);
	uint64_t number = _pext_u64(p->number, end);

	if (kind) {
		const uint64_t letter = _pext_u64(p->letter, end);
		uint64_t odd = (number | _pext_u64(p->symbol, end)) & ~letter;
		uint64_t mark = ~(letter | number);
		unsigned i = 0;
		do {
			const uint64_t low = bytes(odd, 1) | bytes(mark, 2);
			const uint64_t high = bytes(odd >> 8, 1) | bytes(mark >> 8, 2);
			memcpy(kind + i, &low, 8);
			memcpy(kind + i + 8, &high, 8);
			odd >>= 16;
			mark >>= 16;
			i += 16;
		} while (i < n);
	}
	if (flags) {
		uint64_t capital = _pext_u64(p->capital, end);
		uint64_t caps = _pext_u64(p->second & ~p->lower, end);
		uint64_t sentence = _pext_u64(p->sentence, end);
		uint64_t space = _pext_u64(p->space, end);
		unsigned i = 0;
		do {
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
			i += 16;
		} while (i < n);
	}
}

#include "words_block.h"

int tokenize_words_avx2(struct words *w, struct token_rows *rows)
{
	return words_fill(w, rows);
}

#else
typedef int tokenize_words_avx2_is_for_x86;
#endif
