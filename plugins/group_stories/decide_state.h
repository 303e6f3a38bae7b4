/* SPDX-License-Identifier: MIT */
/* decide_state.h - the serial state of a stage, from within.  Include after
 * _POSIX_C_SOURCE. */
#ifndef CATENA_GROUP_STORIES_DECIDE_STATE_H
#define CATENA_GROUP_STORIES_DECIDE_STATE_H

#include "../share/store.h"
#include "decide.h"

struct nearest {  /* what a document is in its story for */
	uint32_t row; /* UINT32_MAX: it began it */
	float score;
};

struct link { /* two documents that are alike, the later one first */
	uint32_t row, other;
	float score;
	uint32_t copied : 29; /* words */
	uint32_t mostly : 1;  /* passages make most of it */
	uint32_t head : 1;    /* both have the same first block, */
	uint32_t foot : 1;    /* and the same last one */
};

struct decider {
	const struct story_self *self;
	struct rarity rarity;
	struct story_index *index;
	struct stories *stories;
	struct nearest *nearest; /* by row */
	uint32_t nearest_room;
	uint32_t known; /* rows that were there before the run */
	char *ids[3];   /* story, with, own: of the verdict at hand */

	/* gathering */
	struct store records;
	uint64_t *docs; /* numbers, by row */
	uint32_t n_docs, docs_room;
	struct link *links;
	size_t n_links, links_room;
	int links_most; /* of one document */
};

/* Fills in the ids of a row's verdict.  False with errno. */
bool group_stories_name(struct decider *, uint32_t row, struct verdict *);

/* What comes by is that old: older documents may be forgotten.  What is to be
 * added of it. */
struct about group_stories_arrive(struct decider *, const struct record *,
                                  int64_t date);

/* Notes what a row is in its story for.  False when out of memory. */
bool group_stories_note(struct decider *, uint32_t row, const struct match *);

/* CATENA_E_NOMEM or CATENA_E_IO, by errno. */
catena_status group_stories_broken(catena_ctx *);

#endif
