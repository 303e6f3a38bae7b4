/* SPDX-License-Identifier: MIT */
/* ends_gap.h - what the models of sentence ends see of a gap between two tokens
 *
 * For ends.c and ends_asked.c.  All of it is inlined where it is used: what two
 * features have in common is then worked out once. */
#ifndef TOKENIZE_ENDS_GAP_H
#define TOKENIZE_ENDS_GAP_H

#include "ends.h"
#include "ends_shape.h"
#include "hash_quick.h"

#ifdef __GNUC__
#define ENDS_INLINE static inline __attribute__((always_inline))
#else
#define ENDS_INLINE static inline
#endif

/* The shape of token k, a quote: the mark that opens in one language closes in
 * another. */
unsigned tokenize_ends_quote(const struct ends *e, int64_t k, unsigned what);

/* Token k, which is one of the paragraph's. */
ENDS_INLINE unsigned shape_within(const struct ends *e, int64_t k)
{
	const uint32_t begin = e->tokens->begin[k];
	const unsigned what = ends_shape(e->s + begin, e->tokens->end[k] - begin);

	return what == OPEN_QUOTE || what == CLOSE_QUOTE
	           ? tokenize_ends_quote(e, k, what)
	           : what;
}

/* Token k, which may be none of the paragraph's. */
ENDS_INLINE unsigned shape(const struct ends *e, int64_t k)
{
	return k < e->first || k >= e->stop ? EDGE : shape_within(e, k);
}

ENDS_INLINE uint32_t word_within(const struct ends *e, int64_t k)
{
	if (e->tokens->hash)
		return e->tokens->hash[k];
	return hash_quick(e->s, e->n, e->tokens->begin[k], e->tokens->end[k]);
}

ENDS_INLINE uint32_t word(const struct ends *e, int64_t k)
{
	return k < e->first || k >= e->stop ? 0 : word_within(e, k);
}

/* A pair of values under a template; tables take the upper bits. */
ENDS_INLINE uint32_t mix(uint32_t template, uint32_t a, uint32_t b)
{
	const uint64_t h = a * UINT64_C(0x9E3779B97F4A7C15) +
	                   b * UINT64_C(0xC2B2AE3D27D4EB4F) +
	                   template * UINT64_C(0x165667B19E3779F9);

	return (uint32_t)((h ^ h >> 29) * UINT64_C(0x9FB21C651E98DF25) >> 32);
}

/* Sizes of a kind; a table, as nobody can foresee them. */
static inline uint32_t bucket(uint32_t n)
{
	static const uint8_t buckets[] = {
	    0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 8,
	    8, 8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 9, 9, 9, 9, 9,
	    9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 10,
	};

	return buckets[n < 50 ? n : 50];
}

/* What is known of a gap: shapes of the tokens around it, p before and n behind. */
struct gap {
	unsigned p, pp, ppp, n, nn, nnn;
	uint32_t at;     /* the token before it */
	uint32_t spaced; /* white space is in it */
	uint32_t both;   /* p, n and spaced */
	uint32_t starter, inside, length, left;
};

ENDS_INLINE struct gap gap_at(const struct ends *e, uint32_t i)
{
	struct gap g = {.at = i, .p = shape_within(e, i), .n = shape_within(e, i + 1)};

	g.spaced = e->tokens->begin[i + 1] > e->tokens->end[i];
	g.both = g.p | g.n << 8 | g.spaced << 16;
	g.length = bucket(i - e->start + 1);
	g.left = bucket(e->stop - i - 1);
	return g;
}

ENDS_INLINE void look_around(const struct ends *e, struct gap *g)
{
	const int64_t k = g->at;
	const uint32_t next = e->tokens->begin[k + 1];

	g->pp = shape(e, k - 1);
	g->ppp = shape(e, k - 2);
	g->nn = shape(e, k + 2);
	g->nnn = shape(e, k + 3);
	g->inside = e->quotes | e->brackets << 1;
	g->starter = (tokenize_lang_roles(e->lang, e->s + next,
	                                  e->tokens->end[k + 1] - next, NULL) &
	              LANG_STARTER) != 0;
}

/* ---- Features ---- */

/* Templates: of what the two tokens tell that meet in the gap; of shapes; of words.
 */
enum {
	T_FIRST = 1,
	T_SHAPES = T_FIRST + 12,
	T_WORDS = T_SHAPES + 11
};

