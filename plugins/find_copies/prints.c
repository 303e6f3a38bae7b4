/* SPDX-License-Identifier: MIT */
/* prints.c - winnowing (Schleimer, Wilkerson, Aiken: "Winnowing: local
 * algorithms for document fingerprinting", 2003): of every window of hashes
 * the lowest, the last one among equals.  The low half of the hash decides, and
 * what was chosen for being low is not evenly spread: the key is the high half,
 * then the end of the low one, which is as good as any.
 *
 * The lowest of each window without a branch that cannot be foreseen: a window
 * is the end of one block and the beginning of the next, and the minima of both
 * are at hand (van Herk, "A fast algorithm for local minimum and maximum filters
 * on rectangular and octagonal kernels", 1992). */
#include "prints.h"
#include "../share/shingle.h"

/* What is compared: the hash, then the place, the last one first. */
static uint64_t rank_of(uint64_t hash, uint32_t at)
{
	return hash << 32 | (UINT32_MAX - at);
}

static uint64_t lower(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* ranks[] becomes the minima from each of its places to its end. */
static void from_the_end(uint64_t *ranks, uint32_t n)
{
	for (uint32_t i = n - 1; i-- > 0;)
		ranks[i] = lower(ranks[i], ranks[i + 1]);
}

uint32_t find_copies_prints(const uint32_t *words, uint32_t n, uint32_t min_words,
                            struct print *prints, uint64_t *scratch)
{
	const uint32_t window = prints_window(min_words);
	const uint32_t mask = prints_ring(window) - 1;
	uint64_t *now = scratch, *before = scratch + window;
	uint64_t *const hashes = before + window; /* of the last two blocks */
	uint64_t last = UINT64_MAX;
	uint32_t count = 0, i = 0;

	if (n < min_words)
		return 0;
	struct shingles s = shingles_begin(words, n, prints_run(min_words));
	while (i < s.n) {
		uint64_t least = UINT64_MAX;
		uint32_t j = 0;
		for (; j < window && i < s.n; j++, i++) {
			const uint64_t hash = shingles_next(&s, words, i);
			hashes[i & mask] = hash;
			now[j] = rank_of(hash, i);
			least = lower(least, now[j]);
			if (i + 1 < window)
				continue;
			const uint64_t best =
			    j + 1 < window ? lower(least, before[j + 1]) : least;
			const uint32_t at = UINT32_MAX - (uint32_t)best;
			const uint64_t chosen = hashes[at & mask];
			prints[count] =
			    (struct print){at, (uint32_t)(chosen >> 32),
			                   (uint32_t)(chosen << 16) & ~(uint32_t)PRINT_WINDOW};
			count += best != last;
			last = best;
		}
		from_the_end(now, j);
		uint64_t *const swap = now;
		now = before;
		before = swap;
	}
	return count;
}

bool find_copies_windows(const uint32_t *words, uint32_t n, uint32_t min_words,
                         uint32_t at, uint32_t *first, uint32_t *last)
{
	const uint32_t run = prints_run(min_words), window = prints_window(min_words);
	const uint32_t from = at + 1 < window ? 0 : at + 1 - window;
	uint32_t to = at + window - 1 + run; /* words */
	uint64_t mine = 0;

	if (to > n)
		to = n;
	if (n < min_words || at + run > n)
		return false;
	struct shingles s = shingles_begin(words + at, to - at, run);
	mine = rank_of(shingles_next(&s, words + at, 0), at);
	*last = at < n - min_words ? at : n - min_words;
	for (uint32_t i = 1; i < s.n; i++)
		if (rank_of(shingles_next(&s, words + at, i), at + i) < mine) {
			if (at + i < window)
				return false;
			if (at + i - window < *last)
				*last = at + i - window;
			break;
		}
	*first = from;
	s = shingles_begin(words + from, at - from + run, run);
	for (uint32_t i = from; i < at; i++)
		if (rank_of(shingles_next(&s, words + from, i - from), i) < mine)
			*first = i + 1;
	return *first <= *last;
}

void find_copies_window_keys(const uint32_t *words, uint32_t min_words, uint32_t n,
                             uint64_t *keys)
{
	struct shingles s = shingles_begin(words, min_words + n - 1, min_words);

	for (uint32_t i = 0; i < n; i++)
		keys[i] = shingle_mix(shingles_next(&s, words, i) + 1) | PRINT_WINDOW;
}
