/* SPDX-License-Identifier: MIT */
/* inputs.c - the vectors that a token is for the network. */
#include "inputs.h"
#include "marks.h"
#include "words.h"
#include <stdlib.h>
#include <string.h>

enum {
	IN_WORD, /* of which the model knows no vector */
	IN_CASE,
	IN_SHAPE,
	IN_TAIL,
	IN_HEAD,
	IN_LISTS,
	IN_PHRASE,
	IN_EDGE /* beyond the sentence */
};

/* One of those that features share. */
static uint32_t shared(const struct network *n, uint32_t what, uint32_t x)
{
	uint32_t h = x * UINT32_C(0x9E3779B1) + (what + 1) * UINT32_C(0xC2B2AE3D);

	h = (h ^ h >> 15) * UINT32_C(0x2C1B3C6D);
	h = (h ^ h >> 12) * UINT32_C(0x297A2D39);
	return n->words + (h >> (32 - n->shared_bits));
}

uint32_t tag_model_inputs(const struct sheet *s, const struct region *r,
                          uint32_t slot, uint32_t *vectors)
{
	const struct network *const n = &s->model->network;
	const uint32_t i = r->begin + slot - NETWORK_SIDE;
	uint32_t k = 0;

	if (r->begin + slot < r->sentence_begin + NETWORK_SIDE ||
	    i >= r->sentence_end) {
		vectors[0] = shared(n, IN_EDGE, slot < NETWORK_SIDE);
		return 1;
	}
	const struct word *const w = &s->words[i];
	const uint32_t own = tag_model_vector(s->model, w->slot);
	vectors[k++] = own < n->words ? own : shared(n, IN_WORD, w->caps);
	if (own < n->words && w->caps == LOWER && i != r->sentence_begin && !w->phrase)
		return k; /* its vector says it all */
	vectors[k++] =
	    shared(n, IN_CASE,
	           ((w->caps * 8u + w->capitals) * 2 + (i == r->sentence_begin)) * 4 +
	               r->loud);
	vectors[k++] = shared(n, IN_SHAPE, w->shape);
	if (w->tail3)
		vectors[k++] = shared(n, IN_TAIL, w->tail3);
	vectors[k++] = shared(n, IN_HEAD, w->head);
	if (w->lists)
		vectors[k++] = shared(n, IN_LISTS, w->lists);
	if (w->phrase)
		vectors[k++] = shared(n, IN_PHRASE, w->phrase);
	return k;
}

void tag_model_run_of(const struct sheet *s, const struct region *r, uint32_t i,
                      uint32_t *run)
{
	const struct word *const w = &s->words[r->begin + i];
	const bool alone = w->run_end == w->run_begin;

	run[0] = alone ? i : w->run_begin - r->begin;
	run[1] = alone ? i + 1 : w->run_end - r->begin;
}

static void add_own(const struct network *n, uint32_t vector, int64_t *sums)
{
	const int8_t *const v = n->vectors + (size_t)vector * n->width;

	for (uint32_t d = 0; d < n->width; d++)
		sums[d] += v[d];
}

uint32_t tag_model_content(const struct sheet *s, uint32_t i)
{
	const struct tokens *const t = s->tokens;

	if (!(s->marks[i] & MARK_LETTER) || t->end[i] - t->begin[i] < NETWORK_LONG)
		return UINT32_MAX;
	return tag_model_vector(s->model, tag_model_find(s->model, t->hash[i]));
}

#define AHEAD 16u /* words that are sent for */

/* Sums of a sentence's words; gives their number. */
static uint32_t add_sentence(const struct sheet *s, const struct region *r,
                             int64_t *sums)
{
	const struct model *const m = s->model;
	const uint32_t *const hash = s->tokens->hash;
	uint32_t n = 0;

	for (uint32_t i = r->sentence_begin; i < r->sentence_end; i++) {
		if (i + AHEAD < r->sentence_end)
			model_fetch(m->slots +
			            (size_t)(hash[i + AHEAD] & m->slot_mask) * MODEL_SLOT);
		const uint32_t own = tag_model_content(s, i);
		if (own >= m->network.words)
			continue;
		add_own(&m->network, own, sums);
		n++;
	}
	return n;
}

static bool reserve_topics(struct sheet *s)
{
	const size_t need = (size_t)s->n_regions * s->model->network.width;
	int16_t *grown;

	if (need <= s->cap_topics)
		return true;
	grown =
	    need <= SIZE_MAX / 4 ? realloc(s->topics, need * 2 * sizeof *grown) : NULL;
	if (!grown)
		return false;
	s->topics = grown;
	s->cap_topics = need * 2;
	return true;
}

bool tag_model_read_topics(struct sheet *s)
{
	const struct network *const net = &s->model->network;
	int64_t all[MODEL_WIDTH_MAX] = {0};
	uint32_t words = 0, topics = 0;
	int16_t x[MODEL_WIDTH_MAX];

	if (!reserve_topics(s))
		return false;
	for (uint32_t k = 0; k < s->n_regions; k++) {
		struct region *const r = &s->regions[k];
		int64_t sums[MODEL_WIDTH_MAX] = {0};
		uint32_t n;
		if (k && r->sentence_begin == r[-1].sentence_begin) {
			r->topic = topics - 1;
			continue;
		}
		n = add_sentence(s, r, sums);
		for (uint32_t d = 0; d < net->width; d++)
			all[d] += sums[d];
		words += n;
		r->topic = topics++;
		tag_model_network_mean(net, sums, n,
		                       s->topics + (size_t)r->topic * net->width);
	}
	tag_model_network_mean(net, all, words, x);
	memcpy(s->base, net->bias, net->units * sizeof *s->base);
	tag_model_network_place(net, NETWORK_TOPIC, x, s->base);
	return true;
}