enum {
	N_FIRST = 12, /* features of each kind */
	N_GAP = 4,    /* of the first, those without words */
	N_SHAPES = 9,
	N_WORDS = 14
};

#define ADD(a, b) f[count++] = mix(template ++, (a), (b))

/* Without words.  Returns how many. */
ENDS_INLINE uint32_t gap_features(const struct gap *g, uint32_t f[N_GAP])
{
	uint32_t count = 0, template = T_FIRST;

	ADD(0, 0);
	ADD(g->both, 0);
	ADD(g->both, g->length);
	ADD(g->p, g->left);
	return count;
}

/* wp, wn: the words that meet. */
ENDS_INLINE void first_features(const struct gap *g, uint32_t wp, uint32_t wn,
                                uint32_t f[N_FIRST])
{
	uint32_t count = gap_features(g, f), template = T_FIRST + N_GAP;

	ADD(wp, g->n | g->spaced << 8);
	ADD(wp, wn);
	ADD(wn, g->both);
	ADD(wn, g->p);
	ADD(wp, g->p);
	ADD(wn, g->n);
	ADD(wp, g->length);
	ADD(wn, g->length);
}

ENDS_INLINE void shape_features(const struct gap *g, uint32_t f[N_SHAPES])
{
	uint32_t count = 0, template = T_SHAPES;

	ADD(g->both, g->pp);
	ADD(g->both, g->nn);
	ADD(g->both, g->pp | g->nn << 8);
	ADD(g->both, g->starter);
	ADD(g->both, g->inside);
	ADD(g->p | g->pp << 8 | g->ppp << 16, g->n);
	ADD(g->n | g->nn << 8 | g->nnn << 16, g->p);
	ADD(g->n | g->starter << 8, g->length);
	ADD(g->pp | g->ppp << 8, g->length);
}

/* How many capitalised words stand there, up to five: of these shapes, then from
 * token k on in that direction. */
ENDS_INLINE uint32_t capitals(const struct ends *e, const unsigned shapes[3],
                              int64_t k, int step)
{
	uint32_t n = 3;

	for (int i = 3; i-- > 0;)
		n = shapes[i] - CAPITAL <= INITIAL - CAPITAL ? n : (uint32_t)i;
	if (n == 3)
		for (; n < 5; n++, k += step)
			if (shape(e, k) - CAPITAL > INITIAL - CAPITAL)
				break;
	return n;
}

ENDS_INLINE void word_features(const struct ends *e, const struct gap *g,
                               uint32_t wp, uint32_t wn, uint32_t f[N_WORDS])
{
	const int64_t k = g->at;
	const uint32_t wpp = word(e, k - 1), wppp = word(e, k - 2);
	const uint32_t wnn = word(e, k + 2), wnnn = word(e, k + 3);
	const uint32_t start = word_within(e, e->start);
	const uint32_t before = shape(e, (int64_t)e->start - 1);
	const unsigned back[] = {g->p, g->pp, g->ppp}, on[] = {g->n, g->nn, g->nnn};
	const uint32_t caps = capitals(e, back, k - 3, -1) | capitals(e, on, k + 4, 1)
	                                                         << 3;
	uint32_t count = 0, template = T_WORDS;

	ADD(wpp, g->both);
	ADD(wpp ^ wp << 1, g->n);
	ADD(wn ^ wnn << 1, g->p);
	ADD(wnn, g->both);
	ADD(wnn, g->n);
	ADD(wpp, g->p);
	ADD(wppp, g->both);
	ADD(wnnn, g->both);
	ADD(start, g->length);
	ADD(start, g->both);
	ADD(before, g->both);
	ADD(before | g->length << 8, g->n);
	ADD(caps, g->both);
	ADD(caps, g->length | g->starter << 8);
}

/* Of a gap that a mark hints at, what first_features has without words, and
 * shape_features. */
ENDS_INLINE void marked_features(const struct gap *g, uint32_t f[N_GAP + N_SHAPES])
{
	shape_features(g, f + gap_features(g, f));
}

#undef ADD

/* n is constant: the features may stay in registers. */
ENDS_INLINE int sum_of(const int8_t *weights, unsigned bits, const uint32_t *f,
                       uint32_t n)
{
	int sum = 0;

#ifdef __GNUC__
#pragma GCC unroll 16
#endif
	for (uint32_t k = 0; k < n; k++)
		sum += weights[f[k] >> (32 - bits)];
	return sum;
}

#endif /* TOKENIZE_ENDS_GAP_H */
