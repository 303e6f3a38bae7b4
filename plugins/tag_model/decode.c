/* SPDX-License-Identifier: MIT */
/* decode.c - from rows to labels: the best path through one region. */
#include "decode.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sums of the best ways are sixteen times as large as the weights: the lowest four
 * bits say which label a way comes from, so that the greater of two is also the one
 * to be kept; of equals that of the lower label is. */
#define WAY 16
#define FROM 15 /* less the label */

/* No way.  What labels of one token differ by stays far from it: the way is counted
 * from that to label 0. */
#define FAR (-(1 << 26))

static void free_paths(struct path *p)
{
	free(p->sums);
	free(p->before);
	free(p->after);
	free(p->from);
	free(p->labels);
	free(p->runs);
	free(p->rows);
	p->runs = NULL;
	p->rows = NULL;
	p->sums = p->before = p->after = NULL;
	p->from = NULL;
	p->labels = NULL;
	p->cap = 0;
}

void tag_model_read_steps(struct model *m)
{
	best_fn *ways[3];

	for (uint32_t x = 0; x < MODEL_LANES; x++)
		for (uint32_t y = 0; y < MODEL_LANES; y++) {
			const bool may =
			    x < MODEL_LABELS && y < MODEL_LABELS && model_may_follow(x, y);
			m->on[x][y] = m->back[y][x] = may ? m->step[x][y] * WAY : FAR;
		}
	for (uint32_t y = 0; y < MODEL_LANES; y++) {
		m->begin[y] = y < MODEL_LABELS && model_may_begin(y) ? 0 : FAR;
		m->end[y] = y < MODEL_LABELS && !model_is_open(y) ? 0 : FAR;
	}
	tag_model_best_ways(ways);
	m->best = ways[0];
}

bool tag_model_path_reserve(struct path *p, uint32_t n)
{
	const size_t size = sizeof *p->sums;

	if (n <= p->cap)
		return true;
	n += n / 2;
	if (n > INT32_MAX / 64)
		return false;
	free_paths(p);
	p->sums = malloc(n * size);
	p->before = malloc(n * size);
	p->after = malloc(n * size);
	p->from = malloc(n * sizeof *p->from);
	p->labels = malloc(n);
	p->runs = malloc(n * sizeof *p->runs);
	p->rows = malloc(n * sizeof *p->rows);
	if (!p->sums || !p->before || !p->after || !p->from || !p->labels || !p->runs ||
	    !p->rows) {
		free_paths(p);
		return false;
	}
	p->cap = n;
	return true;
}

bool tag_model_path_reserve_slots(struct path *p, uint32_t n, uint32_t width)
{
	if ((size_t)n * width <= p->cap_slots)
		return true;
	n += n / 2;
	free(p->slots);
	p->slots = malloc((size_t)n * width * sizeof *p->slots);
	p->cap_slots = p->slots ? (size_t)n * width : 0;
	return p->slots != NULL;
}

void tag_model_path_free(struct path *p)
{
	free_paths(p);
	free(p->slots);
	memset(p, 0, sizeof *p);
}

#define BLOCK 4u

static void best_plain(const int32_t *way, const int32_t (*steps)[MODEL_LANES],
                       int32_t *best)
{
	for (uint32_t y = 0; y < MODEL_LANES; y += BLOCK) {
		int32_t some[BLOCK];
		for (uint32_t j = 0; j < BLOCK; j++)
			some[j] = way[0] + steps[0][y + j];
		for (uint32_t x = 1; x < MODEL_LABELS; x++)
			for (uint32_t j = 0; j < BLOCK; j++) {
				const int32_t v = way[x] + steps[x][y + j];
				some[j] = v > some[j] ? v : some[j];
			}
		memcpy(best + y, some, sizeof some);
	}
}

#if defined __x86_64__ && defined __GNUC__
#include <immintrin.h>

__attribute__((target("avx2"))) static void
best_avx2(const int32_t *way, const int32_t (*steps)[MODEL_LANES], int32_t *best)
{
	__m256i a = _mm256_set1_epi32(INT32_MIN), b = a;

	_Pragma("GCC unroll 13") for (uint32_t x = 0; x < MODEL_LABELS; x++)
	{
		const __m256i v = _mm256_set1_epi32(way[x]);
		const void *const p = steps[x], *const q = steps[x] + 8;
		a = _mm256_max_epi32(a, _mm256_add_epi32(v, _mm256_loadu_si256(p)));
		b = _mm256_max_epi32(b, _mm256_add_epi32(v, _mm256_loadu_si256(q)));
	}
	_mm256_storeu_si256((void *)best, a);
	_mm256_storeu_si256((void *)(best + 8), b);
}
#endif

void tag_model_best_ways(best_fn *ways[3])
{
	unsigned n = 0;

#if defined __x86_64__ && defined __GNUC__
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx2"))
		ways[n++] = best_avx2;
#endif
	ways[n++] = best_plain;
	ways[n] = NULL;
}

/* What leads on from the labels of one token to those of the next. */
static void go_on(const struct model *m, const int32_t *before, const int32_t *sums,
                  int32_t *to, int32_t *from)
{
	int32_t way[MODEL_LANES];

	for (uint32_t x = 0; x < MODEL_LANES; x++)
		way[x] = before[x] + FROM - (int32_t)x;
	m->best(way, m->on, from);
	const int32_t none = (from[0] & ~FROM) + sums[0] * WAY;
	for (uint32_t y = 0; y < MODEL_LANES; y++)
		to[y] = (from[y] & ~FROM) + sums[y] * WAY - none;
}

