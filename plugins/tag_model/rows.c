/* SPDX-License-Identifier: MIT */
/* rows.c - from what features are mixed of to the sums of their rows. */
#include "rows.h"
#include <string.h>

#define MIX_A UINT32_C(0x2C1B3C6D)
#define MIX_B UINT32_C(0x297A2D39)

static void mix_plain(uint32_t *rows, uint32_t n, uint32_t bits)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t h = rows[i];
		h = (h ^ h >> 15) * MIX_A;
		h = (h ^ h >> 12) * MIX_B;
		rows[i] = h >> (32 - bits);
	}
}

/* No sum of fewer than 257 bytes runs over 16 bits; a compiler makes vectors of
 * the inner loop. */
static void sum_plain(const unsigned char *table, const uint32_t *rows, uint32_t n,
                      const int16_t *own, int32_t *sums)
{
	uint16_t all[MODEL_LANES] = {0};

	for (uint32_t i = 0; i < n; i++) {
		const unsigned char *const row = table + (size_t)rows[i] * MODEL_LANES;
		for (uint32_t y = 0; y < MODEL_LANES; y++)
			all[y] = (uint16_t)(all[y] + row[y]);
	}
	for (uint32_t y = 0; y < MODEL_LANES; y++)
		sums[y] = (int32_t)all[y] - (int32_t)(128 * n) + own[y];
}

#if defined __x86_64__ && defined __GNUC__
#define HAVE_AVX2 1
#include <immintrin.h>

/* The numbers behind the last one, up to eight in all, are changed, too. */
__attribute__((target("avx2"))) static void mix_avx2(uint32_t *rows, uint32_t n,
                                                     uint32_t bits)
{
	const __m256i a = _mm256_set1_epi32((int32_t)MIX_A);
	const __m256i b = _mm256_set1_epi32((int32_t)MIX_B);
	const __m128i shift = _mm_cvtsi32_si128((int32_t)(32 - bits));

	for (uint32_t i = 0; i < n; i += 8) {
		__m256i h = _mm256_loadu_si256((const void *)(rows + i));
		h = _mm256_mullo_epi32(_mm256_xor_si256(h, _mm256_srli_epi32(h, 15)), a);
		h = _mm256_mullo_epi32(_mm256_xor_si256(h, _mm256_srli_epi32(h, 12)), b);
		_mm256_storeu_si256((void *)(rows + i), _mm256_srl_epi32(h, shift));
	}
}

static inline __attribute__((target("avx2"))) __m256i
row_at(const unsigned char *table, uint32_t row)
{
	const void *const p = table + (size_t)row * MODEL_LANES;

	return _mm256_cvtepu8_epi16(_mm_loadu_si128(p));
}

__attribute__((target("avx2"))) static void sum_avx2(const unsigned char *table,
                                                     const uint32_t *rows,
                                                     uint32_t n, const int16_t *own,
                                                     int32_t *sums)
{
	__m256i a = _mm256_setzero_si256(), b = a;
	uint32_t i = 0;

	for (; i + 4 <= n; i += 4) {
		a = _mm256_add_epi16(a, row_at(table, rows[i]));
		b = _mm256_add_epi16(b, row_at(table, rows[i + 1]));
		a = _mm256_add_epi16(a, row_at(table, rows[i + 2]));
		b = _mm256_add_epi16(b, row_at(table, rows[i + 3]));
	}
	for (; i < n; i++)
		a = _mm256_add_epi16(a, row_at(table, rows[i]));
	a = _mm256_add_epi16(a, b);
	const __m256i less = _mm256_set1_epi32((int32_t)(128 * n));
	const __m256i w = _mm256_loadu_si256((const void *)own);
	_mm256_storeu_si256(
	    (void *)sums,
	    _mm256_add_epi32(
	        _mm256_sub_epi32(_mm256_cvtepu16_epi32(_mm256_castsi256_si128(a)),
	                         less),
	        _mm256_cvtepi16_epi32(_mm256_castsi256_si128(w))));
	_mm256_storeu_si256(
	    (void *)(sums + 8),
	    _mm256_add_epi32(
	        _mm256_sub_epi32(_mm256_cvtepu16_epi32(_mm256_extracti128_si256(a, 1)),
	                         less),
	        _mm256_cvtepi16_epi32(_mm256_extracti128_si256(w, 1))));
}
#endif

void tag_model_row_ways(struct row_way ways[3])
{
	unsigned n = 0;

#ifdef HAVE_AVX2
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx2"))
		ways[n++] = (struct row_way){mix_avx2, sum_avx2};
#endif
	ways[n++] = (struct row_way){mix_plain, sum_plain};
	ways[n] = (struct row_way){NULL, NULL};
}

void tag_model_sum_rows(const struct model *m, const uint32_t *rows, uint32_t n,
                        int32_t *sums)
{
	static const int16_t nothing[MODEL_LANES];

	m->row.sum(m->rows, rows, n, nothing, sums);
}
