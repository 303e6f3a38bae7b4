/* SPDX-License-Identifier: MIT */
/* vector.h - a document as its weightiest terms, and how alike two are.
 *
 * Weights are whole numbers, so that sums are the same in whatever order they
 * are made. */
#ifndef CATENA_GROUP_STORIES_VECTOR_H
#define CATENA_GROUP_STORIES_VECTOR_H

#include "rarity.h"

#define UNIT 65535u /* the length of a vector that is 1 */

struct vector {
	uint32_t n;
	uint32_t hash[TERMS_MAX]; /* rising */
	uint16_t weight[TERMS_MAX];
};

/* The `terms` weightiest terms of a document. */
void group_stories_weigh(const struct record *, const struct rarity *,
                         uint32_t terms, struct vector *);

/* A vector from which many others are looked at. */
#define LENS_SLOTS 512u

struct lens {
	uint32_t hash[LENS_SLOTS];   /* open addressing */
	uint16_t weight[LENS_SLOTS]; /* 0: free */
};

void group_stories_lens(const struct vector *, struct lens *);

/* Cosine of the angle to another one, times UNIT squared. */
uint64_t group_stories_seen(const struct lens *, const uint32_t *hashes,
                            const uint16_t *weights, uint32_t n);

/* The terms that both have, those that add most to their similarity first;
 * returns how many, EVIDENCE_TERMS at most. */
uint32_t group_stories_shared(const struct vector *, const struct vector *,
                              uint32_t *hashes);

static inline double group_stories_cosine(uint64_t dot)
{
	return (double)dot / ((double)UNIT * UNIT);
}

#endif
