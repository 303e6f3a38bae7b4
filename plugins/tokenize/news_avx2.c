/* SPDX-License-Identifier: MIT */
/* news_avx2.c - news_way.h for x86-64 with AVX2, BMI and BMI2; called only where
 * tokenize_news_ways found them */
#include "news_way.h"

#ifdef SHARE_X86

#include <immintrin.h>
#include <string.h>

#include <catena/plugin.h>

#include "bits64.h"

#define TARGET SHARE_AVX2
#define INLINE static inline __attribute__((always_inline))

/* 64 bytes. */
struct two {
	__m256i a, b;
};

TARGET INLINE uint64_t mask(__m256i a, __m256i b)
{
	return (uint64_t)(uint32_t)_mm256_movemask_epi8(a) |
	       (uint64_t)(uint32_t)_mm256_movemask_epi8(b) << 32;
}

TARGET INLINE uint64_t same(struct two v, unsigned char c)
{
	const __m256i want = _mm256_set1_epi8((char)c);

	return mask(_mm256_cmpeq_epi8(v.a, want), _mm256_cmpeq_epi8(v.b, want));
}

/* Bytes that are c when these bits are set. */
TARGET INLINE uint64_t alike(struct two v, unsigned char bits, unsigned char c)
{
	const __m256i set = _mm256_set1_epi8((char)bits);

	return same((struct two){_mm256_or_si256(v.a, set), _mm256_or_si256(v.b, set)},
	            c);
}

/* Bytes in [low, low + n). */
TARGET INLINE uint64_t range(struct two v, unsigned char low, unsigned n)
{
	const __m256i base = _mm256_set1_epi8((char)(low + 128));
	const __m256i most = _mm256_set1_epi8((char)((int)n - 128));

	return mask(_mm256_cmpgt_epi8(most, _mm256_sub_epi8(v.a, base)),
	            _mm256_cmpgt_epi8(most, _mm256_sub_epi8(v.b, base)));
}

TARGET INLINE struct two bytes_at(const unsigned char *p)
{
	return (struct two){
	    _mm256_loadu_si256((const __m256i *)(const void *)p),
	    _mm256_loadu_si256((const __m256i *)(const void *)(p + 32))};
}

#define MARKS_BYTES struct two
#include "news_marks.h"

TARGET static void window(const unsigned char *p, struct news_window *w)
{
	const struct two v = bytes_at(p);
	const __m256i case_bit = _mm256_set1_epi8(0x20);
	const struct two lower = {_mm256_or_si256(v.a, case_bit),
	                          _mm256_or_si256(v.b, case_bit)};

	w->letter = range(lower, 'a', 26);
	w->upper =
	    w->letter & ~mask(_mm256_slli_epi16(v.a, 2), _mm256_slli_epi16(v.b, 2));
	marks(v, w);
}

/* Of 32 bytes, the sets by their lower five bits. */
TARGET INLINE __m256i sets_of(__m256i v, const uint8_t *sets)
{
	const __m256i a = _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const __m128i *)(const void *)sets));
	const __m256i b = _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const __m128i *)(const void *)(sets + 16)));
	const __m256i low = _mm256_and_si256(v, _mm256_set1_epi8(15));

	return _mm256_blendv_epi8(_mm256_shuffle_epi8(a, low),
	                          _mm256_shuffle_epi8(b, low), _mm256_slli_epi16(v, 3));
}

/* What the tails of the words that end at these 32 bytes have in common. */
TARGET INLINE __m256i in_common(const unsigned char *p,
                                const struct lang_tails *tails)
{
	__m256i all = _mm256_set1_epi8(-1);

	for (int i = 0; i < 4; i++)
		all = _mm256_and_si256(
		    all, sets_of(_mm256_loadu_si256((const __m256i *)(const void *)(p - i)),
		                 tails->low[i]));
	return all;
}

/* Numbers 6 and 7 are of words of two and three bytes: where those begin, the lower
 * bits of the byte before do not tell. */
