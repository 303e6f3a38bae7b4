/* SPDX-License-Identifier: MIT */
/* seeds.c - places by key: see seeds.h. */
#include "seeds.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SEVERAL SEEDS_SEVERAL
#define COMMON_BLOCK SEEDS_COMMON_BLOCK
#define LINE 64u      /* bytes of a bucket */
#define BEHIND 8u     /* buckets behind the last home; the last slot stays free */
#define UNIT 4u       /* numbers */
#define COUNT_BITS 16 /* of the head of a block: class << 16 | places */
/* Of the bound: for the filter of what is in files; what is used at least before
 * more goes there. */
#define FILTER_PART 2u
#define LEAST_PART 4u
#define MAPPED_TIMES 4u /* the bound: of files */
/* Of sixteen: slots of a shard that are used; slots of what there is for them and
 * for blocks. */
#define FULL_PART 13u
#define SLOTS_PART 10u

static uint64_t slot_of(uint64_t slot, uint32_t value, bool several)
{
	return slot >> 33 << 33 | (several ? SEVERAL : 0) | value;
}

static uint32_t tag_of(uint64_t slot)
{
	return (uint32_t)(slot >> 33);
}

static uint64_t size_of(uint64_t homes) /* slots */
{
	return (homes + BEHIND) * SEEDS_BUCKET;
}

static uint64_t bytes_of(uint64_t homes)
{
	return size_of(homes) * sizeof(uint64_t) + LINE;
}

void find_copies_seeds_free(struct seeds *s)
{
	for (uint32_t i = 0; i < SEEDS_SHARDS; i++)
		free(s->shards[i].memory);
	free(s->blocks.items);
	find_copies_spill_free(&s->spill);
	memset(s, 0, sizeof *s);
}

/* ---- Blocks ---- */

static uint32_t room_of(uint32_t class) /* places */
{
	return (UNIT << class) - 1;
}

static uint32_t *block_at(const struct seeds *s, uint32_t block)
{
	return s->blocks.items + (size_t)block * UNIT;
}

static void block_free(struct seeds *s, uint32_t block)
{
	uint32_t *const at = block_at(s, block);
	const uint32_t class = at[0] >> COUNT_BITS;

	at[0] = s->blocks.free[class];
	s->blocks.free[class] = block + 1;
}

/* Room for one more block; false: out of memory. */
static bool block_room(struct seeds *s, uint32_t class)
{
	struct seeds_blocks *const b = &s->blocks;
	const uint64_t more = b->room / 4 + 1024, unit = UNIT * sizeof *b->items;
	uint32_t *p;

	if (b->free[class] || b->room - b->used >= 1u << class)
		return true;
	if (b->room + more >= COMMON_BLOCK || (b->room + more) > SIZE_MAX / unit)
		return false;
	p = realloc(b->items, (size_t)((b->room + more) * unit));
	if (!p)
		return false;
	b->items = p;
	b->room += (uint32_t)more;
	s->bytes += more * unit;
	return true;
}

static uint32_t block_take(struct seeds *s, uint32_t class)
{
	struct seeds_blocks *const b = &s->blocks;
	uint32_t block = b->used;

	if (b->free[class]) {
		block = b->free[class] - 1;
		b->free[class] = block_at(s, block)[0];
	} else
		b->used += 1u << class;
	block_at(s, block)[0] = class << COUNT_BITS;
	return block;
}

/* ---- Slots ---- */

/* Behind a full bucket one goes on; the last one never is. */
static uint64_t *seek(const struct seeds_shard *h, uint32_t tag)
{
	const uint64_t home = (uint64_t)tag * h->homes >> SEEDS_TAG_BITS;

	for (uint64_t *b = h->slots + home * SEEDS_BUCKET;; b += SEEDS_BUCKET) {
		unsigned same = 0;
		for (unsigned i = 0; i < SEEDS_BUCKET; i++)
			same |= (unsigned)(tag_of(b[i]) == tag) << i;
		if (same) {
			while (!(same & 1)) {
				same >>= 1;
				b++;
			}
			return b;
		}
		if (!b[SEEDS_BUCKET - 1])
			return NULL;
	}
}

