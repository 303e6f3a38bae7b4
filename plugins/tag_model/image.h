/* SPDX-License-Identifier: MIT */
/* image.h - a model in the making: the bytes of its file. */
#ifndef TAG_MODEL_IMAGE_H
#define TAG_MODEL_IMAGE_H

#include "learn.h"
#include "model.h"

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

/* An empty model with the clusters of the first words of two files (or none).
 * NULL, or why not. */
const char *tag_model_image_new(struct image *, uint32_t row_bits,
                                const char *const *clusters, uint32_t words);
void tag_model_image_free(struct image *);

/* Rounds the weights to bytes.  caution is added to that of label O. */
void tag_model_image_set_weights(struct image *, const struct learner *,
                                 double caution);

bool tag_model_image_calibration_add(struct calibration *, int32_t margin,
                                     bool right);
/* Fits the score to them, and frees them. */
void tag_model_image_calibrate(struct image *, struct calibration *);

/* Under another name first; false: errno says why. */
bool tag_model_image_write(struct image *, const char *path);

/* A number from 0 to 100, whatever the locale. */
bool tag_model_image_number(const char *s, double *v);

#endif /* TAG_MODEL_IMAGE_H */
