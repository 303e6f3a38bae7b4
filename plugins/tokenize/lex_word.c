/* SPDX-License-Identifier: MIT */
/* lex_word.c - how far a word or a number reaches, and its full stop */
#include <string.h>

#include "chars.h"
#include "lex.h"

size_t tokenize_lex_wide_apostrophe(const unsigned char *s, size_t n, size_t at)
{
	if (s[at] == 0xE2 && n - at >= 3 && s[at + 1] == 0x80 &&
	    (s[at + 2] | 1) == 0x99)
		return 3;
	if (n - at >= 2 && ((s[at] == 0xCA && s[at + 1] == 0xBC) ||
	                    (s[at] == 0xC2 && s[at + 1] == 0xB4)))
		return 2;
	return 0;
}

size_t tokenize_lex_wide_letter(const unsigned char *s, size_t n, size_t at)
{
	size_t next;

	const struct char_class k = class_at(s, n, at, &next);
	switch (k.word) {
	case WB_LETTER:
	case WB_HEBREW:
	case WB_KATAKANA:
	case WB_NUMERIC:
	case WB_EXTEND:
	case WB_FORMAT:
	case WB_ZWJ:
	case WB_EXTEND_NUM_LET:
		return next - at;
	default: /* superscripts, fractions */
		return k.cat == CAT_NUMBER ? next - at : 0;
	}
}

/* The end of the word characters at `at`. */
static size_t run(const unsigned char *s, size_t end, size_t at)
{
	size_t size;

	while (at < end && (size = tokenize_lex_letter(s, end, at)) != 0)
		at += size;
	return at;
}

static int upper_at(const unsigned char *s, size_t end, size_t at)
{
	size_t next;

	if (at >= end)
		return 0;
	if (s[at] < 0x80)
		return lex_upper(s[at]);
	return (class_at(s, end, at, &next).flags & CHAR_UPPER) != 0;
}

static int all_digits(const unsigned char *s, size_t at, size_t end)
{
	for (; at < end; at++)
		if (!lex_digit(s[at]))
			return 0;
	return 1;
}

static int all_upper(const unsigned char *s, size_t at, size_t end)
{
	for (; at < end; at++)
		if (!lex_upper(s[at]))
			return 0;
	return 1;
}

/* Is [at, end) one letter? */
static int one_letter(const unsigned char *s, size_t at, size_t end)
{
	return end > at && end - at <= 2 &&
	       at + tokenize_lex_letter(s, end, at) == end && !lex_digit(s[at]);
}

/* Letters alternate with full stops: U.S, a.m, z.B, J.-C */
static int dotted(const unsigned char *s, size_t at, size_t end)
{
	unsigned letters = 0;

	if (end - at > 24)
		return 0;
	while (at < end) {
		const size_t size = tokenize_lex_letter(s, end, at);
		if (!size || lex_digit(s[at]) || (at + size < end && s[at + size] != '.'))
			return 0;
		letters++;
		at += size + 1;
		at += at < end && s[at] == '-';
	}
	return letters > 1;
}

enum {
	STOP,       /* the word ends before this character */
	STOP_AFTER, /* and takes it along */
	JOIN
};

/* 1.º, 2.ª; a full stop stands before s, so two bytes can be read */
static int is_ordinal_sign(const unsigned char *s)
{
	return s[0] == 0xC2 && (s[1] == 0xBA || s[1] == 0xAA);
}

/* A full stop at `dot` between two word characters: the word began at
 * `begin`, its last part at `seg`. */
static int dot_between(const struct lex *x, size_t begin, size_t seg, size_t dot,
                       size_t end)
{
	const unsigned char *const s = x->s;
	const size_t right = dot + 1, stop = run(s, end, right);
	const int left_digit = lex_digit(s[dot - 1]);
	const unsigned roles = tokenize_lang_roles(x->lang, s + seg, dot - seg, NULL);

	if (lex_digit(s[right]))
		return roles & (LANG_NUMBER | LANG_ABBR | LANG_TITLE) ? STOP_AFTER : JOIN;
	if (one_letter(s, seg, dot) && one_letter(s, right, stop))
		return JOIN;
	if (tokenize_lang_roles(x->lang, s + begin, stop - begin, NULL) &
	    (LANG_ABBR | LANG_TITLE | LANG_KEEP))
		return JOIN;
	const unsigned after =
	    tokenize_lang_roles(x->lang, s + right, stop - right, NULL);
	if (upper_at(s, end, right)) {
		if ((roles & (LANG_ABBR | LANG_TITLE)) || dotted(s, begin, dot) ||
		    (one_letter(s, seg, dot) && seg == begin))
			return STOP_AFTER;
		if (all_upper(s, right, stop) && stop - right > 1)
			return (after & LANG_DOMAIN) || all_upper(s, seg, dot) ? JOIN : STOP;
		/* (GOOGL.O) */
		return seg == begin && stop - right == 1 && all_upper(s, seg, dot) &&
		               stop < end && strchr(")],;>", s[stop])
		           ? JOIN
		           : STOP;
	}
	if (left_digit)
		return (after & LANG_DOMAIN) || stop - right == 1 ||
		               is_ordinal_sign(s + right)
		           ? JOIN
		           : STOP;
	return (after & LANG_STARTER) && !(after & LANG_DOMAIN) ? STOP : JOIN;
}

