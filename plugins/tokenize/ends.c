/* SPDX-License-Identifier: MIT */
/* ends.c - features of the gap between two tokens, and their sum */
#include "ends.h"

#include <string.h>

#include <catena/fold.h>

#include "chars.h"
#include "lex.h"

/* Below this sum of the first look, a gap that no mark hints at is none where a
 * sentence ends.  The rest of the features seldom make up for it. */
enum {
	SETTLED = -40
};

/* What a token looks like.  Marks of ASCII are themselves; runs of them and
 * marks beyond ASCII have numbers of their own. */
enum {
	EDGE, /* of the paragraph */
	LOWER,
	CAPITAL,
	CAPITALS, /* two or more */
	INITIAL,  /* one capital */
	DIGITS,
	MIXED, /* begins with a digit, goes on with letters */
	CASELESS,
	ABBREVIATION, /* a word with a full stop at its end */
	ADDRESS,      /* of the net */
	SMILEY,
	OTHER,
	OPEN_QUOTE,
	CLOSE_QUOTE,
	DASH,
	BULLET,
	DOTS,  /* ... */
	TERMS, /* a run of . ! ? with ! or ? */
	RUN,   /* of any other mark */
	FOREIGN_TERM,
	SHAPES_MAX = 128
};

static unsigned mark_shape(const unsigned char *s, size_t n)
{
	size_t next;

	if (s[0] < 0x80) {
		if (n == 1)
			return s[0];
		if (s[0] == '.' || s[0] == '!' || s[0] == '?') {
			for (size_t i = 0; i < n; i++)
				if (s[i] != '.')
					return TERMS;
			return DOTS;
		}
		if (s[0] == '\'' || s[0] == '`')
			return s[0] == '`' ? OPEN_QUOTE : CLOSE_QUOTE;
		return strchr(":;=<(^", s[0]) ? SMILEY : RUN;
	}
	switch (char_at(s, n, 0, &next)) {
	case 0x201C:
	case 0x201E:
	case 0x2018:
	case 0x201A:
	case 0xAB:
		return OPEN_QUOTE;
	case 0x201D:
	case 0x2019:
	case 0xBB:
		return CLOSE_QUOTE;
	case 0x2013:
	case 0x2014:
		return DASH;
	case 0x2022:
	case 0xB7:
		return BULLET;
	case 0x2026:
		return DOTS;
	default:
		break;
	}
	const struct char_class k = class_at(s, n, 0, &next);
	if (k.sentence == SB_TERM || k.sentence == SB_ATERM)
		return FOREIGN_TERM;
	return k.cat == CAT_EMOJI ? SMILEY : OTHER;
}

static unsigned word_shape(const unsigned char *s, size_t n)
{
	size_t next;

	if (n > 7 && (s[n - 4] == '.' || s[n - 3] == '.' || !memcmp(s, "http", 4) ||
	              !memcmp(s, "www.", 4)))
		return ADDRESS;
	if (s[n - 1] != '.') { /* the commonest at once */
		if (lex_lower(s[0]))
			return LOWER;
		if (lex_upper(s[0]) && (n == 1 || s[1] < 0x80))
			return n == 1 ? INITIAL : lex_upper(s[1]) ? CAPITALS : CAPITAL;
	}
	const struct char_class k = class_at(s, n, 0, &next);
	if (s[n - 1] == '.')
		return k.cat == CAT_NUMBER ? DIGITS : ABBREVIATION;
	if (k.cat == CAT_NUMBER)
		return lex_digit(s[n - 1]) ? DIGITS : MIXED;
	if (k.sentence == SB_LOWER)
		return LOWER;
	if (!(k.flags & CHAR_UPPER))
		return CASELESS;
	if (next == n)
		return INITIAL;
	return (class_at(s, n, next, &next).flags & CHAR_UPPER) ? CAPITALS : CAPITAL;
}

/* Token k, which may be none of the paragraph's. */
static unsigned shape(const struct ends *e, int64_t k)
{
	if (k < e->first || k >= e->stop)
		return EDGE;
	const unsigned char *const s = e->s + e->tokens->begin[k];
	const size_t n = e->tokens->end[k] - e->tokens->begin[k];
	if (tokenize_lex_letter(s, n, 0))
		return word_shape(s, n);
	/* 's, n't, +44 */
	if (n > 1 && tokenize_lex_letter(s, n, n - 1))
		return lex_digit(s[n - 1]) ? DIGITS : LOWER;
	return mark_shape(s, n);
}

static uint32_t word(const struct ends *e, int64_t k)
{
	if (k < e->first || k >= e->stop)
		return 0;
	if (e->tokens->hash)
		return e->tokens->hash[k];
	return catena_fold_hash((const char *)e->s + e->tokens->begin[k],
	                        e->tokens->end[k] - e->tokens->begin[k]);
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

static uint32_t bucket(uint32_t n)
{
	return n < 6 ? n : n < 10 ? 6 : n < 16 ? 7 : n < 26 ? 8 : n < 50 ? 9 : 10;
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
	const unsigned char c = e->s[e->tokens->begin[i]];

	if (lex_lower(c | 0x20))
		return;
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
		if (k == OPEN_QUOTE)
			e->quotes = 1;
		else if (k == CLOSE_QUOTE && e->tokens->end[i] - e->tokens->begin[i] == 3)
			e->quotes = 0;
		break;
	}
	default:
		break;
	}
}

