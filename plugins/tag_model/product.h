/* SPDX-License-Identifier: MIT */
/* product.h - sums of products of small numbers, as fast as the machine can. */
#ifndef TAG_MODEL_PRODUCT_H
#define TAG_MODEL_PRODUCT_H

#include <stdint.h>

/* Of some tokens at a time, so that the weights are read once for them. */
struct product {
	const int16_t *w;  /* of each pair of inputs, of each lane: two weights */
	const int16_t *x;  /* inputs of the first token */
	uint32_t pairs, n; /* of inputs; lanes, a multiple of 16 */
	uint32_t tokens;   /* 1 to PRODUCT_MOST */
	uint32_t stride;   /* from one token's inputs to the next one's */
	int32_t *sums;     /* n for each token */
};

#define PRODUCT_MOST 4u

/* Adds to the sum of lane i of each token x[2k] * w[k][i][0] + x[2k + 1] *
 * w[k][i][1] for all pairs k.  The same on every path, as long as no sum passes
 * 2^31. */
typedef void product_fn(const struct product *);

/* Sums of n units, a multiple of 16, to 0 to 255: what is below 0 is 0, the rest
 * without its lowest bits (PRODUCT_SHIFT) by its scale in 1/65536. */
typedef void bend_fn(const int32_t *units, const uint16_t *scale, uint32_t n,
                     int16_t *bent);

/* Adds to 16 sums these by a scale in 1/65536, below 2^31, to the nearest; no more
 * than PRODUCT_FARTHEST and no less than less. */
typedef void scale_fn(const int32_t *all, uint32_t by, int32_t *sums);

struct product_path {
	const char *name; /* NULL: the last */
	product_fn *add;
	bend_fn *bend;
	scale_fn *scale;
};

/* Those that this machine has, the fastest first; the last is portable. */
void tag_model_product_paths(struct product_path paths[6]);

#define PRODUCT_SHIFT 4u
#define PRODUCT_FARTHEST 20000

#endif /* TAG_MODEL_PRODUCT_H */
