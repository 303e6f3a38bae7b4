/* SPDX-License-Identifier: MIT */
/* prints.h - fingerprints of a document: hashes of runs of words, so chosen
 * that two documents which share `min_words` words in a row share one.
 *
 * A run of `prints_run` words is hashed at every word; of the runs of each
 * window - `prints_window` of them, min_words words in all - one is taken, and
 * of equal windows the same one everywhere. */
#ifndef CATENA_FIND_COPIES_PRINTS_H
#define CATENA_FIND_COPIES_PRINTS_H

#include <stdbool.h>
#include <stdint.h>

struct print {
	uint32_t at;        /* word where the run begins */
	uint32_t high, low; /* halves of the hash of its words: print_key */
};

#define PRINT_WINDOW (UINT64_C(1) << 27) /* in the key of a whole window */

static inline uint64_t print_key(const struct print *p)
{
	return (uint64_t)p->high << 32 | p->low;
}

/* Seven twelfths of min_words: long enough to be rare, short enough to stand
 * unchanged between two edits. */
static inline uint32_t prints_run(uint32_t min_words)
{
	const uint32_t run = (min_words * 7 + 11) / 12;

	return run > 12 ? 12 : run;
}

static inline uint32_t prints_window(uint32_t min_words)
{
	return min_words - prints_run(min_words) + 1;
}

/* A power of two that holds the hashes of two windows. */
static inline uint32_t prints_ring(uint32_t window)
{
	uint32_t ring = 4;

	while (ring < 2 * window)
		ring *= 2;
	return ring;
}

static inline uint32_t prints_scratch(uint32_t min_words)
{
	const uint32_t window = prints_window(min_words);

	return 2 * window + prints_ring(window);
}

/* prints: room for n of them; scratch: for prints_scratch(min_words) numbers.
 * Returns how many there are, by rising `at`; 0 when the document is shorter than
 * min_words. */
uint32_t find_copies_prints(const uint32_t *words, uint32_t n, uint32_t min_words,
                            struct print *prints, uint64_t *scratch);

/* The windows, by the words [*first, *last] where they begin, whose
 * fingerprint is the run at word `at`.  words: n of them, of which only those
 * less than min_words away from `at` matter.  False if there is none. */
bool find_copies_windows(const uint32_t *words, uint32_t n, uint32_t min_words,
                         uint32_t at, uint32_t *first, uint32_t *last);

/* The keys of n windows, from the first of `words` on; there are min_words + n - 1
 * words. */
void find_copies_window_keys(const uint32_t *words, uint32_t min_words, uint32_t n,
                             uint64_t *keys);

#endif
