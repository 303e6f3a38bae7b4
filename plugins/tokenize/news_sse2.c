/* SPDX-License-Identifier: MIT */
/* news_sse2.c - news_way.h for any x86-64 */
#include "news_way.h"

#ifdef SHARE_X86

#include <emmintrin.h>

static inline __m128i range(__m128i v, char low, char count)
{
	return _mm_cmplt_epi8(_mm_add_epi8(v, _mm_set1_epi8((char)(-128 - low))),
	                      _mm_set1_epi8((char)(-128 + count)));
}

static inline __m128i same(__m128i v, unsigned char c)
{
	return _mm_cmpeq_epi8(v, _mm_set1_epi8((char)c));
}

/* 64 bytes in four registers; each class of them into 64 bits. */
struct four {
	__m128i v[4];
};

#define EACH(expression) \
	(((uint64_t)(unsigned)_mm_movemask_epi8(expression(v.v[3]))) << 48 | \
	 ((uint64_t)(unsigned)_mm_movemask_epi8(expression(v.v[2]))) << 32 | \
	 ((uint64_t)(unsigned)_mm_movemask_epi8(expression(v.v[1]))) << 16 | \
	 ((uint64_t)(unsigned)_mm_movemask_epi8(expression(v.v[0]))))

#define OR _mm_or_si128
#define LETTER(v) range(OR(v, _mm_set1_epi8(0x20)), 'a', 26)
#define SMALL(v) _mm_slli_epi16(v, 2)
#define DIGIT(v) range(v, '0', 10)
#define WHITE(v) OR(same(v, ' '), range(v, '\t', 5))
#define DOT(v) same(v, '.')
#define COLON(v) range(v, ':', 2)
#define CRY(v) OR(same(v, '!'), same(v, '?'))
#define COMMA(v) same(v, ',')
#define CLOSE(v) OR(same(v, ')'), same(v, ']'))
#define OTHER(v) OR(same(v, '('), OR(same(v, '"'), same(v, '[')))
#define HYPHEN(v) same(v, '-')
#define TICK(v) same(v, '\'')
#define WIDE(v) same(v, 0xE2)
#define SECOND(v) same(v, 0x80)
#define CURLY(v) range(v, 0x98 - 256, 2)
#define SIGN(v) \
	OR(OR(range(v, 0x93 - 256, 2), range(v, 0x9C - 256, 2)), same(v, 0xA6))

static inline struct four load(const unsigned char *p)
{
	struct four v;

	for (int i = 0; i < 4; i++)
		v.v[i] = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
	return v;
}

static void window(const unsigned char *p, struct news_window *w)
{
	const struct four v = load(p);
	const uint64_t wide = EACH(WIDE);

	w->letter = EACH(LETTER);
	w->upper = w->letter & ~EACH(SMALL);
	w->digit = EACH(DIGIT);
	w->white = EACH(WHITE);
	w->dot = EACH(DOT);
	w->colon = EACH(COLON);
	w->term = w->dot | EACH(CRY);
	w->comma = EACH(COMMA);
	w->late = w->comma | w->term | EACH(CLOSE);
	w->mark = w->colon | w->late | EACH(OTHER);
	w->hyphen = EACH(HYPHEN);
	w->tick = EACH(TICK);
	w->sign = w->curly = 0;
	if (wide) {
		const uint64_t first = wide & EACH(SECOND) >> 1;
		w->sign = first & EACH(SIGN) >> 2;
		w->curly = first & EACH(CURLY) >> 2;
	}
}
const struct news_way tokenize_news_sse2 = {"sse2", window, NULL, tokenize_news_add,
                                            tokenize_line_bytes};

#else
typedef int tokenize_news_sse2_is_for_x86;
#endif
