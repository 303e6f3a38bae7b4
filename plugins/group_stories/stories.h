/* SPDX-License-Identifier: MIT */
/* stories.h - which documents of an index are one story, and how well they
 * hold together.  A story goes by its first row.  Not for two threads at
 * once. */
#ifndef CATENA_GROUP_STORIES_STORIES_H
#define CATENA_GROUP_STORIES_STORIES_H

#include "centroid.h"
#include "index.h"

struct stories;

struct stories *group_stories_new(struct story_index *); /* NULL: no memory */
void group_stories_free(struct stories *);               /* NULL is fine */

/* Every row of the index from now on is in a story, by itself if nobody joins
 * it.  False when out of memory. */
bool group_stories_room(struct stories *);

/* The first row of a row's story. */
uint32_t group_stories_first(const struct stories *, uint32_t row);
uint32_t group_stories_documents(const struct stories *, uint32_t first);

/* Makes one story of those of two rows that are alike, if their documents are so
 * on average, too: 1; 0: they are not, or are one already; -1 with errno. */
int group_stories_join(struct stories *, const struct story_params *, uint32_t row,
                       const struct match *);

/* What is said of a row and the document that it is most like; `with`: of the
 * match.  The ids are to be filled in.  False with errno. */
bool group_stories_evidence(struct story_index *, uint32_t row,
                            const struct match *, struct verdict *);

#endif
