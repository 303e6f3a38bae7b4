/* SPDX-License-Identifier: MIT */
/* measure.c - how good a model in the making is, and how sure its names are. */
#include "training.h"
#include <string.h>

struct counts {
	uint32_t right, gold, found;
};

static double f1(const struct counts *c)
{
	return c->gold + c->found ? 200.0 * c->right / (c->gold + c->found) : 0;
}

/* Is there a name of that extent and type in the gold? */
static bool is_right(const struct examples *e, uint32_t k, uint32_t n,
                     const struct mark *m)
{
	const uint8_t *const gold = e->label + e->begin[k];

	if ((m->first == 0 && e->cuts[k] & 1) || (m->end == n && e->cuts[k] & 2))
		return false;
	if (!gold[m->first] || model_type(gold[m->first]) != m->type ||
	    !model_may_begin(gold[m->first]) || model_is_open(gold[m->end - 1]))
		return false;
	for (uint32_t i = m->first; i + 1 < m->end; i++)
		if (!model_is_open(gold[i]))
			return false;
	return true;
}

/* Sums of the words of sentence k. */
static void add_contents(const struct network *net, const struct examples *e,
                         uint32_t k, int64_t *sums)
{
	for (size_t i = e->content[k]; i < e->content[k + 1]; i++)
		for (uint32_t d = 0; d < net->width; d++)
			sums[d] += net->vectors[(size_t)e->contents[i] * net->width + d];
}

/* What a document adds; its sentences are beside one another. */
static void read_document(struct training *t, const struct examples *e, uint32_t k)
{
	const struct network *const net = &t->image.model.network;
	int64_t sums[MODEL_WIDTH_MAX] = {0};
	int16_t x[MODEL_WIDTH_MAX];
	uint32_t from = k, to = k;

	if (t->base_of == e && t->base_document == e->document[k])
		return;
	while (from > 0 && e->document[from - 1] == e->document[k])
		from--;
	while (to < e->n_topics && e->document[to] == e->document[k])
		add_contents(net, e, to++, sums);
	for (uint32_t i = from; i < k; i++)
		add_contents(net, e, i, sums);
	tag_model_network_mean(net, sums, (uint32_t)(e->content[to] - e->content[from]),
	                       x);
	memcpy(t->base, net->bias, net->units * sizeof *t->base);
	tag_model_network_place(net, NETWORK_TOPIC, 1, x, t->base);
	t->base_of = e;
	t->base_document = e->document[k];
}

/* What document and sentence of region k add. */
static void read_topics(struct training *t, const struct examples *e, uint32_t k,
                        int32_t *base)
{
	const struct network *const net = &t->image.model.network;
	const uint32_t sentence = e->sentence[k];
	int64_t sums[MODEL_WIDTH_MAX] = {0};
	int16_t x[MODEL_WIDTH_MAX];

	read_document(t, e, sentence);
	add_contents(net, e, sentence, sums);
	tag_model_network_mean(
	    net, sums, (uint32_t)(e->content[sentence + 1] - e->content[sentence]), x);
	memcpy(base, t->base, net->units * sizeof *base);
	tag_model_network_place(net, NETWORK_SENTENCE, 1, x, base);
}

static bool add_network(struct training *t, const struct examples *e, uint32_t k)
{
	int32_t base[MODEL_UNITS_MAX];
	const struct network *const net = &t->image.model.network;
	const uint32_t begin = e->begin[k], n = e->begin[k + 1] - begin;
	const uint32_t(*inputs)[NETWORK_INPUTS] =
	    (const uint32_t(*)[NETWORK_INPUTS])e->inputs + examples_slot(e, k);

	if (!tag_model_path_reserve_slots(&t->path, n + 2 * NETWORK_SIDE, net->width))
		return false;
	for (uint32_t s = 0; s < n + 2 * NETWORK_SIDE; s++) {
		uint32_t used = 0;
		while (used < NETWORK_INPUTS && inputs[s][used] != UINT32_MAX)
			used++;
		tag_model_network_read(net, NULL, inputs[s], used,
		                       t->path.slots + (size_t)s * net->width);
	}
	read_topics(t, e, k, base);
	tag_model_network_add(net, base, t->path.slots,
	                      (const uint32_t(*)[2])e->runs + begin, n, t->path.sums);
	return true;
}

static bool add_rows(struct training *t, const struct examples *e, uint32_t k)
{
	const uint32_t begin = e->begin[k], n = e->begin[k + 1] - begin;

	if (!tag_model_path_reserve(&t->path, n))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		const size_t from = e->row[begin + i];
		tag_model_sum_rows(&t->image.model, e->rows + from,
		                   (uint32_t)(e->row[begin + i + 1] - from),
		                   t->path.sums[i]);
	}
	return true;
}

/* Names that teach how sure one is, and those that this is tried on. */
struct scores {
	struct calibration taught, tried;
};

static bool measure_region(struct training *t, const struct examples *e, uint32_t k,
                           struct counts *c, struct calibration *sure)
{
	const uint32_t n = e->begin[k + 1] - e->begin[k];
	const struct network *const net = &t->image.model.network;
	struct mark m;

