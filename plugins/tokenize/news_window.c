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
#define UPPER(v) range(v, 'A', 26)
#define WHITE(v) OR(same(v, ' '), range(v, '\t', 5))
#define DOT(v) same(v, '.')
#define PAREN(v) same(v, '(')
#define QUOTE(v) same(v, '"')
#define COLON(v) OR(same(v, ':'), same(v, ';'))
#define CRY(v) OR(same(v, '!'), same(v, '?'))
#define OTHER(v) OR(same(v, ','), same(v, ')'))
#define WIDE(v) same(v, 0xE2)

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

	w->letter = EACH(LETTER);
	w->upper = EACH(UPPER);
	w->white = EACH(WHITE);
	w->dot = EACH(DOT);
	w->paren = EACH(PAREN);
	w->open = w->paren | EACH(QUOTE);
	w->colon = EACH(COLON);
	w->term = w->dot | EACH(CRY);
	w->mark = w->open | w->colon | w->term | EACH(OTHER);
	w->wide = EACH(WIDE);
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
		w->wide |= c == 0xE2 ? bit : 0;
		if (c >= 0x80 || c == 0 || !strchr(",;:!?.\"()", (int)c))
			continue;
		w->mark |= bit;
		w->open |= c == '"' || c == '(' ? bit : 0;
		w->paren |= c == '(' ? bit : 0;
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
		w->mark &= within;
		w->wide &= within;
		w->dot &= within;
	}
}
