/* SPDX-License-Identifier: MIT */
/* idset.h - the ids that a run has met, as 64-bit hashes: 8 bytes each, 16 at
 * most while the table is not full.
 *
 * Two ids may have one hash: of a million different ones, two do in one of
 * 37 million runs.  One thread at a time. */
#ifndef CATENA_IDSET_H
#define CATENA_IDSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct idset {
	uint64_t *slots; /* open addressing; 0: free */
	size_t n, cap;   /* cap: a power of two, or 0 */
	uint64_t most;   /* bytes that the table may take */
};

enum idset_answer {
	IDSET_NEW, /* it is in now */
	IDSET_KNOWN,
	IDSET_FULL, /* not known, and there is no room for it */
	IDSET_NO_MEMORY
};

enum idset_answer idset_add(struct idset *, const char *id, size_t size);
/* It will be asked for: several are fetched from memory at once. */
void idset_soon(const struct idset *, const char *id, size_t size);
bool idset_has(const struct idset *, const char *id, size_t size);

/* As it was: n slots, as a set before had them.  false: they are none, or out
 * of memory. */
bool idset_restore(struct idset *, const void *slots, size_t bytes);
void idset_finish(struct idset *);

#endif
