/* SPDX-License-Identifier: MIT */
/* learn.c - weights from examples, by gradient steps. */
#include "learn.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N MODEL_LABELS

uint32_t tag_model_random(struct learner *l, uint32_t n)
{
	l->random ^= l->random << 13;
	l->random ^= l->random >> 7;
	l->random ^= l->random << 17;
	return (uint32_t)((l->random >> 32) * n >> 32);
}

bool tag_model_learner_new(struct learner *l, uint32_t row_bits, bool with_sources)
{
	const size_t rows = (size_t)1 << row_bits;

	memset(l, 0, sizeof *l);
	l->row_bits = row_bits;
	l->random = UINT64_C(0x243F6A8885A308D3);
	l->w = calloc(rows, sizeof *l->w);
	l->g = calloc(rows, sizeof *l->g);
	if (with_sources) {
		l->sw = calloc(rows, sizeof *l->sw);
		l->sg = calloc(rows, sizeof *l->sg);
	}
	if (l->w && l->g && (!with_sources || (l->sw && l->sg)))
		return true;
	tag_model_learner_free(l);
	return false;
}

void tag_model_learner_free(struct learner *l)
{
	free(l->w);
	free(l->g);
	free(l->sw);
	free(l->sg);
	free(l->work);
	tag_model_net_free(&l->net);
	free(l->topics);
	free(l->sentences);
	memset(l, 0, sizeof *l);
}

static void clear(float (*w)[MODEL_LANES], uint32_t row_bits)
{
	if (w)
		memset(w, 0, ((size_t)1 << row_bits) * sizeof *w);
}

void tag_model_learner_restart(struct learner *l, uint64_t seed)
{
	clear(l->w, l->row_bits);
	clear(l->g, l->row_bits);
	clear(l->sw, l->row_bits);
	clear(l->sg, l->row_bits);
	memset(l->step, 0, sizeof l->step);
	memset(l->step_g, 0, sizeof l->step_g);
	tag_model_learner_lot(l, seed);
}

void tag_model_learner_lot(struct learner *l, uint64_t seed)
{
	l->random = UINT64_C(0x243F6A8885A308D3) + seed * UINT64_C(0x9E3779B97F4A7C15);
	l->net.random = l->random;
}

static void copy(float (*to)[MODEL_LANES], float (*from)[MODEL_LANES],
                 uint32_t row_bits)
{
	if (to)
		memcpy(to, from, ((size_t)1 << row_bits) * sizeof *to);
}

void tag_model_learner_copy(struct learner *to, const struct learner *from)
{
	copy(to->w, from->w, to->row_bits);
	copy(to->g, from->g, to->row_bits);
	copy(to->sw, from->sw, to->row_bits);
	copy(to->sg, from->sg, to->row_bits);
	memcpy(to->step, from->step, sizeof to->step);
	memcpy(to->step_g, from->step_g, sizeof to->step_g);
	tag_model_net_copy(&to->net, &from->net);
}

static uint32_t row_of_source(const struct learner *l, uint32_t row,
                              uint32_t source)
{
	return (row ^ (source + 1) * UINT32_C(0x9E3779B1)) &
	       ((UINT32_C(1) << l->row_bits) - 1);
}

/* Which features are left out: those of the same region the same way in both
 * passes, so the generator is started from one state. */
static bool is_out(uint64_t *state, float dropout)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (float)(*state >> 40) < dropout * 16777216.0f;
}

static void sum(const struct learner *l, const struct examples *e, size_t i,
                uint32_t source, uint64_t *state, float *out)
{
	const float scale = 1 / (1 - l->dropout);

	memset(out, 0, sizeof(float) * MODEL_LANES);
	for (size_t k = e->row[i]; k < e->row[i + 1]; k++) {
		if (is_out(state, l->dropout))
			continue;
		const float *const w = l->w[e->rows[k]];
		for (uint32_t y = 0; y < MODEL_LANES; y++)
			out[y] += w[y];
		if (!l->use_source)
			continue;
		const float *const s = l->sw[row_of_source(l, e->rows[k], source)];
		for (uint32_t y = 0; y < MODEL_LANES; y++)
			out[y] += s[y];
	}
	for (uint32_t y = 0; y < MODEL_LANES; y++)
		out[y] *= scale;
}

static void step(float *w, float *g, float gradient, float rate)
{
	*g += gradient * gradient;
	*w += rate * gradient / (sqrtf(*g) + 1e-6f);
}

static void move(float *w, float *g, const float *gradient, float rate)
{
	for (uint32_t y = 0; y < MODEL_LANES; y++) {
		g[y] += gradient[y] * gradient[y];
		w[y] += rate * gradient[y] / (sqrtf(g[y]) + 1e-6f);
	}
}

static void update(struct learner *l, const struct examples *e, size_t i,
                   uint32_t source, uint64_t *state, const float *gradient)
{
	for (size_t k = e->row[i]; k < e->row[i + 1]; k++) {
		if (is_out(state, l->dropout))
			continue;
		const uint32_t row = e->rows[k];
		move(l->w[row], l->g[row], gradient, l->rate);
		if (l->use_source) {
			const uint32_t s = row_of_source(l, row, source);
			move(l->sw[s], l->sg[s], gradient, l->rate);
		}
	}
}

