/* SPDX-License-Identifier: MIT */
/* background.c - how common a word is in general, so that a heap of five
 * documents about one event is not taken for five about nothing. */
#include "background_table.h"
#include "group_stories.h"

#define WORDS (sizeof background_hashes / sizeof background_hashes[0])

_Static_assert(WORDS <= 1 << 15, "an index keeps their numbers in 15 bits");

#define AT_ONCE 8u /* words of a bucket: few have more */

/* The place of a hash, or of one next to where it would be.  How far on it stands
 * is counted rather than looked for: a loop would end where nobody guesses. */
static size_t place_of(uint32_t hash)
{
	size_t at = background_starts[hash >> (32 - BACKGROUND_BITS)];
	uint32_t below = AT_ONCE;

	if (at + AT_ONCE <= WORDS) {
		below = 0;
		for (uint32_t i = 0; i < AT_ONCE; i++)
			below += background_hashes[at + i] < hash;
		at += below;
	}
	while (below == AT_ONCE && at < WORDS && background_hashes[at] < hash)
		at++;
	return at < WORDS ? at : WORDS - 1;
}

uint8_t group_stories_prior(uint32_t hash)
{
	const size_t at = place_of(hash);

	return background_hashes[at] == hash ? background_priors[at]
	                                     : BACKGROUND_UNKNOWN;
}

uint32_t group_stories_common(uint32_t hash)
{
	const size_t at = place_of(hash);

	return background_hashes[at] == hash ? (uint32_t)at : UINT32_MAX;
}

bool group_stories_common_hash(uint32_t number, uint32_t *hash)
{
	if (number >= WORDS)
		return false;
	*hash = background_hashes[number];
	return true;
}
