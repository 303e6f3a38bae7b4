/* SPDX-License-Identifier: MIT */
/* rarity.c - how many documents of this run have a term. */
#include "rarity.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Documents that the knowledge of texts in general is worth. */
#define GENERAL 300.0
/* A name that very many documents have is still a name: what half of the run is
 * about is one story, too.  So much of its rarity in general stays. */
#define NAME_STAYS 0.4

/* How many of those have a term of this prior. */
static double general(int prior)
{
	return GENERAL * exp(-prior / 16.0);
}

void group_stories_rarity_free(struct rarity *r)
{
	free(r->slots);
	memset(r, 0, sizeof *r);
}

static struct rarity_slot *find(const struct rarity *r, uint32_t hash)
{
	uint64_t at = (uint64_t)hash * r->size >> 32;

	while (r->slots[at].documents && r->slots[at].hash != hash)
		at = at + 1 < r->size ? at + 1 : 0;
	return r->slots + at;
}

/* All slots into a table of `size`, but those of `least` documents or fewer. */
static bool move(struct rarity *r, uint64_t size, uint32_t least)
{
	struct rarity_slot *const old = r->slots;
	const uint64_t n = r->size;

	if (size > SIZE_MAX / sizeof *old)
		return false;
	r->slots = calloc((size_t)size, sizeof *r->slots);
	if (!r->slots) {
		r->slots = old;
		return false;
	}
	r->size = size;
	r->used = 0;
	for (uint64_t i = 0; i < n; i++)
		if (old[i].documents > least) {
			*find(r, old[i].hash) = old[i];
			r->used++;
		}
	free(old);
	return true;
}

static bool make_room(struct rarity *r)
{
	uint32_t least = 0;

	if (r->size && r->used < r->size / 4 * 3)
		return true;
	for (int i = 0; !r->size && i < 256; i++)
		r->general[i] = general(i);
	if (!r->size || !r->most || r->size * 2 <= r->most)
		return move(r, r->size ? r->size * 2 : 4096, 0);
	do
		if (!move(r, r->size, ++least))
			return false;
	while (r->used > r->size / 2);
	return true;
}

bool group_stories_rarity_add(struct rarity *r, uint32_t hash, uint32_t documents)
{
	struct rarity_slot *slot;

	if (!make_room(r))
		return false;
	slot = find(r, hash);
	r->used += !slot->documents;
	slot->hash = hash;
	slot->documents += documents;
	return true;
}

void group_stories_rarity_ahead(const struct rarity *r, const struct record *record)
{
#ifdef __GNUC__
	const struct term *const terms = record_terms(record);

	for (uint32_t i = 0; r->size && i < record->n_terms; i++)
		__builtin_prefetch(r->slots + ((uint64_t)terms[i].hash * r->size >> 32));
#else
	(void)r, (void)record;
#endif
}

bool group_stories_rarity_count(struct rarity *r, const struct record *record)
{
	const struct term *const terms = record_terms(record);

	for (uint32_t i = 0; i < record->n_terms; i++)
		if (!group_stories_rarity_add(r, terms[i].hash, 1))
			return false;
	r->documents++;
	return true;
}

double group_stories_rarity_of(const struct rarity *r, const struct term *t)
{
	const double seen = r->size ? find(r, t->hash)->documents : 0;
	const double all = r->size ? r->general[t->prior] : general(t->prior);
	const double rarity = log((r->documents + GENERAL) / (seen + all));
	const double least = t->name ? t->prior / 16.0 * NAME_STAYS : 0;

	return rarity > least ? rarity : least;
}
