/* SPDX-License-Identifier: MIT */
/* seeds.c - places by key: see seeds.h. */
#include "seeds.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SEVERAL SEEDS_SEVERAL
#define COMMON_BLOCK SEEDS_COMMON_BLOCK
#define UNIT 4u       /* numbers */
#define COUNT_BITS 16 /* of the head of a block: class << 16 | places */
/* Of the bound: for the filter at most; what is used at least before more goes to
 * files. */
#define FILTER_PART 3u
#define LEAST_PART 4u
/* Of sixteen: slots of what there is for them and for blocks. */
#define SLOTS_PART 10u

static uint64_t slot_of(uint64_t slot, uint32_t value, bool several)
{
	return slot >> 33 << 33 | (several ? SEVERAL : 0) | value;
}

static void free_shards(struct seeds *s)
{
	for (uint32_t i = 0; i < SEEDS_SHARDS; i++)
		if (s->shards[i].slots)
			find_copies_shard_free(s->shards + i);
	find_copies_hand_free(&s->hand);
}

void find_copies_seeds_free(struct seeds *s)
{
	free_shards(s);
	free(s->blocks.items);
	find_copies_spill_free(&s->spill);
	find_copies_filter_free(&s->filter);
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

/* Some is kept for what comes between two looks at the bound. */
static uint64_t usable(const struct seeds *s)
{
	return s->bound / 16 * 15;
}

/* All shards grow at about the same time: in small steps when they are large.  What
 * a step asks of the system takes longer than what it moves. */
static uint64_t more_homes(const struct seeds *s, uint64_t homes)
{
	if (s->homes)
		return homes / 8 + 4;
	return (s->bytes < s->bound / 8 ? homes : homes / 4) + 4;
}

static bool grow(struct seeds *s, struct seeds_shard *h)
{
	uint64_t homes = h->homes;

	s->full |= s->homes && homes; /* it has all that it should have */
	s->bytes -= hand_bytes(&s->hand);
	const bool taken = find_copies_shard_take_up(h, &s->hand);
	s->bytes += hand_bytes(&s->hand);
	if (!taken)
		return false;
	do {
		const uint64_t before = shard_bytes(h);
		homes += s->homes && !homes ? s->homes : more_homes(s, homes);
		if (!find_copies_shard_enlarge(h, homes))
			return false;
		s->bytes += shard_bytes(h) - before;
	} while (!find_copies_shard_deal(h, &s->hand));
	s->moved++;
	return true;
}

/* Room for one more in a shard; false: out of memory. */
static bool slot_room(struct seeds *s, struct seeds_shard *h)
{
	return shard_has_room(h) || grow(s, h);
}

/* NULL: out of memory. */
static uint64_t *insert(struct seeds *s, uint64_t key, uint32_t value, bool several)
{
	struct seeds_shard *const h = s->shards + seeds_shard_of(key);
	uint64_t *slot = NULL;

	while (slot_room(s, h)) {
		slot = find_copies_shard_put(
		    h, slot_of((uint64_t)seeds_tag(key) << 33, value, several));
		if (slot || !grow(s, h))
			break;
	}
	s->keys += slot != NULL;
	return slot;
}

static void note(struct seeds *s, uint64_t key, uint64_t question)
{
	if (s->filter.words)
		filter_note(&s->filter, key, question);
	s->filter.keys++;
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
	for (uint64_t i = 0; i < shard_size(h); i++)
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
	const uint64_t other = s->spill.bytes + filter_size(&s->filter);
	const uint64_t least = s->bound / LEAST_PART;
	const uint64_t room = usable(s) > other + least ? usable(s) - other : least;
	const uint64_t homes =
	    room / 16 * SLOTS_PART / SEEDS_SHARDS / (SEEDS_BUCKET * sizeof(uint64_t));

	s->homes = homes > UINT32_MAX / 16 ? UINT32_MAX / 16
	           : homes > SHARD_BEHIND  ? (uint32_t)homes - SHARD_BEHIND
	                                   : 1;
}

static void note_slot(void *to, uint32_t shard, uint64_t slot)
{
	const uint64_t key = seeds_key(shard, slot);

	note(to, key, FILTER_KNOWN);
	if (slot & SEVERAL)
		note(to, key, FILTER_SEVERAL);
}

/* A filter of all there is and of as many keys as are to come. */
static bool refilter(struct seeds *s, uint64_t keys)
{
	/* nothing of the old one is needed, nor the memory of both */
	find_copies_filter_free(&s->filter);
	if (!find_copies_filter_new(&s->filter, keys, s->bound / FILTER_PART))
		return errno = ENOMEM, false;
	for (uint32_t i = 0; i < SEEDS_SHARDS; i++) {
		const struct seeds_shard *const h = s->shards + i;
		for (uint64_t k = 0; k < shard_size(h); k++)
			if (h->slots[k])
				note_slot(s, i, h->slots[k]);
	}
	return find_copies_spill_slots(&s->spill, note_slot, s);
}

/* It is about as large as it may be. */
static bool is_filter_full(const struct seeds *s)
{
	return filter_size(&s->filter) >= s->bound / FILTER_PART / 8 * 7;
}

/* Keys that there will be at the next spill: those of the files, and as many as
 * there is memory for, by what the last ones took. */
static uint64_t keys_to_come(const struct seeds *s, uint64_t keys, uint64_t bytes)
{
	const uint64_t known = s->filter.keys, all = usable(s);
	const uint64_t of_filter = filter_bytes(known);
	const uint64_t left = of_filter < all ? all - of_filter : 0;

	return known + left / (bytes / (keys + 1) + FILTER_BITS / 8 + 1);
}

static bool spill(struct seeds *s)
{
	const struct spill_source from = source_of(s);
	const uint64_t keys = keys_to_come(s, s->keys, s->bytes);

	if (!find_copies_spill_add(&s->spill, &from))
		return false;
	free_shards(s);
	free(s->blocks.items);
	memset(&s->blocks, 0, sizeof s->blocks);
	s->bytes = s->keys = 0;
	s->moved++;
	s->full = false;
	if (keys > filter_capacity(&s->filter) && !is_filter_full(s) &&
	    !refilter(s, keys))
		return false;
	size_shards(s);
	return true;
}

bool find_copies_seeds_relieve(struct seeds *s)
{
	const bool over =
	    s->bytes > s->bound / LEAST_PART && seeds_bytes(s) > usable(s);

	return !(over || s->full) || spill(s);
}

/* What a file has of a key.  A single place stays there. */
static bool recall(struct seeds *s, uint64_t key, struct seeds_found *f)
{
	uint32_t places[SEEDS_MOST], n;
	uint64_t found, *slot = NULL;
	const int is =
	    find_copies_spill_find(&s->spill, key, &found, places, SEEDS_MOST, &n);

	*f = (struct seeds_found){.slot = NULL};
	if (is < 0)
		s->failed = errno;
	if (is <= 0)
		return false;
	if (!(found & SEVERAL)) {
		f->one = (uint32_t)found;
		f->places = &f->one;
		f->n = 1;
		return true;
	}
	const bool block = seeds_has_block(found);
	slot = insert(s, key, block ? places[0] : COMMON_BLOCK, !block);
	for (uint32_t i = 1; slot && block && i < n; i++)
		if (!append(s, slot, places[i]))
			slot = NULL;
	if (!slot)
		return s->failed = ENOMEM, false;
	find_copies_seeds_get(s, slot, f);
	return true;
}

uint64_t *find_copies_seeds_peek(const struct seeds *s, uint64_t key)
{
	const struct seeds_shard *const h = s->shards + seeds_shard_of(key);

	return h->slots ? shard_find(h, seeds_tag(key)) : NULL;
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
	uint64_t *const slot = find_copies_seeds_peek(s, key);

	if (slot) {
		find_copies_seeds_get(s, slot, f);
		return true;
	}
	if (!in_memory && s->spill.n &&
	    (!s->filter.words || filter_has(&s->filter, key, FILTER_KNOWN)))
		return recall(s, key, f);
	*f = (struct seeds_found){.slot = NULL};
	return false;
}

/* The slot that gets one more place; NULL: out of memory. */
static uint64_t *slot_for(struct seeds *s, uint64_t key,
                          const struct seeds_found *f)
{
	if (f->n == 1)
		note(s, key, FILTER_SEVERAL);
	return f->slot ? f->slot : insert(s, key, f->one, false);
}

bool find_copies_seeds_add(struct seeds *s, uint64_t key,
                           const struct seeds_found *f, uint32_t place,
                           uint32_t cap)
{
	if (f->common || (f->n && (f->n >= cap || f->n >= SEEDS_MOST)))
		return true;
	if (!f->n) {
		note(s, key, FILTER_KNOWN);
		return insert(s, key, place, false) != NULL;
	}
	uint64_t *const slot = slot_for(s, key, f);
	return slot && append(s, slot, place);
}

bool find_copies_seeds_insert(struct seeds *s, uint64_t key,
                              const struct seeds_found *f, uint32_t place,
                              uint32_t cap)
{
	const uint32_t n = f->n;

	if (f->common || !n || f->places[n - 1] < place)
		return find_copies_seeds_add(s, key, f, place, cap);
	uint64_t *const slot = slot_for(s, key, f);
	if (!slot || (n < cap && n < SEEDS_MOST && !append(s, slot, place)))
		return false;
	if (!(*slot & SEVERAL)) { /* the only one that may be */
		*slot = slot_of(*slot, place, false);
		return true;
	}
	uint32_t *const places = block_at(s, (uint32_t)*slot) + 1;
	uint32_t i = (places[-1] & SEEDS_COUNT) - 1;
	for (; i > 0 && places[i - 1] > place; i--)
		places[i] = places[i - 1];
	places[i] = place;
	return true;
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

void find_copies_seeds_mark(struct seeds *s, uint64_t key,
                            const struct seeds_found *f)
{
	if (f->n > 1)
		block_free(s, (uint32_t)*f->slot);
	else
		note(s, key, FILTER_SEVERAL);
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
