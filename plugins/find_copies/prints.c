/* SPDX-License-Identifier: MIT */
/* prints.c - winnowing (Schleimer, Wilkerson, Aiken: "Winnowing: local
 * algorithms for document fingerprinting", 2003): of every window of hashes
 * the lowest, the last one among equals.  The key is the low half of the hash:
 * the high half of what was chosen for being low is not evenly spread. */
#include "prints.h"
#include "../share/shingle.h"

/* The position in (end - window, end] with the lowest hash. */
static uint32_t lowest_of(const uint64_t *ring, uint32_t window, uint32_t end)
{
	const uint32_t first = end + 1 < window ? 0 : end + 1 - window;
	uint32_t best = first;

	for (uint32_t i = first + 1; i <= end; i++)
		if (ring[i % window] <= ring[best % window])
			best = i;
	return best;
}

uint32_t find_copies_prints(const uint32_t *words, uint32_t n, uint32_t min_words,
                            struct print *prints, uint64_t *ring)
{
	const uint32_t run = prints_run(min_words), window = prints_window(min_words);
	uint32_t count = 0, best = 0;

	if (n < run)
		return 0;
	struct shingles s = shingles_begin(words, n, run);
	for (uint32_t i = 0; i < s.n; i++) {
		const uint32_t before = best;
		ring[i % window] = shingles_next(&s, words, i);
		if (best + window <= i) /* its place in the ring is taken */
			best = lowest_of(ring, window, i);
		else if (ring[i % window] <= ring[best % window])
			best = i;
		if (i + 1 < window || (count && best == before))
			continue;
		prints[count++] = (struct print){best, (uint32_t)ring[best % window]};
	}
	return count;
}
