/* SPDX-License-Identifier: MIT */
/* words_run.h - the hashes of many tokens at once, as long as each of them is a
 * plain word or none: for words.h, with AVX2 or AVX-512. */
#ifndef CATENA_SHARE_WORDS_RUN_H
#define CATENA_SHARE_WORDS_RUN_H

#include "lanes.h"
#include "machine.h"
#include <catena/plugin.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WORDS_NONE \
	(1u << CATENA_TOKEN_PUNCT | 1u << CATENA_TOKEN_SYMBOL | \
	 1u << CATENA_TOKEN_EMOJI | 1u << CATENA_TOKEN_OTHER)

/* What is written may be so many numbers too long. */
#define WORDS_SLACK 16u

struct words_run {
	const uint32_t *begin, *end, *hash; /* of the tokens */
	const uint8_t *kind;
	const unsigned char *bits; /* words_map's */
	uint32_t n_tokens;
	uint32_t *out, *out_begin, *out_end; /* the words; the last two: or NULL */
	uint32_t n;                          /* words so far */
	uint32_t last;                       /* token of the last one */
};

#ifdef SHARE_X86
#include <immintrin.h>

/* Letters that 32 bits tell of, wherever among eight they begin, but for the one
 * before. */
#define WORDS_RUN_NEAR 24

/* Tokens from i on, up to one that is neither; where that stands. */
SHARE_AVX512 static inline uint32_t words_run_avx512(struct words_run *r,
                                                     uint32_t i)
{
	const __m512i one = _mm512_set1_epi32(1), all = _mm512_set1_epi32(-1);

	while (i < r->n_tokens) {
		const uint32_t left = r->n_tokens - i < 16 ? r->n_tokens - i : 16;
		const __mmask16 here = (__mmask16)((1u << left) - 1);
		const __m512i begin = _mm512_maskz_loadu_epi32(here, r->begin + i);
		const __m512i end = _mm512_maskz_loadu_epi32(here, r->end + i);
		const __m512i size = _mm512_sub_epi32(end, begin);
		const __m512i kind =
		    _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(here, r->kind + i));
		const __m512i at = _mm512_add_epi32(begin, _mm512_set1_epi32(63));
		const __m512i bits = _mm512_srlv_epi32(
		    _mm512_i32gather_epi32(_mm512_srli_epi32(at, 3), r->bits, 1),
		    _mm512_and_si512(at, _mm512_set1_epi32(7)));
		const __m512i no_letter = _mm512_srli_epi32(_mm512_xor_si512(bits, all), 1);
		const __m512i above = _mm512_sub_epi32(_mm512_set1_epi32(32), size);
		/* a word that goes on here, and what is no letter or digit */
		const __m512i odd = _mm512_or_si512(_mm512_and_si512(bits, one),
		                                    _mm512_sllv_epi32(no_letter, above));
		const __mmask16 near = _mm512_cmplt_epu32_mask(
		    _mm512_sub_epi32(size, one), _mm512_set1_epi32(WORDS_RUN_NEAR));
		const __mmask16 worded =
		    _mm512_cmple_epu32_mask(kind, _mm512_set1_epi32(CATENA_TOKEN_NUMBER));
		const __mmask16 same = _mm512_testn_epi32_mask(odd, odd);
		const __m512i none =
		    _mm512_srlv_epi32(_mm512_set1_epi32((int)WORDS_NONE),
		                      _mm512_and_si512(kind, _mm512_set1_epi32(31)));
		const __mmask16 skip =
		    _mm512_test_epi32_mask(_mm512_and_si512(none, no_letter), one);
		uint32_t plain = (uint32_t)(near & worded & same & here);
		const uint32_t stop = ~(plain | skip) & here;
		const uint32_t passed = stop ? (uint32_t)__builtin_ctz(stop) : left;

		plain &= (1u << passed) - 1;
		if (plain) {
			const __mmask16 keep = (__mmask16)plain;
			_mm512_storeu_si512(r->out + r->n, _mm512_maskz_compress_epi32(
			                                       keep, _mm512_maskz_loadu_epi32(
			                                                 here, r->hash + i)));
			if (r->out_begin) {
				_mm512_storeu_si512(r->out_begin + r->n,
				                    _mm512_maskz_compress_epi32(keep, begin));
				_mm512_storeu_si512(r->out_end + r->n,
				                    _mm512_maskz_compress_epi32(keep, end));
			}
			r->n += (uint32_t)__builtin_popcount(plain);
			r->last = i + 31 - (uint32_t)__builtin_clz(plain);
		}
		i += passed;
		if (stop)
			return i;
	}
	return i;
}

SHARE_AVX2 static inline __m256i words_load_avx2(const uint32_t *p)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

SHARE_AVX2 static inline void words_keep_avx2(uint32_t *out, __m256i x,
                                              __m256i lanes)
{
	_mm256_storeu_si256((__m256i *)(void *)out,
	                    _mm256_permutevar8x32_epi32(x, lanes));
}

