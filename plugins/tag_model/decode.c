/* SPDX-License-Identifier: MIT */
/* decode.c - from rows to labels: the best path through one region. */
#include "decode.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FAR (INT32_MIN / 8)

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
	if (!p->sums || !p->before || !p->after || !p->from || !p->labels || !p->runs) {
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

/* No sum of fewer than 257 bytes runs over 16 bits; a compiler makes vectors of
 * the inner loop. */
void tag_model_sum_rows(const struct model *m, const uint32_t *rows, uint32_t n,
                        int32_t *sums)
{
	uint16_t all[MODEL_LANES] = {0};

	for (uint32_t i = 0; i < n; i++) {
		const unsigned char *const row = m->rows + (size_t)rows[i] * MODEL_LANES;
		for (uint32_t y = 0; y < MODEL_LANES; y++)
			all[y] = (uint16_t)(all[y] + row[y]);
	}
	for (uint32_t y = 0; y < MODEL_LANES; y++)
		sums[y] = (int32_t)all[y] - (int32_t)(128 * n);
}

/* The best of the labels behind which no name is open, with the step to y. */
static int32_t best_closed(const int16_t (*step)[MODEL_LANES],
                           const int32_t *before, uint32_t y, uint8_t *from)
{
	int32_t best = before[0] + step[0][y];

	*from = 0;
	for (uint32_t t = 0; t < MODEL_TYPES; t++)
		for (uint32_t p = PLACE_LAST; p <= PLACE_ONLY; p++) {
			const uint8_t x = model_label(t, p);
			const int32_t v = before[x] + step[x][y];
			*from = v > best ? x : *from;
			best = v > best ? v : best;
		}
	return best;
}

static int32_t best_open(const int16_t (*step)[MODEL_LANES], const int32_t *before,
                         uint32_t y, uint8_t *from)
{
	const uint8_t first = model_label(model_type(y), PLACE_FIRST);
	const uint8_t inner = model_label(model_type(y), PLACE_INNER);
	const int32_t a = before[first] + step[first][y];
	const int32_t b = before[inner] + step[inner][y];

	*from = b > a ? inner : first;
	return b > a ? b : a;
}

static void forward(const struct model *m, struct path *p, uint32_t n)
{
	for (uint32_t y = 0; y < MODEL_LABELS; y++)
		p->before[0][y] =
		    model_may_begin(y) ? p->sums[0][y] + m->step[MODEL_BEGIN][y] : FAR;
	for (uint32_t i = 1; i < n; i++)
		for (uint32_t y = 0; y < MODEL_LABELS; y++) {
			const int32_t *const before = p->before[i - 1];
			uint8_t *const from = &p->from[i][y];
			p->before[i][y] =
			    p->sums[i][y] + (model_may_begin(y)
			                         ? best_closed(m->step, before, y, from)
			                         : best_open(m->step, before, y, from));
		}
}

/* Best of the steps from x to what may begin, with what follows there. */
static int32_t best_begin(const int16_t *step, const int32_t *on)
{
	int32_t best = step[0] + on[0];

	for (uint32_t t = 0; t < MODEL_TYPES; t++)
		for (uint32_t p = PLACE_FIRST; p <= PLACE_ONLY; p += PLACE_ONLY) {
			const uint8_t y = model_label(t, p);
			best = step[y] + on[y] > best ? step[y] + on[y] : best;
		}
	return best;
}

static int32_t best_go_on(const int16_t *step, const int32_t *on, uint32_t x)
{
	const uint8_t inner = model_label(model_type(x), PLACE_INNER);
	const uint8_t last = model_label(model_type(x), PLACE_LAST);
	const int32_t a = step[inner] + on[inner], b = step[last] + on[last];

	return a > b ? a : b;
}

/* Down to the first token that is of a name; nobody asks for more. */
static void backward(const struct model *m, struct path *p, uint32_t n)
{
	uint32_t first = 0;

	while (!p->labels[first])
		first++;
	for (uint32_t x = 0; x < MODEL_LABELS; x++)
		p->after[n - 1][x] = model_is_open(x) ? FAR : m->step[MODEL_END][x];
	for (uint32_t i = n - 1; i > first; i--) {
		int32_t on[MODEL_LABELS];
		for (uint32_t y = 0; y < MODEL_LABELS; y++)
			on[y] = p->sums[i][y] + p->after[i][y];
		for (uint32_t x = 0; x < MODEL_LABELS; x++)
			p->after[i - 1][x] = model_is_open(x) ? best_go_on(m->step[x], on, x)
			                                      : best_begin(m->step[x], on);
	}
}

int32_t tag_model_none_margin(const struct model *m, const int32_t *sums)
{
	int32_t best = 2 * FAR;

	for (uint32_t t = 0; t < MODEL_TYPES; t++) {
		const uint8_t y = model_label(t, PLACE_ONLY);
		const int32_t v = sums[y] + m->step[MODEL_BEGIN][y] + m->step[MODEL_END][y];
		best = v > best ? v : best;
	}
	return sums[0] + m->step[MODEL_BEGIN][0] + m->step[MODEL_END][0] - best;
}

void tag_model_decode(const struct model *m, struct path *p, uint32_t n)
{
	int32_t best = 2 * FAR;
	uint32_t y = 0, any = 0;

	if (!n)
		return;
	/* Most are one token that is no name: it is soon seen. */
	if (n == 1 && tag_model_none_margin(m, p->sums[0]) >= 0) {
		p->labels[0] = 0;
		return;
	}
	forward(m, p, n);
	for (uint32_t x = 0; x < MODEL_LABELS; x++) {
		const int32_t v = p->before[n - 1][x] + m->step[MODEL_END][x];
		if (!model_is_open(x) && v > best) {
			best = v;
			y = x;
		}
	}
	for (uint32_t i = n; i-- > 0;) {
		p->labels[i] = (uint8_t)y;
		any |= y;
		y = i ? p->from[i][y] : 0;
	}
	if (any)
		backward(m, p, n);
}

/* How much worse the best path is that has another label at i. */
static int32_t margin_at(const struct path *p, uint32_t i)
{
	const uint32_t here = p->labels[i];
	int32_t best = 2 * FAR;

	for (uint32_t y = 0; y < MODEL_LABELS; y++) {
		const int32_t v = p->before[i][y] + p->after[i][y];
		best = y != here && v > best ? v : best;
	}
	return p->before[i][here] + p->after[i][here] - best;
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
