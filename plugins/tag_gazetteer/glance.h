/* SPDX-License-Identifier: MIT */
/* glance.h - puts down tokens that are one atom each, as their breaks (breaks.h)
 * and their first byte say.
 *
 * Every token is looked at, so with AVX-512 sixteen are at once.  All ways find the
 * same. */
#ifndef CATENA_TAG_GAZETTEER_GLANCE_H
#define CATENA_TAG_GAZETTEER_GLANCE_H

#include "../share/bits.h"
#include "../share/machine.h"
#include "atoms.h"
#include "breaks.h"
#ifdef SHARE_X86
#include <immintrin.h>
#endif

enum { /* in atoms.first: what the token is cannot be seen from that byte */
	GLANCE_ODD = 128
};

#define GLANCE_MOST 16u /* tokens at once */

struct glance { /* the tokens of a document, the same place of each column */
	const unsigned char *text;
	const uint32_t *begin, *end, *hash;
	uint32_t n;
	uint32_t safe; /* four bytes can be read at what is below */
};

/* At most GLANCE_MOST tokens, of which some are not one atom each, or cannot be
 * said to be. */
struct glanced {
	uint32_t from, n;
	uint32_t odd;               /* a bit for each; 0: there are no more tokens */
	uint8_t flags[GLANCE_MOST]; /* of the others */
};

/* Of n tokens those that are not one atom, and the flags of the others. */
static inline uint32_t glance_plain(const struct atoms *a, const struct glance *g,
                                    uint32_t i, uint32_t n, uint8_t *flags)
{
	uint32_t odd = 0, last = i ? g->end[i - 1] : 0;

	for (uint32_t k = 0; k < n; k++) {
		const uint32_t begin = g->begin[i + k], end = g->end[i + k];
		const uint32_t more = end - begin - 1;
		const uint64_t inside =
		    breaks_from(a->breaks, begin + 1) & ((UINT64_C(1) << more % 64) - 1);
		const unsigned flag = a->first[g->text[begin]];
		flags[k] = (uint8_t)(flag | (begin > last ? (unsigned)ATOM_SPACE : 0u));
		odd |= (uint32_t)((inside != 0) | (more > BREAKS_SEEN) | flag / GLANCE_ODD)
		       << k;
		last = end;
	}
	return odd;
}

/* Puts down n tokens from i on that are one atom each. */
static inline void glance_put_plain(struct atoms *a, const struct glance *g,
                                    uint32_t i, uint32_t n, const uint8_t *flags)
{
	const uint32_t at = a->n;

	for (uint32_t k = 0; k < n; k++) {
		a->hash[at + k] = g->hash[i + k];
		a->begin[at + k] = g->begin[i + k];
		a->end[at + k] = g->end[i + k];
		a->flags[at + k] = flags[k];
	}
	a->n += n;
}

/* Puts down tokens from i on, as long as all are one atom each. */
static inline void glance_run_plain(struct atoms *a, const struct glance *g,
                                    uint32_t i, struct glanced *to)
{
	for (;; i += to->n) {
		to->from = i;
		to->n = g->n - i < GLANCE_MOST ? g->n - i : GLANCE_MOST;
		to->odd = glance_plain(a, g, i, to->n, to->flags);
		if (to->odd || !to->n)
			return;
		glance_put_plain(a, g, i, to->n, to->flags);
	}
}

#ifdef SHARE_X86

/* Eight tokens: is there a break inside them?  rest: 64 less the bytes behind the
 * first. */
SHARE_AVX512 static inline __mmask8 glance_inside(const unsigned char *breaks,
                                                  __m256i second, __m256i rest)
{
	const __m512i words = _mm512_i32gather_epi64(_mm256_srli_epi32(second, 3),
	                                             (const void *)breaks, 1);
	const __m512i skip =
	    _mm512_cvtepu32_epi64(_mm256_and_si256(second, _mm256_set1_epi32(7)));
	/* by 64 and more nothing is left */
	const __m512i inside = _mm512_sllv_epi64(_mm512_srlv_epi64(words, skip),
	                                         _mm512_cvtepu32_epi64(rest));

	return _mm512_test_epi64_mask(inside, inside);
}

/* The flags that the first bytes say, four bytes from each on being there. */
SHARE_AVX512 static inline __m128i glance_first(const uint8_t *first, __m512i bytes)
{
	const __m128i byte = _mm512_cvtepi32_epi8(bytes);
	const __m512i low = _mm512_loadu_si512((const void *)first);
	const __m512i high = _mm512_loadu_si512((const void *)(first + 64));
	const __m128i flags = _mm512_castsi512_si128(
	    _mm512_permutex2var_epi8(low, _mm512_castsi128_si512(byte), high));

	/* beyond ASCII all are alike */
	return _mm_mask_blend_epi8(_mm_movepi8_mask(byte), flags,
	                           _mm_set1_epi8((char)first[128]));
}

