/* SPDX-License-Identifier: MIT */
/* background.c - how common a word is in general, so that a heap of five
 * documents about one event is not taken for five about nothing. */
#include "background_table.h"
#include "group_stories.h"

#define WORDS (sizeof background_hashes / sizeof background_hashes[0])

_Static_assert(WORDS <= 1 << 15, "an index keeps their numbers in 15 bits");

/* The hashes are spread evenly: the place of one is nearly known. */
static size_t place_of(uint32_t hash)
{
	size_t at = (size_t)((uint64_t)hash * WORDS >> 32);

	while (at > 0 && background_hashes[at] > hash)
		at--;
	while (at + 1 < WORDS && background_hashes[at] < hash)
		at++;
	return at;
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
