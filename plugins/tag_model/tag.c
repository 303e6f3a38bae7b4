/* SPDX-License-Identifier: MIT */
/* tag.c - the names of one region: features, sums, best path. */
#include "tag.h"
#include "inputs.h"
#include <string.h>

static bool read_slots(const struct sheet *s, const struct region *r,
                       struct path *p)
{
	const struct network *const net = &s->model->network;
	const uint32_t n = r->end - r->begin + 2 * NETWORK_SIDE;
	uint32_t vectors[NETWORK_INPUTS];

	if (!tag_model_path_reserve_slots(p, n, net->width))
		return false;
	for (uint32_t k = 0; k < n; k++)
		tag_model_network_read(net, vectors, tag_model_inputs(s, r, k, vectors),
		                       p->slots + (size_t)k * net->width);
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

bool tag_model_finish(const struct sheet *s, const struct region *r, struct path *p)
{
	const struct network *const net = &s->model->network;
	const uint32_t n = r->end - r->begin;

	for (uint32_t i = 0; i < n; i++)
		tag_model_sum_rows(s->model, p->rows[i] + 1, p->rows[i][0], p->sums[i]);
	if (net->units && !tag_model_passes(s->model, p, n)) {
		int32_t base[MODEL_UNITS_MAX];
		if (!read_slots(s, r, p))
			return false;
		memcpy(base, s->base, net->units * sizeof *base);
		tag_model_network_place(net, NETWORK_SENTENCE,
		                        s->topics + (size_t)r->topic * net->width, base);
		tag_model_network_add(net, base, p->slots, (const uint32_t(*)[2])p->runs, n,
		                      p->sums);
	}
	tag_model_decode(s->model, p, n);
	return true;
}
