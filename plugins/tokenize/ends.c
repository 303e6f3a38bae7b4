/* SPDX-License-Identifier: MIT */
/* ends.c - features of the gap between two tokens, and their sum */
#include "ends.h"

#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "ends_gap.h"
#include "lex.h"

/* Seldom asked: kept out of what is often. */
#ifdef __GNUC__
#define ENDS_SELDOM static __attribute__((noinline, cold))
#else
#define ENDS_SELDOM static
#endif

enum {
	QUOTES_FAR = 200, /* tokens */
	QUOTES_MOST = 6   /* quotes that do not tell */
};

/* What stands behind a quote that closes, and never behind one that opens. */
static int behind_quote(unsigned c)
{
	return c == ',' || c == ';' || c == ':' || c == ')' || c == ']' || c == '.';
}

/* The mark that opens in one language closes in another („so“, »so«): what it is
 * glued to tells.  Signs before questions, and apostrophes, are left as they are.
 */
unsigned tokenize_ends_quote(const struct ends *e, int64_t k, unsigned what)
{
	const struct token_rows *const t = e->tokens;
	const unsigned last = e->s[t->end[k] - 1];

	if (last < 0x80 || last == 0x99 || last == 0xA1 || last == 0xBF)
		return what;
	const int left = k > e->first && t->end[k - 1] == t->begin[k];
	const int right = k + 1 < e->stop && t->begin[k + 1] == t->end[k];
	if (left && right && behind_quote(e->s[t->end[k]])) /* „Nein!“, rief er. */
		return CLOSE_QUOTE;
	if (left == right)
		return what;
	return left ? CLOSE_QUOTE : OPEN_QUOTE;
}

/* What is to be known of shapes; a table, as nobody can foresee them. */
enum {
	TERM = 1,
	CLOSE = 2,     /* stands behind a term, or what it closes */
	STRAIGHT = 4,  /* a quote that may open or close */
	NOT_FIRST = 8, /* no sentence begins with it */
	NOT_LAST = 16, /* none ends with it */
	GOES_ON = 32,  /* none begins with it where no mark hints at that */
	CAPITALISED = 64
};

static const uint8_t traits[SHAPES_MAX] = {
    [EDGE] = NOT_LAST,         [LOWER] = GOES_ON,
    [CAPITAL] = CAPITALISED,   [CAPITALS] = CAPITALISED,
    [INITIAL] = CAPITALISED,   [ABBREVIATION] = TERM,
    [OPEN_QUOTE] = NOT_LAST,   [CLOSE_QUOTE] = CLOSE | NOT_FIRST,
    [DOTS] = TERM | GOES_ON,   [TERMS] = TERM | GOES_ON,
    [FOREIGN_TERM] = TERM,     ['.'] = TERM | NOT_FIRST,
    ['!'] = TERM | NOT_FIRST,  ['?'] = TERM | NOT_FIRST,
    ['"'] = CLOSE | STRAIGHT,  ['\''] = CLOSE | STRAIGHT,
    [')'] = CLOSE | NOT_FIRST, [']'] = CLOSE | NOT_FIRST,
    ['}'] = CLOSE | NOT_FIRST, [','] = NOT_FIRST,
    [';'] = NOT_FIRST,         ['%'] = NOT_FIRST,
    ['('] = NOT_LAST,          ['['] = NOT_LAST,
    ['$'] = NOT_LAST,          [':'] = GOES_ON,
    ['/'] = GOES_ON,
};

static inline int is_term(unsigned shape_of)
{
	return traits[shape_of] & TERM;
}

static inline int is_close(unsigned shape_of)
{
	return traits[shape_of] & CLOSE;
}

/* The same as tokenize_ends_pass of a token of that shape, which counts only if it
 * is one of quotes. */
static inline void pass(struct ends *e, uint32_t i, unsigned what)
{
	const uint32_t begin = e->tokens->begin[i];
	const unsigned c = e->s[begin];

	e->quotes ^= c == '"';
	e->brackets = (e->brackets & (c != ')') & (c != ']')) | (c == '(') | (c == '[');
	if (c != 0xC2 && c != 0xE2)
		return;
	if (what == OPEN_QUOTE && (c == 0xE2 || e->s[begin + 1] == 0xAB))
		e->quotes = 1;
	else if (what == CLOSE_QUOTE && e->tokens->end[i] - begin == 3)
		e->quotes = 0;
}

void tokenize_ends_pass(struct ends *e, uint32_t i)
{
	pass(e, i, shape_within(e, i));
}

/* Is the straight quote k glued to the token before it and to none behind, so
 * that it closes?  Or the other way round, so that it opens? */
ENDS_INLINE int closes(const struct ends *e, uint32_t k)
{
	return k > e->first && e->tokens->begin[k] == e->tokens->end[k - 1] &&
	       (k + 1 == e->stop || e->tokens->begin[k + 1] > e->tokens->end[k]);
}

ENDS_INLINE int opens(const struct ends *e, uint32_t k)
{
	return (k == e->first || e->tokens->begin[k] > e->tokens->end[k - 1]) &&
	       k + 1 < e->stop && e->tokens->begin[k + 1] == e->tokens->end[k];
}

