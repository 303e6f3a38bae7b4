/* SPDX-License-Identifier: MIT */
/* lexer.c - cuts a file of rules. */
#include "lexer.h"

#include <string.h>

void tag_pattern_lexer_init(struct lexer *x, const char *s, size_t n)
{
	*x = (struct lexer){s, s + n, s, 1, NULL};
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

/* A remark: '#' with a blank (or nothing) before it, to the end of the line. */
static bool at_remark(const struct lexer *x)
{
	return x->s < x->end && *x->s == '#' &&
	       (x->s == x->begin || is_blank(x->s[-1])) &&
	       (x->s + 1 == x->end || is_blank(x->s[1]));
}

static void skip(struct lexer *x)
{
	while (x->s < x->end && (is_blank(*x->s) || at_remark(x))) {
		if (*x->s == '#') {
			while (x->s < x->end && *x->s != '\n')
				x->s++;
			continue;
		}
		x->line += *x->s == '\n';
		x->s++;
	}
}

static bool at_first(const struct lexer *x)
{
	return x->s == x->begin || x->s[-1] == '\n';
}

/* Up to the closing quote on the same line; in regular expressions a
 * backslash keeps it open. */
static struct piece quoted(struct lexer *x, struct piece p, enum piece_kind kind)
{
	const char quote = *x->s++;
	p.s = x->s;
	while (x->s < x->end && *x->s != quote && *x->s != '\n') {
		const bool escaped = kind == PIECE_REGEX && *x->s == '\\' &&
		                     x->end - x->s > 1 && x->s[1] != '\n';
		x->s += 1 + escaped;
	}
	p.n = (size_t)(x->s - p.s);
	p.kind = kind;
	if (x->s == x->end || *x->s != quote) {
		p.kind = PIECE_WRONG;
		x->why = "what this quote begins does not end on its line";
	} else {
		x->s++;
	}
	return p;
}

struct piece tag_pattern_lexer_next(struct lexer *x)
{
	const char *const before = x->s;
	skip(x);
	struct piece p = {PIECE_END, x->s, 0, x->line, at_first(x), x->s > before};
	if (x->s == x->end)
		return p;
	if (*x->s == '"')
		return quoted(x, p, PIECE_STRING);
	if (*x->s == '\'')
		return quoted(x, p, PIECE_EXACT);
	if (*x->s == '/')
		return quoted(x, p, PIECE_REGEX);
	p.kind = is_name(*x->s) ? PIECE_NAME : PIECE_SIGN;
	do
		x->s++;
	while (x->s < x->end && p.kind == PIECE_NAME && is_name(*x->s));
	p.n = (size_t)(x->s - p.s);
	return p;
}

struct piece tag_pattern_lexer_word(struct lexer *x)
{
	skip(x);
	struct piece p = {PIECE_END, x->s, 0, x->line, at_first(x), true};
	if (x->s == x->end || p.first)
		return p;
	p.kind = PIECE_NAME;
	while (x->s < x->end && !is_blank(*x->s))
		x->s++;
	p.n = (size_t)(x->s - p.s);
	return p;
}