/* Puts a slot whose key is in none into a free one; NULL: there is none but the
 * last. */
static uint64_t *put(struct seeds_shard *h, uint64_t slot)
{
	const uint64_t home = (uint64_t)tag_of(slot) * h->homes >> SEEDS_TAG_BITS;
	uint64_t *at = h->slots + home * SEEDS_BUCKET;

	while (at[SEEDS_BUCKET - 1])
		at += SEEDS_BUCKET;
	while (*at)
		at++;
	if (at + 1 == h->slots + size_of(h->homes))
		return NULL;
	*at = slot;
	h->used++;
	return at;
}

static bool make(struct seeds_shard *h, uint64_t homes)
{
	unsigned char *const p = calloc(1, (size_t)bytes_of(homes));

	if (!p)
		return false;
	h->memory = p;
	h->slots = (uint64_t *)(void *)(p + (LINE - (uintptr_t)p % LINE));
	h->homes = (uint32_t)homes;
	h->used = 0;
	return true;
}

/* Moves a shard to an array of other size; false: it does not fit its end. */
static bool deal(const struct seeds_shard *from, struct seeds_shard *to)
{
	const uint64_t n = from->slots ? size_of(from->homes) : 0;

	for (uint64_t i = 0; i < n; i++)
		if (from->slots[i] && !put(to, from->slots[i]))
			return false;
	return true;
}

/* Some is kept for what comes between two looks at the bound. */
static uint64_t usable(const struct seeds *s)
{
	return s->bound / 16 * 15;
}

/* All shards grow at about the same time: in small steps when it may be too much.
 */
static uint64_t more_homes(const struct seeds *s, uint64_t homes)
{
	if (s->homes)
		return homes / 8 + 4;
	return s->bytes < s->bound / 2 ? homes / 2 + 4 : homes / 4 + 4;
}

static bool grow(struct seeds *s, struct seeds_shard *h)
{
	uint64_t homes = h->homes;
	struct seeds_shard bigger;

	s->full |= s->homes && homes; /* it has all that it should have */
	if (s->homes && !homes)
		homes = s->homes;
	else
		homes += more_homes(s, homes);
	for (;; homes += more_homes(s, homes)) {
		if (homes > UINT32_MAX / SEEDS_BUCKET || bytes_of(homes) > SIZE_MAX ||
		    !make(&bigger, homes))
			return false;
		if (deal(h, &bigger))
			break;
		free(bigger.memory);
	}
	s->bytes += bytes_of(homes);
	if (h->slots)
		s->bytes -= bytes_of(h->homes);
	free(h->memory);
	*h = bigger;
	s->moved++;
	return true;
}

/* Room for one more in a shard; false: out of memory. */
static bool slot_room(struct seeds *s, struct seeds_shard *h)
{
	return (h->slots &&
	        h->used < (uint64_t)h->homes * SEEDS_BUCKET / 16 * FULL_PART) ||
	       grow(s, h);
}

static bool insert(struct seeds *s, struct seeds_shard *h, uint64_t slot)
{
	if (!slot_room(s, h))
		return false;
	while (!put(h, slot))
		if (!grow(s, h))
			return false;
	s->keys++;
	return true;
}

/* One more behind the places of a key. */
static bool append(struct seeds *s, uint64_t *slot, uint32_t place)
{
	const bool several = *slot & SEVERAL;
	uint32_t block = (uint32_t)*slot;
	const uint32_t head = several ? block_at(s, block)[0] : 1;
	const uint32_t n = head & SEEDS_COUNT;
	const uint32_t class = head >> COUNT_BITS, next = several ? class + 1 : 0;

	if (!several || n == room_of(class)) {
		const uint32_t old = block;
		if (!block_room(s, next))
			return false;
		block = block_take(s, next);
		if (several) {
			memcpy(block_at(s, block) + 1, block_at(s, old) + 1,
			       n * sizeof(uint32_t));
			block_free(s, old);
		} else
			block_at(s, block)[1] = old;
		block_at(s, block)[0] += n;
		*slot = slot_of(*slot, block, true);
	}
	uint32_t *const at = block_at(s, block);
	at[1 + n] = place;
	at[0]++;
	return true;
}