/* A hyphen between two word characters. */
static int hyphen_between(const struct lex *x, size_t begin, size_t seg,
                          size_t hyphen, size_t end)
{
	const unsigned char *const s = x->s;
	const size_t right = hyphen + 1, stop = run(s, end, right);

	if (!x->lang->hyphens_split)
		return JOIN;
	if (lex_digit(s[right]) && all_digits(s, seg, hyphen) &&
	    all_digits(s, right, stop)) {
		if (seg > begin ||
		    (stop + 1 < end && s[stop] == '-' && lex_digit(s[stop + 1])))
			return JOIN; /* 713-853-3989, 2020-01-10 */
		return hyphen - seg == 3 && stop - right == 4 ? JOIN : STOP;
	}
	if (tokenize_lang_roles(x->lang, s + seg, hyphen - seg, NULL) & LANG_PREFIX)
		return JOIN;
	if (tokenize_lang_roles(x->lang, s + right, stop - right, NULL) & LANG_SUFFIX)
		return JOIN;
	return STOP;
}

static unsigned number_of(const unsigned char *s, size_t at, size_t end)
{
	unsigned value = 0;

	for (; at < end; at++)
		value = value * 10 + (s[at] - '0');
	return value;
}

/* A slash between digits: 11/28/2000 and 9/11, but 1 / 2 and 2001 / 02. */
static int slash_between(const unsigned char *s, size_t begin, size_t seg,
                         size_t slash, size_t end)
{
	const size_t right = slash + 1, stop = run(s, end, right);

	if (!all_digits(s, seg, slash) || !all_digits(s, right, stop))
		return STOP;
	if (seg > begin)
		return JOIN;
	if (slash - seg > 2 || stop - right > 2)
		return STOP;
	if (stop + 1 < end && s[stop] == '/' && lex_digit(s[stop + 1]))
		return JOIN;
	const unsigned month = number_of(s, seg, slash),
	               day = number_of(s, right, stop);
	return month >= 1 && month <= 12 && day > 9 && day <= 31 ? JOIN : STOP;
}

static int comma_between(const struct lex *x, size_t comma, size_t end)
{
	const unsigned char *const s = x->s;
	const size_t right = comma + 1;

	if (!lex_digit(s[comma - 1]) || !lex_digit(s[right]))
		return STOP;
	if (x->lang->comma)
		return JOIN;
	if (end - right < 3 || !all_digits(s, right, right + 3))
		return STOP;
	return right + 3 < end && lex_digit(s[right + 3]) ? STOP : JOIN;
}

static int colon_between(const struct lex *x, size_t seg, size_t colon, size_t end)
{
	const unsigned char *const s = x->s;
	const size_t right = colon + 1, stop = run(s, end, right);

	if (x->lang->comma && stop - right == 1) /* the match ended 2:1 */
		return all_digits(s, seg, colon) && colon - seg <= 2 && lex_digit(s[right])
		           ? JOIN
		           : STOP;
	return all_digits(s, seg, colon) && colon - seg <= 2 && stop - right >= 2 &&
	               lex_digit(s[right]) && lex_digit(s[right + 1])
	           ? JOIN
	           : STOP;
}

/* Is that the full stop of an initial before a hyphen and another one: J.-C.? */
static int joins_initials(const struct lex *x, size_t seg, size_t dot, size_t end)
{
	const unsigned char *const s = x->s;

	return !x->lang->hyphens_split && end - dot > 3 && s[dot] == '.' &&
	       s[dot + 1] == '-' && s[dot + 3] == '.' && dot - seg == 1 &&
	       lex_upper(s[seg]) && lex_upper(s[dot + 2]);
}

