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
 * stay in registers while the pairs pass.  TURNS sums for each lane take turns, or
 * one would wait for itself; there are always a multiple of four pairs. */
#define ADD_BLOCK(VECTOR, COUNT, TOKENS, TURNS, LOAD, STORE, SPREAD, MADD, ADD) \
	do { \
		enum { \
			LANES = sizeof(VECTOR) / 4 \
		}; \
		const int16_t *const x = p->x + (size_t)t * p->stride; \
		int32_t *const sums = p->sums + (size_t)t * p->n + i; \
		VECTOR all[TURNS][TOKENS][COUNT]; \
		memset(all, 0, sizeof all); \
		UNROLL \
		for (unsigned a = 0; a < TOKENS; a++) \
			UNROLL \
		for (unsigned j = 0; j < COUNT; j++) \
			all[0][a][j] = LOAD((const void *)(sums + a * p->n + j * LANES)); \
		for (uint32_t k = 0; k < p->pairs; k += TURNS) \
			UNROLL \
		for (unsigned u = 0; u < TURNS; u++) { \
			const int16_t *const from = p->w + ((size_t)(k + u) * p->n + i) * 2; \
			VECTOR w[COUNT]; \
			UNROLL \
			for (unsigned j = 0; j < COUNT; j++) \
				w[j] = LOAD((const void *)(from + 2 * j * LANES)); \
			UNROLL \
			for (unsigned a = 0; a < TOKENS; a++) { \
				const VECTOR v = SPREAD(pair_at(x + a * p->stride + 2 * (k + u))); \
				UNROLL \
				for (unsigned j = 0; j < COUNT; j++) \
					all[u][a][j] = MADD(all[u][a][j], v, w[j]); \
			} \
		} \
		UNROLL \
		for (unsigned a = 0; a < TOKENS; a++) \
			UNROLL \
		for (unsigned j = 0; j < COUNT; j++) { \
			UNROLL \
			for (unsigned u = 1; u < TURNS; u++) \
				all[0][a][j] = ADD(all[0][a][j], all[u][a][j]); \
			STORE((void *)(sums + a * p->n + j * LANES), all[0][a][j]); \
		} \
		i += COUNT * LANES; \
	} while (0)

/* All lanes of TOKENS tokens, in blocks as wide as there are lanes. */
#define ADD_LANES(BLOCK_OF, WIDE, HALF, NARROW, TOKENS, TURNS) \
	do { \
		for (uint32_t i = 0; i < p->n;) \
			if (p->n - i >= 4 * 16) \
				BLOCK_OF(WIDE, TOKENS, 1); \
			else if (p->n - i >= 2 * 16) \
				BLOCK_OF(HALF, TOKENS, TURNS); \
			else \
				BLOCK_OF(NARROW, TOKENS, TURNS); \
		t += TOKENS; \
	} while (0)

#define MADD_SSE2(sum, a, b) _mm_add_epi32(sum, _mm_madd_epi16(a, b))
#define MADD_AVX2(sum, a, b) _mm256_add_epi32(sum, _mm256_madd_epi16(a, b))
#define MADD_AVX512(sum, a, b) _mm512_add_epi32(sum, _mm512_madd_epi16(a, b))

#define BLOCK_SSE2(COUNT, TOKENS, TURNS) \
	ADD_BLOCK(__m128i, COUNT, TOKENS, TURNS, _mm_loadu_si128, _mm_storeu_si128, \
	          _mm_set1_epi32, MADD_SSE2, _mm_add_epi32)
#define BLOCK_AVX2(COUNT, TOKENS, TURNS) \
	ADD_BLOCK(__m256i, COUNT, TOKENS, TURNS, _mm256_loadu_si256, \
	          _mm256_storeu_si256, _mm256_set1_epi32, MADD_AVX2, _mm256_add_epi32)
#define BLOCK_AVX512(COUNT, TOKENS, TURNS) \
	ADD_BLOCK(__m512i, COUNT, TOKENS, TURNS, _mm512_loadu_si512, \
	          _mm512_storeu_si512, _mm512_set1_epi32, MADD_AVX512, \
	          _mm512_add_epi32)
