/* SPDX-License-Identifier: MIT */
/* cut_avx2.c - cut_block.h for x86-64 with AVX2, BMI and BMI2; called only where
 * tokenize_cut_paths found them */
#include "cut.h"

#ifdef SHARE_X86

#include <immintrin.h>
#include <string.h>

#include <catena/plugin.h>

#include "block.h"

#define TARGET SHARE_AVX2

#define TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

/* 64 bytes. */
struct wide {
	__m256i x, y;
};

TARGET INLINE struct wide load(const unsigned char *p)
{
	return (struct wide){
	    _mm256_loadu_si256((const __m256i *)(const void *)p),
	    _mm256_loadu_si256((const __m256i *)(const void *)(p + 32))};
}

TARGET INLINE __m256i all(int c)
{
	return _mm256_set1_epi8((char)c);
}

TARGET INLINE struct wide plus(struct wide v, __m256i n)
{
	return (struct wide){_mm256_add_epi8(v.x, n), _mm256_add_epi8(v.y, n)};
}

TARGET INLINE struct wide more_than(struct wide v, __m256i n)
{
	return (struct wide){_mm256_cmpgt_epi8(v.x, n), _mm256_cmpgt_epi8(v.y, n)};
}

TARGET INLINE struct wide equal(struct wide v, __m256i c)
{
	return (struct wide){_mm256_cmpeq_epi8(v.x, c), _mm256_cmpeq_epi8(v.y, c)};
}

/* What the table has at the lower digit of each byte; 0 for bytes >= 0x80. */
TARGET INLINE struct wide look_up(__m256i table, struct wide v)
{
	return (struct wide){_mm256_shuffle_epi8(table, v.x),
	                     _mm256_shuffle_epi8(table, v.y)};
}

/* Bytes that the table has at their lower digit.  Where it has none, there is
 * one with another lower digit. */
TARGET INLINE struct wide one_of(struct wide v, __m256i table)
{
	const struct wide found = look_up(table, v);

	return (struct wide){_mm256_cmpeq_epi8(found.x, v.x),
	                     _mm256_cmpeq_epi8(found.y, v.y)};
}

/* The sign bits of all bytes, in halves: putting them together takes longer. */
TARGET INLINE void put(uint64_t *to, struct wide v)
{
	const int low = _mm256_movemask_epi8(v.x), high = _mm256_movemask_epi8(v.y);

	memcpy(to, &low, 4);
	memcpy((char *)to + 4, &high, 4);
}

/* The constants of block_ascii. */
struct sets {
	__m256i white, mid_letter, mid_number, bang, close; /* tables of one_of */
	__m256i small, letter, upper, digit, dot, lf;
	__m256i above_26, above_10;
	__m256i rare_low, rare_high; /* see below */
};

/* What block_rare looks for: a bit stands for a higher digit, and is in the lower
 * digits that count with it. */
enum {
	RARE_0 = 1,  /* 00-08, 0C-0F */
	RARE_1 = 2,  /* 10-1F */
	RARE_2 = 4,  /* $ + */
	RARE_3 = 8,  /* < = > */
	RARE_5 = 16, /* ^ _ */
	RARE_6 = 32, /* ` */
	RARE_7 = 64, /* { | } ~ 7F */
	RARE_01 = RARE_0 | RARE_1
};