/* What does the character at `i` do between the word characters around it? */
static int between(const struct lex *x, size_t begin, size_t seg, size_t i,
                   size_t end)
{
	const unsigned char *const s = x->s;

	switch (s[i]) {
	case '.':
		return dot_between(x, begin, seg, i, end);
	case '-':
		return hyphen_between(x, begin, seg, i, end);
	case '/':
		return slash_between(s, begin, seg, i, end);
	case ',':
		return comma_between(x, i, end);
	case ':':
		return colon_between(x, seg, i, end);
	case '&':
		return upper_at(s, end, i + 1) && lex_upper(s[i - 1]) ? JOIN : STOP;
	case '@':
		return JOIN;
	default:
		return STOP;
	}
}

/* May it stand inside of what a language keeps whole?  (Apostrophes may, too.) */
static inline int is_joint(unsigned c)
{
	return c == '-' || c == '.' || c == '/' || c == '&' || c == '+' || c == '#';
}

/* The longest thing at `at` that the language keeps whole, or knows as an
 * abbreviation with a hyphen in it (c.-à-d.). */
static size_t kept(const struct lex *x, size_t at, size_t end)
{
	const unsigned char *const s = x->s;
	size_t stop = at, size, joints = 0;

	while (stop < end && stop - at <= LANG_WORD_MAX) {
		if ((size = tokenize_lex_letter(s, end, stop)) == 0) {
			if (s[stop] == 0xC2 && stop + 1 < end && s[stop + 1] == 0xB0) {
				size = 2; /* n° */
			} else if (!is_joint(s[stop])) {
				if ((size = tokenize_lex_apostrophe(s, end, stop)) == 0)
					break;
			} else {
				size = 1;
			}
			joints++;
		}
		stop += size;
	}
	while (joints && stop > at && (s[stop - 1] == '.' || s[stop - 1] == '-'))
		stop--;
	const unsigned roles =
	    joints ? tokenize_lang_roles(x->lang, s + at, stop - at, NULL) : 0;
	if (roles & LANG_KEEP)
		return stop;
	return roles & (LANG_TITLE | LANG_ABBR) && stop < end && s[stop] == '.' &&
	               tokenize_lex_keeps_dot(x, at, stop, end)
	           ? stop + 1
	           : 0;
}

/* The first visible byte behind `at` in the paragraph, or its end. */
static size_t visible(const struct lex *x, size_t at)
{
	size_t next;

	while (at < x->end && (class_at(x->s, x->end, at, &next).flags & CHAR_SPACE))
		at = next;
	return at;
}

/* Is the word at `at` capitalised, and would it not be but for a sentence that
 * begins? */
static int starts_sentence(const struct lex *x, size_t at)
{
	const size_t stop = upper_at(x->s, x->end, at) ? run(x->s, x->end, at) : at;

	return (tokenize_lang_roles(x->lang, x->s + at, stop - at, NULL) &
	        LANG_STARTER) != 0;
}

/* Are these a few letters and no more, and goes the sentence on?  Then it is an
 * abbreviation, in a list or not: Boston, Mass., said. */
static int goes_on(const struct lex *x, size_t begin, size_t dot, size_t end)
{
	const unsigned char *const s = x->s;
	size_t size = 0;

	if (dot + 1 >= end || !lex_behind_dot(s[dot + 1]) || dot - begin > 8)
		return 0;
	for (; begin < dot; begin += size) {
		size = tokenize_lex_letter(s, dot, begin);
		if (!size || lex_digit(s[begin]))
			return 0;
	}
	return 1;
}

/* Does it end in a word that makes others abbreviations (Goethestr.)? */
static int is_compound(const struct lex *x, size_t begin, size_t dot)
{
	if (dot - begin <= LANG_COMPOUND_MIN ||
	    !lang_may_compound(x->lang, x->s + dot - LANG_COMPOUND_MIN))
		return 0;
	for (size_t from = dot; from-- > begin + 1 && dot - from <= LANG_WORD_MAX;)
		if ((x->s[from] & 0xC0) != 0x80 &&
		    tokenize_lang_roles(x->lang, x->s + from, dot - from, NULL) &
		        LANG_COMPOUND)
			return 1;
	return 0;
}

/* Is the number at `begin` the first thing in its line, so that it may be that of
 * an item in a list? */
static int begins_line(const unsigned char *s, size_t begin)
{
	const size_t least = begin > 16 ? begin - 16 : 0;

	while (begin > least && s[begin - 1] == ' ')
		begin--;
	return begin == 0 || s[begin - 1] == '\n';
}

