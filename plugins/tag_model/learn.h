/* SPDX-License-Identifier: MIT */
/* learn.h - weights from examples: a linear-chain conditional random field,
 * by gradient steps of AdaGrad (Duchi et al. 2011) with dropout of features. */
#ifndef TAG_MODEL_LEARN_H
#define TAG_MODEL_LEARN_H

#include "net_learn.h"
#include "network.h"

/* Regions: tokens [begin[k], begin[k + 1]), rows [row[i], row[i + 1]). */
struct examples {
	uint32_t *begin;
	float *weight;      /* of each region */
	uint32_t *sentence; /* of each region, of those that have any */
	uint32_t *document; /* of each sentence */
	size_t *content;    /* of each sentence where its words begin in contents */
	uint32_t *contents; /* numbers of own vectors */
	uint32_t n_topics;  /* sentences */
	size_t n_contents, cap_document, cap_content, cap_contents;
	uint8_t *source;
	uint8_t *half; /* of the documents of its file, the first in 0, the next in 1 */
	uint8_t *cuts; /* bits: a name goes on before it, behind it */
	uint32_t n, cap;
	uint8_t *label;                /* of each token */
	uint32_t *target;              /* of each token: 0, or 1 and the number of */
	float (*targets)[MODEL_LANES]; /* the chances of its labels */
	size_t n_targets, cap_targets;
	size_t *row;
	uint32_t (*runs)[2];                /* of each token; see network.h */
	uint32_t (*inputs)[NETWORK_INPUTS]; /* of each slot; UINT32_MAX ends them */
	size_t n_tokens, cap_tokens;
	uint32_t *rows;
	size_t n_rows, cap_rows, n_slots, cap_slots, cap_runs;
	uint32_t n_documents;
	size_t n_sentences, n_all;   /* with the tokens that are in no region */
	uint32_t names[MODEL_TYPES]; /* also those that no region has whole */
	uint32_t n_whole;            /* those that one has */
};

struct learner {
	float (*w)[MODEL_LANES], (*g)[MODEL_LANES];   /* of rows; sums of squares */
	float (*sw)[MODEL_LANES], (*sg)[MODEL_LANES]; /* of rows and a source */
	float step[MODEL_STEPS][MODEL_LANES], step_g[MODEL_STEPS][MODEL_LANES];
	uint32_t row_bits;
	bool use_source;
	uint64_t random;
	float rate, dropout;
	float (*work)[MODEL_LANES]; /* four of a region's length */
	struct net_learner net;
	float *topics, *sentences; /* means of documents, of sentences */
	uint32_t cap;
};

/* false: out of memory.  with_sources: each source of examples may keep
 * conventions of its own, which are forgotten in the end. */
bool tag_model_learner_new(struct learner *, uint32_t row_bits, bool with_sources);
void tag_model_learner_free(struct learner *);

/* Forgets all weights; seed: another order, other features left out. */
void tag_model_learner_restart(struct learner *, uint64_t seed);

/* As another seed from here on. */
void tag_model_learner_lot(struct learner *, uint64_t seed);

/* All weights, and how far their steps are; both are of one size. */
void tag_model_learner_copy(struct learner *to, const struct learner *from);

/* What documents are about, by the vectors as they are now: before each epoch.
 * false: out of memory. */
bool tag_model_learner_topics(struct learner *, const struct examples *);

/* One region; gives its loss.  false: out of memory. */
bool tag_model_learn(struct learner *, const struct examples *, uint32_t k,
                     double *loss);

/* The slots of region k begin at this one. */
static inline size_t examples_slot(const struct examples *e, uint32_t k)
{
	return e->begin[k] + (size_t)k * 2 * NETWORK_SIDE;
}

/* A number below n. */
uint32_t tag_model_random(struct learner *, uint32_t n);

#endif /* TAG_MODEL_LEARN_H */
