/* SPDX-License-Identifier: MIT */
/* read.h - what read.c (statements) and pattern.c (patterns) share.  [setup] */
#ifndef TAG_PATTERN_READ_H
#define TAG_PATTERN_READ_H

#include "lexer.h"
#include "store.h"

struct let {
	char name[NAME_ROOM];
	uint32_t root;
};

struct reader {
	struct rules *rules;
	const struct complaints *say;
	struct lexer lexer;
	struct piece at;
	uint32_t file; /* which source */
	const char *file_name;
	struct tree tree;
	struct let *lets;
	uint32_t n_lets;
	unsigned mistakes, depth;
	bool silent; /* this statement's mistake has been said */
};

/* "WHAT: "PIECE"; WAY OUT", once a statement. */
void tag_pattern_wrong(struct reader *, struct piece, const char *what,
                       const char *way_out);
void tag_pattern_full(struct reader *, struct piece);

struct near { /* the name most like a piece, of all that were tried */
	const char *name;
	size_t most;
};
void tag_pattern_nearest(struct near *, struct piece, const char *name);
void tag_pattern_unknown(struct reader *, struct piece, const char *what,
                         const struct near *);

void tag_pattern_advance(struct reader *);
bool tag_pattern_piece_is(struct piece, const char *);
bool tag_pattern_take(struct reader *, const char *sign);
bool tag_pattern_name(struct reader *, char *to, const char *what);

/* A pattern; its labels go to the rule (NULL: there may be none). */
uint32_t tag_pattern_read_pattern(struct reader *, struct rule *);

#endif
