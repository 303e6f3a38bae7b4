/* SPDX-License-Identifier: MIT */
/* decode.h - from rows to labels: the best path through one region. */
#ifndef TAG_MODEL_DECODE_H
#define TAG_MODEL_DECODE_H

#include "rows.h"

/* Used again for the next region; zeroed it is ready. */
struct path {
	int32_t (*sums)[MODEL_LANES];   /* weights of each label for each token */
	int32_t (*before)[MODEL_LANES]; /* the best way to a label, with its sum; see
	                                   decode.c for what it is counted in */
	int32_t (*after)[MODEL_LANES];  /* the best way on from it */
	int32_t (*from)[MODEL_LANES];   /* the same, with the label that it is from */
	uint8_t *labels;
	int16_t *slots; /* vectors for the network, of the region and beside it */
	uint32_t (*runs)[2];
	uint32_t (*rows)[MODEL_ROWS_MAX + 1]; /* of each token: how many, and they */
	uint32_t cap;
	size_t cap_slots; /* numbers, not vectors */
};

/* A name: tokens [first, end) of the region. */
struct mark {
	uint32_t first, end;
	uint32_t type;  /* of the model's types */
	int32_t margin; /* how much worse the best path without it is, >= 0 */
};

/* false: out of memory. */
bool tag_model_path_reserve(struct path *, uint32_t n);
void tag_model_path_free(struct path *);

/* The steps have changed. */
void tag_model_read_steps(struct model *);

/* Those that this machine has of these functions, the fastest first, then NULL. */
void tag_model_best_ways(best_fn *ways[3]);

/* Room for n slots' vectors.  false: out of memory. */
bool tag_model_path_reserve_slots(struct path *, uint32_t n, uint32_t width);

/* Of one token by itself: how much better it is as no name than as the best. */
int32_t tag_model_none_margin(const struct model *, const int32_t *sums);

/* The same of n tokens, for several by their labels alone: the least; or another
 * that is not above enough, either. */
int32_t tag_model_least_margin(const struct model *, const struct path *,
                               uint32_t n, int32_t enough);

/* Is the network not asked about n tokens that have the sums of their rows?  Then
 * they are no name.  In a quick model it may be several. */
static inline bool tag_model_passes(const struct model *m, const struct path *p,
                                    uint32_t n)
{
	return (n == 1 || m->quick) &&
	       tag_model_least_margin(m, p, n, m->gate) > m->gate;
}

/* Labels of n tokens whose sums are there. */
void tag_model_decode(const struct model *, struct path *, uint32_t n);

/* The next name at or after *at of a decoded region; false: no more. */
bool tag_model_next_mark(const struct path *, uint32_t n, uint32_t *at,
                         struct mark *);

/* 0 to 1: how often a name of this margin was right. */
double tag_model_score(const struct model *, int32_t margin);

#endif /* TAG_MODEL_DECODE_H */
