/* SPDX-License-Identifier: MIT */
/* group_stories.h - what the rooms of group_stories share: its options, and a
 * document on its way from process to the decision.
 *
 *   options.c     the option table
 *   terms.c       what a document is about, of itself: its terms, passages, date
 *   frame.c       the first and the last block of a text
 *   figures.c     issues of a series: other figures in the same places
 *   choose.c      the terms that say most
 *   day.c         dates
 *   background.c  how common a word is in general
 *   rarity.c      how many documents of this run have a term
 *   select.c      the k-th largest of some numbers
 *   vector.c      terms weighed by rarity; how alike two documents are
 *   breadth.c     what two documents share, and how much of it is one thing
 *   postings.c    term to documents
 *   huge.c        large pages
 *   shelf.c       bytes, of which the newest are in memory
 *   index.c       documents seen so far
 *   find.c        which of them are like a new one
 *   centroid.c    what the documents of a story have in common
 *   stories.c     which documents are one story
 *   decide.c      each document joins a story as it comes
 *   keep.c        all documents are seen first, then grouped
 *   known.c       documents that earlier runs have seen; checkpoints
 *   evidence.c    fields, and the file of stories */
#ifndef CATENA_GROUP_STORIES_H
#define CATENA_GROUP_STORIES_H

#include "../share/index.h"
#include "../share/shingle.h"
#include "figures.h"
#include <catena/plugin.h>
#include <stdbool.h>

enum {
	OPT_MODE,
	OPT_THRESHOLD,
	OPT_COHESION,
	OPT_WINDOW,
	OPT_DATE_FIELD,
	OPT_TERMS,
	OPT_MEMORY,
	OPT_STORIES,
	OPT_MIN_DOCUMENTS,
	OPT_INDEX,
	OPT_INDEX_WAIT,
	OPT_MAX_AGE,
	OPT_COUNT
};

enum {
	MODE_ONLINE,
	MODE_GATHER
};

#define TERMS_MAX 256u /* of a document that are compared */
#define CHOSEN 4u      /* times as many are counted */

struct story_params {
	double threshold; /* similarity from which two documents may be one story */
	double cohesion;  /* part of it that the average within a story must reach */
	int32_t window;   /* days; 0: dates do not count */
	uint32_t terms;   /* of a document that are compared */
	uint64_t memory;  /* bytes of vectors and records kept in memory */
};

struct story_self {
	struct story_params params;
	int64_t mode;
	const char *date_field;
	const char *stories; /* path, or NULL */
	uint32_t min_documents;
	struct share_index *index; /* NULL: only this run is remembered */
};

extern const struct catena_option group_stories_options[OPT_COUNT];

catena_status group_stories_configure(catena_ctx *, const union catena_value *,
                                      struct story_self *);

enum { /* indices in uses[] */
	USE_TOKEN,
	USE_ENTITY,
	USE_COPY
};

/* ---- A document as process leaves it: one block of memory ---- */

#define NO_DAY INT32_MIN

struct term {
	uint32_t hash;    /* of the folded word or words */
	uint8_t prior;    /* -ln of its part of all documents there are, times 16 */
	uint8_t strength; /* of it in this document, times 16, 127 at most */
	uint8_t name;     /* 1: it names something */
	uint8_t place;    /* IN_HEAD, IN_FOOT, both: nowhere else */
};

enum {
	IN_HEAD = 1,
	IN_FOOT = 2
};

struct blocks { /* hashes of the first and the last one; 0: none */
	uint32_t head, foot;
};

struct passage { /* copied from one document */
	uint32_t words;
	uint32_t of, of_size; /* its id, in `ids` */
};

struct record {    /* then: terms by rising hash, passages, ids, the own id */
	int64_t date;  /* for max_age, or SHARE_INDEX_NO_DATE */
	uint32_t size; /* of it all, in bytes, a multiple of 8 */
	int32_t day;   /* since 1970-01-01, or NO_DAY */
	uint32_t words;
	uint32_t n_terms, n_passages;
	uint32_t ids_size; /* of the passages' ids */
	uint32_t id_size;
	struct blocks blocks;
	uint32_t head_words, foot_words; /* of these */
	struct figures figures;
};

static inline const struct term *record_terms(const struct record *r)
{
	return (const struct term *)(const void *)(r + 1);
}

static inline const struct passage *record_passages(const struct record *r)
{
	return (const struct passage *)(const void *)(record_terms(r) + r->n_terms);
}

static inline const char *record_ids(const struct record *r)
{
	return (const char *)(record_passages(r) + r->n_passages);
}

static inline const char *record_id(const struct record *r)
{
	return record_ids(r) + r->ids_size;
}

/* Where the text has each term first: one for each, behind the record. */
struct place {
	uint32_t begin, size; /* in bytes */
};

static inline const struct place *record_places(const struct record *r)
{
	return (const struct place *)(const void *)((const char *)r + r->size);
}

/* The hash of a term of two words, from theirs. */
static inline uint32_t group_stories_pair(uint32_t a, uint32_t b)
{
	return (uint32_t)shingle_mix((uint64_t)a << 32 | b);
}

/* One worker's room.  NULL when out of memory. */
struct term_local;
struct term_local *group_stories_local_new(void);
void group_stories_local_free(struct term_local *); /* NULL is fine */

/* [worker] The document at hand as a record with places, in memory of the
 * document; NULL with *status when it failed. */
const struct record *group_stories_measure(catena_ctx *, const struct story_self *,
                                           struct term_local *,
                                           catena_status *status);

/* Days since 1970-01-01 of the first date in `s`, with day, month and year:
 * 2031-04-10, 20310410, 10 April 2031, April 10, 2031, Thu, 10 Apr 2031.  NO_DAY
 * when there is none. */
int32_t group_stories_day(const char *s, size_t size);

/* -ln of the part of all documents that hold this word, times 16.  [any] */
uint8_t group_stories_prior(uint32_t hash);

/* The number of a word that is common in general, below 2^15, in the order of the
 * hashes (UINT32_MAX: it is not), and its hash.  An index has these numbers: with
 * another table its format is another.  [any] */
uint32_t group_stories_common(uint32_t hash);
bool group_stories_common_hash(uint32_t number, uint32_t *hash);

/* ---- What is said of a document ---- */

#define EVIDENCE_TERMS 8u

struct verdict {
	double score;
	uint32_t copied; /* words of shared passages */
	uint32_t n_terms;
	uint32_t terms[EVIDENCE_TERMS]; /* hashes, the weightiest first */
	const char *story, *with;       /* ids; with: NULL: nobody */
	uint32_t story_size, with_size;
};

/* [serial] Sets the fields of the document at hand, whose record it is, with
 * places. */
catena_status group_stories_mark(catena_ctx *, const struct record *,
                                 const struct verdict *);

/* One line of the file of stories. */
catena_status group_stories_line(catena_ctx *, struct catena_out *,
                                 const struct verdict *, const char *id,
                                 uint32_t id_size);

#endif
