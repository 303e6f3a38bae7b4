/* SPDX-License-Identifier: MIT */
/* image_net.c - the network of a model in the making. */
#include "image.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Vectors are cut off at so many times their mean size. */
#define FARTHEST 6

static double largest(const float *v, size_t n)
{
	double most = 1e-6;

	for (size_t i = 0; i < n; i++)
		most = fmax(most, fabs((double)v[i]));
	return most;
}

static unsigned char byte_of(double v)
{
	const double r = floor(v + 0.5);

	return (unsigned char)(int8_t)(r > 127 ? 127 : r < -127 ? -127 : r);
}

static uint32_t number_of(double v)
{
	const double r = floor(v + 0.5);

	return r > 1e9 ? 1000000000u : r < 0 ? 0 : (uint32_t)r;
}

/* ---- Ranks ---- */

void tag_model_image_count_vectors(unsigned char *ranks, uint32_t slot_bits,
                                   uint32_t n)
{
	for (size_t slot = 0, at = 0; slot < (size_t)1 << slot_bits; slot += 64) {
		const uint32_t here = n < 64 ? n : 64;
		model_put64(ranks + slot / 64 * MODEL_RANK,
		            here < 64 ? (UINT64_C(1) << here) - 1 : UINT64_MAX);
		model_put32(ranks + slot / 64 * MODEL_RANK + 8, (uint32_t)at);
		at += here;
		n -= here;
	}
}

bool tag_model_image_add_vectors(struct image *m, const struct vectors *v)
{
	const struct network *const net = &m->model.network;
	unsigned char *const ranks = m->bytes + (net->ranks - m->bytes);
	uint32_t n = 0;

	for (size_t slot = 0; slot <= m->model.slot_mask; slot += 64)
		model_put64(ranks + slot / 64 * MODEL_RANK, 0);
	for (uint32_t i = 0; i < v->n; i++) {
		if (!tag_model_image_know(m, v->hash[i], 0))
			return false;
		const uint32_t slot = tag_model_find(&m->model, v->hash[i]);
		unsigned char *const p = ranks + (size_t)(slot / 64) * MODEL_RANK;
		model_put64(p, model_u64(p) | UINT64_C(1) << slot % 64);
	}
	for (size_t slot = 0; slot <= m->model.slot_mask; slot += 64) {
		unsigned char *const p = ranks + slot / 64 * MODEL_RANK;
		model_put32(p + 8, n);
		for (uint64_t bits = model_u64(p); bits; bits &= bits - 1)
			n++;
	}
	return true;
}

float *tag_model_image_vectors(const struct image *m, const struct vectors *v)
{
	float *const all = malloc((size_t)v->n * v->width * sizeof *all);

	for (uint32_t i = 0; all && i < v->n; i++) {
		const uint32_t to =
		    tag_model_vector(&m->model, tag_model_find(&m->model, v->hash[i]));
		memcpy(all + (size_t)to * v->width, v->v + (size_t)i * v->width,
		       v->width * sizeof *all);
	}
	return all;
}

/* ---- Weights ---- */

static double put_vectors(unsigned char *to, const float *v, size_t n)
{
	double squares = 0;

	for (size_t i = 0; i < n; i++)
		squares += (double)v[i] * (double)v[i];
	const double most =
	    fmin(largest(v, n), FARTHEST * sqrt(squares / (double)n) + 1e-6);
	const double scale = 127 / most;
	for (size_t i = 0; i < n; i++)
		to[i] = byte_of((double)v[i] * scale);
	return scale;
}

/* The weights of one unit, with a scale of its own. */
static void put_unit(unsigned char *w, unsigned char *unit,
                     const struct net_learner *l, uint32_t h, double scale)
{
	const size_t n = (size_t)NETWORK_PLACES * l->width;
	/* Where it is cut off, the sum is at most 2^20. */
	double most = scale * 127 * (double)NET_MOST / (1 << 20);

	for (size_t i = 0; i < n; i++)
		most = fmax(most, fabs((double)l->all[i * l->units + h]));
	for (size_t i = 0; i < n; i++)
		w[i] = byte_of((double)l->all[i * l->units + h] * 127 / most);
	scale *= 127 / most;
	const double bias = floor((double)net_bias(l)[h] * scale + 0.5);
	model_put32(unit, (uint32_t)(int32_t)fmin(fmax(bias, -5e8), 5e8));
	model_put32(unit + 4, number_of(65536 * 255.99 * (1 << NETWORK_SHIFT) /
	                                (double)NET_MOST / scale));
}

void tag_model_image_set_network(struct image *m, const struct net_learner *l,
                                 double row_scale)
{
	const size_t vectors = l->n - l->n_dense, outs = (size_t)l->units * MODEL_LANES;
	const size_t weights = (size_t)NETWORK_PLACES * l->width;
	const struct network *const net = &m->model.network;
	unsigned char *to = m->bytes + ((const unsigned char *)net->vectors - m->bytes);
	const double scale = put_vectors(to, net_vectors(l), vectors);

	to += vectors;
	unsigned char *const units = to + weights * l->units;
	for (uint32_t h = 0; h < l->units; h++)
		put_unit(to + h * weights, units + (size_t)h * 8, l, h, scale);
	to = units + (size_t)l->units * 8;
	const double out = 127 / largest(net_out(l), outs);
	for (size_t i = 0; i < outs; i++)
		to[i] = i % MODEL_LANES < MODEL_LABELS
		            ? byte_of((double)net_out(l)[i] * out)
		            : 0;
	model_put32(m->bytes + AT_OUT_SCALE,
	            number_of(65536 * row_scale / (out * 255 / (double)NET_MOST)));
	tag_model_read_network(&m->model);
}
