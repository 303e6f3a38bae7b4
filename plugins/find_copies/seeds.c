/* SPDX-License-Identifier: MIT */
/* seeds.c - places by key: see seeds.h. */
#include "seeds.h"
#include <stdlib.h>
#include <string.h>

#define SEVERAL (UINT64_C(1) << 32)
#define COMMON_BLOCK UINT32_MAX
#define LINE 64u      /* bytes of a bucket */
#define BEHIND 8u     /* buckets behind the last home; the last slot stays free */
#define UNIT 4u       /* numbers */
#define COUNT_BITS 16 /* of the head of a block: class << 16 | places */

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

/* Is the key one of those that are kept? */
static bool is_kept(const struct seeds *s, uint32_t tag)
{
	return (tag * 0x9E3779B1u >> 12 & ((1u << s->thinned) - 1)) == 0;
}

void find_copies_seeds_free(struct seeds *s)
{
	for (uint32_t i = 0; i < SEEDS_SHARDS; i++)
		free(s->shards[i].memory);
	free(s->blocks.items);
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

static bool thin(struct seeds *s);

/* Room for one more block; false: out of memory. */
static bool block_room(struct seeds *s, uint32_t class)
{
	struct seeds_blocks *const b = &s->blocks;
	const uint64_t more = b->room / 4 + 1024, unit = UNIT * sizeof *b->items;
	uint32_t *p;

	if (b->free[class] || b->room - b->used >= 1u << class)
		return true;
	if (s->bytes + more * unit > s->bound && thin(s) && b->free[class])
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

uint64_t *find_copies_seeds_slot(const struct seeds *s, uint64_t key)
{
	const struct seeds_shard *const h = s->shards + seeds_shard_of(key);

	return h->slots ? seek(h, seeds_tag(key)) : NULL;
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

/* Moves what is kept of a shard to an array of other size; false: it does not fit
 * its end. */
static bool deal(const struct seeds *s, const struct seeds_shard *from,
                 struct seeds_shard *to)
{
	const uint64_t n = from->slots ? size_of(from->homes) : 0;

	for (uint64_t i = 0; i < n; i++)
		if (from->slots[i] && is_kept(s, tag_of(from->slots[i])) &&
		    !put(to, from->slots[i]))
			return false;
	return true;
}

static bool grow(struct seeds *s, struct seeds_shard *h)
{
	uint64_t homes = h->homes;
	struct seeds_shard bigger;

	for (;;) {
		homes += homes / 2 + 4;
		if (homes > UINT32_MAX / SEEDS_BUCKET || bytes_of(homes) > SIZE_MAX ||
		    !make(&bigger, homes))
			return false;
		if (deal(s, h, &bigger))
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

static void forget(struct seeds *s, uint64_t slot)
{
	s->keys--;
	if (slot & SEVERAL && (uint32_t)slot != COMMON_BLOCK)
		block_free(s, (uint32_t)slot);
}

static bool thin_shard(struct seeds *s, struct seeds_shard *h)
{
	const uint64_t n = h->slots ? size_of(h->homes) : 0;
	struct seeds_shard left;

	if (!n)
		return true;
	if (!make(&left, h->homes))
		return false;
	if (!deal(s, h, &left)) {
		free(left.memory);
		return false;
	}
	for (uint64_t i = 0; i < n; i++)
		if (h->slots[i] && !is_kept(s, tag_of(h->slots[i])))
			forget(s, h->slots[i]);
	free(h->memory);
	*h = left;
	return true;
}

/* Forgets half of the keys. */
static bool thin(struct seeds *s)
{
	if (s->thinned >= 16)
		return false;
	s->thinned++;
	s->moved++;
	for (uint32_t i = 0; i < SEEDS_SHARDS; i++)
		if (!thin_shard(s, s->shards + i))
			return false;
	return true;
}

static bool has_room(const struct seeds_shard *h)
{
	return h->slots && h->used < h->homes / 4 * 3 * SEEDS_BUCKET;
}

/* Room for one more in a shard; false: out of memory. */
static bool slot_room(struct seeds *s, struct seeds_shard *h)
{
	const uint64_t more = (h->homes / 2 + 4) * (uint64_t)LINE;

	if (has_room(h))
		return true;
	if (s->bytes + more > s->bound && thin(s) && has_room(h))
		return true;
	return grow(s, h);
}

static bool insert(struct seeds *s, uint64_t key, uint32_t place)
{
	struct seeds_shard *const h = s->shards + seeds_shard_of(key);
	const uint32_t tag = seeds_tag(key);

	if (!slot_room(s, h))
		return false;
	if (!is_kept(s, tag))
		return true;
	while (!put(h, (uint64_t)tag << 33 | place))
		if (!grow(s, h))
			return false;
	s->keys++;
	return true;
}

/* One more behind the places of a key. */
static bool append(struct seeds *s, uint64_t key, uint64_t *slot, uint32_t place)
{
	const bool several = *slot & SEVERAL;
	uint32_t block = (uint32_t)*slot;
	const uint32_t head = several ? block_at(s, block)[0] : 1;
	const uint32_t n = head & ((1u << COUNT_BITS) - 1);
	const uint32_t class = head >> COUNT_BITS, next = several ? class + 1 : 0;

	if (!several || n == room_of(class)) {
		if (!block_room(s, next))
			return false;
		if (!is_kept(s, seeds_tag(key))) /* it went to make room */
			return true;
		slot = find_copies_seeds_slot(s, key); /* it may have moved */
		const uint32_t old = block;
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

const uint32_t *find_copies_seeds_block(const struct seeds *s, uint64_t slot)
{
	return slot & SEVERAL && (uint32_t)slot != COMMON_BLOCK
	           ? block_at(s, (uint32_t)slot)
	           : NULL;
}

void find_copies_seeds_get(const struct seeds *s, uint64_t *slot,
                           struct seeds_found *f)
{
	const uint32_t *const block = find_copies_seeds_block(s, *slot);

	f->slot = slot;
	f->one = (uint32_t)*slot;
	f->common = *slot & SEVERAL && !block;
	f->places = block ? block + 1 : &f->one;
	f->n = block ? block[0] & ((1u << COUNT_BITS) - 1) : f->common ? 0 : 1;
}

bool find_copies_seeds_find(const struct seeds *s, uint64_t key,
                            struct seeds_found *f)
{
	uint64_t *const slot = find_copies_seeds_slot(s, key);

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
		return !is_kept(s, seeds_tag(key)) || insert(s, key, place);
	return f->common || f->n >= cap || f->n >= SEEDS_MOST ||
	       append(s, key, f->slot, place);
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

uint64_t find_copies_seeds_slots(const struct seeds *s, uint32_t shard)
{
	return s->shards[shard].slots ? size_of(s->shards[shard].homes) : 0;
}

bool find_copies_seeds_key(const struct seeds *s, uint32_t shard, uint64_t slot,
                           uint64_t *key)
{
	const uint64_t found = s->shards[shard].slots[slot];

	*key = (uint64_t)shard << (64 - SEEDS_SHARD_BITS) |
	       (uint64_t)tag_of(found) << (64 - SEEDS_SHARD_BITS - SEEDS_TAG_BITS);
	return found != 0;
}
