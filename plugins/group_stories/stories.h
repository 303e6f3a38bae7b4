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

/* As group_stories_room, for a row that was in a story before: that of the row
 * `first`.  False with errno. */
bool group_stories_attach(struct stories *, uint32_t row, uint32_t first);

/* For a checkpoint: what stands for a story of several documents at its first row
 * (0 bytes: none), and a row with it back in its story; false with errno. */
size_t group_stories_sum(const struct stories *, uint32_t row, const void **bytes);
bool group_stories_put_back(struct stories *, uint32_t row, uint32_t first,
                            const void *sum, size_t size);

/* A story whose first document is not there goes by this name; and the first row
 * of the story that does, UINT32_MAX: none. */
bool group_stories_rename(struct stories *, uint32_t first, const char *name,
                          uint32_t size); /* false when out of memory */
const char *group_stories_renamed(const struct stories *, uint32_t first,
                                  uint32_t *size); /* NULL: it has its first */
uint32_t group_stories_named(const struct stories *, const char *name,
                             uint32_t size);

/* From here on: stories there are keep apart, each keeps its name. */
void group_stories_fix(struct stories *);

/* The first row of a row's story. */
uint32_t group_stories_first(const struct stories *, uint32_t row);

/* Makes one story of those of two rows that are alike, if their documents are so
 * on average, too: 1; 0: they are not, or are one already; -1 with errno.  The
 * vector of the row may be NULL. */
int group_stories_join(struct stories *, const struct story_params *, uint32_t row,
                       const struct vector *, const struct match *);

/* What is said of a row, whose vector it is, and the document that it is most like.
 * The ids are to be filled in.  False with errno. */
bool group_stories_evidence(struct story_index *, const struct vector *,
                            const struct match *, struct verdict *);

#endif
