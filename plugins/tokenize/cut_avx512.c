/* SPDX-License-Identifier: MIT */
/* cut_avx512.c - cut_block.h for x86-64 with AVX-512 (BW, VBMI, VBMI2), BMI and
 * BMI2; called only where tokenize_cut_paths found them */
#include "cut.h"

#ifdef SHARE_X86

#include <immintrin.h>
#include <string.h>

#include <catena/plugin.h>

#include "block.h"

#define TARGET SHARE_AVX512

/* What each character of ASCII is, a bit each. */
enum {
	LETTER = 1,
	DIGIT = 2,
	WHITE = 4,
	UNDER = 8,
	MID_LETTER = 16,
	MID_NUMBER = 32,
	SYMBOL = 64,
	CONTROL = 128
};
static const uint8_t words_of[128] = {
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x04, 0x04, 0x04, 0x04,
    0x04, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x04, 0x00, 0x00, 0x00, 0x40, 0x00, 0x00,
    0x30, 0x00, 0x00, 0x00, 0x40, 0x20, 0x00, 0x30, 0x00, 0x02, 0x02, 0x02, 0x02,
    0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x10, 0x20, 0x40, 0x40, 0x40, 0x00, 0x00,
    0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
    0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
    0x00, 0x00, 0x00, 0x40, 0x08, 0x40, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
    0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
    0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x00, 0x40, 0x00, 0x40, 0x80,
};
enum {
	UPPER = 1,
	DOT = 2,
	BANG = 4,
	CLOSE = 8,
	LF = 16,
	CR = 32,
	FEED = 64
};
static const uint8_t ends_of[128] = {
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x40,
    0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x08, 0x00, 0x00, 0x00, 0x00,
    0x08, 0x08, 0x08, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00,
    0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
    0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
    0x08, 0x00, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x08, 0x00, 0x08, 0x00, 0x00,
};

TARGET INLINE __m512i load(const void *p)
{
	return _mm512_loadu_si512(p);
}

/* The places in v of bytes that have the bit. */
#define HAVING(v, bit) \
	_mm512_mask_test_epi8_mask(ascii, v, _mm512_set1_epi8((char)(bit)))

/* The constants of block_ascii. */
struct sets {
	__m512i words[2], ends[2];
};

TARGET static struct sets block_sets(void)
{
	return (struct sets){{load(words_of), load(words_of + 64)},
	                     {load(ends_of), load(ends_of + 64)}};
}

TARGET INLINE int block_ascii(const struct sets *s, const unsigned char *p,
                              struct block *b)
{
	const __m512i x = load(p);
	const __mmask64 high = _mm512_movepi8_mask(x), ascii = ~high;
	/* by the lower seven bits of each byte */
	const __m512i w = _mm512_permutex2var_epi8(s->words[0], x, s->words[1]);
	const __m512i e = _mm512_permutex2var_epi8(s->ends[0], x, s->ends[1]);

	b->letter = b->letters = HAVING(w, LETTER);
	b->digit = b->numbers = HAVING(w, DIGIT);
	b->white = HAVING(w, WHITE);
	b->under = HAVING(w, UNDER);
	b->mid_letter = HAVING(w, MID_LETTER);
	b->mid_number = HAVING(w, MID_NUMBER);
	b->symbol = HAVING(w, SYMBOL);
	b->other = HAVING(w, CONTROL);
	b->high = high;
	b->upper = HAVING(e, UPPER);
	b->dot = HAVING(e, DOT);
	b->bang = HAVING(e, BANG);
	b->close = HAVING(e, CLOSE);
	b->lf = HAVING(e, LF);
	b->cr = HAVING(e, CR);
	b->feed = HAVING(e, FEED);
	b->emoji = b->hard = 0;
	b->cont = b->bridge = b->term = b->line = b->line_end = 0;
	return 0;
}

static inline void block_rare(const unsigned char *p, struct block *b)
{
	(void)p; /* is there already */
	(void)b;
}

TARGET INLINE uint64_t block_equal(const unsigned char *p, unsigned char c)
{
	return _mm512_cmpeq_epi8_mask(load(p), _mm512_set1_epi8((char)c));
}

/* Bytes in [low, low + n). */
TARGET INLINE uint64_t block_range(const unsigned char *p, unsigned char low,
                                   unsigned n)
{
	const __m512i base = _mm512_set1_epi8((char)low);

	return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(load(p), base),
	                              _mm512_set1_epi8((char)n));
}

TARGET INLINE void take_out(uint64_t bits, uint32_t at, uint32_t *to)
{
	static const uint8_t places[64] = {
	    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
	    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
	    32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
	    48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
	const __m512i all = _mm512_maskz_compress_epi8(bits, load(places));
	const __m512i base = _mm512_set1_epi32((int)at);

#define QUARTER(k) \
	_mm512_storeu_si512( \
	    to + 16 * (k), \
	    _mm512_add_epi32(base, \
	                     _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(all, k))))
	QUARTER(0);
	QUARTER(1);
	if (bit_count(bits) > 32) {
		QUARTER(2);
		QUARTER(3);
	}
#undef QUARTER
}

/* The value where the bits are. */
#define WHERE(bits, value) _mm512_maskz_mov_epi8(bits, _mm512_set1_epi8(value))

TARGET INLINE void spread(const uint64_t planes[PLANES], uint64_t end,
                          uint8_t *kind, uint8_t *flags)
{
	if (kind) {
		const __m512i all =
		    _mm512_or_si512(WHERE(planes[ODD], 1), WHERE(planes[MARK], 2));
		_mm512_storeu_si512(kind, _mm512_maskz_compress_epi8(end, all));
	}
	if (flags) {
		__m512i all = WHERE(planes[CAPITAL], CATENA_F_CAPITALISED);
		all = _mm512_or_si512(all, WHERE(planes[CAPS], CATENA_F_ALL_CAPS));
		all = _mm512_or_si512(all, WHERE(planes[NUMBER], CATENA_F_HAS_DIGIT));
		all =
		    _mm512_or_si512(all, WHERE(planes[SENTENCE], CATENA_F_SENTENCE_START));
		all = _mm512_or_si512(all, WHERE(planes[SPACE], CATENA_F_SPACE_AFTER));
		_mm512_storeu_si512(flags, _mm512_maskz_compress_epi8(end, all));
	}
}

#include "hash_avx2.h"

#include "cut_block.h"

int tokenize_cut_avx512(const struct cut *cut)
{
	return cut_blocks(cut);
}

#else
typedef int tokenize_cut_avx512_is_for_x86;
#endif
