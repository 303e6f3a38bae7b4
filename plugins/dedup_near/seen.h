/* SPDX-License-Identifier: MIT */
/* seen.h - a set of shingles as sieve.h has it, for a few thousand: a byte each
 * instead of a bit, as whoever only writes need not wait for what was there.  It
 * is emptied by counting on: a byte says in which round it was written. */
#ifndef CATENA_DEDUP_NEAR_SEEN_H
#define CATENA_DEDUP_NEAR_SEEN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SEEN_BYTES (1u << 15) /* most of it is in the first cache */
#define SEEN_MOST (SEEN_BYTES / 8)

struct seen { /* zeroed is empty */
	uint8_t *bytes;
	uint8_t round;
};

static inline void seen_free(struct seen *s)
{
	free(s->bytes);
	memset(s, 0, sizeof *s);
}

/* Emptied.  False when out of memory. */
static inline bool seen_begin(struct seen *s)
{
	if (!s->bytes && !(s->bytes = calloc(SEEN_BYTES, 1)))
		return false;
	if (++s->round == 0) {
		memset(s->bytes, 0, SEEN_BYTES);
		s->round = 1;
	}
	return true;
}

static inline uint32_t seen_has(struct seen s, uint64_t h)
{
	return s.bytes[h & (SEEN_BYTES - 1)] == s.round;
}

/* Was it there? */
static inline uint32_t seen_add(struct seen s, uint64_t h)
{
	uint8_t *const at = s.bytes + (h & (SEEN_BYTES - 1));
	const uint32_t was = *at == s.round;

	*at = s.round;
	return was;
}

#endif
