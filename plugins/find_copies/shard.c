/* SPDX-License-Identifier: MIT */
/* shard.c - a part of the table of seeds.h: see shard.h. */
#include "shard.h"
#include "big.h"
#include <string.h>

/* Slots of a bucket that are used: the first ones. */
static unsigned used_of(const uint64_t *bucket)
{
	unsigned used = 0;

	for (unsigned i = 0; i < SEEDS_BUCKET; i++)
		used += bucket[i] != 0;
	return used;
}

uint64_t *find_copies_shard_put(struct seeds_shard *h, uint64_t slot)
{
	const uint64_t home = (uint64_t)slot_tag(slot) * h->homes >> SEEDS_TAG_BITS;
	uint64_t *at = h->slots + home * SEEDS_BUCKET;

	while (at[SEEDS_BUCKET - 1])
		at += SEEDS_BUCKET;
	at += used_of(at);
	if (at + 1 == h->slots + shard_size(h))
		return NULL;
	*at = slot;
	h->used++;
	return at;
}

static bool hand_room(struct shard_hand *hand, uint64_t n)
{
	const uint64_t room = n + n / 8;

	if (n <= hand->room)
		return true;
	if (room > SIZE_MAX / sizeof *hand->slots)
		return false;
	find_copies_hand_free(hand);
	hand->slots = find_copies_big_new((size_t)(room * sizeof *hand->slots));
	hand->room = hand->slots ? room : 0;
	return hand->slots != NULL;
}

bool find_copies_shard_take_up(const struct seeds_shard *h, struct shard_hand *hand)
{
	const uint64_t size = shard_size(h);

	if (!hand_room(hand, (uint64_t)h->used + 1)) /* one is written in vain */
		return false;
	hand->n = 0;
	for (uint64_t i = 0; i < size; i++) {
		hand->slots[hand->n] = h->slots[i];
		hand->n += h->slots[i] != 0;
	}
	return true;
}

bool find_copies_shard_enlarge(struct seeds_shard *h, uint64_t homes)
{
	struct seeds_shard more = {.homes = (uint32_t)homes};
	const size_t before = (size_t)shard_bytes(h);
	const uint64_t bytes = (homes + SHARD_BEHIND) * SEEDS_BUCKET * sizeof *h->slots;

	if (homes > UINT32_MAX / SEEDS_BUCKET || bytes > SIZE_MAX)
		return false;
	more.slots = h->slots ? find_copies_big_more(h->slots, before, (size_t)bytes)
	                      : find_copies_big_new((size_t)bytes);
	if (!more.slots)
		return false;
	memset(more.slots, 0, before);
	*h = more;
	return true;
}

/* Slots come by rising home, nearly: where the last one went there is room more
 * often than not. */
bool find_copies_shard_deal(struct seeds_shard *to, struct shard_hand *hand)
{
	const uint64_t *const end = to->slots + shard_size(to);
	uint64_t *last = NULL, last_home = 0;

	for (uint64_t i = 0; i < hand->n; i++) {
		const uint64_t slot = hand->slots[i];
		const uint64_t home =
		    (uint64_t)slot_tag(slot) * to->homes >> SEEDS_TAG_BITS;
		if (last && home == last_home &&
		    (last + 1 - to->slots) % SEEDS_BUCKET != 0 && last + 2 < end) {
			*++last = slot;
			to->used++;
			continue;
		}
		if (!(last = find_copies_shard_put(to, slot)))
			return false;
		last_home = home;
	}
	return true;
}

void find_copies_shard_free(struct seeds_shard *h)
{
	find_copies_big_free(h->slots, (size_t)shard_bytes(h));
	*h = (struct seeds_shard){.slots = NULL};
}

void find_copies_hand_free(struct shard_hand *hand)
{
	find_copies_big_free(hand->slots, (size_t)hand_bytes(hand));
	*hand = (struct shard_hand){.slots = NULL};
}
