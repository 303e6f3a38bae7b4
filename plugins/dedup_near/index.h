/* SPDX-License-Identifier: MIT */
/* index.h - the documents seen so far: candidates by band and by sample, each
 * verified on the words themselves. */
#ifndef CATENA_DEDUP_NEAR_INDEX_H
#define CATENA_DEDUP_NEAR_INDEX_H

#include "sketch.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct near_params {
	struct sketch_plan plan;
	double threshold;       /* Jaccard similarity */
	double containment;     /* 0: not looked for */
	uint32_t shingle;       /* words */
	uint32_t window;        /* of so many shingles one is indexed (containment) */
	uint32_t contained_min; /* shingles of the smaller one, at least */
	bool components;        /* index duplicates too; groups grow together */
	bool all_pairs;         /* verify every candidate */
	uint64_t memory;        /* bytes of words in memory */
};

/* A document as it comes from process. */
struct near_doc {
	const uint32_t *words; /* their hashes, in order */
	const uint32_t *keys;  /* plan.bands of them, then as many probes */
	const uint32_t *samples;
	uint32_t n_words, n_samples;
	uint32_t distinct; /* shingles */
	uint64_t marks[SKETCH_MARK_WORDS];
	const char *id;
	uint32_t id_size;
	int64_t date; /* seconds; where there is a limit */
};

#define ALL_SAMPLES 64u /* of so many shingles all are samples */

struct near_match { /* of a new document with one in the index */
	uint32_t row;
	uint32_t shared;    /* shingles in both */
	uint32_t distinct;  /* of the other */
	double similarity;  /* Jaccard */
	double containment; /* shared / the smaller one's */
	double within;      /* shared / the new one's */
};

struct near_index;

/* NULL when out of memory. */
struct near_index *dedup_near_index_new(const struct near_params *);
void dedup_near_index_free(struct near_index *); /* NULL is fine */

/* The document will be looked for at once, and then, it may be, added, with its
 * words where they are: memory is asked for, and what can be done while it comes
 * is done.  Nobody needs to call it.  -1 with errno. */
int dedup_near_index_prepare(struct near_index *, const struct near_doc *);

/* All verified matches, the best first: duplicates before documents that are
 * merely contained, then by similarity, then the earliest.  They stay until
 * the next call.  -1 with errno when a file or memory failed. */
int dedup_near_index_find(struct near_index *, const struct near_doc *,
                          const struct near_match **, uint32_t *n);

/* Is the match reason enough to do without the new document? */
bool dedup_near_is_duplicate(const struct near_params *, const struct near_match *);

/* From now on what is older than that is not there: INT64_MIN: all is.  To be
 * said before the first document if it ever is. */
void dedup_near_index_limit(struct near_index *, int64_t limit);

/* Adds a document; the matches are those that find gave for it.  -1 with
 * errno. */
int dedup_near_index_add(struct near_index *, const struct near_doc *,
                         const struct near_match *, uint32_t n);

/* For a set that is gone through in another order than it came in: store keeps
 * a document without entering it, so that find does not see it; get brings it
 * back (valid until the next get); enter lets find see it.  -1 with errno. */
int dedup_near_index_store(struct near_index *, const struct near_doc *);
int dedup_near_index_get(struct near_index *, uint32_t row, struct near_doc *);
int dedup_near_index_enter(struct near_index *, uint32_t row,
                           const struct near_doc *);

/* The groups of two rows are one. */
void dedup_near_index_join(struct near_index *, uint32_t a, uint32_t b);

/* The figures of two indexed documents, whether they match or not; `within` is
 * of row a.  -1 with errno. */
int dedup_near_index_compare(struct near_index *, uint32_t a, uint32_t b,
                             struct near_match *);

/* Id of an indexed document: valid until the next call.  NULL with errno. */
const char *dedup_near_index_id(struct near_index *, uint32_t row, uint32_t *size);

/* The first document of the group that `row` belongs to by now. */
uint32_t dedup_near_index_group(struct near_index *, uint32_t row);

/* Shingles of an indexed document. */
uint32_t dedup_near_index_distinct(const struct near_index *, uint32_t row);

/* Documents in it, and bytes of memory: of the tables, of the words. */
uint32_t dedup_near_index_size(const struct near_index *);
void dedup_near_index_memory(const struct near_index *, uint64_t *tables,
                             uint64_t *words);

/* The whole state as bytes for a checkpoint on this machine; the caller frees.
 * NULL with errno.  load answers -1 when they are not of such an index. */
void *dedup_near_index_save(struct near_index *, size_t *size);
int dedup_near_index_load(struct near_index *, const void *, size_t);

#endif
