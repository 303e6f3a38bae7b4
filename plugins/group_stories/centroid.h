/* SPDX-License-Identifier: MIT */
/* centroid.h - the sum of the vectors of a story's documents, as far as its
 * weightiest terms go: its product with a vector, or with another sum, gives the
 * average similarity of the documents. */
#ifndef CATENA_GROUP_STORIES_CENTROID_H
#define CATENA_GROUP_STORIES_CENTROID_H

#include "vector.h"

#define CENTROID_TERMS 128u /* of several documents: the weightiest */

struct centroid {
	uint32_t n, documents;
	uint32_t hash[TERMS_MAX]; /* rising */
	uint32_t weight[TERMS_MAX];
	uint8_t name[TERMS_MAX]; /* 1: it names something */
	struct dated_figures figures;
};

/* Without figures. */
void group_stories_centroid_begin(struct centroid *, const struct vector *);
void group_stories_centroid_add(struct centroid *, const struct centroid *);

/* The average of the similarities between the documents of one and those of the
 * other; less where the names of both are not alike, as group_stories_alike has
 * it. */
double group_stories_centroid_like(const struct centroid *,
                                   const struct centroid *);

/* The average of the similarities between the documents of one, of two or more. */
double group_stories_centroid_within(const struct centroid *);

#endif
