/* SPDX-License-Identifier: MIT */
/* lex_special.c - web and e-mail addresses, @names, #tags, emoticons */
#include <string.h>

#include <catena/plugin.h>

#include "chars.h"
#include "lex.h"

enum {
	ADDRESS_MAX = 2048,
	HOST_MAX = 253,
	LOCAL_MAX = 64
}; /* bytes; longer is not tried */

static int alnum(unsigned c)
{
	return lex_digit(c) || lex_lower(c | 0x20);
}

/* What stands in an address, but not at its end. */
static int tail(unsigned char c)
{
	return c && strchr(".,;:!?'\")]}>*", c) != NULL;
}

/* The end of a web address: all up to what cannot be in one, without the
 * punctuation behind it; a closing bracket stays if it was opened. */
static size_t url_end(const unsigned char *s, size_t at, size_t end)
{
	size_t stop = at;
	int open = 0;

	if (end - at > ADDRESS_MAX)
		end = at + ADDRESS_MAX;
	while (stop < end && s[stop] > ' ' && s[stop] < 0x7F &&
	       !strchr("<>\"`{}|", s[stop])) {
		open += (s[stop] == '(') - (s[stop] == ')');
		stop++;
	}
	while (stop > at && tail(s[stop - 1])) {
		if (s[stop - 1] == ')' && open >= 0)
			break;
		open += s[stop - 1] == ')';
		stop--;
	}
	return stop;
}

static int starts(const unsigned char *s, size_t n, const char *with)
{
	size_t i = 0;

	for (; with[i]; i++)
		if (i == n || (s[i] | 0x20) != (unsigned char)with[i])
			return 0;
	return 1;
}

static int host_byte(unsigned c)
{
	return alnum(c) || c == '.' || c == '-';
}

/* Is [from, to) what a name of the net ends in: of the language's list, or of the
 * size of a country's?  `path` is what stands behind it: he.she/they is none. */
static int is_top(const struct lex *x, size_t from, size_t to, size_t path,
                  size_t end)
{
	const unsigned char *const s = x->s;
	const unsigned roles = tokenize_lang_roles(x->lang, s + from, to - from, NULL);

	if (roles & LANG_DOMAIN)
		return 1;
	if (to - from != 2 || !lex_lower(s[from]) || !lex_lower(s[from + 1]))
		return 0;
	if (!(roles & LANG_STARTER))
		return 1;
	while (path < end && alnum(s[path]) && !lex_digit(s[path]))
		path++;
	return path < end && !tail(s[path]);
}

/* Is a slash near enough for a host to stand before it? */
static inline int slash_near(struct lex *x, size_t at, size_t end)
{
	if (x->slash <= at) {
		const unsigned char *const slash = memchr(x->s + at, '/', x->n - at);
		x->slash = slash ? (size_t)(slash - x->s) : x->n;
	}
	return x->slash < end && x->slash - at <= HOST_MAX;
}

/* A host with a path and no more: example.org/news.  Tried once for each run of
 * what a host may hold, for time to be linear. */
static size_t bare_url(const struct lex *x, size_t at, size_t end)
{
	const unsigned char *const s = x->s;
	size_t stop = at, label = at, dots = 0;

	if (at && host_byte(s[at - 1]))
		return 0;
	for (; stop < x->slash && host_byte(s[stop]); stop++) {
		if (s[stop] != '.')
			continue;
		if (stop == label) /* two full stops */
			return 0;
		label = stop + 1;
		dots++;
	}
	const size_t host = stop;
	if (!dots || label == host)
		return 0;
	if (stop < end && s[stop] == ':') /* a port */
		for (stop++; stop < end && lex_digit(s[stop]);)
			stop++;
	if (stop >= end || s[stop] != '/' || !is_top(x, label, host, stop + 1, end))
		return 0;
	return url_end(s, at, end);
}

