/* SPDX-License-Identifier: MIT */
/* background.c - how common a word is in general, so that a heap of five
 * documents about one event is not taken for five about nothing. */
#include "background_table.h"
#include "group_stories.h"

#define WORDS (sizeof background_hashes / sizeof background_hashes[0])

_Static_assert(WORDS <= 1 << 15, "an index keeps their numbers in 15 bits");

/* The place of a hash, or of one next to where it would be. */
static size_t place_of(uint32_t hash)
{
	const uint32_t bucket = hash >> (32 - BACKGROUND_BITS);
	const size_t end = background_starts[bucket + 1];
	size_t at = background_starts[bucket];

	while (at + 1 < end && background_hashes[at] < hash)
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
