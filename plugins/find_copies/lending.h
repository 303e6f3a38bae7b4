/* SPDX-License-Identifier: MIT */
/* lending.h - who borrowed how many words from whom: the copies of all
 * documents, summed over groups of documents.
 *
 * A word that is in several copies counts once, as borrowed from the document
 * that had it first.  Copies within a document do not count.  One thread. */
#ifndef CATENA_FIND_COPIES_LENDING_H
#define CATENA_FIND_COPIES_LENDING_H

#include "corpus.h"
#include <stdbool.h>

struct loan { /* between two groups */
	uint32_t borrower, lender;
	uint64_t words, passages;
};

struct group {
	char *name;
	uint32_t size;       /* of name */
	uint32_t docs;       /* its documents */
	uint64_t words;      /* in them */
	uint64_t lent, took; /* words, other groups' only */
	uint32_t debtors;    /* groups that borrowed from it */
};

struct lending {
	struct group *groups; /* in the order of their first documents */
	uint32_t n_groups, room_groups;
	uint32_t *by_name; /* slots: group + 1 */
	uint32_t name_slots;
	uint32_t *of_doc; /* the group of each document */
	uint32_t n_docs, room_docs;
	struct loan *loans; /* slots; passages 0: free */
	uint32_t n_loans, loan_slots;
	uint32_t *next, room_next;   /* of a word: the next one nobody lent yet */
	uint32_t *order, room_order; /* of copies: earliest original first */
};

void find_copies_lending_free(struct lending *);

/* Takes in a document of `words` words and its copies, all that were found.
 * False: out of memory. */
bool find_copies_lending_take(struct lending *, const char *group, uint32_t size,
                              uint32_t words, const struct copy *, uint32_t n);

/* Sums up lent, took, debtors; returns the loans between groups, by words, the
 * most first (to be freed; *n: how many).  NULL: out of memory. */
struct loan *find_copies_lending_sum(struct lending *, uint32_t *n);

/* The state as bytes, to be freed; NULL: out of memory. */
void *find_copies_lending_save(const struct lending *, size_t *size);
/* False with errno: EINVAL, ENOMEM. */
bool find_copies_lending_load(struct lending *, const void *, size_t);

/* What the files say: handed over in pieces; 0 or -1. */
typedef int find_copies_say(void *to, const char *s, size_t size);
int find_copies_lending_table(const struct lending *, const struct loan *,
                              uint32_t n, find_copies_say *, void *to);
int find_copies_lending_plot(const struct lending *, const struct loan *,
                             uint32_t n, find_copies_say *, void *to);

#endif
