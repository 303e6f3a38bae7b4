/* SPDX-License-Identifier: MIT */
/* prints.h - fingerprints of a document: hashes of some runs of words.
 *
 * Each window of min_words words selects one run of `prints_run` words in it, by
 * its words alone: wherever else the same window stands the same run is selected.
 * So a document need be asked about, and remembered by, what its windows select,
 * and no run of min_words words that it shares with another is missed.
 *
 * Of the words of a window (or sets of `prints_ranked` in a row) the first that is
 * the least by a hash of its own counts.  The run begins with it, or prints_step
 * words before, or twice that, if it would reach beyond the window (the
 * mod-minimizer: Groot Koerkamp and Pibiri, "The mod-minimizer: a simple and
 * efficient sampling algorithm for long k-mers", 2024).  Of 12 words and runs of 7,
 * 23 in 100 words begin one: measured, and what the theory says; by the least hash
 * of a whole run it would be 29 (winnowing: Schleimer, Wilkerson and Aiken, 2003).
 */
#ifndef CATENA_FIND_COPIES_PRINTS_H
#define CATENA_FIND_COPIES_PRINTS_H

#include "../share/machine.h"
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

/* Places in a window where a run may begin. */
static inline uint32_t prints_step(uint32_t min_words)
{
	return min_words - prints_run(min_words) + 1;
}

/* As many more or less than words of a run as prints_step goes into: so what a
 * window selects is never before what the one before it selects. */
static inline uint32_t prints_ranked(uint32_t min_words)
{
	const uint32_t ranked = prints_run(min_words) % prints_step(min_words);

	return ranked ? ranked : prints_step(min_words);
}

/* Windows of a document of n words. */
static inline uint32_t prints_windows(uint32_t n, uint32_t min_words)
{
	return n < min_words ? 0 : n - min_words + 1;
}

/* A fingerprint: the word where it begins, and the windows that select it; the
 * next one's begin behind these. */
struct print {
	uint32_t at, first, last;
};

/* The fingerprints that windows [from, to), one or more, of a text select, in their
 * order: space for as many.  Words count from the first of `words` on.  room: for
 * a number for each word of these windows. */
uint32_t find_copies_prints(const uint32_t *words, uint32_t min_words,
                            uint32_t from, uint32_t to, enum share_machine,
                            uint64_t *ranks, struct print *out);

/* The key of a fingerprint, from its first word on. */
uint64_t find_copies_print_key(const uint32_t *words, uint32_t min_words);

/* The keys of n windows of min_words words, from the first of `words` on; there are
 * min_words + n - 1 words. */
void find_copies_window_keys(const uint32_t *words, uint32_t min_words, uint32_t n,
                             uint64_t *keys);

#endif
