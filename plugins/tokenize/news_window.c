/* SPDX-License-Identifier: MIT */
/* news_window.c - 64 bytes of a text as bitmaps */
#include "news_window.h"

#include <string.h>

#ifdef __SSE2__
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
#define OTHER(v) \
	OR(OR(same(v, ','), range(v, '(', 2)), \
	   OR(same(v, '"'), OR(same(v, '['), same(v, ']'))))
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

static void look(const unsigned char *p, struct news_window *w)
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
	w->mark = w->colon | w->term | EACH(OTHER);
	w->hyphen = EACH(HYPHEN);
	w->tick = EACH(TICK);
	w->sign = w->curly = 0;
	if (wide) {
		const uint64_t first = wide & EACH(SECOND) >> 1;
		w->sign = first & EACH(SIGN) >> 2;
		w->curly = first & EACH(CURLY) >> 2;
	}
}
#else
static void look(const unsigned char *p, struct news_window *w)
{
	memset(w, 0, sizeof *w);
	for (unsigned i = 0; i < 64; i++) {
		const unsigned c = p[i];
		const uint64_t bit = UINT64_C(1) << i;
		if ((c | 0x20) - 'a' < 26u) {
			w->letter |= bit;
			w->upper |= c < 'a' ? bit : 0;
			continue;
		}
		if (c == ' ' || c - '\t' < 5u) {
			w->white |= bit;
			continue;
		}
		if (c == 0xE2 && i < 62 && p[i + 1] == 0x80) {
			const unsigned last = p[i + 2];
			if ((last | 1) == 0x99)
				w->curly |= bit;
			else if (last - 0x93 < 2u || last - 0x9C < 2u || last == 0xA6)
				w->sign |= bit;
		}
		w->digit |= c - '0' < 10u ? bit : 0;
		w->hyphen |= c == '-' ? bit : 0;
		w->tick |= c == '\'' ? bit : 0;
		if (c >= 0x80 || c == 0 || !strchr(",;:!?.\"()[]", (int)c))
			continue;
		w->mark |= bit;
		w->colon |= c == ':' || c == ';' ? bit : 0;
		w->term |= c == '.' || c == '!' || c == '?' ? bit : 0;
		w->dot |= c == '.' ? bit : 0;
	}
}
#endif

void tokenize_news_window(const unsigned char *s, size_t n, size_t at, size_t end,
                          struct news_window *w)
{
	if (n - at >= 64) {
		look(s + at, w);
	} else {
		unsigned char last[64];
		memset(last, ' ', sizeof last);
		memcpy(last, s + at, n - at);
		look(last, w);
	}
	if (end - at < 64) {
		const uint64_t within = (UINT64_C(1) << (end - at)) - 1;
		w->white |= ~within;
		w->letter &= within;
		w->upper &= within;
		w->digit &= within;
		w->mark &= within;
		w->colon &= within;
		w->term &= within;
		w->dot &= within;
		w->hyphen &= within;
		w->tick &= within;
		w->sign &= within >> 2;
		w->curly &= within >> 2;
	}
}