/* Of sixteen tokens those that are not one atom. */
SHARE_AVX512 static inline uint32_t glance_odd(const unsigned char *breaks,
                                               __m512i begin, __m512i end)
{
	const __m512i second = _mm512_add_epi32(begin, _mm512_set1_epi32(1));
	const __m512i more = _mm512_sub_epi32(end, second);
	const __m512i rest = _mm512_sub_epi32(_mm512_set1_epi32(64), more);
	const uint32_t low = glance_inside(breaks, _mm512_castsi512_si256(second),
	                                   _mm512_castsi512_si256(rest));
	const uint32_t high =
	    glance_inside(breaks, _mm512_extracti64x4_epi64(second, 1),
	                  _mm512_extracti64x4_epi64(rest, 1));

	return low | high << 8 |
	       _mm512_cmpgt_epu32_mask(more, _mm512_set1_epi32((int)BREAKS_SEEN));
}

SHARE_AVX512 static inline void glance_put_avx512(struct atoms *a,
                                                  const struct glance *g,
                                                  uint32_t i, uint32_t n,
                                                  __m128i flags)
{
	const __mmask16 some = (__mmask16)((1u << n) - 1);
	const uint32_t at = a->n;

	_mm512_mask_storeu_epi32(a->hash + at, some,
	                         _mm512_maskz_loadu_epi32(some, g->hash + i));
	_mm512_mask_storeu_epi32(a->begin + at, some,
	                         _mm512_maskz_loadu_epi32(some, g->begin + i));
	_mm512_mask_storeu_epi32(a->end + at, some,
	                         _mm512_maskz_loadu_epi32(some, g->end + i));
	_mm_mask_storeu_epi8(a->flags + at, some, flags);
	a->n = at + n;
}

SHARE_AVX512 static inline void glance_run_avx512(struct atoms *a,
                                                  const struct glance *g,
                                                  uint32_t i, struct glanced *to)
{
	__m512i before = _mm512_set1_epi32((int)(i ? g->end[i - 1] : 0));
	uint32_t odd = 0, n = 0;

	for (; i < g->n; i += n) {
		n = g->n - i < GLANCE_MOST ? g->n - i : GLANCE_MOST;
		const __mmask16 some = (__mmask16)((1u << n) - 1);
		const __m512i begin = _mm512_maskz_loadu_epi32(some, g->begin + i);
		const __m512i end = _mm512_maskz_loadu_epi32(some, g->end + i);
		/* where the text ends each is looked at by itself */
		const __mmask16 safe = _mm512_mask_cmplt_epu32_mask(
		    some, begin, _mm512_set1_epi32((int)g->safe));
		const __m128i flag = glance_first(
		    a->first, _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), safe,
		                                          begin, (const void *)g->text, 1));
		const __mmask16 space =
		    _mm512_cmpgt_epu32_mask(begin, _mm512_alignr_epi32(end, before, 15));
		const __m128i flags =
		    _mm_or_si128(flag, _mm_maskz_set1_epi8(space, (char)ATOM_SPACE));
		odd = (glance_odd(a->breaks, begin, end) | _mm_movepi8_mask(flag) |
		       (uint32_t)(uint16_t)~safe) &
		      some;
		_mm_storeu_si128((__m128i *)(void *)to->flags, flags);
		if (odd)
			break;
		before = end;
		glance_put_avx512(a, g, i, n, flags);
	}
	to->from = i;
	to->n = n;
	to->odd = odd;
}

SHARE_AVX512 static inline void glance_again_avx512(struct atoms *a,
                                                    const struct glance *g,
                                                    uint32_t i, uint32_t n,
                                                    const uint8_t *flags)
{
	glance_put_avx512(a, g, i, n,
	                  _mm_maskz_loadu_epi8((__mmask16)((1u << n) - 1), flags));
}

static inline bool glance_is_wide(const struct atoms *a, const struct glance *g)
{
	return a->machine == SHARE_HAS_AVX512 && g->safe <= INT32_MAX;
}

#endif

/* Puts down tokens from i on, as long as all are one atom each.  There is room. */
static inline void glance_run(struct atoms *a, const struct glance *g, uint32_t i,
                              struct glanced *to)
{
#ifdef SHARE_X86
	if (glance_is_wide(a, g)) {
		glance_run_avx512(a, g, i, to);
		return;
	}
#endif
	glance_run_plain(a, g, i, to);
}

/* Puts down tokens [k, k + n) of those that were glanced at, each one atom. */
static inline void glance_put(struct atoms *a, const struct glance *g,
                              const struct glanced *of, uint32_t k, uint32_t n)
{
#ifdef SHARE_X86
	if (glance_is_wide(a, g)) {
		glance_again_avx512(a, g, of->from + k, n, of->flags + k);
		return;
	}
#endif
	glance_put_plain(a, g, of->from + k, n, of->flags + k);
}

#endif
