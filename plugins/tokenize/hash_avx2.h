/* SPDX-License-Identifier: MIT */
/* hash_avx2.h - catena_fold_hash of four short tokens of ASCII at a time
 *
 * Included by the paths that have AVX2, after TARGET is defined. */
#include "block.h"

#include <immintrin.h>
#include <string.h>

/* The lower 64 bits of x times a number, in four parts of 32. */
struct product {
	__m256i low, cross; /* low + cross * 2^32 */
};

TARGET INLINE struct product times(__m256i x, uint64_t by)
{
	const __m256i low = _mm256_set1_epi64x((long long)(by & UINT32_MAX));
	const __m256i high = _mm256_set1_epi64x((long long)(by >> 32));

	return (struct product){
	    _mm256_mul_epu32(x, low),
	    _mm256_add_epi64(_mm256_mul_epu32(_mm256_srli_epi64(x, 32), low),
	                     _mm256_mul_epu32(x, high)),
	};
}

/* As catena_hash_end(catena_hash_step(0, catena_fold_word(word))), four times. */
TARGET INLINE __m128i hash_words(__m256i word)
{
	const __m256i from_a = _mm256_add_epi8(word, _mm256_set1_epi8(0x80 - 'A'));
	const __m256i after_z = _mm256_add_epi8(word, _mm256_set1_epi8(0x80 - 'Z' - 1));
	const __m256i capital = _mm256_and_si256(_mm256_andnot_si256(after_z, from_a),
	                                         _mm256_set1_epi8((char)0x80));
	const __m256i folded = _mm256_or_si256(word, _mm256_srli_epi64(capital, 2));
	const struct product step = times(folded, UINT64_C(0x9E3779B97F4A7C15));
	const __m256i h = _mm256_add_epi64(step.low, _mm256_slli_epi64(step.cross, 32));
	const struct product end = times(_mm256_xor_si256(h, _mm256_srli_epi64(h, 32)),
	                                 UINT64_C(0xD6E8FEB86659FD93));
	const __m256i upper =
	    _mm256_add_epi64(_mm256_srli_epi64(end.low, 32), end.cross);

	return _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(
	    upper, _mm256_setr_epi32(0, 2, 4, 6, 0, 0, 0, 0)));
}

TARGET INLINE __m128i two_words(const unsigned char *a, const unsigned char *b)
{
	return _mm_unpacklo_epi64(_mm_loadl_epi64((const __m128i *)(const void *)a),
	                          _mm_loadl_epi64((const __m128i *)(const void *)b));
}

/* Hashes of four tokens, eight bytes from each begin on may be read; bits of
 * those that are longer than eight bytes or not ASCII, which have no hash yet. */
TARGET INLINE unsigned hash_four(const unsigned char *s, const uint32_t *begin,
                                 const uint32_t *end, uint32_t *hash)
{
	const __m128i sizes =
	    _mm_sub_epi32(_mm_loadu_si128((const __m128i *)(const void *)end),
	                  _mm_loadu_si128((const __m128i *)(const void *)begin));
	const __m256i size = _mm256_cvtepu32_epi64(sizes);
	/* a shift by 64 or more leaves nothing */
	const __m256i mask = _mm256_srlv_epi64(
	    _mm256_set1_epi64x(-1),
	    _mm256_sub_epi64(_mm256_set1_epi64x(64), _mm256_slli_epi64(size, 3)));
	const __m256i bytes = _mm256_inserti128_si256(
	    _mm256_castsi128_si256(two_words(s + begin[0], s + begin[1])),
	    two_words(s + begin[2], s + begin[3]), 1);
	const __m256i word = _mm256_and_si256(bytes, mask),
	              zero = _mm256_setzero_si256();
	const __m256i high = _mm256_and_si256(word, _mm256_set1_epi8((char)0x80));
	const __m256i plain =
	    _mm256_andnot_si256(_mm256_cmpgt_epi64(size, _mm256_set1_epi64x(8)),
	                        _mm256_cmpeq_epi64(high, zero));

	_mm_storeu_si128((__m128i *)(void *)hash, hash_words(word));
	return ~(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(plain)) & 15;
}