/* XVIII, V, but not I, which may be a word. */
static int is_roman_at(const struct lex *x, size_t at)
{
	const size_t stop = lex_upper(x->s[at]) ? run(x->s, x->end, at) : at;

	return lang_is_roman(x->s + at, stop - at) &&
	       (stop - at > 1 || x->s[at] != 'I');
}

/* Is [begin, dot) the number of 3. and II. before a word that begins no sentence
 * (am 3. Oktober, Ludwig II. starb), or before what no sentence ends with (am 3.,
 * 4. und 5. Mai; 3.-5. Mai)?  `next`: what is visible behind the full stop. */
static int is_ordinal(const struct lex *x, size_t begin, size_t dot, size_t next)
{
	const unsigned char *const s = x->s;

	if (next == dot + 1 && dot - begin <= 2 && all_digits(s, begin, dot))
		return lex_behind_dot(s[next]) || s[next] == ')' ||
		       ((s[next] == '-' || s[next] == '/') && next + 1 < x->end &&
		        lex_digit(s[next + 1]));
	if (!tokenize_lex_letter(s, x->end, next) || lex_digit(s[next]))
		return 0;
	if (dot - begin <= 2 && all_digits(s, begin, dot))
		return !starts_sentence(x, next) || begins_line(s, begin);
	return lang_is_roman(s + begin, dot - begin) && !starts_sentence(x, next);
}

static int keeps(const struct lex *x, size_t begin, size_t dot, size_t end)
{
	const unsigned char *const s = x->s;
	const unsigned roles =
	    tokenize_lang_roles(x->lang, s + begin, dot - begin, NULL);

	if (dot + 1 < end && s[dot + 1] == '.')
		return 0;
	if ((roles & LANG_TITLE) || dotted(s, begin, dot))
		return 1;
	const size_t next = visible(x, dot + 1);
	if (next >= x->end)
		return 0;
	if ((roles & LANG_ABBR) || is_compound(x, begin, dot))
		return !starts_sentence(x, next);
	if ((roles & LANG_NUMBER) && (lex_digit(s[next]) || is_roman_at(x, next)))
		return 1;
	if (dot - begin == 1 && lex_upper(s[begin]) && s[begin] != 'I')
		return begin < 2 || s[begin - 2] != 0xC2 ||
		       s[begin - 1] != 0xB0; /* 20 °C. */
	return x->lang->ordinals && is_ordinal(x, begin, dot, next);
}

/* What stands behind the last hyphen or apostrophe of the word. */
static size_t last_part(const unsigned char *s, size_t begin, size_t dot)
{
	for (size_t i = dot; i-- > begin && dot - i <= LANG_WORD_MAX;) {
		if (s[i] == '-')
			return i + 1;
		if (s[i] < 0x80 && s[i] != '\'' && s[i] != '`')
			continue;
		const size_t size = tokenize_lex_apostrophe(s, dot, i);
		if (size)
			return i + size;
	}
	return begin;
}

int tokenize_lex_keeps_dot(const struct lex *x, size_t begin, size_t dot,
                           size_t end)
{
	if (keeps(x, begin, dot, end) || goes_on(x, begin, dot, end))
		return 1;
	const size_t part = last_part(x->s, begin, dot); /* non-U.S., l'O.N.U. */
	return part > begin && dot - part > 1 && keeps(x, part, dot, end);
}

size_t tokenize_lex_word(const struct lex *x, size_t at, size_t end)
{
	const unsigned char *const s = x->s;
	size_t i = kept(x, at, end), seg = at;

	if (i)
		return i;
	for (i = run(s, end, at); i < end; i = run(s, end, i)) {
		size_t size = tokenize_lex_apostrophe(s, end, i);
		int what = size ? JOIN : STOP;
		if (!size) {
			size = 1;
			if (i + 1 < end && tokenize_lex_letter(s, end, i + 1))
				what = between(x, at, seg, i, end);
			else if (joins_initials(x, seg, i, end))
				what = JOIN, size = 2;
		} else if (i + size >= end || !tokenize_lex_letter(s, end, i + size)) {
			break;
		}
		if (what == STOP)
			break;
		i += size;
		if (what == STOP_AFTER)
			return i;
		seg = i;
	}
	if (i < end && s[i] == '.' && tokenize_lex_keeps_dot(x, at, i, end))
		i++;
	return i;
}
