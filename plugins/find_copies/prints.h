/* SPDX-License-Identifier: MIT */
/* prints.h - fingerprints of a document: hashes of runs of words, so chosen
 * that two documents which share `min_words` words in a row share one. */
#ifndef CATENA_FIND_COPIES_PRINTS_H
#define CATENA_FIND_COPIES_PRINTS_H

#include <stdbool.h>
#include <stdint.h>

struct print {
	uint32_t at;  /* word where the run begins */
	uint32_t key; /* hash of its words */
};

/* Words of a run, and runs of a window: a run of min_words words holds one
 * whole window, and of each window the same run is taken everywhere. */
static inline uint32_t prints_run(uint32_t min_words)
{
	return (min_words + 1) / 2;
}

static inline uint32_t prints_window(uint32_t min_words)
{
	return min_words - prints_run(min_words) + 1;
}

/* prints: room for n of them; ring: for prints_window(min_words) hashes.
 * Returns how many there are; 0 when the document is shorter than a run. */
uint32_t find_copies_prints(const uint32_t *words, uint32_t n, uint32_t min_words,
                            struct print *prints, uint64_t *ring);

#endif
