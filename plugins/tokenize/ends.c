/* SPDX-License-Identifier: MIT */
/* ends.c - features of the gap between two tokens, and their sum */
#include "ends.h"

#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "ends_shape.h"
#include "hash_quick.h"
#include "lex.h"

/* Below these sums of its first features, a gap that no mark hints at is none
 * where a sentence ends: the others seldom make up for it. */
enum {
	SETTLED_BY_PAIR = -40,
	SETTLED_BY_SHAPES = -40
};

/* The mark that opens in one language closes in another („so“, »so«): what it is
 * glued to tells.  Signs before questions, and apostrophes, are left as they are.
 */
static unsigned quote_shape(const struct ends *e, int64_t k, unsigned what)
{
	const struct token_rows *const t = e->tokens;
	const unsigned last = e->s[t->end[k] - 1];

	if (last < 0x80 || last == 0x99 || last == 0xA1 || last == 0xBF)
		return what;
	const int left = k > e->first && t->end[k - 1] == t->begin[k];
	const int right = k + 1 < e->stop && t->begin[k + 1] == t->end[k];
	if (left == right)
		return what;
	return left ? CLOSE_QUOTE : OPEN_QUOTE;
}

/* Token k, which may be none of the paragraph's. */
static inline unsigned shape(const struct ends *e, int64_t k)
{
	if (k < e->first || k >= e->stop)
		return EDGE;
	const unsigned what = ends_shape(e->s + e->tokens->begin[k],
	                                 e->tokens->end[k] - e->tokens->begin[k]);
	return what == OPEN_QUOTE || what == CLOSE_QUOTE ? quote_shape(e, k, what)
	                                                 : what;
}

static uint32_t word(const struct ends *e, int64_t k)
{
	if (k < e->first || k >= e->stop)
		return 0;
	if (e->tokens->hash)
		return e->tokens->hash[k];
	return hash_quick(e->s, e->n, e->tokens->begin[k], e->tokens->end[k]);
}

/* How many capitalised words stand there, from token k in that direction? */
static uint32_t capitals(const struct ends *e, int64_t k, int step)
{
	uint32_t n = 0;

	for (; n < 5; n++, k += step) {
		const unsigned what = shape(e, k);
		if (what != CAPITAL && what != CAPITALS && what != INITIAL)
			break;
	}
	return n;
}

static int is_term(unsigned shape_of)
{
	return shape_of == '.' || shape_of == '!' || shape_of == '?' ||
	       shape_of == DOTS || shape_of == TERMS || shape_of == FOREIGN_TERM ||
	       shape_of == ABBREVIATION;
}

static int is_close(unsigned shape_of)
{
	return shape_of == '"' || shape_of == '\'' || shape_of == ')' ||
	       shape_of == ']' || shape_of == CLOSE_QUOTE || shape_of == '}';
}

/* Sizes of a kind; a table, as nobody can foresee them. */
static uint32_t bucket(uint32_t n)
{
	static const uint8_t buckets[] = {
	    0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 8,
	    8, 8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 9, 9, 9, 9, 9,
	    9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 10,
	};

	return buckets[n < 50 ? n : 50];
}

/* A pair of values under a template; tables take the upper bits. */
static uint32_t mix(uint32_t template, uint32_t a, uint32_t b)
{
	const uint64_t h = a * UINT64_C(0x9E3779B97F4A7C15) +
	                   b * UINT64_C(0xC2B2AE3D27D4EB4F) +
	                   template * UINT64_C(0x165667B19E3779F9);

	return (uint32_t)((h ^ h >> 29) * UINT64_C(0x9FB21C651E98DF25) >> 32);
}

void tokenize_ends_pass(struct ends *e, uint32_t i)
{
	const unsigned c = e->s[e->tokens->begin[i]];

	switch (c) {
	case '"':
		e->quotes ^= 1;
		break;
	case '(':
	case '[':
		e->brackets = 1;
		break;
	case ')':
	case ']':
		e->brackets = 0;
		break;
	case 0xC2:
	case 0xE2: {
		const unsigned k = shape(e, i);
		if (k == OPEN_QUOTE && (c == 0xE2 || e->s[e->tokens->begin[i] + 1] == 0xAB))
			e->quotes = 1;
		else if (k == CLOSE_QUOTE && e->tokens->end[i] - e->tokens->begin[i] == 3)
			e->quotes = 0;
		break;
	}
	default:
		break;
	}
}

