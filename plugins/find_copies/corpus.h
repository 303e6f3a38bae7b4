/* SPDX-License-Identifier: MIT */
/* corpus.h - the documents seen so far, and the search for what a new one
 * shares with them.  One thread. */
#ifndef CATENA_FIND_COPIES_CORPUS_H
#define CATENA_FIND_COPIES_CORPUS_H

#include "prints.h"
#include <stddef.h>

struct copy_params {
	uint32_t min_words;
	uint32_t max_gap;      /* words that may differ in a row; 0: none */
	double min_similarity; /* words that agree / words of the longer side */
	uint32_t sources;      /* copies reported of one passage, at most */
	uint64_t memory;       /* bytes of words in memory */
};

struct copy_doc {
	const uint32_t *hash, *begin, *end; /* of n words */
	uint32_t n;
	const struct print *prints;
	uint32_t n_prints;
	const char *id;
	uint32_t id_size;
};

struct copy { /* words [from, to) are [of_from, of_to) of document `of` */
	uint32_t of, from, to, of_from, of_to;
	uint32_t same;    /* words that agree */
	uint32_t ignored; /* nonzero: known, but not reported */
};

struct corpus;

struct corpus *find_copies_corpus_new(const struct copy_params *);
void find_copies_corpus_free(struct corpus *); /* NULL is fine */

/* Finds the copies of a document by where they begin, and adds it.  They stay
 * until the next call.  -1 with errno. */
int find_copies_corpus_take(struct corpus *, const struct copy_doc *,
                            const struct copy **, uint32_t *n);

double find_copies_similarity(const struct copy *);

/* Bytes of the original that a copy covers, and its id (until the next call).
 * -1 with errno. */
int find_copies_corpus_source(struct corpus *, const struct copy *, uint32_t *begin,
                              uint32_t *end, const char **id, uint32_t *id_size);

void *find_copies_corpus_save(const struct corpus *, size_t *size);
int find_copies_corpus_load(struct corpus *, const void *, size_t);

#endif
