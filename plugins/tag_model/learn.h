/* SPDX-License-Identifier: MIT */
/* learn.h - weights from examples: a linear-chain conditional random field,
 * by gradient steps of AdaGrad (Duchi et al. 2011) with dropout of features. */
#ifndef TAG_MODEL_LEARN_H
#define TAG_MODEL_LEARN_H

#include "model.h"

/* Sentences: tokens [begin[k], begin[k + 1]), rows [row[i], row[i + 1]). */
struct examples {
	uint32_t *begin;
	float *weight; /* of each sentence */
	uint8_t *source;
	uint32_t n, cap;
	uint8_t *label; /* of each token */
	size_t *row;
	size_t n_tokens, cap_tokens;
	uint32_t *rows;
	size_t n_rows, cap_rows;
};

struct learner {
	float (*w)[MODEL_LANES], (*g)[MODEL_LANES];   /* of rows; sums of squares */
	float (*sw)[MODEL_LANES], (*sg)[MODEL_LANES]; /* of rows and a source */
	float step[MODEL_LABELS + 1][MODEL_LANES],
	    step_g[MODEL_LABELS + 1][MODEL_LANES];
	uint32_t row_bits;
	bool use_source;
	uint64_t random;
	float rate, dropout;
	float (*work)[MODEL_LANES]; /* four of a sentence's length */
	uint32_t cap;
};

/* false: out of memory.  with_sources: each source of examples may keep
 * conventions of its own, which are forgotten in the end. */
bool tag_model_learner_new(struct learner *, uint32_t row_bits, bool with_sources);
void tag_model_learner_free(struct learner *);

/* One sentence; gives its loss.  false: out of memory. */
bool tag_model_learn(struct learner *, const struct examples *, uint32_t k,
                     double *loss);

/* A number below n. */
uint32_t tag_model_random(struct learner *, uint32_t n);

#endif /* TAG_MODEL_LEARN_H */
