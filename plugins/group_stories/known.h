/* SPDX-License-Identifier: MIT */
/* known.h - documents that earlier runs have seen (catena's index), and those of
 * this run before it was cut off (a checkpoint).  Not for two threads at once. */
#ifndef CATENA_GROUP_STORIES_KNOWN_H
#define CATENA_GROUP_STORIES_KNOWN_H

#include "decide.h"

/* [serial_new] Opens the index, if there is one: all that is known is there
 * then. */
catena_status group_stories_known_open(catena_ctx *, struct decider *);

/* A row that was decided is remembered, if there is an index. */
catena_status group_stories_known_add(catena_ctx *, struct decider *,
                                      const struct record *, uint32_t row);

/* [save, restore] Where there is an index. */
catena_status group_stories_known_save(catena_ctx *, struct decider *);
catena_status group_stories_known_restore(catena_ctx *, struct decider *);

/* [save, restore] Where there is none: all of it. */
catena_status group_stories_save(catena_ctx *, struct decider *);
catena_status group_stories_restore(catena_ctx *, struct decider *);

#endif
