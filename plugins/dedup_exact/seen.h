/* SPDX-License-Identifier: MIT */
/* seen.h - the fingerprints of the documents that were kept, and their ids. */
#ifndef CATENA_DEDUP_EXACT_SEEN_H
#define CATENA_DEDUP_EXACT_SEEN_H

#include "normal.h"

struct seen;

struct seen *dedup_exact_seen_new(void); /* NULL when out of memory */
void dedup_exact_seen_free(struct seen *);
uint32_t dedup_exact_seen_size(const struct seen *);

/* What is older than `limit` was not seen; INT64_MIN (at first): all was. */
void dedup_exact_seen_limit(struct seen *, int64_t limit);

/* 1: seen before, *id is whose it was (until the next call); 0: not; -1 with
 * errno. */
int dedup_exact_seen_find(struct seen *, const struct fingerprint *,
                          const char **id, uint32_t *id_size);

/* 0, or -1 with errno.  date: seconds, for the limit. */
int dedup_exact_seen_add(struct seen *, const struct fingerprint *, const char *id,
                         uint32_t id_size, int64_t date);

/* Everything as bytes for a checkpoint on this machine; the caller frees. */
void *dedup_exact_seen_save(const struct seen *, size_t *size);
int dedup_exact_seen_load(struct seen *, const void *, size_t);

#endif
