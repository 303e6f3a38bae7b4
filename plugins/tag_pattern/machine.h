/* SPDX-License-Identifier: MIT */
/* machine.h - finds the matches of all rules in one pass over the classes of
 * the tokens.
 *
 * The automaton is made deterministic while it reads (as in grep and RE2; see
 * Aho, Sethi, Ullman: Compilers, 3.7): a row for each set of states met, a
 * column for each class; beyond a bound the rows are forgotten.  Of matches
 * that begin at one token the longest counts, of those the one of the rule that
 * goes before (rules.h); the next match begins behind it.  No match is longer than
 * MATCH_MAX tokens, so the time is linear in the text whatever the rules.  One for
 * each worker. */
#ifndef TAG_PATTERN_MACHINE_H
#define TAG_PATTERN_MACHINE_H

#include "classes.h"

#define MATCH_MAX 64u
#define PIECE_MAX 1000u /* tokens between two calls of tag_pattern_machine_rest */

struct machine {
	const struct rules *rules;
	struct classes classes;
	struct closure closure;
	struct row *rows;
	struct made *made; /* of each row */
	uint32_t n_rows, cap_rows;
	uint32_t *members; /* of all rows */
	size_t n_members, cap_members;
	uint32_t *table; /* of rows by their members */
	uint32_t first_row;
	/* of tag_pattern_capture: */
	struct step *steps;
	uint32_t cap_steps;
	uint64_t *tried;
	size_t cap_tried;
	struct caught_before *before;
};

/* The classes of the tokens of a sentence, or of a piece of a long one; they are
 * found when they are asked for, each once and in order. */
struct letters {
	uint32_t *classes; /* UINT32_MAX: not known yet */
	uint32_t n;
	uint32_t (*class_of)(void *user, uint32_t i); /* UINT32_MAX: out of memory */
	void *user;
};

struct match {
	uint32_t rule, from, to; /* tokens [from, to) */
};

struct span { /* tokens; from == to: the label caught nothing */
	uint32_t from, to;
};

bool tag_pattern_machine_init(struct machine *, const struct rules *);
void tag_pattern_machine_free(struct machine *);

/* To be called between sentences: keeps what is remembered within bounds. */
void tag_pattern_machine_rest(struct machine *);

/* The longest match that begins at this token.  1: found; 0: none; -1: out of
 * memory. */
int tag_pattern_match(struct machine *, const struct letters *, uint32_t from,
                      struct match *);

/* What the labels of the rule caught in a match, in tokens of the document, of
 * which the first of classes is number `first`.  False: out of memory. */
bool tag_pattern_capture(struct machine *, const uint32_t *classes,
                         const struct match *, uint32_t first,
                         struct span spans[LABELS_MAX]);

/* For machine.c: what was caught before goes by classes. */
bool tag_pattern_capture_init(struct machine *);
void tag_pattern_capture_forget(struct machine *);

#endif
