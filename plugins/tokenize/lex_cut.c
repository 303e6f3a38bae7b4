/* SPDX-License-Identifier: MIT */
/* lex_cut.c - one word into its tokens: clitics, elisions, units */
#include <catena/plugin.h>

#include "lex.h"

/* Where the last (or first) apostrophe of the word begins; end: none. */
static size_t last_apostrophe(const unsigned char *s, size_t begin, size_t end)
{
	for (size_t i = end; i-- > begin;)
		if ((s[i] == '\'' || s[i] == '`' || s[i] >= 0xC2) &&
		    tokenize_lex_apostrophe(s, end, i))
			return i;
	return end;
}

static size_t first_apostrophe(const unsigned char *s, size_t begin, size_t end)
{
	for (size_t i = begin; i < end; i++)
		if ((s[i] == '\'' || s[i] >= 0xC2) && tokenize_lex_apostrophe(s, end, i))
			return i;
	return end;
}

/* Where a clitic at the end of the word begins, or end. */
static size_t clitic(const struct lex *x, size_t begin, size_t end)
{
	const size_t mark = last_apostrophe(x->s, begin, end);

	if (mark == end || lex_digit(x->s[begin]))
		return end;
	for (size_t from = mark; from + 1 >= mark && from > begin; from--)
		if (tokenize_lang_roles(x->lang, x->s + from, end - from, NULL) &
		    LANG_CLITIC)
			return from;
	return end;
}

/* The end of an elided word at the beginning, or begin. */
static size_t elision(const struct lex *x, size_t begin, size_t end)
{
	if (!(x->lang->all_roles & LANG_ELISION))
		return begin;
	const size_t mark = first_apostrophe(x->s, begin, end);
	if (mark == end)
		return begin;
	const size_t after = mark + tokenize_lex_apostrophe(x->s, end, mark);
	if (tokenize_lang_roles(x->lang, x->s + begin, after - begin, NULL) &
	    LANG_ELISION)
		return after;
	return begin;
}

/* Where a clitic with its hyphen begins (dit-il, a-t-il), or end. */
static size_t hyphen_clitic(const struct lex *x, size_t begin, size_t end)
{
	size_t found = end;

	if (end - begin > 200 || !(x->lang->all_roles & LANG_HYPHEN))
		return end;
	for (size_t i = begin + 1; i + 1 < end; i++)
		if (x->s[i] == '-' &&
		    (tokenize_lang_roles(x->lang, x->s + i + 1, end - i - 1, NULL) &
		     LANG_HYPHEN)) {
			found = i;
			break;
		}
	return found;
}

/* Where either begins, or end: there may be two (could n't 've, dis -le -moi). */
static size_t clitics(const struct lex *x, size_t begin, size_t end)
{
	const size_t cut = clitic(x, begin, end);

	return cut < end ? cut : hyphen_clitic(x, begin, end);
}

/* Where the letters behind a number begin, if they are a unit; else end. */
static size_t unit(const struct lex *x, size_t begin, size_t end)
{
	size_t i = begin;

	while (i < end && (lex_digit(x->s[i]) || x->s[i] == '.' || x->s[i] == ',' ||
	                   x->s[i] == ':'))
		i++;
	if (i == begin || i == end || !lex_digit(x->s[i - 1]))
		return end;
	const size_t stop = x->s[end - 1] == '.' ? end - 1 : end;
	return tokenize_lang_roles(x->lang, x->s + i, stop - i, NULL) & LANG_UNIT ? i
	                                                                          : end;
}

/* Where a place of a word in a language's list is in the text: there every
 * apostrophe is one byte, here a curly one is three. */
static size_t place(const struct lex *x, size_t begin, size_t end, size_t listed)
{
	size_t at = begin, size;
	for (size_t n = 0; n < listed && at < end; at += size) {
		size = tokenize_lex_apostrophe(x->s, end, at);
		n += size ? 1 : 0;
		if (size)
			continue;
		for (size = 1; at + size < end && (x->s[at + size] & 0xC0) == 0x80;)
			size++;
		n += size;
	}
	return at;
}

void tokenize_lex_cut(struct lex *x, size_t begin, size_t end)
{
	const struct lang_word *word = NULL;
	const unsigned roles =
	    tokenize_lang_roles(x->lang, x->s + begin, end - begin, &word);
	size_t cut;

	if (roles & LANG_SPLIT) {
		size_t from = begin;
		for (unsigned i = 0; i < 3 && word->cut[i]; i++) {
			cut = place(x, begin, end, word->cut[i]);
			if (cut <= from || cut >= end)
				continue;
			tokenize_lex_add(x, from, cut, LEX_AUTO);
			from = cut;
		}
		tokenize_lex_add(x, from, end, LEX_AUTO);
		return;
	}
	if (roles & LANG_KEEP) {
		tokenize_lex_add(x, begin, end, LEX_AUTO);
		return;
	}
	while ((cut = elision(x, begin, end)) > begin && cut < end) {
		tokenize_lex_add(x, begin, cut, LEX_AUTO);
		begin = cut;
		if (tokenize_lang_roles(x->lang, x->s + begin, end - begin, NULL) &
		    LANG_KEEP)
			break;
	}
	if (lex_digit(x->s[begin])) {
		cut = unit(x, begin, end);
		if (cut < end) {
			tokenize_lex_add(x, begin, cut, LEX_AUTO);
			begin = cut;
		}
	} else {
		cut = clitics(x, begin, end);
		if (cut > begin && cut < end) {
			const size_t first = clitics(x, begin, cut);
			if (first > begin && first < cut) {
				tokenize_lex_add(x, begin, first, LEX_AUTO);
				begin = first;
			}
			tokenize_lex_add(x, begin, cut, LEX_AUTO);
			begin = cut;
		}
	}
	tokenize_lex_add(x, begin, end, LEX_AUTO);
}
