/* SPDX-License-Identifier: MIT */
/* prints.c - which fingerprints there are, and their keys: see prints.h. */
#include "prints.h"
#include "../share/shingle.h"

#define RANK 0x85EBCA6Bu /* of MurmurHash3's finalizer (A. Appleby) */

/* Words by another order than that of their hashes, in which nothing but chance
 * counts. */
static inline uint32_t rank(uint32_t word)
{
	word = (word ^ word >> 16) * RANK;
	return word ^ word >> 13;
}

#ifdef SHARE_X86
#include <immintrin.h>

/* Of eight words from the i-th on; those behind the n-th are read as 0. */
SHARE_AVX512 static void rank_words_avx512(const uint32_t *words, uint32_t n,
                                           uint64_t *ranks)
{
	__m512i at = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);

	for (uint32_t i = 0; i < n; i += 8) {
		const __mmask8 here = (__mmask8)(n - i < 8 ? (1u << (n - i)) - 1 : 255);
		__m256i word = _mm256_maskz_loadu_epi32(here, words + i);
		word = _mm256_xor_si256(word, _mm256_srli_epi32(word, 16));
		word = _mm256_mullo_epi32(word, _mm256_set1_epi32((int)RANK));
		word = _mm256_xor_si256(word, _mm256_srli_epi32(word, 13));
		_mm512_mask_storeu_epi64(
		    ranks + i, here,
		    _mm512_or_si512(_mm512_slli_epi64(_mm512_cvtepu32_epi64(word), 32),
		                    at));
		at = _mm512_add_epi64(at, _mm512_set1_epi64(8));
	}
}

/* Each of n becomes the lesser of itself and the one `apart` behind it. */
SHARE_AVX512 static void lesser_avx512(uint64_t *ranks, uint32_t apart, uint32_t n)
{
	for (uint32_t i = 0; i < n; i += 8) {
		const __mmask8 here = (__mmask8)(n - i < 8 ? (1u << (n - i)) - 1 : 255);
		const __m512i a = _mm512_maskz_loadu_epi64(here, ranks + i);
		const __m512i b = _mm512_maskz_loadu_epi64(here, ranks + i + apart);
		_mm512_mask_storeu_epi64(ranks + i, here, _mm512_min_epu64(a, b));
	}
}
#endif

/* The rank of n sets of `width` words in a row, then where each of them begins. */
static void rank_all(const uint32_t *words, uint32_t width, uint32_t n,
                     enum share_machine machine, uint64_t *ranks)
{
#ifdef SHARE_X86
	if (machine == SHARE_HAS_AVX512 && width == 1) {
		rank_words_avx512(words, n, ranks);
		return;
	}
#endif
	(void)machine;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t all = words[i];
		for (uint32_t k = 1; k < width; k++)
			all = all * 0x9E3779B1u + words[i + k];
		ranks[i] = (uint64_t)rank(all) << 32 | i;
	}
}

static void lesser(uint64_t *ranks, uint32_t apart, uint32_t n,
                   enum share_machine machine)
{
#ifdef SHARE_X86
	if (machine == SHARE_HAS_AVX512) {
		lesser_avx512(ranks, apart, n);
		return;
	}
#endif
	(void)machine;
	for (uint32_t i = 0; i < n; i++)
		ranks[i] = ranks[i + apart] < ranks[i] ? ranks[i + apart] : ranks[i];
}

/* The first n become the least of `width` in a row each: of 1, 2, 4... by those of
 * half as many. */
static void least_of(uint64_t *ranks, uint32_t width, uint32_t n,
                     enum share_machine machine)
{
	uint32_t wide = 1;

	for (; wide * 2 <= width; wide *= 2)
		lesser(ranks, wide, n + width - 1 - wide, machine);
	lesser(ranks, width - wide, n, machine);
}

uint32_t find_copies_prints(const uint32_t *words, uint32_t min_words,
                            uint32_t from, uint32_t to, enum share_machine machine,
                            uint64_t *ranks, struct print *out)
{
	const uint32_t step = prints_step(min_words), windows = to - from;
	const uint32_t of = prints_ranked(min_words), width = min_words - of + 1;
	uint32_t n = 0;

	rank_all(words + from, of, windows + width - 1, machine, ranks);
	least_of(ranks, width, windows, machine);
	for (uint32_t i = 0; i < windows;) {
		const uint32_t at = i + ((uint32_t)ranks[i] - i) % step, first = i;
		while (i < windows && i <= at && ranks[i] == ranks[first])
			i++;
		if (n && out[n - 1].at == from + at)
			out[n - 1].last = from + i - 1;
		else
			out[n++] = (struct print){from + at, from + first, from + i - 1};
	}
	return n;
}

uint64_t find_copies_print_key(const uint32_t *words, uint32_t min_words)
{
	const uint32_t run = prints_run(min_words);
	struct shingles s = shingles_begin(words, run, run);

	return shingles_next(&s, words, 0) & ~PRINT_WINDOW;
}

void find_copies_window_keys(const uint32_t *words, uint32_t min_words, uint32_t n,
                             uint64_t *keys)
{
	struct shingles s = shingles_begin(words, min_words + n - 1, min_words);

	for (uint32_t i = 0; i < n; i++)
		keys[i] = shingle_mix(shingles_next(&s, words, i) + 1) | PRINT_WINDOW;
}
