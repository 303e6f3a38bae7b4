/* SPDX-License-Identifier: MIT */
/* news_avx512.c - news_way.h for x86-64 with AVX-512 (BW, VBMI, VBMI2), BMI and
 * BMI2; called only where tokenize_news_ways found them */
#include "news_way.h"

#ifdef SHARE_X86

#include <immintrin.h>

#include <catena/plugin.h>

#include "bits64.h"

#define TARGET SHARE_AVX512
#define INLINE static inline __attribute__((always_inline))

TARGET INLINE uint64_t same(__m512i v, unsigned char c)
{
	return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8((char)c));
}

/* Bytes that are c when these bits are set. */
TARGET INLINE uint64_t alike(__m512i v, unsigned char bits, unsigned char c)
{
	return same(_mm512_or_si512(v, _mm512_set1_epi8((char)bits)), c);
}

/* Bytes in [low, low + n). */
TARGET INLINE uint64_t range(__m512i v, unsigned char low, unsigned char n)
{
	return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8((char)low)),
	                              _mm512_set1_epi8((char)n));
}

TARGET INLINE __m512i bytes_at(const unsigned char *p)
{
	return _mm512_loadu_si512(p);
}

#define MARKS_BYTES __m512i
#include "news_marks.h"

TARGET static void window(const unsigned char *p, struct news_window *w)
{
	const __m512i v = bytes_at(p);

	w->letter = range(_mm512_or_si512(v, _mm512_set1_epi8(0x20)), 'a', 26);
	w->upper = _mm512_mask_testn_epi8_mask(w->letter, v, _mm512_set1_epi8(0x20));
	marks(v, w);
}

/* The sets of the bytes `back` before each; none of what is before the first. */
TARGET INLINE __m512i sets_of(const unsigned char *p, unsigned back,
                              const uint8_t *sets)
{
	const __m512i v = _mm512_maskz_loadu_epi8(~UINT64_C(0) << back, p - back);
	const __m512i all = _mm512_permutex2var_epi8(_mm512_loadu_si512(sets), v,
	                                             _mm512_loadu_si512(sets + 64));

	return all;
}

TARGET static uint64_t split(const unsigned char *p, uint64_t begin, uint64_t end,
                             const struct lang_tails *tails)
{
	(void)begin; /* the byte before tells */
	const __m512i two = _mm512_and_si512(sets_of(p, 0, tails->sets[0]),
	                                     sets_of(p, 1, tails->sets[1]));
	const __m512i more = _mm512_and_si512(sets_of(p, 2, tails->sets[2]),
	                                      sets_of(p, 3, tails->sets[3]));

	return _mm512_mask_test_epi8_mask(end >> 1, two, more) << 1;
}

/* The places of the n bits, plus at; some are written in vain. */
TARGET INLINE void take_out(uint64_t bits, unsigned n, uint32_t at, uint32_t *to)
{
	static const uint8_t numbers[64] = {
	    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
	    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
	    32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
	    48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
	const __m512i base = _mm512_set1_epi32((int)at);
	const __m512i places =
	    _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(numbers));

#define QUARTER(k) \
	_mm512_storeu_si512( \
	    to + 16 * (k), \
	    _mm512_add_epi32( \
	        base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(places, k))))
	QUARTER(0); /* English has 14 tokens here: nobody can foresee if it is 17 */
	QUARTER(1);
	if (n > 32) {
		QUARTER(2);
		QUARTER(3);
	}
#undef QUARTER
}

_Static_assert(CATENA_TOKEN_WORD == 0 && CATENA_TOKEN_NUMBER == 1 &&
                   CATENA_TOKEN_PUNCT == 2,
               "kinds as add makes them");

TARGET static uint64_t add(const struct news_plan *p, unsigned from, unsigned to,
                           size_t at, struct token_rows *rows)
{
	const uint64_t begin = p->begin & bits_of(from, to);
	const uint64_t end = p->end & bits_of(from + 1, to);
	const unsigned n = (unsigned)_mm_popcnt_u64(begin);
	const uint32_t first = rows->n;

	take_out(begin, n, (uint32_t)at, rows->begin + first);
	take_out(end, n, (uint32_t)at, rows->end + first);
	if (rows->kind) {
		const __m512i all = _mm512_mask_mov_epi8(
		    _mm512_maskz_set1_epi8(~p->word, CATENA_TOKEN_PUNCT), p->number,
		    _mm512_set1_epi8(CATENA_TOKEN_NUMBER));
		_mm512_storeu_si512(rows->kind + first,
		                    _mm512_maskz_compress_epi8(end, all));
	}
	if (rows->flags) {
		const __m512i all = _mm512_or_si512(
		    _mm512_or_si512(
		        _mm512_maskz_set1_epi8(p->capitalised, CATENA_F_CAPITALISED),
		        _mm512_maskz_set1_epi8(p->all_caps, CATENA_F_ALL_CAPS)),
		    _mm512_or_si512(
		        _mm512_maskz_set1_epi8(p->number, CATENA_F_HAS_DIGIT),
		        _mm512_maskz_set1_epi8(p->spaced, CATENA_F_SPACE_AFTER)));
		_mm512_storeu_si512(rows->flags + first,
		                    _mm512_maskz_compress_epi8(end, all));
	}
	rows->n = first + n;
	return _pext_u64(p->gap, begin);
}

const struct news_way tokenize_news_avx512 = {"avx512", window, split, add,
                                              line_bytes};

#else
typedef int tokenize_news_avx512_is_for_x86;
#endif