/* Which of eight tokens are plain words, and in the upper half which are none. */
SHARE_AVX2 static inline uint32_t
words_kinds_avx2(const struct words_run *r, uint32_t i, __m256i begin, __m256i end)
{
	const __m256i one = _mm256_set1_epi32(1), seven = _mm256_set1_epi32(7);
	const __m256i size = _mm256_sub_epi32(end, begin);
	const __m256i kind = _mm256_cvtepu8_epi32(
	    _mm_loadl_epi64((const __m128i *)(const void *)(r->kind + i)));
	const __m256i at = _mm256_add_epi32(begin, _mm256_set1_epi32(63));
	const __m256i bits =
	    _mm256_srlv_epi32(_mm256_i32gather_epi32((const int *)(const void *)r->bits,
	                                             _mm256_srli_epi32(at, 3), 1),
	                      _mm256_and_si256(at, seven));
	const __m256i no_letter =
	    _mm256_srli_epi32(_mm256_xor_si256(bits, _mm256_set1_epi32(-1)), 1);
	/* a word that goes on here, and what is no letter or digit */
	const __m256i odd = _mm256_or_si256(
	    _mm256_and_si256(bits, one),
	    _mm256_sllv_epi32(no_letter,
	                      _mm256_sub_epi32(_mm256_set1_epi32(32), size)));
	const __m256i less = _mm256_sub_epi32(size, one);
	const __m256i near = _mm256_cmpeq_epi32(
	    _mm256_min_epu32(less, _mm256_set1_epi32(WORDS_RUN_NEAR - 1)), less);
	const __m256i worded =
	    _mm256_cmpgt_epi32(_mm256_set1_epi32(CATENA_TOKEN_NUMBER + 1), kind);
	const __m256i same = _mm256_cmpeq_epi32(odd, _mm256_setzero_si256());
	const __m256i none =
	    _mm256_srlv_epi32(_mm256_set1_epi32((int)WORDS_NONE),
	                      _mm256_and_si256(kind, _mm256_set1_epi32(31)));
	const __m256i skip = _mm256_cmpeq_epi32(
	    _mm256_and_si256(_mm256_and_si256(none, no_letter), one), one);
	const __m256i plain = _mm256_and_si256(_mm256_and_si256(near, worded), same);

	return (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(plain)) |
	       (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(skip)) << 8;
}

/* As words_run_avx512, but for the last few tokens. */
SHARE_AVX2 static inline uint32_t words_run_avx2(struct words_run *r, uint32_t i)
{
	while (i < r->n_tokens && r->n_tokens - i >= 8) {
		const __m256i begin = words_load_avx2(r->begin + i);
		const __m256i end = words_load_avx2(r->end + i);
		const uint32_t kinds = words_kinds_avx2(r, i, begin, end);
		const uint32_t stop = ~(kinds | kinds >> 8) & 255;
		const uint32_t passed = stop ? (uint32_t)__builtin_ctz(stop) : 8;
		const uint32_t plain = kinds & ((1u << passed) - 1) & 255;

		if (plain) {
			const __m256i lanes = share_lanes_avx2(plain);
			words_keep_avx2(r->out + r->n, words_load_avx2(r->hash + i), lanes);
			if (r->out_begin) {
				words_keep_avx2(r->out_begin + r->n, begin, lanes);
				words_keep_avx2(r->out_end + r->n, end, lanes);
			}
			r->n += (uint32_t)__builtin_popcount(plain);
			r->last = i + 31 - (uint32_t)__builtin_clz(plain);
		}
		i += passed;
		if (stop)
			break;
	}
	return i;
}

/* Bits of the 64 bytes at s that are letters or digits of ASCII, or '_'. */
SHARE_AVX512 static inline void words_blocks_avx512(const unsigned char *s,
                                                    size_t n, unsigned char *bits)
{
	for (size_t i = 0; i < n; i++) {
		const __m512i x = _mm512_loadu_si512(s + i * 64);
		const __m512i lower = _mm512_or_si512(x, _mm512_set1_epi8(0x20));
		const __mmask64 letter = _mm512_cmplt_epu8_mask(
		    _mm512_sub_epi8(lower, _mm512_set1_epi8('a')), _mm512_set1_epi8(26));
		const __mmask64 digit = _mm512_cmplt_epu8_mask(
		    _mm512_sub_epi8(x, _mm512_set1_epi8('0')), _mm512_set1_epi8(10));
		const __mmask64 any =
		    letter | digit | _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8('_'));
		memcpy(bits + i * 8, &any, sizeof any);
	}
}

SHARE_AVX2 static inline uint32_t words_block_avx2(const unsigned char *s)
{
	const __m256i x = _mm256_loadu_si256((const __m256i *)(const void *)s);
	const __m256i lower = _mm256_or_si256(x, _mm256_set1_epi8(0x20));
	/* signed: bytes beyond ASCII are below all that is asked for */
	const __m256i letter =
	    _mm256_and_si256(_mm256_cmpgt_epi8(lower, _mm256_set1_epi8('a' - 1)),
	                     _mm256_cmpgt_epi8(_mm256_set1_epi8('z' + 1), lower));
	const __m256i digit =
	    _mm256_and_si256(_mm256_cmpgt_epi8(x, _mm256_set1_epi8('0' - 1)),
	                     _mm256_cmpgt_epi8(_mm256_set1_epi8('9' + 1), x));
	const __m256i line = _mm256_cmpeq_epi8(x, _mm256_set1_epi8('_'));

	return (uint32_t)_mm256_movemask_epi8(
	    _mm256_or_si256(_mm256_or_si256(letter, digit), line));
}

SHARE_AVX2 static inline void words_blocks_avx2(const unsigned char *s, size_t n,
                                                unsigned char *bits)
{
	for (size_t i = 0; i < 2 * n; i++) {
		const uint32_t any = words_block_avx2(s + i * 32);
		memcpy(bits + i * 4, &any, sizeof any);
	}
}
#endif

#endif
