/* SPDX-License-Identifier: MIT */
/* shingles.h - all shingles of a text at once: for shingle.h, with AVX2 or
 * AVX-512 where there is that. */
#ifndef CATENA_SHARE_SHINGLES_H
#define CATENA_SHARE_SHINGLES_H

#include "machine.h"
#include "shingle.h"

#ifdef SHARE_X86
#include <immintrin.h>

#define SHINGLES_WIDEST 16u /* beyond that one by one is as quick */

/* A shingle is the sum of its words, each by its factor, and of what is added. */
static inline void shingles_factors(uint32_t width, uint64_t *factor,
                                    uint64_t *added)
{
	uint64_t of_word = SHINGLE_WORD;

	*added = 0;
	for (uint32_t k = width; k-- > 0;) {
		factor[k] = of_word;
		*added += of_word * SHINGLE_ADD;
		of_word *= SHINGLE_BASE;
	}
}

SHARE_AVX512 static inline __m512i shingles_end_avx512(__m512i h)
{
	h = _mm512_xor_si512(h, _mm512_srli_epi64(h, 32));
	h = _mm512_mullo_epi64(
	    h, _mm512_set1_epi64((long long)UINT64_C(0xFF51AFD7ED558CCD)));
	return _mm512_xor_si512(h, _mm512_srli_epi64(h, 32));
}

/* Each as the sum that it is: eight of them wait for none before. */
SHARE_AVX512 static inline void shingles_fill_avx512(const uint32_t *words,
                                                     uint32_t n, uint32_t width,
                                                     uint64_t *out)
{
	uint64_t factor[SHINGLES_WIDEST], added;

	shingles_factors(width, factor, &added);
	for (uint32_t i = 0; i < n; i += 8) {
		const __mmask8 here = (__mmask8)(n - i < 8 ? (1u << (n - i)) - 1 : 255);
		__m512i h = _mm512_set1_epi64((long long)added);
		for (uint32_t k = 0; k < width; k++) {
			const __m512i word = _mm512_cvtepu32_epi64(
			    _mm256_maskz_loadu_epi32(here, words + i + k));
			h = _mm512_add_epi64(
			    h,
			    _mm512_mullo_epi64(word, _mm512_set1_epi64((long long)factor[k])));
		}
		_mm512_mask_storeu_epi64(out + i, here, shingles_end_avx512(h));
	}
}

/* The lower 64 bits of x * y. */
SHARE_AVX2 static inline __m256i shingles_mul_avx2(__m256i x, __m256i y)
{
	const __m256i a = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), y);
	const __m256i b = _mm256_mul_epu32(x, _mm256_srli_epi64(y, 32));

	return _mm256_add_epi64(_mm256_mul_epu32(x, y),
	                        _mm256_slli_epi64(_mm256_add_epi64(a, b), 32));
}

SHARE_AVX2 static inline __m256i shingles_end_avx2(__m256i h)
{
	h = _mm256_xor_si256(h, _mm256_srli_epi64(h, 32));
	h = shingles_mul_avx2(
	    h, _mm256_set1_epi64x((long long)UINT64_C(0xFF51AFD7ED558CCD)));
	return _mm256_xor_si256(h, _mm256_srli_epi64(h, 32));
}

/* Four at a time; how many it made. */
SHARE_AVX2 static inline uint32_t
shingles_fill_avx2(const uint32_t *words, struct shingles s, uint64_t *out)
{
	uint64_t factor[SHINGLES_WIDEST], added;
	uint32_t i;

	shingles_factors(s.width, factor, &added);
	for (i = 0; s.n - i >= 4; i += 4) {
		__m256i low = _mm256_set1_epi64x((long long)added);
		__m256i high = _mm256_setzero_si256();
		for (uint32_t k = 0; k < s.width; k++) {
			const __m256i word = _mm256_cvtepu32_epi64(
			    _mm_loadu_si128((const __m128i *)(const void *)(words + i + k)));
			const __m256i f = _mm256_set1_epi64x((long long)factor[k]);
			low = _mm256_add_epi64(low, _mm256_mul_epu32(word, f));
			high = _mm256_add_epi64(
			    high, _mm256_mul_epu32(word, _mm256_srli_epi64(f, 32)));
		}
		low = _mm256_add_epi64(low, _mm256_slli_epi64(high, 32));
		_mm256_storeu_si256((__m256i *)(void *)(out + i), shingles_end_avx2(low));
	}
	return i;
}
#endif

/* s as shingles_begin made it, whose shingles go to out. */
static inline void shingles_fill(struct shingles s, const uint32_t *words,
                                 uint64_t *out, enum share_machine machine)
{
	uint32_t i = 0;

#ifdef SHARE_X86
	if (machine == SHARE_HAS_AVX512 && s.width <= SHINGLES_WIDEST) {
		shingles_fill_avx512(words, s.n, s.width, out);
		return;
	}
	if (machine == SHARE_HAS_AVX2 && s.width <= SHINGLES_WIDEST)
		i = shingles_fill_avx2(words, s, out);
#endif
	(void)machine;
	if (i && i < s.n)
		out[i] = shingles_at(&s, words, i), i++;
	for (; i < s.n; i++)
		out[i] = shingles_next(&s, words, i);
}

#endif
