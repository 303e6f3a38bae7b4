/* SPDX-License-Identifier: MIT */
/* rarity.c - how many documents of this run have a term. */
#include "rarity.h"
#include "huge.h"
#include "../share/prefetch.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Documents that the knowledge of texts in general is worth. */
#define GENERAL 300.0

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
	group_stories_huge(r->slots, (size_t)size * sizeof *r->slots);
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

/* Of 256 parts of [0.5, 1): the logarithm of the middle, and 1 by it. */
static void set_up(struct rarity *r)
{
	for (int i = 0; i < 256; i++) {
		const double middle = 0.5 + (i + 0.5) / 512;
		r->general[i] = general(i);
		r->logs[0][i] = log(middle);
		r->logs[1][i] = 1 / middle;
	}
}

bool group_stories_rarity_room(struct rarity *r, uint32_t n)
{
	uint32_t least = 0;

	if (!r->size) {
		set_up(r);
		if (!move(r, 4096, 0))
			return false;
	}
	while (r->used + n > r->size / 4 * 3) {
		const bool grows = !r->most || r->size * 2 <= r->most || n > r->size / 4;
		if (!move(r, grows ? r->size * 2 : r->size, grows ? 0 : ++least))
			return false;
		while (!grows && r->used > r->size / 2)
			if (!move(r, r->size, ++least))
				return false;
	}
	return true;
}

uint32_t group_stories_rarity_add(struct rarity *r, uint32_t hash,
                                  uint32_t documents)
{
	struct rarity_slot *const slot = find(r, hash);

	r->used += !slot->documents;
	slot->hash = hash;
	return slot->documents += documents;
}

void group_stories_rarity_ahead(const struct rarity *r, const void *hashes,
                                size_t step, uint32_t n)
{
	const unsigned char *const at = hashes;

	for (uint32_t i = 0; r->size && i < n; i++) {
		uint32_t hash;
		memcpy(&hash, at + i * step, sizeof hash);
		share_prefetch(r->slots + ((uint64_t)hash * r->size >> 32));
	}
}

bool group_stories_rarity_count(struct rarity *r, const struct record *record,
                                uint32_t *seen)
{
	const struct term *const terms = record_terms(record);

	if (!group_stories_rarity_room(r, record->n_terms))
		return false;
	group_stories_rarity_ahead(r, &terms->hash, sizeof *terms, record->n_terms);
	for (uint32_t i = 0; i < record->n_terms; i++) {
		const uint32_t n = group_stories_rarity_add(r, terms[i].hash, 1);
		if (seen && i < CHOSEN * TERMS_MAX)
			seen[i] = n;
	}
	group_stories_rarity_documents(r, r->documents + 1);
	return true;
}

void group_stories_rarity_documents(struct rarity *r, uint32_t documents)
{
	r->documents = documents;
	r->all = log(documents + GENERAL);
}

double group_stories_rarity_general(const struct rarity *r, uint8_t prior)
{
	return log((r->documents + GENERAL) / general(prior));
}

double group_stories_rarity_of(const struct rarity *r, const struct term *t)
{
	return group_stories_rarity_seen(r, t->prior, t->name != 0,
	                                 r->size ? find(r, t->hash)->documents : 0);
}