static void go_back(const struct model *m, const int32_t *after,
                    const int32_t *sums, int32_t *to)
{
	int32_t way[MODEL_LANES];

	for (uint32_t y = 0; y < MODEL_LANES; y++)
		way[y] = after[y] + sums[y] * WAY;
	m->best(way, m->back, to);
	const int32_t none = to[0];
	for (uint32_t x = 0; x < MODEL_LANES; x++)
		to[x] -= none;
}

static void forward(const struct model *m, struct path *p, uint32_t n)
{
	for (uint32_t y = 0; y < MODEL_LANES; y++)
		p->before[0][y] =
		    (p->sums[0][y] + m->step[MODEL_BEGIN][y]) * WAY + m->begin[y];
	for (uint32_t i = 1; i < n; i++)
		go_on(m, p->before[i - 1], p->sums[i], p->before[i], p->from[i]);
}

/* Down to the first token that is of a name; nobody asks for more. */
static void backward(const struct model *m, struct path *p, uint32_t n)
{
	uint32_t first = 0;

	while (!p->labels[first])
		first++;
	for (uint32_t x = 0; x < MODEL_LANES; x++)
		p->after[n - 1][x] = m->step[MODEL_END][x] * WAY + m->end[x];
	for (uint32_t i = n - 1; i > first; i--)
		go_back(m, p->after[i], p->sums[i], p->after[i - 1]);
}

int32_t tag_model_none_margin(const struct model *m, const int32_t *sums)
{
	int32_t best = INT32_MIN;

	for (uint32_t t = 0; t < MODEL_TYPES; t++) {
		const uint8_t y = model_label(t, PLACE_ONLY);
		const int32_t v = sums[y] + m->step[MODEL_BEGIN][y] + m->step[MODEL_END][y];
		best = v > best ? v : best;
	}
	return sums[0] + m->step[MODEL_BEGIN][0] + m->step[MODEL_END][0] - best;
}

int32_t tag_model_least_margin(const struct model *m, const struct path *p,
                               uint32_t n, int32_t enough)
{
	int32_t least = INT32_MAX;

	if (n == 1)
		return tag_model_none_margin(m, p->sums[0]);
	for (uint32_t i = 0; i < n && least > enough; i++)
		for (uint32_t y = 1; y < MODEL_LABELS; y++) {
			const int32_t v = p->sums[i][0] - p->sums[i][y];
			least = v < least ? v : least;
		}
	return least;
}

/* Most are one token: it is no name, or one by itself. */
static void decode_one(const struct model *m, struct path *p)
{
	int32_t best = p->sums[0][0] + m->step[MODEL_BEGIN][0] + m->step[MODEL_END][0];

	p->labels[0] = 0;
	for (uint32_t t = 0; t < MODEL_TYPES; t++) {
		const uint8_t y = model_label(t, PLACE_ONLY);
		const int32_t v =
		    p->sums[0][y] + m->step[MODEL_BEGIN][y] + m->step[MODEL_END][y];
		p->labels[0] = v > best ? y : p->labels[0];
		best = v > best ? v : best;
	}
	if (!p->labels[0])
		return;
	for (uint32_t y = 0; y < MODEL_LANES; y++) {
		p->before[0][y] =
		    (p->sums[0][y] + m->step[MODEL_BEGIN][y]) * WAY + m->begin[y];
		p->after[0][y] = m->step[MODEL_END][y] * WAY + m->end[y];
	}
}

void tag_model_decode(const struct model *m, struct path *p, uint32_t n)
{
	int32_t best = 2 * FAR;
	uint32_t y = 0, any = 0;

	if (!n)
		return;
	if (n == 1) {
		decode_one(m, p);
		return;
	}
	forward(m, p, n);
	for (uint32_t x = 0; x < MODEL_LABELS; x++) {
		const int32_t v = p->before[n - 1][x] + m->step[MODEL_END][x] * WAY;
		if (!model_is_open(x) && v > best) {
			best = v;
			y = x;
		}
	}
	for (uint32_t i = n; i-- > 0;) {
		p->labels[i] = (uint8_t)y;
		any |= y;
		y = i ? (uint32_t)(FROM - (p->from[i][y] & FROM)) : 0;
	}
	if (any)
		backward(m, p, n);
}

/* How much worse the best path is that has another label at i. */
static int32_t margin_at(const struct path *p, uint32_t i)
{
	const uint32_t here = p->labels[i];
	int32_t best = 2 * FAR;

	int32_t all[MODEL_LANES];
	for (uint32_t y = 0; y < MODEL_LANES; y++)
		all[y] = p->before[i][y] + p->after[i][y];
	const int32_t mine = all[here];
	all[here] = best;
	for (uint32_t y = 0; y < MODEL_LABELS; y++)
		best = all[y] > best ? all[y] : best;
	return (mine - best) / WAY;
}

bool tag_model_next_mark(const struct path *p, uint32_t n, uint32_t *at,
                         struct mark *mark)
{
	uint32_t i = *at, end;

	while (i < n && !p->labels[i])
		i++;
	if (i >= n)
		return false;
	mark->first = i;
	mark->type = model_type(p->labels[i]);
	mark->margin = margin_at(p, i);
	for (end = i + 1; end < n && model_is_open(p->labels[end - 1]); end++) {
		const int32_t v = margin_at(p, end);
		mark->margin = v < mark->margin ? v : mark->margin;
	}
	mark->end = *at = end;
	return true;
}

double tag_model_score(const struct model *m, int32_t margin)
{
	const double x = ((double)m->base + (double)m->slope * margin) / 65536;

	/* Three digits: what libraries for mathematics differ in is beyond. */
	return floor(1000 / (1 + exp(-x)) + 0.5) / 1000;
}
