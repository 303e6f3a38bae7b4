/* SPDX-License-Identifier: MIT */
/* spill.c - looks up seeds that are in files, and the filter before them: see
 * spill.h. */
#define _POSIX_C_SOURCE 200809L
#include "spill.h"
#include "seeds.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEAR 16u /* numbers of places that are read in one go with their count */
#define WORDS 8u /* of a row of the filter */

void find_copies_spill_free(struct spill *s)
{
	for (uint32_t i = 0; i < s->n; i++) {
		free(s->parts[i].first);
		close(s->parts[i].file - 1);
	}
	free(s->filter);
	memset(s, 0, sizeof *s);
}

bool find_copies_spill_write(int file, uint64_t at, const void *bytes, size_t size)
{
	const unsigned char *in = bytes;

	while (size) {
		const ssize_t n = pwrite(file - 1, in, size, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return errno = n ? errno : ENOSPC, false;
		in += n;
		at += (uint64_t)n;
		size -= (size_t)n;
	}
	return true;
}

bool find_copies_spill_read(int file, uint64_t at, void *bytes, size_t size)
{
	unsigned char *out = bytes;

	while (size) {
		const ssize_t n = pread(file - 1, out, size, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return errno = n ? errno : EIO, false;
		out += n;
		at += (uint64_t)n;
		size -= (size_t)n;
	}
	return true;
}

/* ---- The filter ---- */

static uint64_t mix(uint32_t shard, uint32_t tag)
{
	uint64_t h =
	    ((uint64_t)shard << SEEDS_TAG_BITS | tag) * UINT64_C(0x9E3779B97F4A7C15);

	h = (h ^ h >> 32) * UINT64_C(0xC4CEB9FE1A85EC53);
	return h ^ h >> 29;
}

static uint64_t *row_of(const struct spill *s, uint64_t h)
{
	return s->filter + ((h >> 32) * s->rows >> 32) * WORDS;
}

/* The word and the bit in it that the i-th of three numbers of 9 bits means. */
static uint32_t word_of(uint64_t h, unsigned i)
{
	return h >> (9 * i + 6) & (WORDS - 1);
}

static uint64_t bit_of(uint64_t h, unsigned i)
{
	return UINT64_C(1) << (h >> 9 * i & 63);
}

static bool may_have(const struct spill *s, uint64_t key)
{
	const uint64_t h = mix(seeds_shard_of(key), seeds_tag(key));
	const uint64_t *const row = s->filter ? row_of(s, h) : NULL;

	return !row ||
	       (row[word_of(h, 0)] & bit_of(h, 0) &&
	        row[word_of(h, 1)] & bit_of(h, 1) && row[word_of(h, 2)] & bit_of(h, 2));
}

void find_copies_spill_note(struct spill *s, uint32_t shard, uint64_t slot)
{
	const uint64_t h = mix(shard, (uint32_t)(slot >> 33));
	uint64_t *const row = s->filter ? row_of(s, h) : NULL;

	for (unsigned i = 0; row && i < 3; i++)
		row[word_of(h, i)] |= bit_of(h, i);
}

const uint64_t *find_copies_spill_row(const struct spill *s, uint64_t key)
{
	return s->filter ? row_of(s, mix(seeds_shard_of(key), seeds_tag(key))) : NULL;
}

static bool note_page(struct spill *s, const struct spill_part *part,
                      uint32_t shard, uint32_t from)
{
	const uint32_t left = part->n[shard] - from;
	const uint32_t n = left < SPILL_PAGE ? left : SPILL_PAGE;
	const uint64_t at = (uint64_t)part->page[shard] * SPILL_PAGE + from;
	uint64_t slots[SPILL_PAGE];

	if (!find_copies_spill_read(part->file, at * sizeof *slots, slots,
	                            n * sizeof *slots))
		return false;
	for (uint32_t i = 0; i < n; i++)
		find_copies_spill_note(s, shard, slots[i]);
	return true;
}

bool find_copies_spill_make_filter(struct spill *s, uint64_t bytes)
{
	const uint64_t row = WORDS * sizeof *s->filter;
	uint64_t rows = bytes / row ? bytes / row : 1;

	if (rows > UINT32_MAX)
		rows = UINT32_MAX;
	s->filter = rows * row > SIZE_MAX
	                ? NULL
	                : aligned_alloc((size_t)row, (size_t)(rows * row));
	if (!s->filter)
		return errno = ENOMEM, false;
	memset(s->filter, 0, (size_t)(rows * row));
	s->rows = rows;
	s->bytes += rows * row;
	for (uint32_t i = 0; i < s->n; i++)
		for (uint32_t k = 0; k < SPILL_SHARDS; k++)
			for (uint32_t at = 0; at < s->parts[i].n[k]; at += SPILL_PAGE)
				if (!note_page(s, s->parts + i, k, at))
					return false;
	return true;
}

/* ---- Looking up ---- */

/* The page of a shard that may have a tag: the last that begins with no higher
 * one. */
static uint32_t page_of(const struct spill_part *part, uint32_t shard, uint32_t tag)
{
	uint32_t low = part->page[shard];
	uint32_t high = low + (part->n[shard] + SPILL_PAGE - 1) / SPILL_PAGE;

	while (high - low > 1) {
		const uint32_t mid = low + (high - low) / 2;
		if (part->first[mid] <= tag)
			low = mid;
		else
			high = mid;
	}
	return low;
}

static int find_slot(const struct spill_part *part, uint32_t shard, uint32_t tag,
                     uint64_t *slot)
{
	const uint32_t page = page_of(part, shard, tag);
	const uint32_t before = (page - part->page[shard]) * SPILL_PAGE;
	const uint32_t left = part->n[shard] - before;
	const uint32_t n = left < SPILL_PAGE ? left : SPILL_PAGE;
	uint64_t slots[SPILL_PAGE];
	uint32_t low = 0, high = n;

	if (!find_copies_spill_read(part->file, (uint64_t)page * sizeof slots, slots,
	                            n * sizeof *slots))
		return -1;
	while (low < high) {
		const uint32_t mid = low + (high - low) / 2;
		if ((uint32_t)(slots[mid] >> 33) < tag)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == n || (uint32_t)(slots[low] >> 33) != tag)
		return 0;
	*slot = slots[low];
	return 1;
}

static bool get_places(const struct spill_part *part, uint32_t unit,
                       uint32_t *places, uint32_t most, uint32_t *n)
{
	const uint64_t at = spill_places_at(part, unit);
	const uint64_t left = (part->units - unit) * SPILL_UNIT;
	uint32_t head[NEAR];
	const uint32_t near = left < NEAR ? (uint32_t)left : NEAR;

	if (!find_copies_spill_read(part->file, at, head, near * sizeof *head))
		return false;
	*n = head[0];
	if (*n > most || *n >= left)
		return errno = EIO, false;
	if (*n < near)
		return memcpy(places, head + 1, *n * sizeof *places), true;
	return find_copies_spill_read(part->file, at + sizeof *head, places,
	                              *n * sizeof *places);
}

int find_copies_spill_find(const struct spill *s, uint64_t key, uint64_t *slot,
                           uint32_t *places, uint32_t most, uint32_t *n)
{
	const uint32_t shard = seeds_shard_of(key), tag = seeds_tag(key);

	if (!s->n || !may_have(s, key))
		return 0;
	for (uint32_t i = s->n; i-- > 0;) {
		const struct spill_part *const part = s->parts + i;
		const int found = part->n[shard] ? find_slot(part, shard, tag, slot) : 0;
		if (found < 0)
			return -1;
		if (!found)
			continue;
		*n = 1;
		if (seeds_has_block(*slot))
			return get_places(part, (uint32_t)*slot, places, most, n) ? 1 : -1;
		return 1;
	}
	return 0;
}
