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

static void widen(struct model_reach *r, int32_t v)
{
	r->least = v < r->least ? v : r->least;
	r->most = v > r->most ? v : r->most;
}

void tag_model_find_reach(struct model *m)
{
	for (uint32_t y = 0; y < MODEL_LABELS; y++)
		m->from[y] = m->to[y] = (struct model_reach){INT16_MAX, INT16_MIN};
	for (uint32_t x = 0; x < MODEL_LABELS; x++)
		for (uint32_t y = 0; y < MODEL_LABELS; y++) {
			const int32_t v = m->step[x][y];
			if (model_is_open(x) || !model_may_begin(y))
				continue;
			widen(&m->from[x], v);
			widen(&m->to[y], v);
		}
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

/* Some labels. */
struct few {
	uint32_t n;
	uint8_t label[1 + 2 * MODEL_TYPES];
};

/* Labels behind which no name is open, or that may stand there. */
static const struct few closed = {7, {0, 3, 4, 7, 8, 11, 12}};
static const struct few begins = {7, {0, 1, 4, 5, 8, 9, 12}};

/* Those of them that can be the best, whatever the step is: most can not. */
static struct few likely(const struct few *all, const struct model_reach *reach,
                         const int32_t *v)
{
	struct few some = {0, {0}};
	int32_t least = 2 * FAR;

	for (uint32_t k = 0; k < all->n; k++) {
		const int32_t at = v[all->label[k]] + reach[all->label[k]].least;
		least = at > least ? at : least;
	}
	for (uint32_t k = 0; k < all->n; k++) {
		some.label[some.n] = all->label[k];
		some.n += v[all->label[k]] + reach[all->label[k]].most >= least;
	}
	return some;
}

/* The best of these labels with the step to y. */
static int32_t best_closed(const int16_t (*step)[MODEL_LANES],
                           const struct few *some, const int32_t *before,
                           uint32_t y, uint8_t *from)
{
	int32_t best = before[some->label[0]] + step[some->label[0]][y];

	*from = some->label[0];
	for (uint32_t k = 1; k < some->n; k++) {
		const uint8_t x = some->label[k];
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
	for (uint32_t i = 1; i < n; i++) {
		const int32_t *const before = p->before[i - 1];
		const struct few some = likely(&closed, m->from, before);
		for (uint32_t y = 0; y < MODEL_LABELS; y++) {
			uint8_t *const from = &p->from[i][y];
			p->before[i][y] =
			    p->sums[i][y] + (model_may_begin(y)
			                         ? best_closed(m->step, &some, before, y, from)
			                         : best_open(m->step, before, y, from));
		}
	}
}

/* Best of the steps from x to these, with what follows there. */
static int32_t best_begin(const int16_t *step, const struct few *some,
                          const int32_t *on)
{
	int32_t best = step[some->label[0]] + on[some->label[0]];

	for (uint32_t k = 1; k < some->n; k++) {
		const uint8_t y = some->label[k];
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
		const struct few some = likely(&begins, m->to, on);
		for (uint32_t x = 0; x < MODEL_LABELS; x++)
			p->after[i - 1][x] = model_is_open(x)
			                         ? best_go_on(m->step[x], on, x)
			                         : best_begin(m->step[x], &some, on);
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

/* Most are one token: it is no name, or one by itself. */
static void decode_one(const struct model *m, struct path *p)
{
	int32_t *const before = p->before[0];
	uint32_t best = 0;

	for (uint32_t y = 0; y < MODEL_LABELS; y++)
		before[y] = p->after[0][y] = FAR;
	for (uint32_t t = 0; t <= MODEL_TYPES; t++) {
		const uint8_t y = t ? model_label(t - 1, PLACE_ONLY) : 0;
		before[y] = p->sums[0][y] + m->step[MODEL_BEGIN][y];
		p->after[0][y] = m->step[MODEL_END][y];
		if (before[y] + p->after[0][y] > before[best] + p->after[0][best])
			best = y;
	}
	p->labels[0] = (uint8_t)best;
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