static size_t url(struct lex *x, size_t at, size_t end)
{
	const unsigned char *const s = x->s;
	const size_t n = end - at;
	const unsigned char *const p = s + at;
	size_t stop = 0;

	switch (p[0] | 0x20) {
	case 'h':
		if (starts(p, n, "http://") || starts(p, n, "https://"))
			stop = url_end(s, at, end);
		break;
	case 'w':
		if (starts(p, n, "www.") && n > 4 && alnum(p[4]))
			stop = url_end(s, at, end);
		break;
	case 'f':
		if (starts(p, n, "ftp://"))
			stop = url_end(s, at, end);
		break;
	case 'm':
		if (starts(p, n, "mailto:"))
			stop = url_end(s, at, end);
		if (stop <= at + 7) /* the word alone */
			stop = 0;
		break;
	default:
		break;
	}
	if (stop > at + 4)
		return stop;
	return slash_near(x, at, end) ? bare_url(x, at, end) : 0;
}

/* name@host, the host without a dot behind it. */
static size_t email(struct lex *x, size_t at, size_t end)
{
	const unsigned char *const s = x->s;

	if (x->at_sign <= at) {
		const unsigned char *const sign = memchr(s + at, '@', x->n - at);
		x->at_sign = sign ? (size_t)(sign - s) : x->n;
	}
	const size_t sign = x->at_sign;
	if (sign <= at || sign + 1 >= end || sign - at > LOCAL_MAX)
		return 0;
	for (size_t i = at; i < sign; i++)
		if (!alnum(s[i]) && !strchr("._%+-&'=", s[i]))
			return 0;
	size_t stop = sign + 1;
	while (stop < end && stop - sign < 256 &&
	       (alnum(s[stop]) || s[stop] == '.' || s[stop] == '-' || s[stop] == '_'))
		stop++;
	while (stop > sign + 1 && !alnum(s[stop - 1]))
		stop--;
	return stop > sign + 1 ? stop : 0;
}

/* :-) ;) :D =( :'( <3 ^_^ and their kin; letters only as mouths of their own */
static size_t emoticon(const unsigned char *s, size_t at, size_t end, int first)
{
	const size_t n = end - at;
	const unsigned char *const p = s + at;
	size_t i = 1;

	if (n >= 2 && p[0] == '<' && p[1] == '3' && (n == 2 || !alnum(p[2])))
		return at + 2;
	if (n >= 3 && p[0] == '^' && (p[1] == '_' || p[1] == '.') && p[2] == '^')
		return at + 3;
	if (n >= 2 && first && p[0] == '(' && (p[1] == ':' || p[1] == ';') &&
	    (n == 2 || !alnum(p[2])))
		return at + 2;
	if (n < 2 || !p[0] || !strchr(":;=", p[0]))
		return 0;
	if (i + 1 < n && p[i] == '\'')
		i++;
	if (i + 1 < n && (p[i] == '-' || p[i] == '^' || p[i] == 'o'))
		i++;
	if (p[i] == ')' || p[i] == '(' || (p[i] == ']' && i == 2) ||
	    (p[i] == '*' && i == 2)) {
		while (i + 1 < n && p[i + 1] == p[i])
			i++;
		return at + i + 1;
	}
	if (first && p[i] && strchr("DPpOo/\\|", p[i]) && p[0] != '=' &&
	    (i + 1 == n || !alnum(p[i + 1])) && !(p[i] == '/' && i + 1 < n))
		return at + i + 1;
	return 0;
}

/* @name and #tag: a letter first, then letters, digits, underscores. */
static size_t name_after(const unsigned char *s, size_t at, size_t end)
{
	size_t stop = at + 1, size;

	if (stop >= end || lex_digit(s[stop]) || !tokenize_lex_letter(s, end, stop))
		return 0;
	while (stop < end && (size = tokenize_lex_letter(s, end, stop)) != 0)
		stop += size;
	return stop;
}

size_t tokenize_lex_special(struct lex *x, size_t at, size_t end, int first,
                            unsigned *kind)
{
	const unsigned char *const s = x->s;
	size_t stop = 0;

	if (alnum(s[at])) {
		*kind = CATENA_TOKEN_URL;
		if ((stop = url(x, at, end)) == 0) {
			*kind = CATENA_TOKEN_EMAIL;
			stop = email(x, at, end);
		}
	} else if (s[at] == '@') {
		*kind = CATENA_TOKEN_MENTION;
		stop = first ? name_after(s, at, end) : 0;
	} else if (s[at] == '#') {
		*kind = CATENA_TOKEN_HASHTAG;
		stop = name_after(s, at, end);
	} else {
		*kind = CATENA_TOKEN_EMOJI;
		stop = emoticon(s, at, end, first);
	}
	return stop;
}
