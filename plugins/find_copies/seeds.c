/* SPDX-License-Identifier: MIT */
/* seeds.c - places by key: see seeds.h. */
#include "seeds.h"
#include <stdlib.h>
#include <string.h>

#define KEY_MASK ((1u << SEEDS_KEY_BITS) - 1)
#define SLOT_KEY_SHIFT (64 - SEEDS_KEY_BITS)
#define COUNT_MASK 1023u

static uint32_t count_of(uint64_t slot)
{
	return (uint32_t)(slot >> 32) & COUNT_MASK;
}

static uint64_t slot_of(uint32_t key, uint32_t count, uint32_t value)
{
	return (uint64_t)(key & KEY_MASK) << SLOT_KEY_SHIFT | (uint64_t)count << 32 |
	       value;
}

static uint32_t key_of(uint64_t slot)
{
	return (uint32_t)(slot >> SLOT_KEY_SHIFT);
}

/* Behind the homes, for what is pushed over the end; the last stays free. */
static uint64_t size_of(uint64_t homes)
{
	return homes + homes / 16 + 16;
}

void find_copies_seeds_free(struct seeds *s)
{
	for (uint32_t i = 0; i < SEEDS_SHARDS; i++)
		free(s->shards[i].slots);
	for (uint32_t i = 0; i < SEEDS_CLASSES; i++)
		free(s->blocks[i].items);
	memset(s, 0, sizeof *s);
}

/* ---- Blocks ---- */

static uint32_t class_of(uint32_t count)
{
	uint32_t class = 0;

	while (1u << class < count)
		class ++;
	return class;
}

static void block_free(struct seeds *s, uint32_t class, uint32_t block)
{
	struct seeds_blocks *const b = s->blocks + class;

	b->items[(size_t)block << class] = b->free;
	b->free = block + 1;
}

static bool thin(struct seeds *s);

/* Room for one more block; false: out of memory. */
static bool block_room(struct seeds *s, uint32_t class)
{
	struct seeds_blocks *const b = s->blocks + class;
	const uint64_t more = b->room / 4 + 64, item = sizeof *b->items << class;
	uint32_t *p;

	if (b->free || b->used < b->room)
		return true;
	if (s->bytes + more * item > s->bound && thin(s) && b->free)
		return true;
	if (b->room + more > UINT32_MAX / 2 || (b->room + more) * item > SIZE_MAX)
		return false;
	p = realloc(b->items, (size_t)((b->room + more) * item));
	if (!p)
		return false;
	b->items = p;
	b->room += (uint32_t)more;
	s->bytes += more * item;
	return true;
}

static uint32_t block_take(struct seeds *s, uint32_t class)
{
	struct seeds_blocks *const b = s->blocks + class;
	const uint32_t block = b->free ? b->free - 1 : b->used++;

	if (b->free)
		b->free = b->items[(size_t)block << class];
	return block;
}

static uint32_t *block_at(struct seeds *s, uint64_t slot)
{
	const uint32_t class = class_of(count_of(slot));

	return s->blocks[class].items + ((size_t)(uint32_t)slot << class);
}

/* ---- Slots ---- */

static uint64_t seek(const struct seeds_shard *h, uint32_t key)
{
	const uint32_t k = key & KEY_MASK;
	uint64_t i = seeds_home(h, key);

	while (h->slots[i] && key_of(h->slots[i]) < k)
		i++;
	return i;
}

static uint64_t *find(struct seeds *s, uint32_t key)
{
	const struct seeds_shard *const h = seeds_shard(s, key);
	uint64_t i;

	if (!h->slots)
		return NULL;
	i = seek(h, key);
	return h->slots[i] && key_of(h->slots[i]) == (key & KEY_MASK) ? h->slots + i
	                                                              : NULL;
}

/* Moves the slots of a shard to an array of other size; false: they do not fit
 * its end. */
static bool deal(const struct seeds_shard *from, struct seeds_shard *to)
{
	const uint64_t n = from->slots ? size_of(from->homes) : 0;
	const uint64_t size = size_of(to->homes);
	uint64_t at = 0;

	for (uint64_t i = 0; i < n; i++) {
		if (!from->slots[i])
			continue;
		const uint64_t home = seeds_home(to, key_of(from->slots[i]));
		if (at < home)
			at = home;
		if (at + 1 >= size)
			return false;
		to->slots[at++] = from->slots[i];
	}
	to->used = from->used;
	return true;
}

static bool grow(struct seeds *s, struct seeds_shard *h)
{
	uint64_t homes = h->homes;

	for (;;) {
		homes += homes / 4 + 8;
		if (homes > KEY_MASK)
			return false;
		struct seeds_shard bigger = {NULL, (uint32_t)homes, 0};
		bigger.slots = calloc((size_t)size_of(homes), sizeof *bigger.slots);
		if (!bigger.slots)
			return false;
		if (!deal(h, &bigger)) {
			free(bigger.slots);
			continue;
		}
		s->bytes += size_of(homes) * sizeof *h->slots;
		if (h->slots)
			s->bytes -= size_of(h->homes) * sizeof *h->slots;
		free(h->slots);
		*h = bigger;
		return true;
	}
}

static void forget(struct seeds *s, uint64_t slot)
{
	const uint32_t count = count_of(slot);

	s->keys--;
	if (count > 1 && count != SEEDS_COMMON)
		block_free(s, class_of(count), (uint32_t)slot);
}

