/* SPDX-License-Identifier: MIT */
/* index_sum.h - the sum of a piece of an index, and of which pieces it was right:
 * for index_db.c. */
#ifndef CATENA_SHARE_INDEX_SUM_H
#define CATENA_SHARE_INDEX_SUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline uint64_t index_sum_of(const unsigned char *p, size_t n)
{
	uint64_t sum = n, word;

	for (; n >= 8; p += 8, n -= 8) {
		memcpy(&word, p, 8);
		sum = (sum ^ word) * UINT64_C(0x9E3779B97F4A7C15);
		sum ^= sum >> 32;
	}
	word = 0;
	if (n)
		memcpy(&word, p, n);
	sum = (sum ^ word) * UINT64_C(0x9E3779B97F4A7C15);
	return sum ^ sum >> 32;
}

struct index_sound { /* a bit for each piece of a stream */
	unsigned char *bits;
	size_t room; /* bytes */
};

static inline bool index_sound_has(const struct index_sound *s, uint64_t piece)
{
	return piece / 8 < s->room && s->bits[piece / 8] >> piece % 8 & 1;
}

/* Without memory for it, it is summed again the next time. */
static inline void index_sound_add(struct index_sound *s, uint64_t piece)
{
	if (piece / 8 >= s->room) {
		if (piece / 8 >= SIZE_MAX / 4)
			return;
		const size_t room = (size_t)(piece / 8) * 2 + 64;
		unsigned char *const p = realloc(s->bits, room);
		if (!p)
			return;
		memset(p + s->room, 0, room - s->room);
		s->bits = p;
		s->room = room;
	}
	s->bits[piece / 8] = (unsigned char)(s->bits[piece / 8] | 1u << piece % 8);
}

#endif
