/* SPDX-License-Identifier: MIT */
/* spill.c - looks up seeds that are in files, and the filter before them: see
 * spill.h. */
#define _POSIX_C_SOURCE 200809L
#include "spill.h"
#include "seeds.h"
#include "../share/temporary.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define NEAR 16u /* numbers of places that are read in one go with their count */
#define WORDS 8u /* of a row of the filter */
#define BITS_OF_KEY 14u /* of the filter; ten when the next parts are merged */
#define SPILL_MAPPED 65536u

void find_copies_spill_free(struct spill *s)
{
	for (uint32_t i = 0; i < s->n; i++)
		find_copies_spill_close(s->parts + i);
	free(s->filter);
	memset(s, 0, sizeof *s);
}

/* ---- The filter ---- */

static uint64_t mix(uint32_t shard, uint32_t tag)
{
	uint64_t h =
	    ((uint64_t)shard << SEEDS_TAG_BITS | tag) * UINT64_C(0x9E3779B97F4A7C15);

	h = (h ^ h >> 32) * UINT64_C(0xC4CEB9FE1A85EC53);
	return h ^ h >> 29;
}

/* Rows lie in the order of the keys, as parts do: a merge goes through them once.
 */
static uint64_t *row_of(const struct spill *s, uint32_t shard, uint32_t tag)
{
	const uint64_t at = (uint64_t)shard << (32 - SEEDS_SHARD_BITS) |
	                    tag >> (SEEDS_TAG_BITS - (32 - SEEDS_SHARD_BITS));

	return s->filter + (at * s->rows >> 32) * WORDS;
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

bool find_copies_spill_may_have(const struct spill *s, uint64_t key)
{
	const uint32_t shard = seeds_shard_of(key), tag = seeds_tag(key);
	const uint64_t h = mix(shard, tag);
	const uint64_t *const row = s->filter ? row_of(s, shard, tag) : NULL;

	return !row ||
	       (row[word_of(h, 0)] & bit_of(h, 0) &&
	        row[word_of(h, 1)] & bit_of(h, 1) && row[word_of(h, 2)] & bit_of(h, 2));
}

void find_copies_spill_note(struct spill *s, uint32_t shard, uint64_t slot)
{
	const uint32_t tag = (uint32_t)(slot >> 33);
	const uint64_t h = mix(shard, tag);
	uint64_t *const row = s->filter ? row_of(s, shard, tag) : NULL;

	for (unsigned i = 0; row && i < 3; i++)
		row[word_of(h, i)] |= bit_of(h, i);
}

const uint64_t *find_copies_spill_row(const struct spill *s, uint64_t key)
{
	return s->filter ? row_of(s, seeds_shard_of(key), seeds_tag(key)) : NULL;
}

void find_copies_spill_refilter(struct spill *s, uint64_t keys)
{
	const uint64_t row = WORDS * sizeof *s->filter;
	uint64_t rows = keys ? keys / (row * 8 / BITS_OF_KEY) + 1 : 0;

	free(s->filter);
	s->filter = NULL;
	s->bytes -= s->rows * row;
	s->rows = 0;
	if (rows > s->filter_most / row)
		rows = s->filter_most / row;
	if (!rows || rows > UINT32_MAX || rows > SIZE_MAX / row)
		return;
	s->filter = aligned_alloc((size_t)row, (size_t)(rows * row));
	if (!s->filter)
		return;
	memset(s->filter, 0, (size_t)(rows * row));
	s->rows = rows;
	s->bytes += rows * row;
}

/* ---- Files in memory ---- */

void find_copies_spill_map(const struct spill *s, struct spill_part *part)
{
	uint64_t size = spill_places_at(part, part->units), left = s->map_most;

	for (uint32_t i = 0; i < s->n; i++)
		left -= s->parts[i].mapped < left ? s->parts[i].mapped : left;
	if (size > left)
		size = left / SPILL_MAPPED * SPILL_MAPPED;
	if (!size || size > SIZE_MAX / 8)
		return;
	void *const map =
	    mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, part->file - 1, 0);
	if (map == MAP_FAILED)
		return;
	posix_madvise(map, (size_t)size, POSIX_MADV_RANDOM);
	part->map = map;
	part->mapped = size;
}

