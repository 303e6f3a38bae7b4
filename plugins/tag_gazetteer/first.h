/* SPDX-License-Identifier: MIT */
/* first.h - which atoms of a document a name may begin with: two bits of a filter,
 * by the atom's hash and whether it may begin with a capital.
 *
 * Every atom is asked, so this is a good part of all work; with AVX2 eight are
 * asked at once, with AVX-512 sixteen.  All ways find the same. */
#ifndef CATENA_TAG_GAZETTEER_FIRST_H
#define CATENA_TAG_GAZETTEER_FIRST_H

#include "../share/lanes.h"
#include "../share/machine.h"
#include "names.h"
#ifdef SHARE_X86
#include <immintrin.h>
#endif

#define FIRST_SPARE 16u /* places of `out` behind the last that may be written */

/* From [from, to) those with which one may, as atom << 2 | FIRST_..., and their
 * number.  out: room for to - from and FIRST_SPARE. */
static inline uint32_t first_plain(const struct names *n, const struct atoms *a,
                                   uint32_t from, uint32_t to, uint32_t *out)
{
	const unsigned char *const first[2] = {n->first[0], n->first[1]};
	const unsigned shift[2] = {n->first_shift[0], n->first_shift[1]};
	const uint32_t *const hash = a->hash;
	const uint8_t *const flags = a->flags;
	uint32_t count = 0;

	_Static_assert(ATOM_BEGINS == 1, "counted by its value");
	for (uint32_t i = from; i < to; i++) {
		const unsigned capital = flags[i] / ATOM_CAPITAL & 1u;
		const uint32_t cell = hash[i] >> shift[capital];
		const unsigned may = first[capital][cell / 4] >> cell % 4 * 2 & 3u;
		out[count] = i << 2 | may;
		/* no branch: half of them would be guessed wrong */
		count += (may | may >> 1) & flags[i] & ATOM_BEGINS;
	}
	return count;
}

#ifdef SHARE_X86

/* Both filters lie in one block; the cells are read four bytes at a time, and
 * behind the second filter that block goes on. */
static inline int first_between(const struct names *n)
{
	return (int)(n->first[1] - n->first[0]);
}

SHARE_AVX2 static inline uint32_t first_avx2(const struct names *n,
                                             const struct atoms *a, uint32_t from,
                                             uint32_t to, uint32_t *out)
{
	const __m256i three = _mm256_set1_epi32(3), one = _mm256_set1_epi32(1);
	const __m256i small = _mm256_set1_epi32((int)n->first_shift[0]);
	const __m256i large = _mm256_set1_epi32((int)n->first_shift[1]);
	const __m256i between = _mm256_set1_epi32(first_between(n));
	const __m256i lane = _mm256_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28);
	uint32_t count = 0, i = from;

	for (; to - i >= 8; i += 8) {
		const __m256i hash =
		    _mm256_loadu_si256((const __m256i *)(const void *)(a->hash + i));
		const __m256i flags = _mm256_cvtepu8_epi32(
		    _mm_loadl_epi64((const __m128i *)(const void *)(a->flags + i)));
		const __m256i capital = _mm256_cmpgt_epi32(
		    _mm256_and_si256(flags, _mm256_set1_epi32(ATOM_CAPITAL)),
		    _mm256_setzero_si256());
		const __m256i cell =
		    _mm256_srlv_epi32(hash, _mm256_blendv_epi8(small, large, capital));
		const __m256i byte = _mm256_add_epi32(_mm256_srli_epi32(cell, 2),
		                                      _mm256_and_si256(capital, between));
		const __m256i bits =
		    _mm256_i32gather_epi32((const int *)(const void *)n->first[0], byte, 1);
		const __m256i may = _mm256_and_si256(
		    _mm256_srlv_epi32(bits,
		                      _mm256_slli_epi32(_mm256_and_si256(cell, three), 1)),
		    three);
		const __m256i any =
		    _mm256_and_si256(_mm256_or_si256(may, _mm256_srli_epi32(may, 1)),
		                     _mm256_and_si256(flags, one));
		const uint32_t mask = (uint32_t)_mm256_movemask_ps(
		    _mm256_castsi256_ps(_mm256_slli_epi32(any, 31)));
		const __m256i places = _mm256_or_si256(
		    _mm256_add_epi32(_mm256_set1_epi32((int)(i << 2)), lane), may);
		_mm256_storeu_si256(
		    (__m256i *)(void *)(out + count),
		    _mm256_permutevar8x32_epi32(places, share_lanes_avx2(mask)));
		count += (uint32_t)__builtin_popcount(mask);
	}
	return count + first_plain(n, a, i, to, out + count);
}

SHARE_AVX512 static inline uint32_t first_avx512(const struct names *n,
                                                 const struct atoms *a,
                                                 uint32_t from, uint32_t to,
                                                 uint32_t *out)
{
	const __m512i three = _mm512_set1_epi32(3);
	const __m512i small = _mm512_set1_epi32((int)n->first_shift[0]);
	const __m512i large = _mm512_set1_epi32((int)n->first_shift[1]);
	const __m512i between = _mm512_set1_epi32(first_between(n));
	const __m512i lane = _mm512_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40,
	                                       44, 48, 52, 56, 60);
	uint32_t count = 0;

	for (uint32_t i = from; i < to; i += 16) {
		const __mmask16 some =
		    to - i >= 16 ? 0xFFFF : (__mmask16)((1u << (to - i)) - 1);
		const __m512i hash = _mm512_maskz_loadu_epi32(some, a->hash + i);
		const __m128i flags = _mm_maskz_loadu_epi8(some, a->flags + i);
		const __mmask16 capital =
		    _mm_test_epi8_mask(flags, _mm_set1_epi8(ATOM_CAPITAL));
		const __mmask16 begins =
		    _mm_test_epi8_mask(flags, _mm_set1_epi8(ATOM_BEGINS));
		const __m512i cell =
		    _mm512_srlv_epi32(hash, _mm512_mask_blend_epi32(capital, small, large));
		const __m512i byte = _mm512_srli_epi32(cell, 2);
		const __m512i bits = _mm512_mask_i32gather_epi32(
		    _mm512_setzero_si512(), begins,
		    _mm512_mask_add_epi32(byte, capital, byte, between), n->first[0], 1);
		const __m512i may = _mm512_and_si512(
		    _mm512_srlv_epi32(bits,
		                      _mm512_slli_epi32(_mm512_and_si512(cell, three), 1)),
		    three);
		const __mmask16 mask = _mm512_mask_test_epi32_mask(begins, may, may);
		const __m512i places = _mm512_or_si512(
		    _mm512_add_epi32(_mm512_set1_epi32((int)(i << 2)), lane), may);
		_mm512_storeu_si512(out + count, _mm512_maskz_compress_epi32(mask, places));
		count += (uint32_t)__builtin_popcount(mask);
	}
	return count;
}

#endif

static inline uint32_t first_of(enum share_machine machine, const struct names *n,
                                const struct atoms *a, uint32_t from, uint32_t to,
                                uint32_t *out)
{
#ifdef SHARE_X86
	if (machine == SHARE_HAS_AVX512)
		return first_avx512(n, a, from, to, out);
	if (machine == SHARE_HAS_AVX2)
		return first_avx2(n, a, from, to, out);
#endif
	(void)machine;
	return first_plain(n, a, from, to, out);
}

#endif
