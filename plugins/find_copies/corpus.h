/* SPDX-License-Identifier: MIT */
/* corpus.h - the documents seen so far, and the search for what a new one
 * shares with them.  One thread. */
#ifndef CATENA_FIND_COPIES_CORPUS_H
#define CATENA_FIND_COPIES_CORPUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COPY_MAX_GAP 50

struct copy_params {
	uint32_t min_words;
	uint32_t max_gap; /* words that may differ in a row; 0: none; COPY_MAX_GAP */
	double min_similarity; /* words that agree / words of the longer side */
	uint32_t sources;      /* copies reported of one passage, at most */
	uint64_t memory;       /* bytes for all that is kept of the documents */
	bool every; /* passages that are not reported count, if they are earlier */
};

/* From byte `at` on, until the next one: the character at at + i * size is
 * number chars + i, and in UTF-16 unit utf16 + i * (size == 4 ? 2 : 1). */
struct wide {
	uint32_t at, chars, utf16, size;
};

struct copy_doc {
	const uint32_t *hash, *begin, *end; /* of n words; no hash is COPY_BORDER */
	uint32_t n;
	const struct wide *wide; /* none: every character is one byte */
	uint32_t n_wide;
	const char *id;
	uint32_t id_size;
	int64_t date; /* 0 will do where there is no limit */
};

#define COPY_BORDER UINT32_MAX /* between documents */
#define COPY_NO_DOC UINT32_MAX

/* Words [from, to) of the document at hand are words [of, of_end) of the
 * corpus, which belong to document `doc`.  Places in the corpus count the words
 * of all documents. */
struct copy {
	uint32_t from, to, of, of_end;
	uint32_t doc;  /* COPY_NO_DOC: not looked up yet */
	uint32_t same; /* words that agree */
};

struct copy_span { /* where something is in a document, in three units */
	uint32_t begin, end, begin_chars, end_chars, begin_utf16, end_utf16;
};

struct corpus;

/* Room for n things of `size` bytes in an array; false with errno. */
bool find_copies_grow(void *array, uint32_t *room, uint32_t n, size_t size);

/* NULL with errno. */
struct corpus *find_copies_corpus_new(const struct copy_params *);
void find_copies_corpus_free(struct corpus *); /* NULL is fine */

/* Adds a document and finds its copies.  *all: every one that was found; they
 * are sorted by where they begin, the longer first, then the earlier original.
 * -1 with errno; the arrays stay until the next call. */
int find_copies_corpus_take(struct corpus *, const struct copy_doc *,
                            const struct copy **all, uint32_t *n);

/* Has the documents of all copies of the last one looked up: only those that are
 * reported have it without. */
void find_copies_corpus_docs(struct corpus *);

/* Adds a document only. */
int find_copies_corpus_learn(struct corpus *, const struct copy_doc *);

/* From here on, what is older than this date is no original any more. */
void find_copies_corpus_limit(struct corpus *, int64_t date);

/* Those of them that are reported: a passage that lies inside `sources` others
 * which are longer, or as long and earlier, says nothing new. */
int find_copies_corpus_choose(struct corpus *, const struct copy **, uint32_t *n);

double find_copies_similarity(const struct copy *);

/* Has what the next function needs of these copies read beforehand. */
void find_copies_corpus_sources(struct corpus *, const struct copy *, uint32_t n);

/* Where the original of a copy is, and the id of its document (until the next
 * call).  -1 with errno. */
int find_copies_corpus_source(struct corpus *, const struct copy *,
                              struct copy_span *, const char **id,
                              uint32_t *id_size);

/* Are there more fingerprints than the memory holds? */
bool find_copies_corpus_spilled(const struct corpus *);
uint32_t find_copies_corpus_size(const struct corpus *); /* documents */
/* Bytes of memory that what is kept of the documents takes. */
uint64_t find_copies_corpus_bytes(const struct corpus *);

/* The state as bytes: parts are handed over one after the other. */
typedef int find_copies_put(void *to, const void *bytes, size_t size);
int find_copies_corpus_save(struct corpus *, find_copies_put *, void *to);
int find_copies_corpus_load(struct corpus *, const void *, size_t);

#endif
