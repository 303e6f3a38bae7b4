/* SPDX-License-Identifier: MIT */
/* lanes.h - some of eight numbers of a vector, one behind the other. */
#ifndef CATENA_SHARE_LANES_H
#define CATENA_SHARE_LANES_H

#include "machine.h"

#ifdef SHARE_X86
#include <immintrin.h>
#include <stdint.h>

/* The lanes whose bits are set, in their order, for _mm256_permutevar8x32_epi32. */
SHARE_AVX2 static inline __m256i share_lanes_avx2(uint32_t bits)
{
	const uint64_t whole =
	    _pdep_u64(bits, UINT64_C(0x0101010101010101)) * UINT64_C(255);
	const uint64_t lanes = _pext_u64(UINT64_C(0x0706050403020100), whole);

	return _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)lanes));
}
#endif

#endif
