/* SPDX-License-Identifier: MIT */
/* dedup_near.h - what the rooms of dedup_near share: its options, and a
 * document on its way from process to commit. */
#ifndef CATENA_DEDUP_NEAR_H
#define CATENA_DEDUP_NEAR_H

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
	OPT_COUNT
};

enum {
	ACTION_DROP,
	ACTION_MARK
};

struct near_self {
	struct near_params params;
	int64_t action;
	uint32_t min_words;
	bool cased, numbers;
	const char *pairs; /* path, or NULL */
};

extern const struct catena_option dedup_near_options[OPT_COUNT];

/* Checks what the table cannot and fills in what the preset says. */
catena_status dedup_near_configure(catena_ctx *, const union catena_value *,
                                   struct near_self *);

/* One worker's room. */
struct near_local;
struct near_local *dedup_near_local_new(const struct near_self *);
void dedup_near_local_free(struct near_local *);

/* [worker] Sketches the document and stashes it for commit; stashes nothing
 * when it has too few words. */
catena_status dedup_near_measure(catena_ctx *, const struct near_self *,
                                 struct near_local *);

/* [serial] What measure stashed; false: nothing.  Points into the stash. */
bool dedup_near_measured(catena_ctx *, const struct near_self *, struct near_doc *);

#endif
