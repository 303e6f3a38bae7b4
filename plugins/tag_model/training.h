/* SPDX-License-Identifier: MIT */
/* training.h - one training: for the files that it is written in. */
#ifndef TAG_MODEL_TRAINING_H
#define TAG_MODEL_TRAINING_H

#include "corpus.h"
#include "decode.h"
#include "image.h"
#include "learn.h"
#include "train.h"

enum {
	OPT_WEIGHTS,
	OPT_MAP,
	OPT_DEV,
	OPT_TEST,
	OPT_MODEL,
	OPT_CLUSTERS,
	OPT_WORDS,
	OPT_LEXICON,
	OPT_PHRASES,
	OPT_VECTORS,
	OPT_VECTOR_WORDS,
	OPT_UNITS,
	OPT_SHARED_BITS,
	OPT_NET_RATE,
	OPT_NET_DROPOUT,
	OPT_TEMPLATES,
	OPT_ROW_BITS,
	OPT_EPOCHS,
	OPT_RUNS,
	OPT_SEED,
	OPT_RATE,
	OPT_DROPOUT,
	OPT_SOURCES,
	OPT_CAUTION,
	OPT_QUICK,
	OPT_COUNT
};

#define DEVS 16

struct training {
	catena_ctx *ctx;
	const union catena_value *v;
	const char *const *files; /* to learn from, NULL-ended */
	struct image image;
	struct tally tally;
	struct examples train, dev[DEVS];
	const char *dev_names[DEVS];
	uint32_t n_dev, n_taught; /* the first ones also teach how sure a name is */
	struct learner learner, begun; /* begun: at the end of the first epoch */
	struct vectors vectors;
	float *first;               /* vectors to begin with */
	float *mean_network;        /* of all weights of the network */
	float (*mean)[MODEL_LANES]; /* of the weights at several times */
	float mean_step[MODEL_STEPS][MODEL_LANES];
	uint32_t n_mean;
	struct path path;
	int32_t base[MODEL_UNITS_MAX]; /* of the document that is measured on */
	const struct examples *base_of;
	uint32_t base_document;
	uint32_t *order;
};

/* F1 on each file with the weights as they are now.  last: learns how sure a name
 * is, too, and prints how many names of each score were right. */
catena_status tag_model_measure(struct training *, bool last);

/* From what margin on the network is not asked about a token by itself. */
catena_status tag_model_find_gate(struct training *);

catena_status tag_model_no_memory(catena_ctx *);

#endif /* TAG_MODEL_TRAINING_H */
