/* SPDX-License-Identifier: MIT */
/* lex.h - rules = "news": tokens of what stands between white space */
#ifndef TOKENIZE_LEX_H
#define TOKENIZE_LEX_H

#include "lang.h"
#include "rows.h"

struct news_gaps;
struct news_way;

struct lex {
	const unsigned char *s; /* the text */
	size_t n;
	size_t end; /* of the paragraph */
	const struct lang *lang;
	const struct news_way *way; /* of news_chunks.c */
	/* The next '@', and the next '/', at or behind where it was looked for. */
	size_t at_sign, slash;
	struct token_rows *rows;
	/* Makes room for one more row at least; 0: no memory. */
	int (*more)(void *owner, struct token_rows *rows);
	void *owner;
	int failed;
	struct news_gaps *gaps; /* to be filled; NULL: nobody wants them */
};

enum {
	LEX_AUTO = 255
}; /* the kind is what the characters say */

/* Adds a token; kind is CATENA_TOKEN_* or LEX_AUTO.  All flags but the start
 * of a sentence are set. */
void tokenize_lex_add(struct lex *x, size_t begin, size_t end, unsigned kind);

/* Adds the tokens of the chunk [begin, end), which holds no white space and is
 * followed by some (or by the end of the paragraph).  Returns where to go on:
 * beyond `end` if a token took white space in (80 000). */
size_t tokenize_lex_chunk(struct lex *x, size_t begin, size_t end);

/* ---- Parts of it ---- */

/* The end of a web address, e-mail address, @name, #tag or emoticon which
 * begins at `at`; 0: none.  *kind is set.  `first`: nothing stands before it
 * in its chunk. */
size_t tokenize_lex_special(struct lex *x, size_t at, size_t end, int first,
                            unsigned *kind);

/* The end of the word or number which begins at `at`, with the full stop that
 * belongs to it. */
size_t tokenize_lex_word(const struct lex *x, size_t at, size_t end);

/* Does the full stop at `dot` belong to the word [begin, dot) before it?  `end`:
 * of the chunk. */
int tokenize_lex_keeps_dot(const struct lex *x, size_t begin, size_t dot,
                           size_t end);

/* Adds a word, cut into clitic and host, number and unit, and so on. */
void tokenize_lex_cut(struct lex *x, size_t begin, size_t end);

/* ---- Characters ---- */

static inline int lex_digit(unsigned c)
{
	return c - '0' < 10u;
}

static inline int lex_lower(unsigned c)
{
	return c - 'a' < 26u;
}

static inline int lex_upper(unsigned c)
{
	return c - 'A' < 26u;
}

/* Behind a full stop, these tell that it belongs to the word before it. */
static inline int lex_behind_dot(unsigned c)
{
	return (c == ',') | ((c | 1) == ';');
}

/* Letter, digit, or underscore of ASCII. */
static inline int lex_word_byte(unsigned c)
{
	return lex_lower(c | 0x20) | lex_digit(c) | (c == '_');
}

size_t tokenize_lex_wide_letter(const unsigned char *s, size_t n, size_t at);

/* The size of the word character at s[at], at < n: letter, digit, mark, or
 * underscore; 0 if it is none. */
static inline size_t tokenize_lex_letter(const unsigned char *s, size_t n,
                                         size_t at)
{
	return s[at] < 0x80 ? (size_t)lex_word_byte(s[at])
	                    : tokenize_lex_wide_letter(s, n, at);
}

size_t tokenize_lex_wide_apostrophe(const unsigned char *s, size_t n, size_t at);

/* The size of the apostrophe at s[at] (' ` ’ ‘ ʼ ´), or 0. */
static inline size_t tokenize_lex_apostrophe(const unsigned char *s, size_t n,
                                             size_t at)
{
	return s[at] < 0x80 ? s[at] == '\'' || s[at] == '`'
	                    : tokenize_lex_wide_apostrophe(s, n, at);
}

#endif /* TOKENIZE_LEX_H */