/* ---- What does not fit ---- */

/* Slots lie near their places by rising key already: those of a key that did not
 * fit its bucket are a few further. */
static void sort_slots(uint64_t *slots, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++) {
		const uint64_t slot = slots[i];
		uint32_t k = i;
		for (; k > 0 && slots[k - 1] > slot; k--)
			slots[k] = slots[k - 1];
		slots[k] = slot;
	}
}

static uint64_t *sorted(void *from, uint32_t shard, uint32_t *n)
{
	const struct seeds *const s = from;
	const struct seeds_shard *const h = s->shards + shard;
	uint64_t *const slots = malloc(((size_t)h->used + 1) * sizeof *slots);

	*n = 0;
	if (!slots)
		return errno = ENOMEM, NULL;
	for (uint64_t i = 0; h->slots && i < size_of(h->homes); i++)
		if (h->slots[i])
			slots[(*n)++] = h->slots[i];
	sort_slots(slots, *n);
	return slots;
}

static const uint32_t *block_of(void *from, uint64_t slot)
{
	return find_copies_seeds_block(from, slot);
}

static struct spill_source source_of(struct seeds *s)
{
	struct spill_source from = {.from = s, .shard = sorted, .block = block_of};

	for (uint32_t i = 0; i < SEEDS_SHARDS; i++)
		from.used[i] = s->shards[i].used;
	return from;
}

/* All shards become full at about the same time: from now on they have at once
 * what there is room for, and leave some for blocks. */
static void size_shards(struct seeds *s)
{
	const uint64_t other = s->spill.bytes + s->bound / LEAST_PART;
	const uint64_t room =
	    usable(s) > other ? usable(s) - s->spill.bytes : s->bound / LEAST_PART;
	const uint64_t homes =
	    room / 16 * SLOTS_PART / SEEDS_SHARDS / (SEEDS_BUCKET * sizeof(uint64_t));

	s->homes = homes > UINT32_MAX / 16 ? UINT32_MAX / 16
	           : homes > BEHIND        ? (uint32_t)homes - BEHIND
	                                   : 1;
}

static bool spill(struct seeds *s)
{
	const struct spill_source from = source_of(s);

	s->spill.filter_most = s->bound / FILTER_PART;
	s->spill.map_most = s->bound * MAPPED_TIMES;
	if (!find_copies_spill_add(&s->spill, &from))
		return false;
	for (uint32_t i = 0; i < SEEDS_SHARDS; i++)
		free(s->shards[i].memory);
	free(s->blocks.items);
	memset(s->shards, 0, sizeof s->shards);
	memset(&s->blocks, 0, sizeof s->blocks);
	s->bytes = s->keys = 0;
	s->moved++;
	s->full = false;
	size_shards(s);
	return true;
}

bool find_copies_seeds_relieve(struct seeds *s)
{
	const bool over =
	    s->bytes > s->bound / LEAST_PART && s->bytes + s->spill.bytes > usable(s);

	return (!over && !s->full) || spill(s);
}

/* Brings a key back from the file. */
static uint64_t *recall(struct seeds *s, uint64_t key)
{
	uint32_t places[SEEDS_MOST], n;
	uint64_t found, *slot = NULL;
	const int is =
	    find_copies_spill_find(&s->spill, key, &found, places, SEEDS_MOST, &n);

	if (is < 0)
		s->failed = errno;
	if (is <= 0)
		return NULL;
	const bool several = seeds_has_block(found);
	struct seeds_shard *const h = s->shards + seeds_shard_of(key);
	if (insert(s, h, several ? slot_of(found, places[0], false) : found))
		slot = seek(h, seeds_tag(key));
	for (uint32_t i = 1; slot && several && i < n; i++)
		if (!append(s, slot, places[i]))
			slot = NULL;
	if (!slot)
		s->failed = ENOMEM;
	return slot;
}

