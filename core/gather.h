/* SPDX-License-Identifier: MIT */
/* gather.h - facts of a gathering stage: emitted by documents, sorted by key
 * within a memory bound, handed over key by key; what is assigned to a
 * document comes back to it.  One thread at a time. */
#ifndef CATENA_GATHER_H
#define CATENA_GATHER_H

#include "doc.h"

struct gather;

/* memory: bytes to sort in before a run of facts goes to a file in `folder`.
 * NULL when out of memory. */
struct gather *gather_new(const char *folder, uint64_t memory);
void gather_free(struct gather *);

/* The facts of a document, in the order they were emitted.  Documents come in
 * input order. */
catena_status gather_add(struct gather *, const struct doc *);

/* Ends the emitting; the facts can be read from now on. */
catena_status gather_sort(struct gather *);

/* The next key in byte order, valid until the next gather_key; CATENA_END after
 * the last.  Facts of the key before that nobody read are skipped.  A fact is
 * valid until the next one is asked for, its value at a multiple of 8. */
catena_status gather_key(struct gather *, const void **key, uint32_t *size);
catena_status gather_fact(struct gather *, struct catena_fact *);

/* CATENA_E_BUG: doc is beyond the last one that was added. */
catena_status gather_assign(struct gather *, uint64_t doc, const void *value,
                            uint32_t size);

/* Ends the assigning.  Then, for documents in rising order: lays what was
 * assigned to it into doc->assigned, in the order of assigning. */
catena_status gather_assigned(struct gather *);
catena_status gather_give(struct gather *, struct doc *);

/* The k-th value in doc->assigned; NULL: no more. */
const void *gather_value(const struct doc *, uint32_t k, uint32_t *size);

/* Why the last call failed. */
const char *gather_error(const struct gather *);

#endif
