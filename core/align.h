/* SPDX-License-Identifier: MIT */
/* align.h - which passages two texts share, word by word.
 *
 * A word is a run of letters, digits and underscores, compared without regard
 * to case; an ideograph is a word of its own.  All is in the arena that was
 * given.  [any] */
#ifndef CATENA_ALIGN_H
#define CATENA_ALIGN_H

#include "arena.h"
#include <stdbool.h>
#include <stdint.h>

struct align_text {
	const char *text;
	size_t size;
	uint32_t n; /* words */
	uint32_t *hash, *begin, *end;
};

/* Words a..a_end of one text against b..b_end of the other: equal to the word,
 * or different (then one of the two may be empty). */
struct align_piece {
	uint32_t a, a_end, b, b_end;
	bool same;
};

/* Pieces one behind the other in both texts, the first and the last the same. */
struct align_passage {
	const struct align_piece *pieces;
	uint32_t n;
	uint32_t a, a_end, b, b_end;
	uint32_t same; /* words */
};

struct align_result {
	struct align_passage *passages; /* in the order of the first text */
	uint32_t n;
	uint32_t a_same, b_same; /* words of each that stand in the other */
};

/* -1 when out of memory, or when there are 2^31 bytes or more. */
int align_words(struct align_text *, struct arena *, const char *text, size_t size);

/* Passages that begin with `least` words that are the same; a stretch of up to
 * ALIGN_GAP words that differ does not end one.  -1 when out of memory. */
enum {
	ALIGN_GAP = 24
};
int align_shared(struct align_result *, struct arena *, const struct align_text *a,
                 const struct align_text *b, uint32_t least);

/* All of a against all of b, as one passage. */
int align_whole(struct align_passage *, struct arena *, const struct align_text *a,
                const struct align_text *b);

#endif
