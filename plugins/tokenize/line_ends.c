/* SPDX-License-Identifier: MIT */
/* line_ends.c - line ends out of bitmaps, and those bitmaps on any machine */
#include "line_ends.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "bits64.h"

#ifdef __SSE2__
static inline __m128i same(__m128i v, unsigned char c)
{
	return _mm_cmpeq_epi8(v, _mm_set1_epi8((char)c));
}

uint64_t tokenize_line_bytes(const unsigned char *p, unsigned n,
                             struct line_bytes *to)
{
	uint64_t any = 0;

	memset(to, 0, sizeof *to);
	for (unsigned i = 0; i < n * 64; i += 16) {
		const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		const __m128i ends =
		    _mm_or_si128(_mm_or_si128(same(v, '\n'), same(v, '\r')), same(v, '\f'));
		to->ends[i / 64] |= (uint64_t)(unsigned)_mm_movemask_epi8(ends) << i % 64;
		if (!_mm_movemask_epi8(v))
			continue;
		const __m128i wide = _mm_or_si128(same(v, 0xC2), same(v, 0xE2));
		const __m128i inner = _mm_cmplt_epi8(v, _mm_set1_epi8(-64));
		to->wide[i / 64] |= (uint64_t)(unsigned)_mm_movemask_epi8(wide) << i % 64;
		to->inner[i / 64] |= (uint64_t)(unsigned)_mm_movemask_epi8(inner) << i % 64;
		any = 1;
	}
	return any;
}
#else
uint64_t tokenize_line_bytes(const unsigned char *p, unsigned n,
                             struct line_bytes *to)
{
	uint64_t any = 0;

	memset(to, 0, sizeof *to);
	for (unsigned i = 0; i < n * 64; i++) {
		const unsigned c = p[i];
		const uint64_t bit = UINT64_C(1) << i % 64;
		if (c < 0x80) {
			to->ends[i / 64] |= c == '\n' || c == '\r' || c == '\f' ? bit : 0;
			continue;
		}
		to->wide[i / 64] |= c == 0xC2 || c == 0xE2 ? bit : 0;
		to->inner[i / 64] |= c < 0xC0 ? bit : 0;
		any = 1;
	}
	return any;
}
#endif

/* Does a line end beyond ASCII begin at s[at], which is C2 or E2? */
static int wide_end(const unsigned char *s, size_t n, size_t at)
{
	if (s[at] == 0xC2)
		return at + 1 < n && s[at + 1] == 0x85;
	return at + 2 < n && s[at + 1] == 0x80 && (s[at + 2] | 1) == 0xA9;
}

/* One block: two of its ends, wanted or not, as how many there are is not
 * foreseen. */
static inline void take_out(struct line_ends *e, uint64_t ends, uint64_t inner)
{
	uint32_t n = e->n_found;

	do {
		for (int k = 0; k < 2; k++, ends &= ends - 1) {
			const unsigned i = bits_first(ends);
			e->place[n] = (uint32_t)e->base + i;
			e->conts[n] = (uint32_t)e->inners;
			if (inner)
				e->conts[n] += bits_count(inner & bits_of(0, i));
			n += ends != 0;
		}
	} while (ends);
	e->n_found = n;
}

void tokenize_line_ends_more(struct line_ends *e)
{
	const unsigned char *const p = e->s + e->base;
	const size_t left = e->n - e->base, whole = left / 64;
	unsigned n = whole < LINE_BLOCKS ? (unsigned)whole : LINE_BLOCKS;
	struct line_bytes b;
	uint64_t any;

	if (n) {
		any = e->bytes(p, n, &b);
	} else {
		unsigned char last[64] = {0};
		memcpy(last, p, left);
		any = tokenize_line_bytes(last, 1, &b);
		n = 1;
	}
	e->at = e->n_found = 0;
	for (unsigned i = 0; i < n; i++, e->base += 64) {
		if (!any) {
			take_out(e, b.ends[i], 0);
			continue;
		}
		for (uint64_t wide = b.wide[i]; wide; wide &= wide - 1)
			if (wide_end(e->s, e->n, e->base + share_lowest(wide)))
				b.ends[i] |= wide & -wide;
		take_out(e, b.ends[i], b.inner[i]);
		e->inners += bits_count(b.inner[i]);
	}
}