	if (!add_rows(t, e, k))
		return false;
	if (net->units && tag_model_passes(&t->image.model, &t->path, n))
		return true;
	if (net->units && !add_network(t, e, k))
		return false;
	tag_model_decode(&t->image.model, &t->path, n);
	for (uint32_t at = 0; tag_model_next_mark(&t->path, n, &at, &m);) {
		const bool right = is_right(e, k, n, &m);
		c[m.type].found++;
		c[m.type].right += right;
		if (sure && !tag_model_image_calibration_add(sure, m.margin, right))
			return false;
	}
	return true;
}

static catena_status measure_file(struct training *t, uint32_t which,
                                  struct scores *scores)
{
	const struct examples *const e = &t->dev[which];
	struct counts c[MODEL_TYPES] = {{0}}, all = {0};

	for (uint32_t k = 0; k < e->n; k++) {
		const bool teaches = which < t->n_taught && !e->half[k];
		if (!measure_region(t, e, k, c,
		                    !scores   ? NULL
		                    : teaches ? &scores->taught
		                              : &scores->tried))
			return tag_model_no_memory(t->ctx);
	}
	for (uint32_t i = 0; i < MODEL_TYPES; i++) {
		c[i].gold = e->names[i];
		all.right += c[i].right;
		all.gold += c[i].gold;
		all.found += c[i].found;
	}
	t->ctx->host->log(t->ctx, CATENA_INFO,
	                  "  %s: F1 %.2f (precision %.2f, recall %.2f; PERSON %.2f, "
	                  "ORG %.2f, LOC %.2f)",
	                  t->dev_names[which], f1(&all),
	                  all.found ? 100.0 * all.right / all.found : 0,
	                  all.gold ? 100.0 * all.right / all.gold : 0, f1(&c[0]),
	                  f1(&c[1]), f1(&c[2]));
	return CATENA_OK;
}

/* By how sure the model was: how many names, and how many of them were right. */
static void log_scores(const struct training *t, const struct calibration *c)
{
	for (uint32_t tenth = 3; tenth < 10; tenth++) {
		uint32_t n = 0, right = 0;
		for (size_t i = 0; i < c->n; i++) {
			const double s = tag_model_score(&t->image.model, c->margin[i]) * 10;
			if (s >= tenth && (s < tenth + 1 || tenth == 9)) {
				n++;
				right += c->right[i];
			}
		}
		if (n)
			t->ctx->host->log(t->ctx, CATENA_INFO,
			                  "  score 0.%u to %s: %u names, %.3f of them right",
			                  tenth, tenth == 9 ? "1" : "the next tenth", n,
			                  (double)right / n);
	}
}

catena_status tag_model_measure(struct training *t, bool last)
{
	struct scores scores = {{0}, {0}};
	t->base_of = NULL;
	catena_status status = CATENA_OK;

	for (uint32_t k = 0; k < t->n_dev && status == CATENA_OK; k++)
		status = measure_file(t, k, last ? &scores : NULL);
	if (last && status == CATENA_OK) {
		tag_model_image_calibrate(&t->image, &scores.taught);
		t->ctx->host->log(t->ctx, CATENA_INFO,
		                  "  scores, on the documents that did not teach them:");
		log_scores(t, &scores.tried);
	}
	tag_model_image_calibration_free(&scores.taught);
	tag_model_image_calibration_free(&scores.tried);
	return status;
}

/* ---- The gate ---- */

#define MARGINS 1024 /* larger ones are not told apart */
#define LOST 0.001   /* of those with names: so many may be lost */

static bool any_name(const struct path *p, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (p->labels[i])
			return true;
	return false;
}

/* Single tokens, in a quick model all regions, by what the rows say of them: how
 * many are names all the same. */
static bool count_margins(struct training *t, uint32_t *names)
{
	const struct examples *const e = &t->train;
	const struct model *const m = &t->image.model;

	for (uint32_t k = 0; k < e->n; k++) {
		const uint32_t n = e->begin[k + 1] - e->begin[k];
		int32_t margin;
		if ((n != 1 && !m->quick) || !n || !(e->weight[k] > 0))
			continue;
		if (!add_rows(t, e, k))
			return false;
		margin = tag_model_least_margin(m, &t->path, n, INT32_MIN);
		if (!add_network(t, e, k))
			return false;
		tag_model_decode(m, &t->path, n);
		margin = margin < 0 ? 0 : margin >= MARGINS ? MARGINS - 1 : margin;
		names[margin] += any_name(&t->path, n);
	}
	return true;
}

/* From what margin on the network is not asked. */
catena_status tag_model_find_gate(struct training *t)
{
	uint32_t names[MARGINS] = {0}, all = 0, lost = 0;
	int32_t gate = MARGINS - 1;

	t->image.model.gate = INT32_MAX;
	t->base_of = NULL;
	if (!t->learner.net.units)
		return CATENA_OK;
	if (!count_margins(t, names))
		return tag_model_no_memory(t->ctx);
	for (uint32_t i = 0; i < MARGINS; i++)
		all += names[i];
	for (; gate > 0 && lost + names[gate] <= LOST * all; gate--)
		lost += names[gate];
	t->image.model.gate = gate;
	t->ctx->host->log(
	    t->ctx, CATENA_INFO,
	    "the network is asked about a token by itself up to a margin of "
	    "%d",
	    (int)gate);
	return CATENA_OK;
}