/* Forgets half of the keys.  What is left moves up inside its shard. */
static bool thin(struct seeds *s)
{
	if (s->thinned >= 16)
		return false;
	s->thinned++;
	for (uint32_t i = 0; i < SEEDS_SHARDS; i++) {
		struct seeds_shard *const h = s->shards + i;
		const uint64_t n = h->slots ? size_of(h->homes) : 0;
		uint64_t at = 0;
		h->used = 0;
		for (uint64_t k = 0; k < n; k++) {
			const uint64_t slot = h->slots[k];
			h->slots[k] = 0;
			if (!slot)
				continue;
			if (!seeds_kept(s, i << SEEDS_KEY_BITS | key_of(slot))) {
				forget(s, slot);
				continue;
			}
			const uint64_t home = seeds_home(h, key_of(slot));
			if (at < home)
				at = home;
			h->slots[at++] = slot;
			h->used++;
		}
	}
	return true;
}

/* Room for one more in the shard of `key`; false: out of memory. */
static bool slot_room(struct seeds *s, struct seeds_shard *h)
{
	const uint64_t more = (h->homes / 4 + 8) * sizeof *h->slots;

	if (h->slots && h->used < h->homes / 5 * 4)
		return true;
	if (s->bytes + more > s->bound && thin(s) && h->slots &&
	    h->used < h->homes / 5 * 4)
		return true;
	return grow(s, h);
}

static bool insert(struct seeds *s, uint32_t key, uint32_t place)
{
	struct seeds_shard *const h = seeds_shard(s, key);
	uint64_t at, gap;

	for (;;) {
		if (!slot_room(s, h))
			return false;
		if (!seeds_kept(s, key))
			return true;
		at = gap = seek(h, key);
		while (h->slots[gap])
			gap++;
		if (gap + 1 < size_of(h->homes))
			break;
		if (!grow(s, h))
			return false;
	}
	memmove(h->slots + at + 1, h->slots + at,
	        (size_t)(gap - at) * sizeof *h->slots);
	h->slots[at] = slot_of(key, 1, place);
	h->used++;
	s->keys++;
	return true;
}

/* One more behind the `n` places of a key. */
static bool append(struct seeds *s, uint32_t key, uint64_t *slot, uint32_t place)
{
	const uint32_t n = count_of(*slot);
	const uint32_t class = class_of(n), next = class_of(n + 1);
	uint32_t block = (uint32_t)*slot;

	if (next != class) {
		if (!block_room(s, next))
			return false;
		if (!seeds_kept(s, key)) /* it went to make room */
			return true;
		slot = find(s, key); /* it may have moved */
		block = block_take(s, next);
		uint32_t *const to = s->blocks[next].items + ((size_t)block << next);
		if (n == 1)
			to[0] = (uint32_t)*slot;
		else {
			memcpy(to, block_at(s, *slot), n * sizeof *to);
			block_free(s, class, (uint32_t)*slot);
		}
	}
	*slot = slot_of(key, n + 1, block);
	s->blocks[next].items[((size_t)block << next) + n] = place;
	return true;
}

bool find_copies_seeds_find(struct seeds *s, uint32_t key, struct seeds_found *f)
{
	uint64_t *const slot = find(s, key);

	f->slot = slot;
	f->n = 0;
	f->common = false;
	if (!slot)
		return false;
	f->n = count_of(*slot);
	f->one = (uint32_t)*slot;
	f->common = f->n == SEEDS_COMMON;
	f->places = f->n == 1 ? &f->one : NULL;
	if (f->common)
		f->n = 0;
	else if (f->n > 1)
		f->places = block_at(s, *slot);
	return true;
}

bool find_copies_seeds_add(struct seeds *s, uint32_t key,
                           const struct seeds_found *f, uint32_t place,
                           uint32_t cap)
{
	if (!f->slot)
		return !seeds_kept(s, key) || insert(s, key, place);
	return f->common || f->n >= cap || f->n >= SEEDS_MOST ||
	       append(s, key, f->slot, place);
}

void find_copies_seeds_keep(struct seeds *s, uint32_t key, struct seeds_found *f,
                            const uint32_t *places, uint32_t n)
{
	const uint32_t class = class_of(f->n), next = class_of(n);
	uint32_t block;

	if (n == 1) {
		const uint32_t one = *places;
		if (f->n > 1)
			block_free(s, class, (uint32_t)*f->slot);
		*f->slot = slot_of(key, 1, one);
	} else {
		if (next != class && !s->blocks[next].free &&
		    s->blocks[next].used == s->blocks[next].room)
			return; /* no room: all of them stay */
		block = next == class ? (uint32_t)*f->slot : block_take(s, next);
		memmove(s->blocks[next].items + ((size_t)block << next), places,
		        n * sizeof *places);
		if (next != class)
			block_free(s, class, (uint32_t)*f->slot);
		*f->slot = slot_of(key, n, block);
	}
	find_copies_seeds_find(s, key, f);
}

void find_copies_seeds_mark(struct seeds *s, uint32_t key,
                            const struct seeds_found *f)
{
	if (f->n > 1)
		block_free(s, class_of(f->n), (uint32_t)*f->slot);
	*f->slot = slot_of(key, SEEDS_COMMON, 0);
}

uint64_t find_copies_seeds_slots(const struct seeds *s, uint32_t shard)
{
	return s->shards[shard].slots ? size_of(s->shards[shard].homes) : 0;
}

bool find_copies_seeds_key(const struct seeds *s, uint32_t shard, uint64_t slot,
                           uint32_t *key)
{
	const uint64_t found = s->shards[shard].slots[slot];

	*key = shard << SEEDS_KEY_BITS | key_of(found);
	return found != 0;
}
