/* SPDX-License-Identifier: MIT */
/* lex.c - rules = "news": a chunk between white space, from left to right */
#include "lex.h"

#include <string.h>

#include <catena/fold.h>
#include <catena/plugin.h>

#include "chars.h"
#include "facts.h"
#include "uax29.h"

void tokenize_lex_add(struct lex *x, size_t begin, size_t end, unsigned kind)
{
	struct token_rows *const rows = x->rows;

	if (rows->n == rows->cap && (x->failed || !x->more(x->owner, rows))) {
		x->failed = 1;
		return;
	}
	const uint32_t k = rows->n++;
	rows->begin[k] = (uint32_t)begin;
	rows->end[k] = (uint32_t)end;
	if (rows->kind || rows->flags) {
		const struct token_facts f = tokenize_facts(x->s + begin, end - begin);
		if (rows->kind)
			rows->kind[k] = kind == LEX_AUTO ? f.kind : (uint8_t)kind;
		if (rows->flags)
			rows->flags[k] =
			    (uint8_t)(f.flags | tokenize_space_after(x->s, x->n, end));
	}
	if (rows->hash)
		rows->hash[k] = catena_fold_hash((const char *)x->s + begin, end - begin);
}

/* The end of the run of bytes that `set` holds. */
static size_t run_of(const unsigned char *s, size_t at, size_t end, const char *set)
{
	while (at < end && s[at] && strchr(set, s[at]))
		at++;
	return at;
}

static size_t run_same(const unsigned char *s, size_t at, size_t end)
{
	const unsigned char c = s[at];

	while (at < end && s[at] == c)
		at++;
	return at;
}

/* The end of the mark at `at`, which begins no word. */
static size_t mark_end(const struct lex *x, size_t at, size_t end)
{
	const unsigned char *const s = x->s;
	size_t stop;

	switch (s[at]) {
	case '.':
		stop = run_same(s, at, end);
		if (stop > at + 2 || x->lang->runs_split)
			return stop;
		return run_of(s, stop, end, ".?!");
	case '!':
	case '?':
		return x->lang->runs_split ? at + 1 : run_of(s, at, end, "!?.");
	case '-':
	case '=':
	case '_':
	case '*':
	case '~':
	case '#':
	case '+':
	case '<':
	case '>':
	case '`':
	case '\'':
	case '^':
		return run_same(s, at, end);
	case 0xE2: /* ’’ and ‘’ */
		if (end - at >= 6 && s[at + 1] == 0x80 && (s[at + 2] | 1) == 0x99 &&
		    s[at + 3] == 0xE2 && s[at + 4] == 0x80 && (s[at + 5] | 1) == 0x99)
			return at + 6;
		break;
	default:
		break;
	}
	return s[at] < 0x80 ? at + 1 : tokenize_word_end(s, end, at);
}

/* A sign before a number, when nothing stands before it: +44, -0.8 */
static int is_signed(const unsigned char *s, size_t at, size_t end)
{
	return (s[at] == '+' || s[at] == '-') && at + 1 < end && lex_digit(s[at + 1]);
}

/* The apostrophe of 'em, '90s, or of a clitic that stands alone. */
static size_t apostrophe_word(const struct lex *x, size_t at, size_t end)
{
	const size_t size = tokenize_lex_apostrophe(x->s, end, at);
	size_t stop, letter;

	if (!size || at + size >= end)
		return 0;
	for (stop = at + size;
	     stop < end && (letter = tokenize_lex_letter(x->s, end, stop)) != 0;)
		stop += letter;
	if (stop - at > LANG_WORD_MAX || stop == at + size)
		return 0;
	/* 'n' */
	if (stop < end && (letter = tokenize_lex_apostrophe(x->s, end, stop)) != 0 &&
	    (tokenize_lang_roles(x->lang, x->s + at, stop + letter - at, NULL) &
	     LANG_KEEP))
		return stop + letter;
	if (tokenize_lang_roles(x->lang, x->s + at, stop - at, NULL) &
	    (LANG_CLITIC | LANG_KEEP | LANG_SPLIT))
		return stop;
	/* '90s */
	return stop == at + size + 3 && lex_digit(x->s[at + size]) &&
	               x->s[stop - 1] == 's'
	           ? stop
	           : 0;
}

/* What stands behind the groups' decimal sign: 1 234,50. */
static size_t fraction(const struct lex *x, size_t begin, size_t at)
{
	const unsigned char *const s = x->s;
	size_t stop = at + 1;

	if (at - begin < 5 || stop >= x->end || s[at] != (x->lang->comma ? ',' : '.'))
		return at;
	while (stop < x->end && lex_digit(s[stop]))
		stop++;
	return stop == at + 1 || (stop < x->end && tokenize_lex_letter(s, x->end, stop))
	           ? at
	           : stop;
}

/* Groups of three digits behind a space: 80 000.  `at`: the end so far. */
static size_t groups(const struct lex *x, size_t begin, size_t at)
{
	const unsigned char *const s = x->s;

	if (at - begin > 3 || !x->lang->groups_space)
		return at;
	for (size_t i = begin; i < at; i++)
		if (!lex_digit(s[i]))
			return at;
	for (;;) {
		size_t next = at;
		if (at + 4 > x->end)
			return fraction(x, begin, at);
		if (s[at] == ' ')
			next = at + 1;
		else if (s[at] == 0xC2 && s[at + 1] == 0xA0)
			next = at + 2;
		else if (s[at] == 0xE2 && s[at + 1] == 0x80 && s[at + 2] == 0xAF)
			next = at + 3;
		if (next == at || next + 3 > x->end || !lex_digit(s[next]) ||
		    !lex_digit(s[next + 1]) || !lex_digit(s[next + 2]) ||
		    (next + 3 < x->end && tokenize_lex_letter(s, x->end, next + 3)))
			return fraction(x, begin, at);
		at = next + 3;
	}
}

size_t tokenize_lex_chunk(struct lex *x, size_t begin, size_t end)
{
	const unsigned char *const s = x->s;
	unsigned kind = LEX_AUTO;
	size_t stop;

	for (size_t at = begin; at < end; at = stop) {
		stop = tokenize_lex_special(x, at, end, at == begin, &kind);
		if (stop) {
			tokenize_lex_add(x, at, stop, kind);
			continue;
		}
		if (tokenize_lex_letter(s, end, at)) {
			stop = tokenize_lex_word(x, at, end);
			if (stop == end) {
				stop = groups(x, at, stop);
				if (stop > end) {
					tokenize_lex_add(x, at, stop, LEX_AUTO);
					return stop;
				}
			}
			tokenize_lex_cut(x, at, stop);
			continue;
		}
		if (at == begin && is_signed(s, at, end))
			stop = tokenize_lex_word(x, at + 1, end);
		else if ((stop = apostrophe_word(x, at, end)) != 0) {
			tokenize_lex_cut(x, at, stop);
			continue;
		} else
			stop = mark_end(x, at, end);
		tokenize_lex_add(x, at, stop, LEX_AUTO);
	}
	return end;
}
