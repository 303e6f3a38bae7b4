/* SPDX-License-Identifier: MIT */
/* prints.c - the keys of fingerprints and of windows: see prints.h.
 *
 * To keep every step-th and to ask for all takes half of the memory that
 * fingerprints take which both sides choose by what they look like (winnowing:
 * Schleimer, Wilkerson and Aiken, 2003): one in `step` words against two in `step`
 * + 1.  Most of what is asked for is new, and a filter knows that (filter.h). */
#include "prints.h"
#include "../share/shingle.h"

void find_copies_print_keys(const uint32_t *words, uint32_t min_words, uint32_t n,
                            uint64_t *keys)
{
	const uint32_t run = prints_run(min_words);
	struct shingles s = shingles_begin(words, run + n - 1, run);

	for (uint32_t i = 0; i < n; i++)
		keys[i] = shingles_next(&s, words, i) & ~PRINT_WINDOW;
}

void find_copies_window_keys(const uint32_t *words, uint32_t min_words, uint32_t n,
                             uint64_t *keys)
{
	struct shingles s = shingles_begin(words, min_words + n - 1, min_words);

	for (uint32_t i = 0; i < n; i++)
		keys[i] = shingle_mix(shingles_next(&s, words, i) + 1) | PRINT_WINDOW;
}
