/* SPDX-License-Identifier: MIT */
/* dedup_near.h - what the rooms of dedup_near share: its options, and a
 * document on its way from process to commit. */
#ifndef CATENA_DEDUP_NEAR_H
#define CATENA_DEDUP_NEAR_H

#include "../share/duplicate.h"
#include "../share/index.h"
#include "../share/rank.h"
#include "index.h"
#include <catena/plugin.h>

enum {
	OPT_PRESET,
	OPT_ACTION,
	OPT_KEEP,
	OPT_CLUSTER,
	OPT_THRESHOLD,
	OPT_CONTAINMENT,
	OPT_SHINGLE,
	OPT_PERMUTATIONS,
	OPT_BANDS,
	OPT_RECALL,
	OPT_WINDOW,
	OPT_MIN_WORDS,
	OPT_FOLD,
	OPT_MEMORY,
	OPT_PAIRS,
	OPT_QUERIES,
	OPT_DATE_FIELD,
	OPT_PRIORITY_FIELD,
	OPT_PRIORITY,
	OPT_INDEX,
	OPT_INDEX_WAIT,
	OPT_MAX_AGE,
	OPT_COUNT
};

enum {
	ACTION_DROP,
	ACTION_MARK
};

struct near_self {
	struct near_params params;
	int64_t action;
	struct rank_rule rule; /* which copy is kept */
	uint32_t min_words;
	bool cased, numbers, marks; /* differ; are all the same; do not count */
	double queries;             /* part of the documents that is looked up */
	const char *pairs;          /* path, or NULL */
	struct share_index *disk;   /* what is known from earlier runs, or NULL */
	char rules[3][64]; /* in words: by similarity, by containment, in a chain */
};

extern const struct catena_option dedup_near_options[OPT_COUNT];

/* Checks what the table cannot and fills in what the preset says. */
catena_status dedup_near_configure(catena_ctx *, const union catena_value *,
                                   struct near_self *);

/* Writes a word without its diacritics to out; 0: it has too many letters for
 * the room, or is no UTF-8, or nothing of it is left.  Only if has_marks. */
bool dedup_near_has_marks(void);
size_t dedup_near_strip(const char *s, size_t n, char *out, size_t room);

/* One worker's room. */
struct near_local;
struct near_local *dedup_near_local_new(const struct near_self *);
void dedup_near_local_free(struct near_local *);

/* Does `keep` need to see all documents first? */
static inline bool dedup_near_gathers(const struct near_self *self)
{
	return self->rule.keep != KEEP_FIRST;
}

/* [worker] Sketches the document and stashes it for commit, or emits it;
 * neither when it has too few words. */
catena_status dedup_near_measure(catena_ctx *, const struct near_self *,
                                 struct near_local *);

/* What measure made of a document, but for its id; points into the bytes
 * (aligned to 8), and returns how many of them it is. */
size_t dedup_near_unpack(const void *bytes, struct near_doc *);

/* Appends a line to the file of pairs. */
catena_status dedup_near_write_pair(catena_ctx *, struct catena_out *,
                                    const char *id, uint32_t id_size,
                                    const char *of, uint32_t of_size,
                                    double similarity, double containment);

/* Sets the fields; drops the document if it is to go. */
catena_status dedup_near_verdict(catena_ctx *, const struct near_self *,
                                 struct duplicate *, bool is_duplicate);

/* ---- keep other than "first" (keep.c) ---- */

struct keeper; /* all documents, and the pairs among them */

struct keeper *dedup_near_keeper_new(void); /* NULL when out of memory */
void dedup_near_keeper_free(struct keeper *);

struct known; /* known.h */

/* [serial] Draws all facts; then assigns a verdict to each duplicate; then
 * what was assigned is carried out.  Those that are known from earlier runs
 * stay kept; known: NULL if there are none, or no index. */
catena_status dedup_near_keeper_take(catena_ctx *, const struct near_self *,
                                     struct keeper *, struct near_index *,
                                     struct known *);
catena_status dedup_near_keeper_decide(catena_ctx *, const struct near_self *,
                                       struct keeper *, struct near_index *,
                                       struct known *);
catena_status dedup_near_keeper_commit(catena_ctx *, const struct near_self *);
catena_status dedup_near_keeper_pairs(catena_ctx *, struct keeper *,
                                      struct near_index *, struct catena_out *);

#endif
