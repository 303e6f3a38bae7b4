/* SPDX-License-Identifier: MIT */
/* align.h - the shingles that two documents share, counted by running along
 * both: for those that are nearly copies. */
#ifndef CATENA_DEDUP_NEAR_ALIGN_H
#define CATENA_DEDUP_NEAR_ALIGN_H

#include <stdbool.h>
#include <stdint.h>

struct align { /* memory that is used again and again; zeroed is empty */
	uint64_t *hash;
	uint8_t *seen; /* elsewhere, too */
	uint32_t *slots;
	uint32_t room, room_slots;
};

void dedup_near_align_free(struct align *);

struct align_text {
	const uint32_t *words;
	uint32_t n;        /* words, `width` at least */
	uint32_t distinct; /* shingles; of the second text not asked for */
};

/* `far`: they are alike, though one may begin elsewhere; a search for that would
 * be in vain mostly.  The number of shingles in both, or 0 as soon as there are
 * fewer than `need`; exact.  ALIGN_NO: they run too far apart for this to be of any
 * use.  -1: out of memory. */
#define ALIGN_NO (-2)
int64_t dedup_near_align(struct align *, struct align_text a, struct align_text b,
                         uint32_t width, uint32_t need, bool far);

#endif
