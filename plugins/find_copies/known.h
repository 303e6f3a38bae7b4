/* SPDX-License-Identifier: MIT */
/* known.h - the documents that are remembered from run to run: those of an
 * index on disk, which the corpus has before those of this run. */
#ifndef CATENA_FIND_COPIES_KNOWN_H
#define CATENA_FIND_COPIES_KNOWN_H

#include "find_copies.h"

struct known; /* of one run */

/* *out is NULL if no index is wanted.  [create] */
catena_status find_copies_known_check(catena_ctx *, const struct share_index_rule *,
                                      struct share_index **out);

/* Opens it; all that it knows is in the corpus then, and in the lending.
 * [serial_new] */
catena_status find_copies_known_open(catena_ctx *, const struct find_self *,
                                     struct serial *);
void find_copies_known_free(struct known *); /* NULL is fine */

/* [serial] A document comes by: its date is filled in, what is too old is
 * forgotten. */
catena_status find_copies_known_arrive(catena_ctx *, const struct find_self *,
                                       struct serial *, struct copy_doc *);
/* [serial] Remembers a document that is in the corpus now. */
catena_status find_copies_known_add(catena_ctx *, const struct find_self *,
                                    struct serial *, const struct copy_doc *);

/* [save, restore] */
catena_status find_copies_known_save(catena_ctx *, const struct find_self *,
                                     struct serial *);
catena_status find_copies_known_restore(catena_ctx *, const struct find_self *,
                                        struct serial *);

#endif
