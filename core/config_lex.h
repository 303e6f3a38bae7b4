/* SPDX-License-Identifier: MIT */
/* config_lex.h - the words of a config and of what it includes, one after the
 * other, each with its place.  [setup] */
#ifndef CATENA_CONFIG_LEX_H
#define CATENA_CONFIG_LEX_H

#include "config_file.h"

enum token_type {
	TOKEN_END,
	TOKEN_FAILED, /* reported; there is no way on */
	TOKEN_NAME,
	TOKEN_BOOL,
	TOKEN_INT,
	TOKEN_FLOAT,
	TOKEN_STRING,
	TOKEN_EQUALS,
	TOKEN_COMMA,
	TOKEN_SEMICOLON,
	TOKEN_GROUP,
	TOKEN_GROUP_END,
	TOKEN_ARRAY,
	TOKEN_ARRAY_END,
	TOKEN_LIST,
	TOKEN_LIST_END
};

struct token {
	enum token_type type;
	const char *s; /* as it stands in the file; a string with its quotes */
	size_t n;
	struct where at;
	int64_t i; /* INT */
	bool bad;  /* was reported */
};

struct lexer {
	struct source *top; /* the file that is being read, and who included it */
	struct arena *keep; /* names of files, for messages */
	struct arena *scratch;
	struct diag *diag;
	size_t bytes; /* of all files so far */
	unsigned files;
};

/* False: reported. */
bool lexer_open(struct lexer *, const char *path);
bool lexer_open_text(struct lexer *, const char *name, const char *text);

struct token lexer_next(struct lexer *);

#endif