/* What is known of a gap: shapes of the tokens around it, p before and n behind. */
struct gap {
	unsigned p, pp, ppp, n, nn, nnn;
	uint32_t at;     /* the token before it */
	uint32_t spaced; /* white space is in it */
	uint32_t both;   /* p, n and spaced */
	uint32_t starter, inside, length, left;
};

static inline struct gap gap_at(const struct ends *e, uint32_t i)
{
	struct gap g = {.at = i, .p = shape(e, i), .n = shape(e, (int64_t)i + 1)};

	g.spaced = e->tokens->begin[i + 1] > e->tokens->end[i];
	g.both = g.p | g.n << 8 | g.spaced << 16;
	g.length = bucket(i - e->start + 1);
	g.left = bucket(e->stop - i - 1);
	return g;
}

static void look_around(const struct ends *e, struct gap *g)
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

static int straight_quote(unsigned shape_of)
{
	return shape_of == '"' || shape_of == '\'';
}

/* Is the straight quote k glued to the token before it and to none behind, so
 * that it closes?  Or the other way round, so that it opens? */
static int closes(const struct ends *e, uint32_t k)
{
	return k > e->first && e->tokens->begin[k] == e->tokens->end[k - 1] &&
	       (k + 1 == e->stop || e->tokens->begin[k + 1] > e->tokens->end[k]);
}

static int opens(const struct ends *e, uint32_t k)
{
	return (k == e->first || e->tokens->begin[k] > e->tokens->end[k - 1]) &&
	       k + 1 < e->stop && e->tokens->begin[k + 1] == e->tokens->end[k];
}

/* A gap where no sentence ends, whatever is around: by far the most. */
static int plain_gap(const struct ends *e, const struct gap *g)
{
	const unsigned p = g->p, n = g->n;

	switch (n) {
	case ',':
	case ';':
	case ')':
	case ']':
	case '}':
	case '.':
	case '!':
	case '?':
	case '%':
	case CLOSE_QUOTE:
		return 1;
	case '"':
	case '\'':
		if (closes(e, g->at + 1))
			return 1;
		break;
	default:
		break;
	}
	if (is_term(p)) /* a record!—and fell; «¿Qué?» —preguntó */
		return n == DASH && shape(e, (int64_t)g->at + 2) == LOWER;
	if (is_close(p))
		return straight_quote(p) && opens(e, g->at);
	if (p == ',')
		return n != CAPITAL && n != CAPITALS && n != INITIAL; /* Regards, */
	return !e->lang->model || p == OPEN_QUOTE || p == '(' || p == '[' || p == '$' ||
	       p == EDGE || n == LOWER || n == ':' || n == DOTS || n == TERMS ||
	       n == '/';
}

/* A full stop that belongs to no abbreviation, glued to a small letter, and a
 * capital behind the gap: 6,162 of 6,167 such gaps are ends in the training part
 * of EWT. */
static inline int sure_end(const struct ends *e, uint32_t i)
{
	const uint32_t *const begin = e->tokens->begin, *const end = e->tokens->end;

	return e->s[end[i] - 1] == '.' && end[i] - begin[i] == 1 &&
	       lex_upper(e->s[begin[i + 1]]) && e->s[end[i + 1] - 1] != '.' &&
	       i > e->first && end[i - 1] == begin[i] && lex_lower(e->s[begin[i] - 1]);
}

/* Is the gap behind a term, or behind quotes and brackets behind one? */
static int marked(const struct ends *e, const struct gap *g)
{
	if (is_term(g->p))
		return 1;
	if (!is_close(g->p))
		return 0;
	const unsigned pp = shape(e, (int64_t)g->at - 1);
	return is_term(pp) || (is_close(pp) && is_term(shape(e, (int64_t)g->at - 2)));
}

