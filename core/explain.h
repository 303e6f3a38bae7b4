/* SPDX-License-Identifier: MIT */
/* explain.h - what happened to one document, from what a run has written.
 *
 *   record.c         one line of an output, read back
 *   explain.c        the document's lines, and those of the others it is tied to
 *   align.c          what two texts share
 *   explain_text.c   printed for people
 *   explain_json.c   and for programs
 *   side.c           two texts side by side */
#ifndef CATENA_EXPLAIN_H
#define CATENA_EXPLAIN_H

#include "record.h"
#include "side.h"
#include <stdio.h>

/* How another document is tied to the one that is explained. */
enum {
	TIE_OF = 1,      /* it is a duplicate of that one */
	TIE_GROUP = 2,   /* that one gave its group the name */
	TIE_COPY = 4,    /* it has a passage of that one */
	TIE_BACK = 8,    /* that one is a duplicate of it */
	TIE_COPIED = 16, /* that one has a passage of it */
	TIE_STORY = 32   /* they are of one story */
};

struct explain_other {
	const char *id;
	uint32_t ties;
	bool found;      /* there is a line of it */
	struct record r; /* if so */
};

struct explain_back { /* how many there are, in all */
	uint64_t duplicates, copies, story;
};

struct explanation {
	struct arena arena; /* owns all below */
	struct record self;
	const char *const *lines; /* "file:line" of each line with its id */
	uint32_t n_lines;
	struct explain_other *others; /* in the order in which they were met */
	uint32_t n_others, cap_others;
	struct explain_back back;
	char **files;
	uint32_t n_files;
};

enum explain_result {
	EXPLAIN_FOUND,
	EXPLAIN_UNKNOWN, /* no such id; `nearest` if there is one */
	EXPLAIN_NO_FILES,
	EXPLAIN_FAILED
};

/* outs: folders, or files; n of them.  Free it in any case.  why: for all
 * results but FOUND, a message for people. */
enum explain_result explain_find(struct explanation *, const char *const *outs,
                                 uint32_t n, const char *id, enum record_unit,
                                 char *why, size_t size);
void explain_free(struct explanation *);

const struct explain_other *explain_other(const struct explanation *,
                                          const char *id);

enum {
	EXPLAIN_LEAST = 5 /* words that a shared passage begins with */
};

/* -1 when out of memory. */
int explain_text(struct explanation *, const struct side_style *, FILE *);
int explain_json(struct explanation *, FILE *);

#endif
