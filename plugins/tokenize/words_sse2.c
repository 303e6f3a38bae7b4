/* SPDX-License-Identifier: MIT */
/* words_sse2.c - words_block.h for any x86-64 */
#include "words.h"

#ifdef TOKENIZE_X86

#include <emmintrin.h>
#include <string.h>

#include <catena/plugin.h>

#include "block.h"

#define TARGET

static inline __m128i range(__m128i v, char low, char count)
{
	return _mm_cmplt_epi8(_mm_add_epi8(v, _mm_set1_epi8((char)(-128 - low))),
	                      _mm_set1_epi8((char)(-128 + count)));
}

static inline uint64_t mask(__m128i v)
{
	return (unsigned)_mm_movemask_epi8(v);
}

static inline __m128i is(__m128i v, char c)
{
	return _mm_cmpeq_epi8(v, _mm_set1_epi8(c));
}

static void block_ascii(const unsigned char *p, struct block *b)
{
	memset(b, 0, sizeof *b);
	for (unsigned i = 0; i < 64; i += 16) {
		const __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + i));
		const __m128i small = _mm_or_si128(v, _mm_set1_epi8(0x20));
		const __m128i both = _mm_or_si128(is(v, '.'), is(v, '\''));
		const __m128i blank = _mm_or_si128(is(v, ' '), range(v, '\t', 5));
		const __m128i letter = range(small, 'a', 26);
		const __m128i symbol = _mm_or_si128(
		    _mm_or_si128(_mm_or_si128(range(v, '<', 3), is(v, '$')),
		                 _mm_or_si128(is(v, '+'), is(v, '^'))),
		    _mm_or_si128(_mm_or_si128(is(v, '`'), is(v, '|')), is(v, '~')));
		const __m128i control = _mm_or_si128(range(v, 0, 32), is(v, 0x7F));
		b->letter |= mask(letter) << i;
		b->upper |= mask(range(v, 'A', 26)) << i;
		b->digit |= mask(range(v, '0', 10)) << i;
		b->under |= mask(is(v, '_')) << i;
		b->white |= mask(blank) << i;
		b->mid_letter |= mask(_mm_or_si128(both, is(v, ':'))) << i;
		b->mid_number |=
		    mask(_mm_or_si128(both, _mm_or_si128(is(v, ','), is(v, ';')))) << i;
		b->symbol |= mask(symbol) << i;
		b->control |= mask(_mm_andnot_si128(blank, control)) << i;
		b->high |= mask(v) << i;
	}
	b->letters = b->letter;
	b->numbers = b->digit;
}

static uint32_t take_out(uint64_t bits, uint32_t at, uint32_t *to)
{
	const uint32_t n = bit_count(bits);

	for (uint32_t i = 0; i < n; i += 4) {
		for (uint32_t k = 0; k < 4; k++) {
			to[i + k] = at + (bits ? bit_first(bits) : 0);
			bits &= bits - 1;
		}
	}
	return n;
}

struct planes {
	uint64_t letter, number, lower, second, capital, symbol, sentence, space;
};

/* Bit `i` of the bitmap as `flag`. */
#define FLAG(plane, flag) ((unsigned)((plane) >> i & 1) * (flag))

static void spread(const struct planes *p, uint64_t end, uint8_t *kind,
                   uint8_t *flags)
{
	const uint64_t caps = p->second & ~p->lower;
	const uint64_t odd = (p->number | p->symbol) & ~p->letter;
	const uint64_t mark = ~(p->letter | p->number);

	for (unsigned k = 0; end; end &= end - 1, k++) {
		const unsigned i = bit_first(end);
		if (kind)
			kind[k] = (uint8_t)(FLAG(odd, 1u) | FLAG(mark, 2u));
		if (flags)
			flags[k] = (uint8_t)(FLAG(p->capital, CATENA_F_CAPITALISED) |
			                     FLAG(caps, CATENA_F_ALL_CAPS) |
			                     FLAG(p->number, CATENA_F_HAS_DIGIT) |
			                     FLAG(p->sentence, CATENA_F_SENTENCE_START) |
			                     FLAG(p->space, CATENA_F_SPACE_AFTER));
	}
}

#include "words_block.h"

int tokenize_words_sse2(struct words *w, struct token_rows *rows)
{
	return words_fill(w, rows);
}

#else
typedef int tokenize_words_sse2_is_for_x86;
#endif
