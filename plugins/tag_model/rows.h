/* SPDX-License-Identifier: MIT */
/* rows.h - from what features are mixed of to the sums of their rows. */
#ifndef TAG_MODEL_ROWS_H
#define TAG_MODEL_ROWS_H

#include "model.h"

/* The ways that this machine has, the fastest first; one without functions ends
 * them. All give the same. */
void tag_model_row_ways(struct row_way ways[3]);

/* The sums of n rows, fewer than 257. */
void tag_model_sum_rows(const struct model *, const uint32_t *rows, uint32_t n,
                        int32_t *sums);

#endif /* TAG_MODEL_ROWS_H */
