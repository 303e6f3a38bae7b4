/* SPDX-License-Identifier: MIT */
/* filter.c - the memory of a filter: see filter.h. */
#include "filter.h"
#include "big.h"

bool find_copies_filter_new(struct filter *f, uint64_t keys, uint64_t most)
{
	const uint64_t line = FILTER_WORDS * sizeof *f->words;
	uint64_t lines = filter_bytes(keys) / line;

	if (lines > most / line)
		lines = most / line ? most / line : 1;
	if (lines > UINT32_MAX || lines > SIZE_MAX / line)
		return false;
	uint64_t *const words = find_copies_big_new((size_t)(lines * line));
	if (!words)
		return false;
	find_copies_filter_free(f);
	*f = (struct filter){words, lines, 0};
	return true;
}

void find_copies_filter_free(struct filter *f)
{
	find_copies_big_free(f->words, (size_t)filter_size(f));
	*f = (struct filter){.words = NULL};
}
