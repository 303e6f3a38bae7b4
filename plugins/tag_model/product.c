/* SPDX-License-Identifier: MIT */
/* product.c - sums of products of small numbers, as fast as the machine can. */
#include "product.h"
#include <string.h>

#define BLOCK 16u

static void add_plain(const struct product *p)
{
	for (uint32_t t = 0; t < p->tokens; t++) {
		const int16_t *x = p->x + (size_t)t * p->stride, *w = p->w;
		int32_t *const sums = p->sums + (size_t)t * p->n;
		for (uint32_t k = 0; k < p->pairs; k++, x += 2, w += (size_t)2 * p->n)
			for (uint32_t i = 0; i < p->n; i += BLOCK)
				for (uint32_t j = i; j < i + BLOCK; j++)
					sums[j] += x[0] * w[2 * j] + x[1] * w[2 * j + 1];
	}
}

#if defined __x86_64__ && defined __GNUC__
#define HAVE_X86 1
#include <immintrin.h>

static inline int32_t pair_at(const int16_t *x)
{
	int32_t v;

	memcpy(&v, x, sizeof v);
	return v;
}

#define UNROLL _Pragma("GCC unroll 8")

/* COUNT vectors of lanes, from lane i of token t on, of TOKENS tokens: the sums
 * stay in registers while the pairs pass. */
#define ADD_BLOCK(VECTOR, COUNT, TOKENS, LOAD, STORE, SPREAD, MADD) \
	do { \
		enum { \
			LANES = sizeof(VECTOR) / 4 \
		}; \
		const int16_t *const x = p->x + (size_t)t * p->stride; \
		int32_t *const sums = p->sums + (size_t)t * p->n + i; \
		VECTOR all[TOKENS][COUNT]; \
		UNROLL \
		for (unsigned a = 0; a < TOKENS; a++) \
			UNROLL \
		for (unsigned j = 0; j < COUNT; j++) \
			all[a][j] = LOAD((const void *)(sums + a * p->n + j * LANES)); \
		for (uint32_t k = 0; k < p->pairs; k++) { \
			const int16_t *const from = p->w + ((size_t)k * p->n + i) * 2; \
			VECTOR w[COUNT]; \
			UNROLL \
			for (unsigned j = 0; j < COUNT; j++) \
				w[j] = LOAD((const void *)(from + 2 * j * LANES)); \
			UNROLL \
			for (unsigned a = 0; a < TOKENS; a++) { \
				const VECTOR v = SPREAD(pair_at(x + a * p->stride + 2 * k)); \
				UNROLL \
				for (unsigned j = 0; j < COUNT; j++) \
					all[a][j] = MADD(all[a][j], v, w[j]); \
			} \
		} \
		UNROLL \
		for (unsigned a = 0; a < TOKENS; a++) \
			UNROLL \
		for (unsigned j = 0; j < COUNT; j++) \
			STORE((void *)(sums + a * p->n + j * LANES), all[a][j]); \
		i += COUNT * LANES; \
	} while (0)

/* All lanes of TOKENS tokens, in wide blocks as long as there are lanes. */
#define ADD_LANES(BLOCK_OF, WIDE, NARROW, TOKENS) \
	do { \
		for (uint32_t i = 0; i < p->n;) \
			if (p->n - i >= 4 * 16) \
				BLOCK_OF(WIDE, TOKENS); \
			else \
				BLOCK_OF(NARROW, TOKENS); \
		t += TOKENS; \
	} while (0)

#define MADD_SSE2(sum, a, b) _mm_add_epi32(sum, _mm_madd_epi16(a, b))
#define MADD_AVX2(sum, a, b) _mm256_add_epi32(sum, _mm256_madd_epi16(a, b))
#define MADD_AVX512(sum, a, b) _mm512_add_epi32(sum, _mm512_madd_epi16(a, b))

#define BLOCK_SSE2(COUNT, TOKENS) \
	ADD_BLOCK(__m128i, COUNT, TOKENS, _mm_loadu_si128, _mm_storeu_si128, \
	          _mm_set1_epi32, MADD_SSE2)
#define BLOCK_AVX2(COUNT, TOKENS) \
	ADD_BLOCK(__m256i, COUNT, TOKENS, _mm256_loadu_si256, _mm256_storeu_si256, \
	          _mm256_set1_epi32, MADD_AVX2)
#define BLOCK_AVX512(COUNT, TOKENS) \
	ADD_BLOCK(__m512i, COUNT, TOKENS, _mm512_loadu_si512, _mm512_storeu_si512, \
	          _mm512_set1_epi32, MADD_AVX512)
#define BLOCK_VNNI(COUNT, TOKENS) \
	ADD_BLOCK(__m512i, COUNT, TOKENS, _mm512_loadu_si512, _mm512_storeu_si512, \
	          _mm512_set1_epi32, _mm512_dpwssd_epi32)

static void add_sse2(const struct product *p)
{
	for (uint32_t t = 0; t < p->tokens;)
		if (p->tokens - t >= 2)
			ADD_LANES(BLOCK_SSE2, 4, 4, 2);
		else
			ADD_LANES(BLOCK_SSE2, 8, 4, 1);
}

__attribute__((target("avx2"))) static void add_avx2(const struct product *p)
{
	for (uint32_t t = 0; t < p->tokens;)
		if (p->tokens - t >= 4)
			ADD_LANES(BLOCK_AVX2, 2, 2, 4);
		else if (p->tokens - t >= 2)
			ADD_LANES(BLOCK_AVX2, 4, 2, 2);
		else
			ADD_LANES(BLOCK_AVX2, 8, 2, 1);
}

__attribute__((target("avx512f,avx512bw"))) static void
add_avx512(const struct product *p)
{
	for (uint32_t t = 0; t < p->tokens;)
		if (p->tokens - t >= 4)
			ADD_LANES(BLOCK_AVX512, 4, 1, 4);
		else if (p->tokens - t >= 2)
			ADD_LANES(BLOCK_AVX512, 4, 1, 2);
		else
			ADD_LANES(BLOCK_AVX512, 4, 1, 1);
}

__attribute__((target("avx512f,avx512bw,avx512vnni"))) static void
add_vnni(const struct product *p)
{
	for (uint32_t t = 0; t < p->tokens;)
		if (p->tokens - t >= 4)
			ADD_LANES(BLOCK_VNNI, 4, 1, 4);
		else if (p->tokens - t >= 2)
			ADD_LANES(BLOCK_VNNI, 4, 1, 2);
		else
			ADD_LANES(BLOCK_VNNI, 4, 1, 1);
}
#endif

void tag_model_product_paths(struct product_path paths[6])
{
	unsigned n = 0;

#ifdef HAVE_X86
	__builtin_cpu_init();
	const int avx512 =
	    __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
	if (avx512 && __builtin_cpu_supports("avx512vnni"))
		paths[n++] = (struct product_path){"vnni", add_vnni};
	if (avx512)
		paths[n++] = (struct product_path){"avx512", add_avx512};
	if (__builtin_cpu_supports("avx2"))
		paths[n++] = (struct product_path){"avx2", add_avx2};
	paths[n++] = (struct product_path){"sse2", add_sse2};
#endif
	paths[n++] = (struct product_path){"none", add_plain};
	paths[n] = (struct product_path){NULL, NULL};
}
