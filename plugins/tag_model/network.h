/* SPDX-License-Identifier: MIT */
/* network.h - a small network that adds to the sums of the rows.
 *
 * Each token of a region and two to each side of it is a vector, the sum of a
 * few: of its word, if the model has one, and of its shape, its ends, its lists.
 * The hidden units see thirteen places: the token with two to each side, and the
 * first and the last word of its run of capitalised words with two to each side
 * of that; and, in two more places, the means of the longer
 * words of the document and of the sentence.  All in
 * integers, so that every machine finds the same. */
#ifndef TAG_MODEL_NETWORK_H
#define TAG_MODEL_NETWORK_H

#include "model.h"

#define NETWORK_INPUTS 8u    /* vectors of a token, at most */
#define NETWORK_NEAR 5u      /* places around the token */
#define NETWORK_TOPIC 11u    /* place of what the document is about */
#define NETWORK_SENTENCE 12u /* and the sentence */
#define NETWORK_PLACES MODEL_PLACES
#define NETWORK_SHIFT PRODUCT_SHIFT
#define NETWORK_SIDE 2u /* tokens before and behind a region that it sees */

/* The run of token i of a region is [from, to); slot 0 is the token two before
 * the region.  Slots of the places, in their order. */
static inline void network_places(uint32_t i, uint32_t from, uint32_t to,
                                  uint32_t *slots)
{
	for (uint32_t k = 0; k < NETWORK_NEAR; k++)
		slots[k] = i + k;
	for (uint32_t k = 0; k < 3; k++) {
		slots[NETWORK_NEAR + k] = from + k;
		slots[NETWORK_NEAR + 3 + k] = to - 1 + NETWORK_SIDE + k;
	}
}

/* Adds up n vectors of the model, NETWORK_INPUTS at most, and first (NULL: none).
 */
void tag_model_network_read(const struct network *, const int16_t *first,
                            const uint32_t *vectors, uint32_t n, int16_t *x);

#define NETWORK_LOUDER_BITS 3
#define NETWORK_LOUDER (1 << NETWORK_LOUDER_BITS) /* means are made larger */
#define NETWORK_LONG 4u /* bytes of a word that counts for them */

/* The mean of n words by the sums of their vectors. */
void tag_model_network_mean(const struct network *, const int64_t *sums, uint32_t n,
                            int16_t *x);

/* Adds to the units what x adds in n places from this one on, a vector for each. */
void tag_model_network_place(const struct network *, uint32_t place, uint32_t n,
                             const int16_t *x, int32_t *units);

/* Adds to the sums of a region's n tokens.  base: what all of
 * them have, the bias among it.  slots:
 * vectors of the tokens and of NETWORK_SIDE before and behind them; runs: of each
 * token, from and to, counted from the region's first. */
void tag_model_network_add(const struct network *, const int32_t *base,
                           const int16_t *slots, const uint32_t (*runs)[2],
                           uint32_t n, int32_t (*sums)[MODEL_LANES]);

#endif /* TAG_MODEL_NETWORK_H */
