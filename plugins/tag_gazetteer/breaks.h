/* SPDX-License-Identifier: MIT */
/* breaks.h - where in a text something begins that an atom cannot go on over: a bit
 * for each byte, 0 for one that goes on with letters or digits of ASCII as the byte
 * before it.
 *
 * Most tokens are one atom each, which one look at their bits says.  The bits lie
 * in bytes, the lowest first, on every machine. */
#ifndef CATENA_TAG_GAZETTEER_BREAKS_H
#define CATENA_TAG_GAZETTEER_BREAKS_H

#include "../share/machine.h"
#include "../share/plain.h"
#include "names.h"
#include <string.h>
#ifdef SHARE_X86
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

#define BREAKS_SPARE 16u /* bytes behind those of the text */

/* How far a window sees: of 64 bits 7 are those of bytes before it. */
#define BREAKS_SEEN 57u

struct sorts { /* of 64 bytes */
	uint64_t letters, digits;
};

#ifdef __SSE2__

static inline struct sorts breaks_sorts(const unsigned char *s)
{
	struct sorts sorts = {0};

	for (int i = 0; i < 4; i++) {
		const __m128i x =
		    _mm_loadu_si128((const __m128i *)(const void *)(s + 16 * i));
		const __m128i lower = _mm_or_si128(x, _mm_set1_epi8(0x20));
		/* signed: what is wanted lies at the bottom */
		const __m128i letter = _mm_or_si128(
		    _mm_cmplt_epi8(_mm_add_epi8(lower, _mm_set1_epi8((char)(128 - 'a'))),
		                   _mm_set1_epi8(-128 + 26)),
		    _mm_cmpeq_epi8(x, _mm_set1_epi8('_')));
		const __m128i digit =
		    _mm_cmplt_epi8(_mm_add_epi8(x, _mm_set1_epi8((char)(128 - '0'))),
		                   _mm_set1_epi8(-128 + 10));
		sorts.letters |= (uint64_t)(uint32_t)_mm_movemask_epi8(letter) << 16 * i;
		sorts.digits |= (uint64_t)(uint32_t)_mm_movemask_epi8(digit) << 16 * i;
	}
	return sorts;
}

#else

/* The high bits of eight bytes, which have no others. */
static inline uint64_t breaks_gather(uint64_t high)
{
	return ((high >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

static inline struct sorts breaks_sorts(const unsigned char *s)
{
	struct sorts sorts = {0};

	for (int i = 0; i < 8; i++) {
		const uint64_t x = get64(s + 8 * i), low = x & ~PLAIN_HIGH;
		const uint64_t lower = low | PLAIN_ONES * 0x20;
		const uint64_t line = ~plain_from(low ^ PLAIN_ONES * '_', 1);
		const uint64_t letter =
		    (plain_from(lower, 'a') & ~plain_from(lower, 'z' + 1)) | line;
		const uint64_t digit = plain_from(low, '0') & ~plain_from(low, '9' + 1);
		sorts.letters |= breaks_gather(letter & ~x & PLAIN_HIGH) << 8 * i;
		sorts.digits |= breaks_gather(digit & ~x & PLAIN_HIGH) << 8 * i;
	}
	return sorts;
}

#endif

/* 64 bytes from s on, of which `left` are there; zeros behind them. */
static inline const unsigned char *breaks_block(const unsigned char *s, size_t left,
                                                unsigned char *spare)
{
	if (left >= 64)
		return s;
	memset(spare, 0, 64);
	memcpy(spare, s, left);
	return spare;
}

struct breaks_before { /* what the byte before was, as 0 and 1 */
	uint64_t letter, digit;
};

static inline uint64_t breaks_bits(struct sorts x, struct breaks_before *before)
{
	const uint64_t same = (x.letters & (x.letters << 1 | before->letter)) |
	                      (x.digits & (x.digits << 1 | before->digit));

	*before = (struct breaks_before){x.letters >> 63, x.digits >> 63};
	return ~same;
}

static inline void breaks_plain(const unsigned char *s, size_t size,
                                unsigned char *to)
{
	struct breaks_before before = {0};
	unsigned char spare[64];

	for (size_t i = 0; i < size; i += 64)
		put64(to + i / 8,
		      breaks_bits(breaks_sorts(breaks_block(s + i, size - i, spare)),
		                  &before));
}

#ifdef SHARE_X86

SHARE_AVX512 static inline void breaks_avx512(const unsigned char *s, size_t size,
                                              unsigned char *to)
{
	const __m512i a = _mm512_set1_epi8('a'), zero = _mm512_set1_epi8('0');
	struct breaks_before before = {0};

	for (size_t i = 0; i < size; i += 64) {
		const __mmask64 some =
		    size - i >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << (size - i)) - 1;
		const __m512i x = _mm512_maskz_loadu_epi8(some, s + i);
		const __m512i lower = _mm512_or_si512(x, _mm512_set1_epi8(0x20));
		const struct sorts sorts = {
		    _mm512_cmplt_epu8_mask(_mm512_sub_epi8(lower, a),
		                           _mm512_set1_epi8(26)) |
		        _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8('_')),
		    _mm512_cmplt_epu8_mask(_mm512_sub_epi8(x, zero), _mm512_set1_epi8(10))};
		put64(to + i / 8, breaks_bits(sorts, &before));
	}
}

#endif

/* The bits of size bytes; to: room for size / 8 and BREAKS_SPARE. */
static inline void breaks_of(enum share_machine machine, const unsigned char *s,
                             size_t size, unsigned char *to)
{
#ifdef SHARE_X86
	if (machine == SHARE_HAS_AVX512) {
		breaks_avx512(s, size, to);
		return;
	}
#endif
	(void)machine;
	breaks_plain(s, size, to);
}

/* The bits of the bytes from `at` on, BREAKS_SEEN of them. */
static inline uint64_t breaks_from(const unsigned char *breaks, uint32_t at)
{
	return get64(breaks + at / 8) >> at % 8;
}

#endif
