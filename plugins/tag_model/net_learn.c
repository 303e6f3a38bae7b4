/* SPDX-License-Identifier: MIT */
/* net_learn.c - the weights of the network from examples, by gradient steps. */
#include "net_learn.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 8u /* regions to a step of the dense weights */
#define STEP 16u /* widths and units are multiples of it */

bool tag_model_net_new(struct net_learner *l, const struct network *net)
{
	memset(l, 0, sizeof *l);
	l->width = net->width;
	l->units = net->units;
	l->shared_bits = net->shared_bits;
	l->words = net->words;
	l->n_dense = (size_t)l->units * (NETWORK_PLACES * l->width + 1 + MODEL_LANES);
	l->n = l->n_dense + (((size_t)1 << l->shared_bits) + l->words) * l->width;
	l->all = calloc(l->n, sizeof *l->all);
	l->squares = calloc(l->n, sizeof *l->squares);
	l->steps = calloc(l->n_dense, sizeof *l->steps);
	l->run = calloc(l->units, sizeof *l->run);
	l->base = calloc(l->units, sizeof *l->base);
	if (l->all && l->squares && l->steps && l->run && l->base)
		return true;
	tag_model_net_free(l);
	return false;
}

void tag_model_net_free(struct net_learner *l)
{
	free(l->all);
	free(l->squares);
	free(l->steps);
	free(l->run);
	free(l->base);
	free(l->x);
	free(l->dx);
	free(l->unit);
	free(l->mask);
	memset(l, 0, sizeof *l);
}

void tag_model_net_copy(struct net_learner *to, const struct net_learner *from)
{
	if (!from->n)
		return;
	memcpy(to->all, from->all, to->n * sizeof *to->all);
	memcpy(to->squares, from->squares, to->n * sizeof *to->squares);
	memcpy(to->steps, from->steps, to->n_dense * sizeof *to->steps);
	to->pending = from->pending;
}

static float lot(struct net_learner *l)
{
	l->random =
	    l->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (float)(l->random >> 40) / 16777216.0f;
}

static void scatter(struct net_learner *l, float *w, size_t n, float most)
{
	for (size_t i = 0; i < n; i++)
		w[i] = (lot(l) * 2 - 1) * most;
}

void tag_model_net_restart(struct net_learner *l, const float *vectors)
{
	const size_t own = (size_t)l->words * l->width;
	float *const v = net_vectors(l);

	memset(l->squares, 0, l->n * sizeof *l->squares);
	memset(l->steps, 0, l->n_dense * sizeof *l->steps);
	memset(net_bias(l), 0, l->units * sizeof(float));
	scatter(l, l->all, (size_t)NETWORK_PLACES * l->width * l->units, 0.1f);
	scatter(l, net_out(l), (size_t)l->units * MODEL_LANES, 0.1f);
	scatter(l, v + own, ((size_t)1 << l->shared_bits) * l->width, 0.1f);
	if (own)
		memcpy(v, vectors, own * sizeof *v);
	l->pending = 0;
}

/* ---- Sums ---- */

/* to[0..n) += from[0..n) * by */
static void add(float *to, const float *from, float by, uint32_t n)
{
	for (uint32_t i = 0; i < n; i += STEP)
		for (uint32_t j = 0; j < STEP; j++)
			to[i + j] += from[i + j] * by;
}

static float product(const float *a, const float *b, uint32_t n)
{
	float sums[STEP] = {0};

	for (uint32_t i = 0; i < n; i += STEP)
		for (uint32_t j = 0; j < STEP; j++)
			sums[j] += a[i + j] * b[i + j];
	for (uint32_t some = STEP / 2; some; some /= 2)
		for (uint32_t j = 0; j < some; j++)
			sums[j] += sums[j + some];
	return sums[0];
}

static bool resize(float **p, size_t n)
{
	float *const grown = realloc(*p, n * sizeof *grown);

	if (grown)
		*p = grown;
	return grown != NULL;
}

static bool reserve(struct net_learner *l, uint32_t n)
{
	const size_t slots = n + 2 * NETWORK_SIDE;

	if (n <= l->cap)
		return true;
	if (!resize(&l->x, slots * l->width) || !resize(&l->dx, slots * l->width) ||
	    !resize(&l->unit, (size_t)n * l->units) ||
	    !resize(&l->mask, slots * NETWORK_INPUTS + (size_t)n * l->units))
		return false;
	l->cap = n;
	return true;
}