/* Templates: of what the two tokens tell that meet in the gap; of shapes; of words.
 */
enum {
	T_FIRST = 1,
	T_SHAPES = T_FIRST + 12,
	T_WORDS = T_SHAPES + 11
};

#define ADD(a, b) f[count++] = mix(template ++, (a), (b))

static uint32_t first_features(const struct ends *e, const struct gap *g,
                               uint32_t *f)
{
	const uint32_t wp = word(e, g->at), wn = word(e, (int64_t)g->at + 1);
	uint32_t count = 0, template = T_FIRST;

	ADD(0, 0);
	ADD(g->both, 0);
	ADD(g->both, g->length);
	ADD(g->p, g->left);
	ADD(wp, g->n | g->spaced << 8);
	ADD(wp, wn);
	ADD(wn, g->both);
	ADD(wn, g->p);
	ADD(wp, g->p);
	ADD(wn, g->n);
	ADD(wp, g->length);
	ADD(wn, g->length);
	return count;
}

static uint32_t shape_features(const struct gap *g, uint32_t *f)
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
	return count;
}

/* Of a gap that a mark hints at, what first_features has without words. */
static uint32_t marked_features(const struct gap *g, uint32_t *f)
{
	uint32_t count = 0, template = T_FIRST;

	ADD(0, 0);
	ADD(g->both, 0);
	ADD(g->both, g->length);
	ADD(g->p, g->left);
	return count + shape_features(g, f + count);
}

static uint32_t word_features(const struct ends *e, const struct gap *g,
                              uint32_t *f)
{
	const int64_t k = g->at;
	const uint32_t wp = word(e, k), wpp = word(e, k - 1), wppp = word(e, k - 2);
	const uint32_t wn = word(e, k + 1), wnn = word(e, k + 2), wnnn = word(e, k + 3);
	const uint32_t start = word(e, e->start);
	const uint32_t before = shape(e, (int64_t)e->start - 1);
	const uint32_t caps = capitals(e, k, -1) | capitals(e, k + 1, 1) << 3;
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
	return count;
}

#undef ADD

int tokenize_ends_features(const struct ends *e, uint32_t i, uint32_t *f,
                           int *is_marked)
{
	uint32_t n = 0;

	if (sure_end(e, i))
		return -1;
	struct gap g = gap_at(e, i);
	if (plain_gap(e, &g))
		return 0;
	*is_marked = marked(e, &g);
	if (!*is_marked && (g.n == LOWER || !g.spaced))
		return 0;
	look_around(e, &g);
	if (*is_marked)
		return (int)marked_features(&g, f);
	n = first_features(e, &g, f);
	n += shape_features(&g, f + n);
	return (int)(n + word_features(e, &g, f + n));
}

static int sum_of(const int8_t *weights, unsigned bits, const uint32_t *f,
                  uint32_t n)
{
	int sum = 0;

	for (uint32_t k = 0; k < n; k++)
		sum += weights[f[k] >> (32 - bits)];
	return sum;
}

/* The sum for a gap that a mark hints at: shapes tell, in any language. */
static int marked_sum(const struct ends *e, const struct gap *g)
{
	uint32_t f[ENDS_FEATURES];

	return sum_of(e->lang->weights->shapes, ENDS_SHAPE_BITS, f,
	              marked_features(g, f));
}

static int words_sum(const struct ends *e, const uint32_t *f, uint32_t n)
{
	return sum_of(e->lang->weights->words, ENDS_WORD_BITS, f, n);
}

/* The same where no mark does: words tell.  Most gaps are settled by the two
 * tokens that meet there, most others by the shapes around. */
static int unmarked_sum(const struct ends *e, struct gap *g)
{
	uint32_t f[ENDS_FEATURES];
	int sum = words_sum(e, f, first_features(e, g, f));

	if (sum < SETTLED_BY_PAIR)
		return sum;
	look_around(e, g);
	sum += words_sum(e, f, shape_features(g, f));
	if (sum < SETTLED_BY_SHAPES)
		return sum;
	return sum + words_sum(e, f, word_features(e, g, f));
}