void find_copies_spill_close(struct spill_part *part)
{
	if (part->map)
		munmap((void *)(uintptr_t)part->map, (size_t)part->mapped);
	free(part->first);
	if (part->file)
		close(part->file - 1);
	*part = (struct spill_part){.file = 0};
}

/* Bytes of a part that are mapped; NULL: they are not. */
static const void *mapped(const struct spill_part *part, uint64_t at, uint64_t size)
{
	return at + size <= part->mapped ? part->map + at : NULL;
}

/* ---- Looking up ---- */

/* The page of a shard that may have a tag: the last that begins with no higher
 * one.  Tags are hashes: it is near where an even spread would have it. */
static uint32_t page_of(const struct spill_part *part, uint32_t shard, uint32_t tag)
{
	const uint32_t *const first = part->first;
	const uint32_t n = (part->n[shard] + SPILL_PAGE - 1) / SPILL_PAGE;
	uint32_t low = part->page[shard], high = low + n, step = 1;
	const uint32_t guess = low + (uint32_t)((uint64_t)tag * n >> SEEDS_TAG_BITS);

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
	uint64_t at; /* of the page, in bytes */
	uint32_t n;  /* slots of the page */
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

	return (struct place_of_slot){(uint64_t)page * SPILL_PAGE * sizeof(uint64_t), n,
	                              guess < n ? guess : n - 1};
}

static int find_slot(const struct spill_part *part, uint32_t shard, uint32_t tag,
                     uint64_t *slot)
{
	const struct place_of_slot p = place_of(part, shard, tag);
	uint64_t read[SPILL_PAGE];
	const uint64_t *slots = mapped(part, p.at, p.n * sizeof *slots);
	uint32_t i = p.guess;

	if (!slots) {
		slots = read;
		if (!temporary_read(part->file, p.at, read, p.n * sizeof *read))
			return -1;
	}
	while (i && (uint32_t)(slots[i] >> 33) > tag)
		i--;
	while (i + 1 < p.n && (uint32_t)(slots[i] >> 33) < tag)
		i++;
	*slot = slots[i];
	return (uint32_t)(slots[i] >> 33) == tag;
}

uint32_t find_copies_spill_peek(const struct spill *s, uint64_t key,
                                const void **items)
{
	const uint32_t shard = seeds_shard_of(key), tag = seeds_tag(key);
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		const struct spill_part *const part = s->parts + i;
		if (!part->map || !part->n[shard])
			continue;
		const struct place_of_slot p = place_of(part, shard, tag);
		items[n] = mapped(part, p.at + p.guess * sizeof(uint64_t), 1);
		n += items[n] != NULL;
	}
	return n;
}

static bool get_places(const struct spill_part *part, uint32_t unit,
                       uint32_t *places, uint32_t most, uint32_t *n)
{
	const uint64_t at = spill_places_at(part, unit);
	const uint64_t left = (part->units - unit) * SPILL_UNIT;
	uint32_t read[NEAR];
	const uint32_t near = left < NEAR ? (uint32_t)left : NEAR;
	const uint32_t *head = mapped(part, at, left * sizeof *head);
	const bool all = head;

	if (!head) {
		head = read;
		if (!temporary_read(part->file, at, read, near * sizeof *read))
			return false;
	}
	*n = head[0];
	if (*n > most || *n >= left)
		return errno = EIO, false;
	if (all || *n < near)
		return memcpy(places, head + 1, *n * sizeof *places), true;
	return temporary_read(part->file, at + sizeof *head, places,
	                      *n * sizeof *places);
}

int find_copies_spill_find(const struct spill *s, uint64_t key, uint64_t *slot,
                           uint32_t *places, uint32_t most, uint32_t *n)
{
	const uint32_t shard = seeds_shard_of(key), tag = seeds_tag(key);

	if (!s->n || !find_copies_spill_may_have(s, key))
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