/* Sum 1; gives the logarithm of what it was. */
static double normalise(float *v)
{
	float all = 0;

	for (uint32_t y = 0; y < N; y++)
		all += v[y];
	for (uint32_t y = 0; y < N; y++)
		v[y] /= all;
	return log((double)all);
}

/* Sums to probabilities relative to the largest; gives that. */
static double exponents(float *v)
{
	float most = v[0];

	for (uint32_t y = 1; y < N; y++)
		most = v[y] > most ? v[y] : most;
	for (uint32_t y = 0; y < N; y++)
		v[y] = expf(v[y] - most);
	return (double)most;
}

struct chain_of { /* one region: views of the learner's work */
	float (*p)[MODEL_LANES], (*a)[MODEL_LANES], (*b)[MODEL_LANES];
	float t[MODEL_STEPS][MODEL_LANES];
	const uint8_t *gold;
	uint32_t n;
};

static double forward(struct chain_of *c)
{
	double all;

	for (uint32_t y = 0; y < N; y++)
		c->a[0][y] = c->p[0][y] * c->t[MODEL_BEGIN][y];
	all = normalise(c->a[0]);
	for (uint32_t i = 1; i < c->n; i++) {
		for (uint32_t y = 0; y < N; y++) {
			float v = 0;
			for (uint32_t x = 0; x < N; x++)
				v += c->a[i - 1][x] * c->t[x][y];
			c->a[i][y] = v * c->p[i][y] + 1e-30f;
		}
		all += normalise(c->a[i]);
	}
	float ends = 0;
	for (uint32_t y = 0; y < N; y++)
		ends += c->a[c->n - 1][y] * c->t[MODEL_END][y];
	return all + log((double)ends);
}

static void backward(struct chain_of *c)
{
	for (uint32_t y = 0; y < N; y++)
		c->b[c->n - 1][y] = c->t[MODEL_END][y];
	for (uint32_t i = c->n - 1; i > 0; i--) {
		for (uint32_t x = 0; x < N; x++) {
			float v = 0;
			for (uint32_t y = 0; y < N; y++)
				v += c->t[x][y] * c->p[i][y] * c->b[i][y];
			c->b[i - 1][x] = v + 1e-30f;
		}
		normalise(c->b[i - 1]);
	}
}

static void probabilities(const struct chain_of *c, uint32_t i, float *v)
{
	memset(v, 0, sizeof(float) * MODEL_LANES);
	for (uint32_t y = 0; y < N; y++)
		v[y] = c->a[i][y] * c->b[i][y];
	normalise(v);
}

static void expect_steps(const struct chain_of *c, uint32_t i,
                         float (*d)[MODEL_LANES])
{
	float e[N][N], all = 1e-30f;

	for (uint32_t x = 0; x < N; x++)
		for (uint32_t y = 0; y < N; y++) {
			e[x][y] = c->a[i - 1][x] * c->t[x][y] * c->p[i][y] * c->b[i][y];
			all += e[x][y];
		}
	for (uint32_t x = 0; x < N; x++)
		for (uint32_t y = 0; y < N; y++)
			d[x][y] -= e[x][y] / all;
}

/* Expected and true steps between labels, to the first and from the last. */
static void learn_steps(struct learner *l, const struct chain_of *c, float weight)
{
	float d[MODEL_STEPS][MODEL_LANES] = {{0}}, v[MODEL_LANES];

	for (uint32_t i = 1; i < c->n; i++) {
		expect_steps(c, i, d);
		d[c->gold[i - 1]][c->gold[i]] += 1;
	}
	probabilities(c, 0, v);
	for (uint32_t y = 0; y < N; y++)
		d[MODEL_BEGIN][y] -= v[y];
	d[MODEL_BEGIN][c->gold[0]] += 1;
	probabilities(c, c->n - 1, v);
	for (uint32_t y = 0; y < N; y++)
		d[MODEL_END][y] -= v[y];
	d[MODEL_END][c->gold[c->n - 1]] += 1;
	for (uint32_t x = 0; x < MODEL_STEPS; x++)
		for (uint32_t y = 0; y < N; y++)
			if (d[x][y] != 0)
				step(&l->step[x][y], &l->step_g[x][y], d[x][y] * weight, l->rate);
}

static bool reserve(struct learner *l, uint32_t n)
{
	if (n <= l->cap)
		return true;
	free(l->work);
	l->cap = 0;
	l->work = malloc((size_t)n * 4 * sizeof *l->work);
	l->cap = l->work ? n : 0;
	return l->work != NULL;
}

static void add_contents(const struct net_learner *l, const struct examples *e,
                         uint32_t k, float *sums)
{
	for (size_t i = e->content[k]; i < e->content[k + 1]; i++) {
		const float *const v = net_vectors(l) + (size_t)e->contents[i] * l->width;
		for (uint32_t d = 0; d < l->width; d++)
			sums[d] += v[d];
	}
}

