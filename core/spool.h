/* SPDX-License-Identifier: MIT */
/* spool.h - documents on disk between two phases of a chain that gathers.
 * Written in input order by one thread, then read once, in that order. */
#ifndef CATENA_SPOOL_H
#define CATENA_SPOOL_H

#include "chain.h"
#include "doc.h"

struct spool;

/* A nameless temporary file in folder.  NULL with the reason in why. */
struct spool *spool_new(const char *folder, char *why, size_t size);
void spool_free(struct spool *); /* NULL is fine */

/* A kept document, as frame.h says; columns that no stage from `from` on reads
 * stay behind.  So that a later phase can still quarantine it with its bytes
 * as read, those are kept up to the bound that frame.h names. */
catena_status spool_write(struct spool *, const struct chain *, const struct doc *,
                          uint32_t from);

/* Ends the writing. */
catena_status spool_rewind(struct spool *);

/* The next document's frame, into the doc's arena, with its number:
 * CATENA_END after the last.  spool_decode makes the document of it (a worker
 * does that); its layers array is there already. */
catena_status spool_read(struct spool *, struct doc *);
catena_status spool_decode(const struct chain *, struct doc *, char *why,
                           size_t size);

const char *spool_error(const struct spool *);

#endif
