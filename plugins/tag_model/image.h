/* SPDX-License-Identifier: MIT */
/* image.h - a model in the making: the bytes of its file. */
#ifndef TAG_MODEL_IMAGE_H
#define TAG_MODEL_IMAGE_H

#include "learn.h"
#include "model.h"
#include "tally.h"
#include "vectors.h"

struct image {
	unsigned char *bytes;
	size_t size;
	struct model model; /* of bytes; its sum is not yet right */
};

/* Names found, and whether they were right: from margin to score. */
struct calibration {
	int32_t *margin;
	unsigned char *right;
	size_t n, cap;
};

/* What an empty model is made from; paths are empty strings for none. */
struct image_plan {
	uint32_t row_bits;
	uint64_t templates[2];
	const char *const *clusters; /* files, coarse and fine */
	uint32_t words;              /* so many lines of them */
	const char *lexicon, *phrases;
	const struct vectors *vectors; /* NULL: no network */
	uint32_t units, shared_bits;
	bool quick;
};

/* NULL, or why not, with the file in *at (NULL: none). */
const char *tag_model_image_new(struct image *, const struct image_plan *,
                                const char **at);
void tag_model_image_free(struct image *);

/* Sets bits of what is known of a word.  false: no room. */
bool tag_model_image_know(struct image *, uint32_t hash, uint32_t bits);

/* Ranks as if the first n words of the lexicon had vectors. */
void tag_model_image_count_vectors(unsigned char *ranks, uint32_t slot_bits,
                                   uint32_t n);

/* Gives the words of the vectors their numbers.  false: no room. */
bool tag_model_image_add_vectors(struct image *, const struct vectors *);

/* The vectors in the order of these numbers, to be freed.  NULL: out of memory. */
float *tag_model_image_vectors(const struct image *, const struct vectors *);

/* Adds to the lexicon which words matter in small letters and, if it is quick,
 * which hardly matter with a capital.  false: no room. */
bool tag_model_image_add_tally(struct image *, const struct tally *);

/* Rounds weights to bytes: rows, 2 to the power of row_bits, and steps.
 * caution is added to that of label O.  Gives how many units 1 is. */
double tag_model_image_set_weights(struct image *, const float (*rows)[MODEL_LANES],
                                   const float (*steps)[MODEL_LANES],
                                   double caution);
/* The same for those of the network, with that scale. */
void tag_model_image_set_network(struct image *, const struct net_learner *,
                                 double scale);

bool tag_model_image_calibration_add(struct calibration *, int32_t margin,
                                     bool right);
/* Fits the score to them. */
void tag_model_image_calibrate(struct image *, const struct calibration *);
void tag_model_image_calibration_free(struct calibration *);

/* Its sum, when nothing more is changed: then bytes are what is in the file. */
void tag_model_image_seal(struct image *);

/* A number from 0 to 100, whatever the locale. */
bool tag_model_image_number(const char *s, double *v);

#endif /* TAG_MODEL_IMAGE_H */
