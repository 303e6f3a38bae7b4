/* SPDX-License-Identifier: MIT */
/* background.c - how common a word is in general, so that a heap of five
 * documents about one event is not taken for five about nothing. */
#include "background_table.h"
#include "group_stories.h"

#define WORDS (sizeof background_hashes / sizeof background_hashes[0])

/* The hashes are spread evenly: the place of one is nearly known. */
uint8_t group_stories_prior(uint32_t hash)
{
	size_t at = (size_t)((uint64_t)hash * WORDS >> 32);

	while (at > 0 && background_hashes[at] > hash)
		at--;
	while (at + 1 < WORDS && background_hashes[at] < hash)
		at++;
	return background_hashes[at] == hash ? background_priors[at]
	                                     : BACKGROUND_UNKNOWN;
}
