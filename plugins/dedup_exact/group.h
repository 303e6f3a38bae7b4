/* SPDX-License-Identifier: MIT */
/* group.h - keep policies that must see all copies first: every document says
 * its fingerprint, rank and id; when all have passed, the lowest rank of each
 * fingerprint is kept. */
#ifndef CATENA_DEDUP_EXACT_GROUP_H
#define CATENA_DEDUP_EXACT_GROUP_H

#include "../share/rank.h"
#include "known.h"

struct group; /* of the fingerprint at hand */

struct group *dedup_exact_group_new(void); /* NULL when out of memory */
void dedup_exact_group_free(struct group *);

/* [worker] index: may be NULL. */
catena_status dedup_exact_group_emit(catena_ctx *, const struct rank_rule *,
                                     const struct share_index *,
                                     const struct fingerprint *);

/* [serial] Draws the facts of a fingerprint and assigns the id of the one that
 * is kept to all others: one that an earlier run kept, if there is one. */
catena_status dedup_exact_group_resolve(catena_ctx *, struct group *,
                                        struct share_index *, struct seen *,
                                        const struct fingerprint *);

#endif
