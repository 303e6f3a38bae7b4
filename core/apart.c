/* SPDX-License-Identifier: MIT */
/* apart.c - are rows good?  Told for several at a time without a branch for
 * each, with the vector instructions that there are. */
#include "build.h"

#include "apart.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#ifdef __SSE2__
#include <immintrin.h>
#endif

enum {
	SOME = 32,   /* rows at a time */
	SCALE = 25,  /* bits of the longest row, and of the widest gap */
	STRETCH = 64 /* bytes of text at a time */
};

/* Why SCALE: the row before ends below 2^31; then come 32 gaps and 32 rows, each
 * shorter than 2^25 (as numbers without a sign: what goes back is longer).  Their
 * sum is below 2^31, so that nothing wraps around on the way: what the last row's
 * end holds true for, holds for all. */

/* Two ways to ask two things of SOME rows and STRETCH bytes. */
struct way {
	/* Is each of the rows not empty, behind the one before it, and are rows and
	 * gaps short? */
	bool (*in_order)(const uint32_t *begin, const uint32_t *end);
	/* Is there a byte >= 0x80 in [at, end), which is STRETCH or more? */
	bool (*beyond_ascii)(const char *at, const char *end);
};

#ifdef __SSE2__

static bool in_order(const uint32_t *begin, const uint32_t *end)
{
	__m128i gaps = _mm_setzero_si128(), rows = _mm_set1_epi32(-1);
#pragma GCC unroll 8
	for (int i = 0; i < SOME; i += 4) {
		const __m128i b =
		    _mm_loadu_si128((const __m128i *)(const void *)(begin + i));
		const __m128i e = _mm_loadu_si128((const __m128i *)(const void *)(end + i));
		const __m128i last =
		    _mm_loadu_si128((const __m128i *)(const void *)(end + i - 1));
		gaps = _mm_or_si128(gaps, _mm_sub_epi32(b, last));
		rows = _mm_and_si128(rows, _mm_sub_epi32(b, e)); /* minus the length */
	}
	/* the upper bits: none of a gap's, all of those less than nothing */
	const __m128i bad =
	    _mm_or_si128(gaps, _mm_andnot_si128(rows, _mm_set1_epi32(-1)));
	const __m128i upper = _mm_srli_epi32(bad, SCALE);
	return _mm_movemask_epi8(_mm_cmpeq_epi32(upper, _mm_setzero_si128())) == 0xFFFF;
}

static bool beyond_ascii_at(const char *at)
{
	const __m128i *const p = (const __m128i *)(const void *)at;
	const __m128i a = _mm_or_si128(_mm_loadu_si128(p), _mm_loadu_si128(p + 1));
	const __m128i b = _mm_or_si128(_mm_loadu_si128(p + 2), _mm_loadu_si128(p + 3));
	return _mm_movemask_epi8(_mm_or_si128(a, b)) != 0;
}

#else

static bool in_order(const uint32_t *begin, const uint32_t *end)
{
	uint32_t bad = 0;
	for (int i = 0; i < SOME; i++)
		bad |= (begin[i] - *(end + i - 1)) | ~(begin[i] - end[i]);
	return !(bad >> SCALE);
}

static bool beyond_ascii_at(const char *at)
{
	uint64_t w[8];
	memcpy(w, at, sizeof w);
	const uint64_t all =
	    (w[0] | w[1]) | (w[2] | w[3]) | (w[4] | w[5]) | (w[6] | w[7]);
	return (all & UINT64_C(0x8080808080808080)) != 0;
}

#endif

static bool beyond_ascii(const char *at, const char *end)
{
	for (; end - at > STRETCH; at += STRETCH)
		if (beyond_ascii_at(at))
			return true;
	return beyond_ascii_at(end - STRETCH);
}

#if defined(__SSE2__) && defined(__GNUC__)
#define AVX2 __attribute__((target("avx2")))

AVX2 static bool in_order_avx2(const uint32_t *begin, const uint32_t *end)
{
	__m256i gaps = _mm256_setzero_si256(), rows = _mm256_set1_epi32(-1);
#pragma GCC unroll 4
	for (int i = 0; i < SOME; i += 8) {
		const __m256i b =
		    _mm256_loadu_si256((const __m256i *)(const void *)(begin + i));
		const __m256i e =
		    _mm256_loadu_si256((const __m256i *)(const void *)(end + i));
		const __m256i last =
		    _mm256_loadu_si256((const __m256i *)(const void *)(end + i - 1));
		gaps = _mm256_or_si256(gaps, _mm256_sub_epi32(b, last));
		rows = _mm256_and_si256(rows, _mm256_sub_epi32(b, e));
	}
	const __m256i bad =
	    _mm256_or_si256(gaps, _mm256_andnot_si256(rows, _mm256_set1_epi32(-1)));
	const __m256i upper = _mm256_srli_epi32(bad, SCALE);
	return _mm256_testz_si256(upper, upper);
}

AVX2 static inline bool beyond_ascii_at_avx2(const char *at)
{
	const __m256i *const p = (const __m256i *)(const void *)at;
	return _mm256_movemask_epi8(
	    _mm256_or_si256(_mm256_loadu_si256(p), _mm256_loadu_si256(p + 1)));
}

AVX2 static bool beyond_ascii_avx2(const char *at, const char *end)
{
	for (; end - at > STRETCH; at += STRETCH)
		if (beyond_ascii_at_avx2(at))
			return true;
	return beyond_ascii_at_avx2(end - STRETCH);
}

static struct way best_way(void)
{
	if (__builtin_cpu_supports("avx2"))
		return (struct way){in_order_avx2, beyond_ascii_avx2};
	return (struct way){in_order, beyond_ascii};
}

#else

static struct way best_way(void)
{
	return (struct way){in_order, beyond_ascii};
}

#endif

/* Does none of the rows begin or end inside a character? */
static bool on_borders(const char *text, const uint32_t *begin, const uint32_t *end)
{
	/* the bytes that do not begin one are the least of those with a sign */
	const signed char *const s = (const signed char *)text;
	int bad = 0;
#pragma GCC unroll 8
	for (int i = 0; i < SOME; i++)
		bad |= (s[begin[i]] + 64) | (s[end[i]] + 64);
	return bad >= 0;
}

uint32_t rows_apart(const char *text, uint32_t size, const uint32_t *begin,
                    const uint32_t *end, uint32_t n)
{
	const struct way way = best_way();
	uint32_t i = 0;

	if (size > INT32_MAX)
		return 0;
	for (; n - i >= SOME; i += SOME, begin += SOME, end += SOME) {
		if (!way.in_order(begin, end) || end[SOME - 1] > size)
			break;
		/* text[size] is 0 */
		const char *const from = text + begin[0], *const to =
		                                              text + end[SOME - 1] + 1;
		if ((to - from < STRETCH || way.beyond_ascii(from, to)) &&
		    !on_borders(text, begin, end))
			break;
	}
	return i;
}
