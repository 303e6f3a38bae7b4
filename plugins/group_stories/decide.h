/* SPDX-License-Identifier: MIT */
/* decide.h - the serial state of a stage: documents seen, stories made of them.
 *
 * Online, `decide_next` gives each document its story at once.  Gathering,
 * `decide_take` collects the documents, and `decide_all` groups them when the
 * rarity of every term is known. */
#ifndef CATENA_GROUP_STORIES_DECIDE_H
#define CATENA_GROUP_STORIES_DECIDE_H

#include "stories.h"

struct decider;

struct decider *group_stories_decider_new(const struct story_self *);
void group_stories_decider_free(struct decider *); /* NULL is fine */

/* The story of the next document.  What the verdict points to holds until the
 * next call. */
catena_status group_stories_decide_next(catena_ctx *, struct decider *,
                                        const struct record *, struct verdict *);

/* [resolve] Draws the facts, each a record. */
catena_status group_stories_decide_take(catena_ctx *, struct decider *);

/* [resolved] Groups them, and assigns a verdict to each document. */
catena_status group_stories_decide_all(catena_ctx *, struct decider *);

/* [commit] The verdict that was assigned.  False: none. */
bool group_stories_decided(catena_ctx *, struct verdict *);

/* Writes the file of stories. */
catena_status group_stories_list(catena_ctx *, struct decider *,
                                 struct catena_out *);

/* Says what it took, at level debug. */
void group_stories_report(catena_ctx *, const struct decider *);

#endif