TARGET static struct sets block_sets(void)
{
	struct sets s = {
	    .white =
	        TWICE(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', '\v', '\f', '\r', 0, 0),
	    .mid_letter = TWICE(1, 0, 0, 0, 0, 0, 0, '\'', 0, 0, ':', 0, 0, 0, '.', 0),
	    .mid_number =
	        TWICE(1, 0, 0, 0, 0, 0, 0, '\'', 0, 0, 0, ';', ',', 0, '.', 0),
	    .bang = TWICE(1, '!', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '?'),
	    /* without { and }, which are rare */
	    .close = TWICE(1, 0, '"', 0, 0, 0, 0, '\'', '(', ')', 0, '[', 0, ']', 0, 0),
	    .small = all(0x20),
	    /* ranges end at 127: what is behind overflows, and is less than 0 */
	    .letter = all(127 - 'z'),
	    .upper = all(127 - 'Z'),
	    .digit = all(127 - '9'),
	    .above_10 = all(127 - 10),
	    .above_26 = all(127 - 26),
	    .dot = all('.'),
	    .lf = all('\n'),
	    .rare_low = TWICE(
	        RARE_01 | RARE_6, RARE_01, RARE_01, RARE_01, RARE_01 | RARE_2, RARE_01,
	        RARE_01, RARE_01, RARE_01, RARE_1, RARE_1, RARE_1 | RARE_2 | RARE_7,
	        RARE_01 | RARE_3 | RARE_7, RARE_01 | RARE_3 | RARE_7,
	        RARE_01 | RARE_3 | RARE_5 | RARE_7, RARE_01 | RARE_5 | RARE_7),
	    .rare_high = TWICE(RARE_0, RARE_1, RARE_2, RARE_3, 0, RARE_5, RARE_6,
	                       RARE_7, 0, 0, 0, 0, 0, 0, 0, 0),
	};

	/* or gcc makes them anew for each block */
	__asm__("" : "+m"(s));
	return s;
}

TARGET INLINE int any_rare(const struct sets *s, struct wide v)
{
	const __m256i nibble = all(15);
	const struct wide high = {_mm256_and_si256(_mm256_srli_epi16(v.x, 4), nibble),
	                          _mm256_and_si256(_mm256_srli_epi16(v.y, 4), nibble)};
	const struct wide a = look_up(s->rare_low, v), b = look_up(s->rare_high, high);
	const __m256i found =
	    _mm256_or_si256(_mm256_and_si256(a.x, b.x), _mm256_and_si256(a.y, b.y));

	return !_mm256_testz_si256(found, found);
}

TARGET INLINE int block_ascii(const struct sets *s, const unsigned char *p,
                              struct block *b)
{
	const struct wide v = load(p);
	const struct wide small = {_mm256_or_si256(v.x, s->small),
	                           _mm256_or_si256(v.y, s->small)};
	const struct wide letter = more_than(plus(small, s->letter), s->above_26);
	const struct wide digit = more_than(plus(v, s->digit), s->above_10);

	put(&b->letter, letter);
	put(&b->letters, letter);
	put(&b->upper, more_than(plus(v, s->upper), s->above_26));
	put(&b->digit, digit);
	put(&b->numbers, digit);
	put(&b->white, one_of(v, s->white));
	put(&b->mid_letter, one_of(v, s->mid_letter));
	put(&b->mid_number, one_of(v, s->mid_number));
	put(&b->high, v);
	put(&b->dot, equal(v, s->dot));
	put(&b->bang, one_of(v, s->bang));
	put(&b->close, one_of(v, s->close));
	put(&b->lf, equal(v, s->lf));
	b->under = b->symbol = b->other = b->cr = b->feed = 0;
	b->emoji = b->cont = b->bridge = b->hard = 0;
	b->term = b->line = b->line_end = 0;
	return any_rare(s, v);
}

TARGET INLINE uint64_t mask_of(struct wide v)
{
	return (uint32_t)_mm256_movemask_epi8(v.x) |
	       (uint64_t)(uint32_t)_mm256_movemask_epi8(v.y) << 32;
}

TARGET static void block_rare(const unsigned char *p, struct block *b)
{
	const struct wide v = load(p);

	b->under = mask_of(equal(v, all('_')));
	b->symbol = mask_of(one_of(v, TWICE('`', 0, 0, 0, '$', 0, 0, 0, 0, 0, 0, '+',
	                                    '<', '=', '>', 0))) |
	            mask_of(one_of(
	                v, TWICE(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '|', 0, '~', 0))) |
	            mask_of(equal(v, all('^')));
	b->close |= mask_of(
	    one_of(v, TWICE(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '{', 0, '}', 0, 0)));
	b->other = (~(b->high | mask_of(more_than(v, all(31)))) & ~b->white) |
	           mask_of(equal(v, all(127)));
	b->cr = mask_of(equal(v, all('\r')));
	b->feed = mask_of(equal(v, all('\f')));
}

TARGET static inline uint64_t block_equal(const unsigned char *p, unsigned char c)
{
	return mask_of(equal(load(p), all(c)));
}

/* Bytes in [low, low + n). */
TARGET static inline uint64_t block_range(const unsigned char *p, unsigned char low,
                                          unsigned n)
{
	return mask_of(
	    more_than(plus(load(p), all(128 - low - (int)n)), all(127 - (int)n)));
}

/* One by one: for a block with very many. */
TARGET static void take_out_many(uint64_t bits, uint32_t at, uint32_t *to)
{
	for (; bits; bits = _blsr_u64(bits))
		*to++ = at + (uint32_t)_tzcnt_u64(bits);
}

/* The places of the bits among sixteen: four bits each, side by side. */
TARGET INLINE uint64_t places_of(uint64_t bits)
{
	const uint64_t ones = _pdep_u64(bits, UINT64_C(0x1111111111111111));

	return _pext_u64(UINT64_C(0xFEDCBA9876543210), (ones << 4) - ones);
}

/* The first eight of those, and `at`. */
TARGET INLINE void put_places(uint64_t places, __m256i at, uint32_t *to)
{
	const uint64_t eight = _pdep_u64(places, UINT64_C(0x0F0F0F0F0F0F0F0F));
	const __m256i wide = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)eight));

	_mm256_storeu_si256((__m256i *)(void *)to, _mm256_add_epi32(wide, at));
}

