/* SPDX-License-Identifier: MIT */
/* known.h - the fingerprints that are remembered from run to run: those of an
 * index, beside those of this run. */
#ifndef CATENA_DEDUP_EXACT_KNOWN_H
#define CATENA_DEDUP_EXACT_KNOWN_H

#include "../share/index.h"
#include "seen.h"

/* Checks the options.  *index is NULL if there is none; field: NULL for the
 * text. */
catena_status dedup_exact_known_new(catena_ctx *, const struct share_index_rule *,
                                    unsigned flags, const char *field,
                                    struct share_index **index);

/* [serial_new] Opens it; all that is known is seen then. */
catena_status dedup_exact_known_open(catena_ctx *, struct share_index *,
                                     struct seen *);

/* It is seen from now on, and in later runs.  index: may be NULL. */
catena_status dedup_exact_known_add(catena_ctx *, struct share_index *,
                                    struct seen *, const struct fingerprint *,
                                    const char *id, uint32_t id_size, int64_t date);

/* [save, restore] */
catena_status dedup_exact_known_save(catena_ctx *, struct share_index *);
catena_status dedup_exact_known_restore(catena_ctx *, struct share_index *,
                                        struct seen *);

#endif