#define BLOCK_VNNI(COUNT, TOKENS, TURNS) \
	ADD_BLOCK(__m512i, COUNT, TOKENS, TURNS, _mm512_loadu_si512, \
	          _mm512_storeu_si512, _mm512_set1_epi32, _mm512_dpwssd_epi32, \
	          _mm512_add_epi32)

static void add_sse2(const struct product *p)
{
	for (uint32_t t = 0; t < p->tokens;)
		if (p->tokens - t >= 2)
			ADD_LANES(BLOCK_SSE2, 4, 4, 4, 2, 1);
		else
			ADD_LANES(BLOCK_SSE2, 8, 8, 4, 1, 1);
}

__attribute__((target("avx2"))) static void add_avx2(const struct product *p)
{
	for (uint32_t t = 0; t < p->tokens;)
		if (p->tokens - t >= 4)
			ADD_LANES(BLOCK_AVX2, 2, 2, 2, 4, 1);
		else if (p->tokens - t >= 2)
			ADD_LANES(BLOCK_AVX2, 4, 4, 2, 2, 1);
		else
			ADD_LANES(BLOCK_AVX2, 8, 4, 2, 1, 2);
}

__attribute__((target("avx512f,avx512bw"))) static void
add_avx512(const struct product *p)
{
	for (uint32_t t = 0; t < p->tokens;)
		if (p->tokens - t >= 4)
			ADD_LANES(BLOCK_AVX512, 4, 2, 1, 4, 1);
		else if (p->tokens - t >= 2)
			ADD_LANES(BLOCK_AVX512, 4, 2, 1, 2, 2);
		else
			ADD_LANES(BLOCK_AVX512, 4, 2, 1, 1, 4);
}

__attribute__((target("avx512f,avx512bw,avx512vnni"))) static void
add_vnni(const struct product *p)
{
	for (uint32_t t = 0; t < p->tokens;)
		if (p->tokens - t >= 4)
			ADD_LANES(BLOCK_VNNI, 4, 2, 1, 4, 1);
		else if (p->tokens - t >= 2)
			ADD_LANES(BLOCK_VNNI, 4, 2, 1, 2, 2);
		else
			ADD_LANES(BLOCK_VNNI, 4, 2, 1, 1, 4);
}
#endif

/* ---- Units ---- */

static void bend_plain(const int32_t *units, const uint16_t *scale, uint32_t n,
                       int16_t *bent)
{
	for (uint32_t i = 0; i < n; i++) {
		const int32_t v = (units[i] > 0 ? units[i] : 0) >> PRODUCT_SHIFT;
		const uint32_t u = (uint32_t)(v < 0xFFFF ? v : 0xFFFF);
		const uint32_t a = u * scale[i] >> 16;
		bent[i] = (int16_t)(a < 255 ? a : 255);
	}
}

/* The machine need not keep the sign in a shift. */
#define FAR (UINT64_C(1) << 62)

static void scale_plain(const int32_t *all, uint32_t by, int32_t *sums)
{
	const int64_t most = PRODUCT_FARTHEST;

	for (uint32_t y = 0; y < BLOCK; y++) {
		const uint64_t u = FAR + (uint64_t)(all[y] * (int64_t)by) + 0x8000;
		const int64_t v = (int64_t)(u >> 16) - (int64_t)(FAR >> 16);
		sums[y] += (int32_t)(v < -most ? -most : v > most ? most : v);
	}
}

#ifdef HAVE_X86
/* Of four: not below 0, without the lowest bits, not above 0xFFFF, less 0x8000. */
static inline __m128i shortened(const int32_t *v)
{
	const __m128i all = _mm_loadu_si128((const void *)v);
	const __m128i some =
	    _mm_and_si128(all, _mm_cmpgt_epi32(all, _mm_setzero_si128()));
	const __m128i shifted = _mm_srli_epi32(some, PRODUCT_SHIFT);
	const __m128i far = _mm_cmpgt_epi32(shifted, _mm_set1_epi32(0xFFFF));

	return _mm_sub_epi32(
	    _mm_and_si128(_mm_or_si128(shifted, far), _mm_set1_epi32(0xFFFF)),
	    _mm_set1_epi32(0x8000));
}