static float *unit_mask(const struct net_learner *l)
{
	return l->mask + ((size_t)l->cap + 2 * NETWORK_SIDE) * NETWORK_INPUTS;
}

static void read_slots(struct net_learner *l, const struct net_region *r)
{
	const float *const v = net_vectors(l);

	memset(l->x, 0, (r->n + 2 * NETWORK_SIDE) * (size_t)l->width * sizeof *l->x);
	for (uint32_t s = 0; s < r->n + 2 * NETWORK_SIDE; s++)
		for (uint32_t k = 0; k < NETWORK_INPUTS; k++) {
			float *const mask = &l->mask[s * NETWORK_INPUTS + k];
			if (r->inputs[s][k] == UINT32_MAX)
				break;
			*mask = lot(l) >= l->dropout / 2;
			if (*mask > 0)
				add(l->x + (size_t)s * l->width,
				    v + (size_t)r->inputs[s][k] * l->width, 1, l->width);
		}
}

static void add_place(const struct net_learner *l, uint32_t place, const float *x,
                      float *units)
{
	const float *const w = l->all + (size_t)place * l->width * l->units;

	for (uint32_t d = 0; d < l->width; d++)
		add(units, w + (size_t)d * l->units, x[d], l->units);
}

static void read_run(const struct net_learner *l, const uint32_t *slots)
{
	memcpy(l->run, l->base, l->units * sizeof *l->run);
	for (uint32_t p = NETWORK_NEAR; p < NETWORK_TOPIC; p++)
		add_place(l, p, l->x + (size_t)slots[p] * l->width, l->run);
}

/* Sometimes a document is about nothing: it must not be known by what it is
 * about. */
static void read_topic(struct net_learner *l, const float *topic, float *to)
{
	const float some = l->dropout / 4;
	const bool none = lot(l) < some;

	for (uint32_t d = 0; d < l->width; d++)
		to[d] = lot(l) < some || none ? 0 : topic[d] / (1 - some);
}

static bool is_new_run(const struct net_region *r, uint32_t i)
{
	return i == 0 || r->runs[i][0] != r->runs[i - 1][0];
}

bool tag_model_net_forward(struct net_learner *l, const struct net_region *r,
                           float (*sums)[MODEL_LANES])
{
	const float keep = 1 / (1 - l->dropout);
	uint32_t slots[NETWORK_PLACES];

	if (!reserve(l, r->n))
		return false;
	read_slots(l, r);
	memcpy(l->base, net_bias(l), l->units * sizeof *l->base);
	for (uint32_t k = 0; k < 2; k++) {
		read_topic(l, r->topics[k], l->topics[k]);
		add_place(l, NETWORK_TOPIC + k, l->topics[k], l->base);
	}
	for (uint32_t i = 0; i < r->n; i++) {
		float *const unit = l->unit + (size_t)i * l->units;
		float *const mask = unit_mask(l) + (size_t)i * l->units;
		network_places(i, r->runs[i][0], r->runs[i][1], slots);
		if (is_new_run(r, i))
			read_run(l, slots);
		memcpy(unit, l->run, l->units * sizeof *unit);
		for (uint32_t p = 0; p < NETWORK_NEAR; p++)
			add_place(l, p, l->x + (size_t)slots[p] * l->width, unit);
		for (uint32_t h = 0; h < l->units; h++) {
			const bool on = unit[h] > 0 && unit[h] < NET_MOST;
			unit[h] = unit[h] < 0 ? 0 : unit[h] > NET_MOST ? NET_MOST : unit[h];
			const float kept = lot(l) < l->dropout ? 0 : keep;
			unit[h] *= kept;
			mask[h] = on ? kept : 0;
			if (unit[h] > 0)
				add(sums[i], net_out(l) + (size_t)h * MODEL_LANES, unit[h],
				    MODEL_LANES);
		}
	}
	return true;
}

/* ---- Gradients ---- */

