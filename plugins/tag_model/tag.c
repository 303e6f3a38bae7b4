/* SPDX-License-Identifier: MIT */
/* tag.c - the names of one region: features, sums, best path. */
#include "tag.h"
#include "inputs.h"
#include "words.h"
#include <string.h>

static bool read_slots(const struct sheet *s, const struct region *r,
                       struct path *p)
{
	const struct network *const net = &s->model->network;
	const uint32_t n = r->end - r->begin + 2 * NETWORK_SIDE;
	uint32_t vectors[NETWORK_INPUTS], some;

	if (!tag_model_path_reserve_slots(p, n, net->width))
		return false;
	for (uint32_t k = 0; k < n; k++) {
		const int16_t *const first =
		    tag_model_inputs_beside(s, r, k, vectors, &some);
		int16_t *const to = p->slots + (size_t)k * net->width;
		if (some)
			tag_model_network_read(net, first, vectors, some, to);
		else
			memcpy(to, first, net->width * sizeof *to);
	}
	for (uint32_t i = 0; i < r->end - r->begin; i++)
		tag_model_run_of(s, r, i, p->runs[i]);
	return true;
}

bool tag_model_prepare(const struct sheet *s, const struct region *r,
                       struct path *p)
{
	const uint32_t n = r->end - r->begin;

	if (!tag_model_path_reserve(p, n))
		return false;
	for (uint32_t i = 0; i < n; i++)
		p->rows[i][0] = tag_model_rows(s, r, r->begin + i, p->rows[i] + 1);
	return true;
}

/* What document and sentence add to the network: once for each sentence.  NULL: out
 * of memory. */
static const int32_t *base_of(struct sheet *s, const struct region *r)
{
	const struct network *const net = &s->model->network;

	/* In one of three documents of a sentence nobody asks. */
	if (!s->has_topics && !tag_model_read_topics(s))
		return NULL;
	if (s->base_topic != r->topic) {
		memcpy(s->sentence_base, s->base, net->units * sizeof *s->base);
		tag_model_network_place(net, NETWORK_SENTENCE, 1,
		                        s->topics + (size_t)r->topic * net->width,
		                        s->sentence_base);
		s->base_topic = r->topic;
	}
	return s->sentence_base;
}

bool tag_model_finish(struct sheet *s, const struct region *r, struct path *p)
{
	const struct network *const net = &s->model->network;
	const uint32_t n = r->end - r->begin;

	for (uint32_t i = 0; i < n; i++) {
		const int16_t *const own = word_sums(s, &s->words[r->begin + i]);
		s->model->row.sum(s->model->rows, p->rows[i] + 1, p->rows[i][0], own,
		                  p->sums[i]);
	}
	if (net->units && tag_model_passes(s->model, p, n)) {
		memset(p->labels, 0, n);
		return true;
	}
	if (net->units) {
		if (!read_slots(s, r, p))
			return false;
		const int32_t *const base = base_of(s, r);
		if (!base)
			return false;
		tag_model_network_add(net, base, p->slots, (const uint32_t(*)[2])p->runs, n,
		                      p->sums);
	}
	tag_model_decode(s->model, p, n);
	return true;
}