/* Any gap that is none of the two commonest. */
static enum ends_answer other_gap(struct ends *e, uint32_t i)
{
	tokenize_ends_pass(e, i);
	struct gap g = gap_at(e, i);
	if (plain_gap(e, &g))
		return ENDS_NO;
	if (marked(e, &g)) {
		look_around(e, &g);
		if (g.p == ABBREVIATION && !e->lang->model &&
		    (e->lang->all_roles & LANG_STARTER)) /* a capital alone tells less */
			return g.starter && g.n == CAPITAL ? ENDS_YES : ENDS_NO;
		return marked_sum(e, &g) > 0 ? ENDS_YES : ENDS_NO;
	}
	return e->lang->model && g.n != LOWER && g.spaced ? ENDS_ASK : ENDS_NO;
}

/* The double quote at the first byte of a token of n bytes: its last byte, or 0. */
static inline unsigned double_quote(const unsigned char *s, size_t n)
{
	if (s[0] == '"')
		return '"';
	return n == 3 && s[0] == 0xE2 && s[1] == 0x80 && (s[2] | 1) == 0x9D ? s[2] : 0;
}

/* A quote that opens and is glued to what it opens, or one that closes and is glued
 * to the term before it: half of all gaps with a mark, and none is an end. */
static inline int in_quote(struct ends *e, uint32_t i)
{
	const uint32_t *const begin = e->tokens->begin, *const end = e->tokens->end;

	if (begin[i + 1] > end[i])
		return 0;
	const unsigned last = e->s[end[i] - 1];
	if (last == '.' || last == '!' || last == '?') {
		const unsigned closing =
		    double_quote(e->s + begin[i + 1], end[i + 1] - begin[i + 1]);
		return closing != 0 && e->s[begin[i]] == last &&
		       (i + 2 == e->stop || begin[i + 2] > end[i + 1]);
	}
	const unsigned opening = double_quote(e->s + begin[i], end[i] - begin[i]);
	if (!opening || (i > e->first && end[i - 1] == begin[i]))
		return 0;
	e->quotes = opening == '"' ? e->quotes ^ 1 : 1;
	return 1;
}

enum ends_answer tokenize_ends(struct ends *e, uint32_t i)
{
	if (lex_lower(e->s[e->tokens->end[i] - 1]) &&
	    lex_upper(e->s[e->tokens->begin[i + 1]]))
		return ENDS_ASK;
	if (sure_end(e, i))
		return ENDS_YES;
	return in_quote(e, i) ? ENDS_NO : other_gap(e, i);
}

int tokenize_ends_asked(const struct ends *e, uint32_t i)
{
	struct gap g = gap_at(e, i);

	return unmarked_sum(e, &g) > ends_least(e, i);
}

static unsigned gap_after(unsigned c, int model)
{
	if (c == ',')
		return model ? GAP_COMMA : 0;
	if (c == ';' || c == ':' || c == '-')
		return model ? GAP_SOFT : 0;
	if (lex_lower(c | 0x20) || lex_digit(c))
		return model ? GAP_WORD : 0;
	return GAP_MARK;
}

static void lay_out(const int16_t *packed, int8_t *weights)
{
	for (size_t at = 0; *packed >= 0; packed += 2) {
		at += (size_t)packed[0];
		weights[at] = (int8_t)packed[1];
	}
}

int tokenize_ends_prepare(struct lang *lang)
{
	lang->weights = calloc(1, sizeof *lang->weights);
	if (!lang->weights)
		return 0;
	lay_out(tokenize_ends_words, lang->weights->words);
	lay_out(tokenize_ends_shapes, lang->weights->shapes);
	for (unsigned c = 0; c < 256; c++) {
		lang->gap_after[c] = (uint8_t)gap_after(c, lang->model);
		lang->gap_before[c] =
		    lex_lower(c) || (c && c < 0x80 && strchr(",.!?)]}%", (int)c))
		        ? GAP_MARK
		        : GAP_MARK | GAP_WORD | GAP_SOFT | (lex_upper(c) ? GAP_COMMA : 0);
	}
	return 1;
}