static void back_place(struct net_learner *l, uint32_t place, uint32_t slot,
                       const float *gradient)
{
	const size_t at = (size_t)place * l->width * l->units;
	const float *const x = l->x + (size_t)slot * l->width;
	float *const dx = l->dx + (size_t)slot * l->width;

	for (uint32_t d = 0; d < l->width; d++) {
		const size_t row = at + (size_t)d * l->units;
		add(l->steps + row, gradient, x[d], l->units);
		dx[d] += product(l->all + row, gradient, l->units);
	}
}

static void move(float *w, float *squares, const float *gradient, size_t n,
                 float rate)
{
	for (size_t i = 0; i < n; i += STEP)
		for (size_t j = i; j < i + STEP; j++) {
			squares[j] += gradient[j] * gradient[j];
			w[j] += rate * gradient[j] / (sqrtf(squares[j]) + 1e-6f);
		}
}

static void move_vectors(struct net_learner *l, const struct net_region *r)
{
	for (uint32_t s = 0; s < r->n + 2 * NETWORK_SIDE; s++)
		for (uint32_t k = 0; k < NETWORK_INPUTS; k++) {
			const uint32_t vector = r->inputs[s][k];
			const size_t at = l->n_dense + (size_t)vector * l->width;
			if (vector == UINT32_MAX)
				break;
			if (l->mask[s * NETWORK_INPUTS + k] > 0)
				move(l->all + at, l->squares + at, l->dx + (size_t)s * l->width,
				     l->width, l->rate);
		}
}

/* From the gradient of a token's sums to that of its units. */
static void back_units(struct net_learner *l, uint32_t i, const float *gradient,
                       float *to)
{
	const size_t out = (size_t)(net_out(l) - l->all);
	const float *const unit = l->unit + (size_t)i * l->units;
	const float *const mask = unit_mask(l) + (size_t)i * l->units;

	for (uint32_t h = 0; h < l->units; h++) {
		const size_t at = out + (size_t)h * MODEL_LANES;
		to[h] =
		    mask[h] > 0 ? product(l->all + at, gradient, MODEL_LANES) * mask[h] : 0;
		if (unit[h] > 0)
			add(l->steps + at, gradient, unit[h], MODEL_LANES);
	}
}

static void back_run(struct net_learner *l, const uint32_t *slots,
                     const float *gradient)
{
	for (uint32_t p = NETWORK_NEAR; p < NETWORK_TOPIC; p++)
		back_place(l, p, slots[p], gradient);
}

/* The vectors that the topic is made of are not moved by it. */
static void back_base(struct net_learner *l, const float *gradient)
{
	add(l->steps + (net_bias(l) - l->all), gradient, 1, l->units);
	for (uint32_t k = 0; k < 2; k++) {
		const size_t at = (size_t)(NETWORK_TOPIC + k) * l->width * l->units;
		for (uint32_t d = 0; d < l->width; d++)
			add(l->steps + at + (size_t)d * l->units, gradient, l->topics[k][d],
			    l->units);
	}
}

static bool is_zero(const float *gradient)
{
	for (uint32_t y = 0; y < MODEL_LABELS; y++)
		if (gradient[y] != 0)
			return false;
	return true;
}

void tag_model_net_backward(struct net_learner *l, const struct net_region *r,
                            const float (*gradient)[MODEL_LANES])
{
	float run[MODEL_UNITS_MAX] = {0}, all[MODEL_UNITS_MAX] = {0};
	float unit[MODEL_UNITS_MAX];
	uint32_t slots[NETWORK_PLACES];

	memset(l->dx, 0, (r->n + 2 * NETWORK_SIDE) * (size_t)l->width * sizeof *l->dx);
	for (uint32_t i = 0; i < r->n; i++) {
		network_places(i, r->runs[i][0], r->runs[i][1], slots);
		if (!is_zero(gradient[i])) {
			back_units(l, i, gradient[i], unit);
			for (uint32_t p = 0; p < NETWORK_NEAR; p++)
				back_place(l, p, slots[p], unit);
			add(run, unit, 1, l->units);
		}
		if (i + 1 == r->n || is_new_run(r, i + 1)) {
			back_run(l, slots, run);
			add(all, run, 1, l->units);
			memset(run, 0, sizeof run);
		}
	}
	back_base(l, all);
	move_vectors(l, r);
	if (++l->pending == BATCH) {
		move(l->all, l->squares, l->steps, l->n_dense, l->rate);
		memset(l->steps, 0, l->n_dense * sizeof *l->steps);
		l->pending = 0;
	}
}