static void bend_sse2(const int32_t *units, const uint16_t *scale, uint32_t n,
                      int16_t *bent)
{
	const __m128i half = _mm_set1_epi16(INT16_MIN), most = _mm_set1_epi16(255);

	for (uint32_t i = 0; i < n; i += 8) {
		const __m128i u = _mm_xor_si128(
		    _mm_packs_epi32(shortened(units + i), shortened(units + i + 4)), half);
		const __m128i a =
		    _mm_mulhi_epu16(u, _mm_loadu_si128((const void *)(scale + i)));
		_mm_storeu_si128((void *)(bent + i),
		                 _mm_sub_epi16(a, _mm_subs_epu16(a, most)));
	}
}

__attribute__((target("avx2"))) static void
bend_avx2(const int32_t *units, const uint16_t *scale, uint32_t n, int16_t *bent)
{
	const __m256i none = _mm256_setzero_si256(), most = _mm256_set1_epi16(255);

	for (uint32_t i = 0; i < n; i += 16) {
		const __m256i a = _mm256_loadu_si256((const void *)(units + i));
		const __m256i b = _mm256_loadu_si256((const void *)(units + i + 8));
		const __m256i u = _mm256_permute4x64_epi64(
		    _mm256_packus_epi32(
		        _mm256_srli_epi32(_mm256_max_epi32(a, none), PRODUCT_SHIFT),
		        _mm256_srli_epi32(_mm256_max_epi32(b, none), PRODUCT_SHIFT)),
		    0xD8);
		const __m256i v =
		    _mm256_mulhi_epu16(u, _mm256_loadu_si256((const void *)(scale + i)));
		_mm256_storeu_si256((void *)(bent + i), _mm256_min_epu16(v, most));
	}
}

/* Of the four in the lower halves of 64 bits.  Their upper halves are cut off: what
 * is 2^31 or more must be seen to before. */
__attribute__((target("avx2"))) static inline __m256i scaled_four(__m256i v,
                                                                  __m256i by)
{
	const __m256i most = _mm256_set1_epi64x(PRODUCT_FARTHEST);
	const __m256i least = _mm256_set1_epi64x(-PRODUCT_FARTHEST);
	const __m256i u = _mm256_add_epi64(_mm256_mul_epi32(v, by),
	                                   _mm256_set1_epi64x((int64_t)FAR + 0x8000));
	__m256i a = _mm256_sub_epi64(_mm256_srli_epi64(u, 16),
	                             _mm256_set1_epi64x((int64_t)(FAR >> 16)));

	a = _mm256_blendv_epi8(a, most, _mm256_cmpgt_epi64(a, most));
	return _mm256_blendv_epi8(a, least, _mm256_cmpgt_epi64(least, a));
}

__attribute__((target("avx2"))) static void scale_avx2(const int32_t *all,
                                                       uint32_t by, int32_t *sums)
{
	const __m256i scale = _mm256_set1_epi64x((int64_t)by);

	for (uint32_t y = 0; y < BLOCK; y += 8) {
		const __m256i v = _mm256_loadu_si256((const void *)(all + y));
		const __m256i even = scaled_four(v, scale);
		const __m256i odd = scaled_four(_mm256_srli_epi64(v, 32), scale);
		const __m256i some =
		    _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
		_mm256_storeu_si256(
		    (void *)(sums + y),
		    _mm256_add_epi32(some, _mm256_loadu_si256((const void *)(sums + y))));
	}
}
#endif

void tag_model_product_paths(struct product_path paths[6])
{
	unsigned n = 0;

#ifdef HAVE_X86
	__builtin_cpu_init();
	const int avx2 = __builtin_cpu_supports("avx2");
	const int avx512 = avx2 && __builtin_cpu_supports("avx512f") &&
	                   __builtin_cpu_supports("avx512bw");
	if (avx512 && __builtin_cpu_supports("avx512vnni"))
		paths[n++] = (struct product_path){"vnni", add_vnni, bend_avx2, scale_avx2};
	if (avx512)
		paths[n++] =
		    (struct product_path){"avx512", add_avx512, bend_avx2, scale_avx2};
	if (avx2)
		paths[n++] = (struct product_path){"avx2", add_avx2, bend_avx2, scale_avx2};
	paths[n++] = (struct product_path){"sse2", add_sse2, bend_sse2, scale_plain};
#endif
	paths[n++] = (struct product_path){"none", add_plain, bend_plain, scale_plain};
	paths[n] = (struct product_path){NULL, NULL, NULL, NULL};
}