/* A gap where no sentence ends, whatever is around: by far the most. */
static int plain_gap(const struct ends *e, const struct gap *g)
{
	const unsigned p = traits[g->p], n = traits[g->n];

	if ((n & NOT_FIRST) || ((n & STRAIGHT) && closes(e, g->at + 1)))
		return 1;
	if (p & TERM) /* a record!—and fell; «¿Qué?» —preguntó */
		return g->n == DASH && shape(e, (int64_t)g->at + 2) == LOWER;
	if (p & CLOSE)
		return (p & STRAIGHT) && opens(e, g->at);
	if (g->p == ',')
		return !(n & CAPITALISED); /* Regards, */
	return !e->lang->model || (p & NOT_LAST) || (n & GOES_ON);
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

/* Is token k a straight quote that is glued to what is on both sides of it
 * (said."It), and which way does it turn?  The one before it tells, unless it is
 * far away. */
enum turn {
	NOT_GLUED,
	OPENS,
	CLOSES
};

static enum turn turn_of(const struct ends *e, uint32_t k)
{
	const uint32_t *const begin = e->tokens->begin, *const end = e->tokens->end;
	const uint32_t least = k - e->first > QUOTES_FAR ? k - QUOTES_FAR : e->first;
	unsigned unclear = 0;

	if (e->s[begin[k]] != '"' || k == e->first || k + 1 >= e->stop ||
	    begin[k] > end[k - 1] || begin[k + 1] > end[k])
		return NOT_GLUED;
	for (uint32_t i = k; i-- > least && unclear < QUOTES_MOST;) {
		if (e->s[begin[i]] != '"')
			continue;
		if (opens(e, i))
			return unclear & 1 ? OPENS : CLOSES;
		if (closes(e, i))
			break;
		unclear++;
	}
	return unclear & 1 ? CLOSES : OPENS;
}

static unsigned roles_of(const struct ends *e, uint32_t k, uint32_t less)
{
	const uint32_t begin = e->tokens->begin[k];

	return tokenize_lang_roles(e->lang, e->s + begin,
	                           e->tokens->end[k] - less - begin, NULL);
}

/* Behind a unit with a full stop of its own and before a capital: a sentence ends
 * in "at 9 p.m. Police came", none in "at 9 p.m. Monday as" and "at 9 p.m. Paris
 * time". ENDS_ASK: it is not for this to say. */
static enum ends_answer behind_unit(const struct ends *e, uint32_t k)
{
	if (k == e->first || k + 2 >= e->stop ||
	    !(e->lang->all_roles & LANG_CALENDAR) ||
	    shape(e, (int64_t)k - 1) != DIGITS || !(roles_of(e, k, 1) & LANG_UNIT))
		return ENDS_ASK;
	if ((roles_of(e, k + 1, 0) | roles_of(e, k + 2, 0)) & LANG_CALENDAR)
		return ENDS_NO;
	return shape(e, (int64_t)k + 2) == LOWER ? ENDS_YES : ENDS_ASK;
}

/* Of a gap that is not plain, what needs no model; ENDS_ASK: it does. */
ENDS_SELDOM enum ends_answer settled(const struct ends *e, const struct gap *g)
{
	const unsigned p = g->p, n = g->n;

	if (p == ABBREVIATION && n == CAPITAL)
		return behind_unit(e, g->at);
	if (n == LOWER) /* « Non ! » et il partit */
		return is_close(p) && !e->lang->model ? ENDS_NO : ENDS_ASK;
	if (g->spaced)
		return ENDS_ASK;
	if (p == ABBREVIATION && (n == '/' || n == '-')) /* a.m./p.m. */
		return ENDS_NO;
	if (p == '"')
		return turn_of(e, g->at) == OPENS ? ENDS_NO : ENDS_ASK;
	const enum turn turn = n == '"' ? turn_of(e, g->at + 1) : NOT_GLUED;
	if (turn == CLOSES)
		return ENDS_NO;
	return turn == OPENS && (p == '.' || p == '!' || p == '?') ? ENDS_YES
	                                                           : ENDS_ASK;
}

/* May that settle it? */
static inline int may_settle(const struct gap *g)
{
	return !g->spaced || g->n == LOWER || g->p == ABBREVIATION;
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

int tokenize_ends_features(const struct ends *e, uint32_t i, uint32_t *f,
                           int *is_marked)
{
	if (sure_end(e, i))
		return -1;
	struct gap g = gap_at(e, i);
	if (plain_gap(e, &g))
		return 0;
	const enum ends_answer answer = may_settle(&g) ? settled(e, &g) : ENDS_ASK;
	if (answer != ENDS_ASK)
		return answer == ENDS_YES ? -1 : 0;
	*is_marked = marked(e, &g);
	if (!*is_marked && (g.n == LOWER || !g.spaced))
		return 0;
	look_around(e, &g);
	if (*is_marked) {
		marked_features(&g, f);
		return N_GAP + N_SHAPES;
	}
	const uint32_t wp = word_within(e, i), wn = word_within(e, (int64_t)i + 1);
	first_features(&g, wp, wn, f);
	shape_features(&g, f + N_FIRST);
	word_features(e, &g, wp, wn, f + N_FIRST + N_SHAPES);
	return N_FIRST + N_SHAPES + N_WORDS;
}

/* The sum for a gap that a mark hints at: shapes tell, in any language. */
static int marked_sum(const struct ends *e, const struct gap *g)
{
	uint32_t f[N_GAP + N_SHAPES];

	marked_features(g, f);
	return sum_of(e->lang->weights->shapes, ENDS_SHAPE_BITS, f, N_GAP + N_SHAPES);
}

/* Any gap that is none of the two commonest. */
static enum ends_answer other_gap(struct ends *e, uint32_t i)
{
	struct gap g = gap_at(e, i);
	pass(e, i, g.p);
	if (plain_gap(e, &g))
		return ENDS_NO;
	const enum ends_answer answer = may_settle(&g) ? settled(e, &g) : ENDS_ASK;
	if (answer != ENDS_ASK)
		return answer;
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