TARGET static uint64_t split(const unsigned char *p, uint64_t begin, uint64_t end,
                             const struct lang_tails *tails)
{
	unsigned char room[3 + 32] = {0}; /* nothing is before the first byte */

	memcpy(room + 3, p, 32);
	const __m256i a = in_common(room + 3, tails), b = in_common(p + 32, tails);
	const __m256i longer = _mm256_set1_epi8(0x3F), none = _mm256_setzero_si256();
	const uint64_t three = mask(a, b);
	const uint64_t two = mask(_mm256_slli_epi16(a, 1), _mm256_slli_epi16(b, 1));
	const uint64_t more =
	    ~mask(_mm256_cmpeq_epi8(_mm256_and_si256(a, longer), none),
	          _mm256_cmpeq_epi8(_mm256_and_si256(b, longer), none));

	return ((more << 1) | (two << 1 & begin << 2) | (three << 1 & begin << 3)) &
	       end;
}

/* The places of the lowest eight bits, plus at.  Returns the other bits. */
TARGET INLINE uint64_t take_eight(uint64_t bits, uint32_t at, uint32_t *to)
{
#define ONE(i) \
	to[i] = at + (uint32_t)_tzcnt_u64(bits); \
	bits = _blsr_u64(bits)
	ONE(0);
	ONE(1);
	ONE(2);
	ONE(3);
	ONE(4);
	ONE(5);
	ONE(6);
	ONE(7);
#undef ONE
	return bits;
}

/* The places of the bits, plus at; some are written in vain. */
TARGET INLINE void take_out(uint64_t bits, unsigned n, uint32_t at, uint32_t *to)
{
	bits = take_eight(bits, at, to);
	for (unsigned k = 8; k < n; k += 8)
		bits = take_eight(bits, at, to + k);
}

/* Eight bits into eight bytes, there as `flag`, a power of two. */
TARGET INLINE uint64_t bytes(uint64_t bits, unsigned flag)
{
	return _pdep_u64(bits, UINT64_C(0x0101010101010101) * flag);
}

_Static_assert(CATENA_TOKEN_WORD == 0 && CATENA_TOKEN_NUMBER == 1 &&
                   CATENA_TOKEN_PUNCT == 2,
               "kinds as spread makes them");

/* Kinds and flags of the n tokens that end at the bits `end`. */
TARGET INLINE void spread(const struct news_plan *p, uint64_t end, unsigned n,
                          uint8_t *kind, uint8_t *flags)
{
	uint64_t number = _pext_u64(p->number, end), word = _pext_u64(p->word, end);
	uint64_t capital = _pext_u64(p->capitalised, end);
	uint64_t caps = _pext_u64(p->all_caps, end), space = _pext_u64(p->spaced, end);

	for (unsigned i = 0; i < n; i += 8) {
		const uint64_t kinds = bytes(number, 1) | bytes(~(word | number), 2);
		const uint64_t all =
		    bytes(capital, CATENA_F_CAPITALISED) | bytes(caps, CATENA_F_ALL_CAPS) |
		    bytes(number, CATENA_F_HAS_DIGIT) | bytes(space, CATENA_F_SPACE_AFTER);
		if (kind)
			memcpy(kind + i, &kinds, 8);
		if (flags)
			memcpy(flags + i, &all, 8);
		number >>= 8;
		word >>= 8;
		capital >>= 8;
		caps >>= 8;
		space >>= 8;
	}
}

TARGET static uint64_t add(const struct news_plan *p, unsigned from, unsigned to,
                           size_t at, struct token_rows *rows)
{
	const uint64_t begin = p->begin & bits_of(from, to);
	const uint64_t end = p->end & bits_of(from + 1, to);
	const unsigned n = (unsigned)_mm_popcnt_u64(begin);
	const uint32_t first = rows->n;

	take_out(begin, n, (uint32_t)at, rows->begin + first);
	take_out(end, n, (uint32_t)at, rows->end + first);
	spread(p, end, n, rows->kind ? rows->kind + first : NULL,
	       rows->flags ? rows->flags + first : NULL);
	rows->n = first + n;
	return _pext_u64(p->gap, begin);
}

const struct news_way tokenize_news_avx2 = {"avx2", window, split, add, line_bytes};

#else
typedef int tokenize_news_avx2_is_for_x86;
#endif
