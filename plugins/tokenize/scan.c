/* SPDX-License-Identifier: MIT */
/* scan.c - blocks of bytes against a set */
#include "scan.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "chars.h"

/* Does the character beyond ASCII at `at` belong to the set?  Only of bytes
 * that may begin one that does. */
static int wide(const struct scan *scan, size_t at)
{
	size_t next;

	switch (scan->s[at]) {
	case 0xC2:
		return at + 1 < scan->n && scan->s[at + 1] == 0x85;
	case 0xE2:
		if (at + 2 < scan->n && scan->s[at + 1] == 0x80 &&
		    (scan->s[at + 2] | 1) == 0xA9)
			return 1;
		break;
	case 0xD6:
	case 0xD8:
	case 0xDB:
	case 0xDC:
	case 0xDF:
	case 0xE0:
	case 0xE1:
	case 0xE3:
	case 0xEA:
	case 0xEF:
	case 0xF0:
		break;
	default:
		return 0;
	}
	const unsigned k = class_at(scan->s, scan->n, at, &next).sentence;
	return k == SB_ATERM || k == SB_TERM;
}

#ifdef __SSE2__
static inline __m128i same(__m128i v, unsigned char c)
{
	return _mm_cmpeq_epi8(v, _mm_set1_epi8((char)c));
}

static void compare(const unsigned char *p, uint64_t *set, uint64_t *high)
{
	*set = *high = 0;
	for (unsigned i = 0; i < 64; i += 16) {
		const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		const __m128i line = _mm_or_si128(same(v, '\n'), same(v, '\r'));
		const __m128i term =
		    _mm_or_si128(_mm_or_si128(same(v, '.'), same(v, '!')), same(v, '?'));
		/* bytes that begin no character are below -64 */
		const __m128i in = _mm_cmplt_epi8(v, _mm_set1_epi8(-64));
		*set |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_or_si128(line, term))
		        << i;
		*high |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_andnot_si128(in, v))
		         << i;
	}
}
#else
static int narrow(unsigned c)
{
	return c == '\n' || c == '\r' || c == '.' || c == '!' || c == '?';
}

static void compare(const unsigned char *p, uint64_t *set, uint64_t *high)
{
	*set = *high = 0;
	for (unsigned i = 0; i < 64; i++) {
		*set |= (uint64_t)narrow(p[i]) << i;
		*high |= (uint64_t)(p[i] >= 0xC0) << i;
	}
}
#endif

void tokenize_scan_block(struct scan *scan)
{
	const size_t at = scan->base, left = scan->n - at;
	const unsigned char *p = scan->s + at;
	unsigned char last[64];
	uint64_t set, high;

	if (left < 64) {
		memset(last, 0, sizeof last);
		memcpy(last, p, left);
		p = last;
	}
	compare(p, &set, &high);
	for (; high; high &= high - 1)
		if (wide(scan, at + share_lowest(high)))
			set |= high & (~high + 1);
	scan->mask = set;
}
