/* SPDX-License-Identifier: MIT */
/* spill.c - looks up seeds that are in files: see spill.h. */
#define _POSIX_C_SOURCE 200809L
#include "spill.h"
#include "seeds.h"
#include "../share/temporary.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEAR 16u /* numbers of places that are read in one go with their count */

void find_copies_spill_free(struct spill *s)
{
	for (uint32_t i = 0; i < s->n; i++)
		find_copies_spill_close(s->parts + i);
	memset(s, 0, sizeof *s);
}

void find_copies_spill_close(struct spill_part *part)
{
	free(part->first);
	if (part->file)
		close(part->file - 1);
	*part = (struct spill_part){.file = 0};
}

/* ---- Looking up ---- */

/* Tags are hashes: the page that would have this one if they were spread evenly. */
static uint32_t guess_page(const struct spill_part *part, uint32_t shard,
                           uint32_t tag)
{
	const uint32_t n = (part->n[shard] + SPILL_PAGE - 1) / SPILL_PAGE;

	return part->page[shard] + (uint32_t)((uint64_t)tag * n >> SEEDS_TAG_BITS);
}

const void *find_copies_spill_peek(const struct spill *s, uint32_t i, uint64_t key)
{
	const uint32_t shard = seeds_shard_of(key);
	const struct spill_part *const part = s->parts + i;

	return part->n[shard] ? part->first + guess_page(part, shard, seeds_tag(key))
	                      : NULL;
}

/* The page of a shard that may have a tag: the last that begins with no higher
 * one, which is near where it is guessed to be. */
static uint32_t page_of(const struct spill_part *part, uint32_t shard, uint32_t tag)
{
	const uint32_t *const first = part->first;
	const uint32_t n = (part->n[shard] + SPILL_PAGE - 1) / SPILL_PAGE;
	uint32_t low = part->page[shard], high = low + n, step = 1;
	const uint32_t guess = guess_page(part, shard, tag);

	if (first[guess] <= tag) {
		for (low = guess; step < high - low && first[low + step] <= tag; step *= 2)
			low += step;
		if (step < high - low)
			high = low + step;
	} else {
		for (high = guess; step < high - low && first[high - step] > tag; step *= 2)
			high -= step;
		if (step < high - low)
			low = high - step;
	}
	while (high - low > 1) {
		const uint32_t mid = low + (high - low) / 2;
		if (first[mid] <= tag)
			low = mid;
		else
			high = mid;
	}
	return low;
}

struct place_of_slot {
	uint32_t page;
	uint32_t n; /* slots of the page */
	uint32_t guess;
};

static struct place_of_slot place_of(const struct spill_part *part, uint32_t shard,
                                     uint32_t tag)
{
	const uint32_t page = page_of(part, shard, tag);
	const uint32_t before = (page - part->page[shard]) * SPILL_PAGE;
	const uint32_t left = part->n[shard] - before;
	const uint32_t n = left < SPILL_PAGE ? left : SPILL_PAGE;
	const uint32_t from = part->first[page];
	const uint32_t to = left > SPILL_PAGE ? part->first[page + 1] : UINT32_MAX / 2;
	const uint64_t in = tag > from ? tag - from : 0;
	const uint32_t guess = (uint32_t)(in * n / ((uint64_t)(to - from) + 1));

	return (struct place_of_slot){page, n, guess < n ? guess : n - 1};
}

static int find_slot(const struct spill_part *part, uint32_t shard, uint32_t tag,
                     struct spill_page *page, uint64_t *slot)
{
	const struct place_of_slot p = place_of(part, shard, tag);
	const uint64_t *const slots = page->slots;
	uint32_t i = p.guess;

	if (!temporary_read(part->file, p.page * (uint64_t)sizeof *page, page,
	                    sizeof *page))
		return -1;
	while (i && (uint32_t)(slots[i] >> 33) > tag)
		i--;
	while (i + 1 < p.n && (uint32_t)(slots[i] >> 33) < tag)
		i++;
	*slot = slots[i];
	return (uint32_t)(slots[i] >> 33) == tag;
}

static bool near_places(const struct spill_page *page, uint32_t unit,
                        uint32_t *places, uint32_t most, uint32_t *n)
{
	const uint32_t *const head = page->places + unit * SPILL_UNIT;

	*n = head[0];
	if (*n > most || *n >= (SPILL_NEAR - unit) * SPILL_UNIT)
		return errno = EIO, false;
	memcpy(places, head + 1, *n * sizeof *places);
	return true;
}

static bool far_places(const struct spill_part *part, uint32_t unit,
                       uint32_t *places, uint32_t most, uint32_t *n)
{
	const uint64_t at = spill_places_at(part, unit);
	const uint64_t left = (part->units + SPILL_NEAR - unit) * SPILL_UNIT;
	uint32_t head[NEAR];
	const uint32_t near = left < NEAR ? (uint32_t)left : NEAR;

	if (!temporary_read(part->file, at, head, near * sizeof *head))
		return false;
	*n = head[0];
	if (*n > most || *n >= left)
		return errno = EIO, false;
	if (*n < near)
		return memcpy(places, head + 1, *n * sizeof *places), true;
	return temporary_read(part->file, at + sizeof *head, places,
	                      *n * sizeof *places);
}

int find_copies_spill_find(const struct spill *s, uint64_t key, uint64_t *slot,
                           uint32_t *places, uint32_t most, uint32_t *n)
{
	const uint32_t shard = seeds_shard_of(key), tag = seeds_tag(key);
	struct spill_page page;

	for (uint32_t i = s->n; i-- > 0;) {
		const struct spill_part *const part = s->parts + i;
		const int found =
		    part->n[shard] ? find_slot(part, shard, tag, &page, slot) : 0;
		if (found < 0)
			return -1;
		if (!found)
			continue;
		*n = 1;
		if (!seeds_has_block(*slot))
			return 1;
		const uint32_t unit = (uint32_t)*slot;
		const bool got = unit < SPILL_NEAR
		                     ? near_places(&page, unit, places, most, n)
		                     : far_places(part, unit, places, most, n);
		return got ? 1 : -1;
	}
	return 0;
}
