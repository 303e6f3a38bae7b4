/* SPDX-License-Identifier: MIT */
/* known.h - the documents that are remembered from run to run: those of an
 * index on disk, in front of those of this run. */
#ifndef CATENA_DEDUP_NEAR_KNOWN_H
#define CATENA_DEDUP_NEAR_KNOWN_H

#include "../share/index.h"
#include "dedup_near.h"

struct known; /* of one run */

/* Checks the options.  *out is NULL if no index is wanted.  [create] */
catena_status dedup_near_known_check(catena_ctx *, const struct near_self *,
                                     const struct share_index_rule *,
                                     struct share_index **out);

/* Opens it; all that it knows is in the near_index then, and its words are read
 * from there.  [serial_new] */
catena_status dedup_near_known_open(catena_ctx *, struct share_index *,
                                    struct near_index *, struct known **out);
void dedup_near_known_free(struct known *); /* NULL is fine */

/* [serial] What reads the near_index does so in this call. */
void dedup_near_known_call(struct known *, catena_ctx *);

/* [serial] A document comes by, of this date (share_index_date): to be called
 * before the near_index is asked for it. */
void dedup_near_known_arrive(catena_ctx *, struct known *, int64_t date);

/* Refuses a document whose id is too long to be remembered.  [any] */
catena_status dedup_near_known_takes(catena_ctx *, uint32_t id_size);

/* [serial] Remembers a document that was just added to the near_index, and what
 * it joined. */
catena_status dedup_near_known_add(catena_ctx *, struct known *,
                                   const struct near_doc *,
                                   const struct near_match *, uint32_t n);

/* [save, restore] */
catena_status dedup_near_known_save(catena_ctx *, struct known *);
catena_status dedup_near_known_restore(catena_ctx *, struct known *);

#endif
