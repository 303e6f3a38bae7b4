/* SPDX-License-Identifier: MIT */
/* lexer.h - the pieces of a file of rules.  [setup] */
#ifndef TAG_PATTERN_LEXER_H
#define TAG_PATTERN_LEXER_H

#include <stdbool.h>
#include <stddef.h>

enum piece_kind {
	PIECE_END,    /* of the file */
	PIECE_NAME,   /* letters, digits, '_' */
	PIECE_STRING, /* "...": case does not count */
	PIECE_EXACT,  /* '...' */
	PIECE_REGEX,  /* /.../ */
	PIECE_SIGN,   /* one character */
	PIECE_WRONG   /* said why */
};

struct piece {
	enum piece_kind kind;
	const char *s; /* without its quotes */
	size_t n;
	unsigned line;
	bool first;  /* nothing before it on its line, not even a blank */
	bool spaced; /* a blank or a line end before it */
};

struct lexer {
	const char *s, *end, *begin;
	unsigned line;
	const char *why; /* of PIECE_WRONG */
};

void tag_pattern_lexer_init(struct lexer *, const char *s, size_t n);
struct piece tag_pattern_lexer_next(struct lexer *);

/* The next word between blanks, whatever its characters, on this line or an
 * indented one below: what a list holds.  PIECE_END: the list ends. */
struct piece tag_pattern_lexer_word(struct lexer *);

#endif