static void make_mean(float *sums, uint32_t width, size_t n)
{
	for (uint32_t d = 0; n && d < width; d++)
		sums[d] *= NETWORK_LOUDER / (float)n;
}

bool tag_model_learner_topics(struct learner *l, const struct examples *e)
{
	const uint32_t width = l->net.width;

	free(l->topics);
	free(l->sentences);
	l->topics = calloc((size_t)e->n_documents + 1, width * sizeof *l->topics);
	l->sentences = calloc((size_t)e->n_topics + 1, width * sizeof *l->sentences);
	if (!l->topics || !l->sentences)
		return false;
	for (uint32_t k = 0; k < e->n_topics;) {
		const uint32_t document = e->document[k];
		const size_t from = e->content[k];
		float *const all = l->topics + (size_t)document * width;
		for (; k < e->n_topics && e->document[k] == document; k++) {
			float *const one = l->sentences + (size_t)k * width;
			add_contents(&l->net, e, k, one);
			for (uint32_t d = 0; d < width; d++)
				all[d] += one[d];
			make_mean(one, width, e->content[k + 1] - e->content[k]);
		}
		make_mean(all, width, e->content[k] - from);
	}
	return true;
}

/* Sums of the rows and of the network. */
static bool sum_all(struct learner *l, const struct examples *e, uint32_t k,
                    const struct net_region *r, uint64_t state, struct chain_of *c)
{
	for (uint32_t i = 0; i < c->n; i++)
		sum(l, e, e->begin[k] + i, e->source[k], &state, c->p[i]);
	return !l->net.units || tag_model_net_forward(&l->net, r, c->p);
}

/* Gradients of the sums to d; steps of the rows.  false: there was nothing to
 * learn. */
static bool learn_rows(struct learner *l, const struct examples *e, uint32_t k,
                       uint64_t state, const struct chain_of *c,
                       float (*d)[MODEL_LANES])
{
	bool any = false;

	for (uint32_t i = 0; i < c->n; i++) {
		const size_t at = e->begin[k] + i;
		const float *const target =
		    e->target[at] ? e->targets[e->target[at] - 1] : NULL;
		float off = 0;
		probabilities(c, i, d[i]);
		for (uint32_t y = 0; y < N; y++) {
			const float right = target ? target[y] : y == c->gold[i];
			d[i][y] = (right - d[i][y]) * e->weight[k];
			off = fabsf(d[i][y]) > off ? fabsf(d[i][y]) : off;
		}
		any = any || off > 1e-3f;
		if (off > 1e-3f) {
			update(l, e, at, e->source[k], &state, d[i]);
			continue;
		}
		/* Nothing to learn; keep in step with the first pass. */
		memset(d[i], 0, sizeof d[i]);
		for (size_t r = e->row[at]; r < e->row[at + 1]; r++)
			is_out(&state, l->dropout);
	}
	return any;
}

bool tag_model_learn(struct learner *l, const struct examples *e, uint32_t k,
                     double *loss)
{
	const uint32_t begin = e->begin[k], n = e->begin[k + 1] - begin;
	const uint64_t state = l->random;
	struct net_region region = {(const uint32_t(*)[NETWORK_INPUTS])e->inputs +
	                                examples_slot(e, k),
	                            (const uint32_t(*)[2])e->runs + begin,
	                            n,
	                            {NULL, NULL}};
	struct chain_of c = {.gold = e->label + begin, .n = n};
	double right = 0, most = 0;

	*loss = 0;
	/* Half of the time without, as the model will be. */
	l->use_source = tag_model_random(l, 2) && l->sw;
	if (!n)
		return true;
	if (!reserve(l, n))
		return false;
	c.p = l->work;
	c.a = l->work + n;
	c.b = l->work + 2 * (size_t)n;
	for (uint32_t x = 0; x < MODEL_STEPS; x++)
		for (uint32_t y = 0; y < N; y++)
			c.t[x][y] = expf(l->step[x][y]);
	if (l->net.units) {
		const uint32_t sentence = e->sentence[k];
		region.topics[0] = l->topics + (size_t)e->document[sentence] * l->net.width;
		region.topics[1] = l->sentences + (size_t)sentence * l->net.width;
	}
	if (!sum_all(l, e, k, &region, state, &c))
		return false;
	right = (double)l->step[MODEL_END][c.gold[n - 1]];
	for (uint32_t i = 0; i < n; i++) {
		const uint8_t y = c.gold[i];
		right += (double)(c.p[i][y] + l->step[i ? c.gold[i - 1] : MODEL_BEGIN][y]);
		most += exponents(c.p[i]);
	}
	*loss = forward(&c) + most - right;
	backward(&c);
	float(*const d)[MODEL_LANES] = l->work + 3 * (size_t)n;
	if (learn_rows(l, e, k, state, &c, d) && l->net.units)
		tag_model_net_backward(&l->net, &region, (const float(*)[MODEL_LANES])d);
	learn_steps(l, &c, e->weight[k]);
	return true;
}
