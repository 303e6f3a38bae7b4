/* SPDX-License-Identifier: MIT */
/* prints.h - fingerprints of a document: hashes of runs of words.
 *
 * Of an earlier document those of every `prints_step`-th word are kept; of the one
 * at hand those of all its words are asked for.  A run of min_words words has
 * prints_step places where a run of `prints_run` words may begin in it: one of them
 * was kept, whatever stands around, and that one is asked for. */
#ifndef CATENA_FIND_COPIES_PRINTS_H
#define CATENA_FIND_COPIES_PRINTS_H

#include <stdbool.h>
#include <stdint.h>

#define PRINT_WINDOW (UINT64_C(1) << 27) /* in the key of a whole window */

/* Half of min_words: long enough to be rare, short enough to stand unchanged
 * between two edits. */
static inline uint32_t prints_run(uint32_t min_words)
{
	const uint32_t run = (min_words * 7 + 11) / 12;

	return run < 3 ? 3 : run > 10 ? 10 : run;
}

static inline uint32_t prints_step(uint32_t min_words)
{
	return min_words - prints_run(min_words) + 1;
}

/* Fingerprints of a document of n words. */
static inline uint32_t prints_of(uint32_t n, uint32_t min_words)
{
	return n < min_words ? 0 : n - prints_run(min_words) + 1;
}

/* The keys of n fingerprints, from the first of `words` on; there are
 * prints_run(min_words) + n - 1 words. */
void find_copies_print_keys(const uint32_t *words, uint32_t min_words, uint32_t n,
                            uint64_t *keys);

/* The keys of n windows of min_words words, from the first of `words` on; there are
 * min_words + n - 1 words. */
void find_copies_window_keys(const uint32_t *words, uint32_t min_words, uint32_t n,
                             uint64_t *keys);

/* The windows of a document of n words that hold the fingerprint at word `at` in
 * full: [*first, *last]. */
static inline void prints_windows(uint32_t n, uint32_t min_words, uint32_t at,
                                  uint32_t *first, uint32_t *last)
{
	const uint32_t step = prints_step(min_words);

	*first = at + 1 < step ? 0 : at + 1 - step;
	*last = at < n - min_words ? at : n - min_words;
}

#endif
