/* SPDX-License-Identifier: MIT */
/* index.h - documents by their terms: which of those seen so far are like a new
 * one.
 *
 * The weightiest terms of a document point to it.  A term that very many share
 * points to the newest 1,024 of them, and a new document looks at the terms that
 * few share first, as long as the work stays in proportion: neither time nor
 * memory grow with what is common.  Every candidate is compared term by term.
 *
 * Not for two threads at once. */
#ifndef CATENA_GROUP_STORIES_INDEX_H
#define CATENA_GROUP_STORIES_INDEX_H

#include "vector.h"

#define MATCHES_MAX 16u

struct match {
	uint32_t row;
	uint32_t copied; /* words of passages that one has of the other */
	uint16_t but;  /* traits of terms that do not count: those of a block of both */
	double cosine; /* similarity of terms */
	double score;  /* of terms and passages */
};

struct about { /* a document, beside its terms */
	const char *id;
	uint32_t id_size, words;
	int32_t day;  /* or NO_DAY */
	int64_t date; /* in seconds, for the limit */
	struct blocks blocks;
	struct figures figures;
};

struct story_index;
struct postings;

/* Terms are weighed by the rarity, which lives longer than the index.  NULL when
 * out of memory. */
struct story_index *group_stories_index_new(const struct story_params *,
                                            const struct rarity *);
void group_stories_index_free(struct story_index *); /* NULL is fine */

/* The documents that are like this one, the most alike first; those whose
 * score reaches the threshold.  Returns how many, or -1 with errno. */
int group_stories_index_find(struct story_index *, const struct record *,
                             const struct vector *, struct match *matches);

/* The rarity does not change any more: lengths that were added are right. */
void group_stories_index_settled(struct story_index *);

/* Adds it, as the next row, which its heaviest terms point to. */
bool group_stories_index_add(struct story_index *, const struct about *,
                             const struct vector *); /* false with errno */

/* What is older is not found; INT64_MIN (at first): all is. */
void group_stories_index_limit(struct story_index *, int64_t date);

/* The figures of a row.  False with errno. */
bool group_stories_index_figures(const struct story_index *, uint32_t row,
                                 struct figures *);

/* What was added as this row, but for id and figures; length and names of the
 * vector then.
 */
struct about group_stories_index_about(const struct story_index *, uint32_t row,
                                       float *length, float *names);

/* The row with this id; UINT32_MAX: none, or with errno. */
uint32_t group_stories_index_row(struct story_index *, const char *id,
                                 uint32_t size);

/* Or NO_DAY. */
int32_t group_stories_index_day(const struct story_index *, uint32_t row);

uint32_t group_stories_index_size(const struct story_index *);

/* The terms of a row and their traits; and weighed anew, too.  False with errno. */
bool group_stories_index_terms(const struct story_index *, uint32_t row,
                               struct vector *);
bool group_stories_index_vector(const struct story_index *, uint32_t row,
                                struct vector *);

/* The id of a row, until the next call; ends with NUL.  NULL with errno. */
const char *group_stories_index_id(struct story_index *, uint32_t row,
                                   uint32_t *size);

/* For a checkpoint: which rows have a term. */
struct postings *group_stories_index_postings(struct story_index *);

/* So many rows, the first ones, are not found by their terms any more: memory was
 * full. */
uint32_t group_stories_index_forgotten(const struct story_index *);
void group_stories_index_forget(struct story_index *,
                                uint32_t rows); /* a checkpoint's */

/* So much more is kept of the rows, elsewhere. */
void group_stories_index_beside(struct story_index *, int64_t bytes);

/* Bytes of memory. */
uint64_t group_stories_index_memory(const struct story_index *);

#endif