uint64_t *find_copies_seeds_peek(const struct seeds *s, uint64_t key)
{
	const struct seeds_shard *const h = s->shards + seeds_shard_of(key);

	return h->slots ? seek(h, seeds_tag(key)) : NULL;
}

uint64_t *find_copies_seeds_slot(struct seeds *s, uint64_t key)
{
	uint64_t *const slot = find_copies_seeds_peek(s, key);

	return slot || !s->spill.n ? slot : recall(s, key);
}

const uint32_t *find_copies_seeds_block(const struct seeds *s, uint64_t slot)
{
	return seeds_has_block(slot) ? block_at(s, (uint32_t)slot) : NULL;
}

void find_copies_seeds_get(const struct seeds *s, uint64_t *slot,
                           struct seeds_found *f)
{
	const uint32_t *const block = find_copies_seeds_block(s, *slot);

	f->slot = slot;
	f->one = (uint32_t)*slot;
	f->common = *slot & SEVERAL && !block;
	f->places = block ? block + 1 : &f->one;
	f->n = block ? block[0] & SEEDS_COUNT : f->common ? 0 : 1;
}

bool find_copies_seeds_find(struct seeds *s, uint64_t key, bool in_memory,
                            struct seeds_found *f)
{
	uint64_t *const slot =
	    in_memory ? find_copies_seeds_peek(s, key) : find_copies_seeds_slot(s, key);

	if (slot)
		find_copies_seeds_get(s, slot, f);
	else
		*f = (struct seeds_found){.slot = NULL};
	return slot != NULL;
}

bool find_copies_seeds_add(struct seeds *s, uint64_t key,
                           const struct seeds_found *f, uint32_t place,
                           uint32_t cap)
{
	if (!f->slot)
		return insert(s, s->shards + seeds_shard_of(key),
		              (uint64_t)seeds_tag(key) << 33 | place);
	return f->common || f->n >= cap || f->n >= SEEDS_MOST ||
	       append(s, f->slot, place);
}

void find_copies_seeds_keep(struct seeds *s, struct seeds_found *f,
                            const uint32_t *places, uint32_t n)
{
	if (n > 1) { /* the block stays as large as it is */
		uint32_t *const block = block_at(s, (uint32_t)*f->slot);
		memmove(block + 1, places, n * sizeof *places);
		block[0] = block[0] >> COUNT_BITS << COUNT_BITS | n;
	} else {
		const uint32_t one = *places;
		if (f->n > 1)
			block_free(s, (uint32_t)*f->slot);
		*f->slot = slot_of(*f->slot, one, false);
	}
	find_copies_seeds_get(s, f->slot, f);
}

void find_copies_seeds_mark(struct seeds *s, const struct seeds_found *f)
{
	if (f->n > 1)
		block_free(s, (uint32_t)*f->slot);
	*f->slot = slot_of(*f->slot, COMMON_BLOCK, true);
}

struct each {
	find_copies_seed *call;
	void *to;
};

static int call_each(void *to, uint32_t shard, uint64_t slot,
                     const uint32_t *places, uint32_t n)
{
	const struct each *const each = to;
	const uint32_t one = (uint32_t)slot;
	const bool common = slot & SEVERAL && one == COMMON_BLOCK;

	return each->call(each->to, seeds_key(shard, slot), places ? places : &one,
	                  common ? SEEDS_COMMON : n);
}

int find_copies_seeds_each(struct seeds *s, find_copies_seed *call, void *to)
{
	const struct spill_source memory = source_of(s);
	struct each each = {call, to};

	return find_copies_spill_each(&s->spill, 0, &memory, call_each, &each);
}