/* A gap where no sentence ends, whatever is around: by far the most. */
static int plain_gap(const struct ends *e, unsigned p, unsigned n)
{
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
	default:
		break;
	}
	if (is_term(p) || is_close(p))
		return 0;
	return !e->lang->model || p == ',' || p == OPEN_QUOTE || p == '(' || p == '[' ||
	       p == '$' || p == EDGE || n == LOWER || n == ':' || n == DOTS ||
	       n == TERMS || n == '/';
}

/* Is the gap behind a term, or behind quotes and brackets behind one? */
static int marked(unsigned p, unsigned pp, unsigned ppp)
{
	return is_term(p) ||
	       (is_close(p) && (is_term(pp) || (is_close(pp) && is_term(ppp))));
}

/* Templates of the first look, which tell most; the others count from LATER. */
enum {
	T_BIAS = 1,
	T_GAP,
	T_NEXT_GAP,
	T_WORD_NEXT,
	T_WORD_WORD,
	LATER
};

uint32_t tokenize_ends_features(const struct ends *e, uint32_t i, uint32_t *f,
                                uint32_t *shapes)
{
	const int64_t k = i;
	const unsigned p = shape(e, k), n = shape(e, k + 1);
	uint32_t count = 0, template = LATER;

	if (plain_gap(e, p, n))
		return 0;
	const unsigned pp = shape(e, k - 1), ppp = shape(e, k - 2);
	const unsigned nn = shape(e, k + 2), nnn = shape(e, k + 3);
	const uint32_t length = bucket(i - e->start + 1),
	               left = bucket(e->stop - i - 1);
	const uint32_t spaced = e->tokens->begin[k + 1] > e->tokens->end[k];
	const uint32_t inside = e->quotes | e->brackets << 1;
	const uint32_t roles =
	    tokenize_lang_roles(e->lang, e->s + e->tokens->begin[k + 1],
	                        e->tokens->end[k + 1] - e->tokens->begin[k + 1], NULL);
	const uint32_t starter = (roles & LANG_STARTER) != 0;
	const uint32_t caps = capitals(e, k, -1) | capitals(e, k + 1, 1) << 3;
	const uint32_t gap = p | n << 8 | spaced << 16;

#define ADD(a, b) f[count++] = mix(++template, (a), (b))
	f[count++] = mix(T_BIAS, 0, 0);
	f[count++] = mix(T_GAP, gap, 0);
	ADD(gap, pp);
	ADD(gap, nn);
	ADD(gap, pp | nn << 8);
	ADD(gap, starter);
	ADD(gap, inside);
	ADD(gap, length);
	ADD(p | pp << 8 | ppp << 16, n);
	ADD(n | nn << 8 | nnn << 16, p);
	ADD(p, left);
	ADD(n | starter << 8, length);
	ADD(pp | ppp << 8, length);
	*shapes = marked(p, pp, ppp) ? count : 0;
	const uint32_t wp = word(e, k), wpp = word(e, k - 1), wppp = word(e, k - 2);
	const uint32_t wn = word(e, k + 1), wnn = word(e, k + 2), wnnn = word(e, k + 3);
	f[count++] = mix(T_WORD_NEXT, wp, n | spaced << 8);
	f[count++] = mix(T_WORD_WORD, wp, wn);
	f[count++] = mix(T_NEXT_GAP, wn, gap);
	ADD(wn, p);
	ADD(wpp, gap);
	ADD(wpp ^ wp << 1, n);
	ADD(wn ^ wnn << 1, p);
	ADD(wnn, gap);
	ADD(wnn, n);
	ADD(wp, p);
	ADD(wpp, p);
	ADD(wn, n);
	ADD(wppp, gap);
	ADD(wnnn, gap);
	ADD(word(e, e->start), length);
	ADD(word(e, e->start), gap);
	ADD(wp, length);
	ADD(wn, length);
	ADD(caps, gap);
	ADD(caps, length | starter << 8);
#undef ADD
	return count;
}

static int weight(uint32_t feature)
{
	return tokenize_ends_words[feature >> (32 - ENDS_WORD_BITS)];
}

/* Most gaps where no sentence ends are settled by the two tokens that meet
 * there. */
static int settled(const struct ends *e, uint32_t i)
{
	const unsigned p = shape(e, i), n = shape(e, (int64_t)i + 1);
	const uint32_t spaced = e->tokens->begin[i + 1] > e->tokens->end[i];
	const uint32_t gap = p | n << 8 | spaced << 16;

	if (plain_gap(e, p, n))
		return 1;
	if (!e->lang->model || is_term(p) || is_close(p))
		return 0;
	const uint32_t wp = word(e, i), wn = word(e, (int64_t)i + 1);
	const int sum = weight(mix(T_BIAS, 0, 0)) + weight(mix(T_GAP, gap, 0)) +
	                weight(mix(T_NEXT_GAP, wn, gap)) +
	                weight(mix(T_WORD_NEXT, wp, n | spaced << 8)) +
	                weight(mix(T_WORD_WORD, wp, wn));
	return sum < SETTLED;
}

int tokenize_ends(struct ends *e, uint32_t i)
{
	uint32_t f[ENDS_FEATURES], shapes;
	int sum = 0;

	tokenize_ends_pass(e, i);
	if (settled(e, i))
		return 0;
	const uint32_t n = tokenize_ends_features(e, i, f, &shapes);
	if (e->lang->model) {
		for (uint32_t k = 0; k < n; k++)
			sum += weight(f[k]);
	} else {
		for (uint32_t k = 0; n && k < shapes; k++)
			sum += tokenize_ends_shapes[f[k] >> (32 - ENDS_SHAPE_BITS)];
	}
	return sum > 0;
}