TARGET INLINE void take_out(uint64_t bits, uint32_t at, uint32_t *to)
{
	const uint64_t a = places_of(bits), b = places_of(bits >> 16);
	const uint64_t c = places_of(bits >> 32), d = places_of(bits >> 48);
	const __m256i base = _mm256_set1_epi32((int)at);

	if (__builtin_expect((a | b | c | d) >> 32 != 0, 0)) { /* nine or more */
		take_out_many(bits, at, to);
		return;
	}
	put_places(a, base, to);
	put_places(b, _mm256_add_epi32(base, _mm256_set1_epi32(16)),
	           to + bit_count(bits & 0xFFFF));
	put_places(c, _mm256_add_epi32(base, _mm256_set1_epi32(32)),
	           to + bit_count((uint32_t)bits));
	put_places(d, _mm256_add_epi32(base, _mm256_set1_epi32(48)),
	           to + bit_count(bits << 16));
}

/* In each eight bytes: bit i of byte f becomes bit f of byte i. */
TARGET INLINE __m256i turn(__m256i x)
{
	const __m256i one = _mm256_set1_epi64x(0x00AA00AA00AA00AA);
	const __m256i two = _mm256_set1_epi64x(0x0000CCCC0000CCCC);
	const __m256i four = _mm256_set1_epi64x(0x00000000F0F0F0F0);
	__m256i t = _mm256_and_si256(_mm256_xor_si256(x, _mm256_srli_epi64(x, 7)), one);

	x = _mm256_xor_si256(_mm256_xor_si256(x, t), _mm256_slli_epi64(t, 7));
	t = _mm256_and_si256(_mm256_xor_si256(x, _mm256_srli_epi64(x, 14)), two);
	x = _mm256_xor_si256(_mm256_xor_si256(x, t), _mm256_slli_epi64(t, 14));
	t = _mm256_and_si256(_mm256_xor_si256(x, _mm256_srli_epi64(x, 28)), four);
	return _mm256_xor_si256(_mm256_xor_si256(x, t), _mm256_slli_epi64(t, 28));
}

/* The lower halves side by side. */
TARGET INLINE long long two_of(uint64_t low, uint64_t high)
{
	return (long long)((uint32_t)low | high << 32);
}

/* 32 bits of each of seven bitmaps into 32 bytes: bit i of from[f] becomes bit f
 * of byte i. */
TARGET INLINE __m256i rows_of(const uint64_t from[PLANES])
{
	const __m256i x =
	    _mm256_set_epi64x((long long)(uint32_t)from[6], two_of(from[4], from[5]),
	                      two_of(from[2], from[3]), two_of(from[0], from[1]));
	const __m256i fours = _mm256_shuffle_epi8(
	    x, TWICE(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));

	return turn(_mm256_permutevar8x32_epi32(
	    fours, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7)));
}

TARGET INLINE void put_rows(const uint64_t from[PLANES], uint8_t *kind,
                            uint8_t *flags)
{
	const __m256i rows = rows_of(from);

	if (flags)
		_mm256_storeu_si256((__m256i *)(void *)flags,
		                    _mm256_and_si256(rows, all(31)));
	if (kind)
		_mm256_storeu_si256((__m256i *)(void *)kind,
		                    _mm256_and_si256(_mm256_srli_epi16(rows, 5), all(3)));
}

TARGET INLINE void spread(const uint64_t planes[PLANES], uint64_t end,
                          uint8_t *kind, uint8_t *flags)
{
	uint64_t from[PLANES];

#pragma GCC unroll 7
	for (unsigned k = 0; k < PLANES; k++)
		from[k] = _pext_u64(planes[k], end);
	put_rows(from, kind, flags);
	if (__builtin_expect(bit_count(end) > 32, 0)) {
		for (unsigned k = 0; k < PLANES; k++)
			from[k] >>= 32;
		put_rows(from, kind ? kind + 32 : NULL, flags ? flags + 32 : NULL);
	}
}

#include "hash_avx2.h"

#include "cut_block.h"

int tokenize_cut_avx2(const struct cut *cut)
{
	return cut_blocks(cut);
}

#else
typedef int tokenize_cut_avx2_is_for_x86;
#endif
