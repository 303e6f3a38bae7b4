/* SPDX-License-Identifier: MIT */
/* net_learn.h - the weights of the network from examples, by gradient steps. */
#ifndef TAG_MODEL_NET_LEARN_H
#define TAG_MODEL_NET_LEARN_H

#include "network.h"

#define NET_MOST 6.0f /* of a unit: beyond it, it is cut off */

/* The slots and runs of one region, as in struct examples. */
struct net_region {
	const uint32_t (*inputs)[NETWORK_INPUTS];
	const uint32_t (*runs)[2];
	uint32_t n; /* tokens */
	/* Means of words, made larger: of the document, of the sentence. */
	const float *topics[2];
};

/* All weights in one array, so that what is done to each is done once:
 * [place][width][unit], then of each unit what is added, then [unit][label],
 * then the vectors. */
struct net_learner {
	uint32_t width, units, shared_bits, words;
	size_t n_dense, n; /* without and with the vectors */
	float *all, *squares, *steps;
	float rate, dropout;
	uint32_t pending; /* regions whose steps are not yet made */
	/* of one region */
	float *x, *dx, *unit, *run, *base, *mask;
	float topics[2][MODEL_WIDTH_MAX];
	uint32_t cap;
	uint64_t random;
};

static inline float *net_bias(const struct net_learner *l)
{
	return l->all + (size_t)NETWORK_PLACES * l->width * l->units;
}
static inline float *net_out(const struct net_learner *l)
{
	return net_bias(l) + l->units;
}
static inline float *net_vectors(const struct net_learner *l)
{
	return l->all + l->n_dense;
}

/* false: out of memory. */
bool tag_model_net_new(struct net_learner *, const struct network *);
void tag_model_net_free(struct net_learner *);

/* Small weights by lot; vectors: of words, the first ones; others are 0. */
void tag_model_net_restart(struct net_learner *, const float *vectors);

/* All weights, and how far their steps are; both are of one size. */
void tag_model_net_copy(struct net_learner *to, const struct net_learner *from);

/* Adds to the sums of each label; inputs and units are left out by lot.  false:
 * out of memory. */
bool tag_model_net_forward(struct net_learner *, const struct net_region *,
                           float (*sums)[MODEL_LANES]);

/* After that: the steps that follow from the gradient of the sums. */
void tag_model_net_backward(struct net_learner *, const struct net_region *,
                            const float (*gradient)[MODEL_LANES]);

#endif /* TAG_MODEL_NET_LEARN_H */
