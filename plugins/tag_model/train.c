/* SPDX-License-Identifier: MIT */
/* train.c - `catena train tag_model`: a model file from annotated files. */
#define _POSIX_C_SOURCE 200809L

#include "train.h"
#include "corpus.h"
#include "decode.h"
#include "image.h"
#include "learn.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPT_FILES,
	OPT_WEIGHTS,
	OPT_MAP,
	OPT_DEV,
	OPT_MODEL,
	OPT_CLUSTERS,
	OPT_WORDS,
	OPT_ROW_BITS,
	OPT_EPOCHS,
	OPT_RATE,
	OPT_DROPOUT,
	OPT_SOURCES,
	OPT_CAUTION,
	OPT_COUNT
};

static const struct catena_option options[] = {
    {"files", CATENA_PATHS, NULL,
     .help = "Annotated files to learn from: a token and a tag a line."},
    {"weights", CATENA_STRINGS, "",
     .help = "How much each file counts, in their order; 1 where it is not said."},
    {"map", CATENA_STRINGS, "",
     .help = "Labels of the files that mean one of ours: person=PERSON; others "
             "that are not PERSON, PER, ORG or LOC are no names."},
    {"dev", CATENA_PATH, "",
     .help = "Annotated file to measure on, and to learn from how sure a name is."},
    {"model", CATENA_OUTPUT, NULL, .help = "The file to write."},
    {"clusters", CATENA_PATHS, "",
     .help = "Two files, coarse and fine: a word and its cluster a line, the "
             "frequent words first."},
    {"words", CATENA_INT, "40000", 0, 500000,
     .help = "The clusters of so many words are kept in the model."},
    {"row_bits", CATENA_INT, "18", 12, 22,
     .help = "The model has two to this power rows of eight bytes."},
    {"epochs", CATENA_INT, "5", 1, 1000,
     .help = "How many times all files are gone through."},
    {"rate", CATENA_FLOAT, "0.02", 0.0001, 10, .help = "How far a step goes."},
    {"dropout", CATENA_FLOAT, "0.3", 0, 0.9, NULL, "ratio",
     .help = "How many features are left out of each step, by lot."},
    {"sources", CATENA_BOOL, "true",
     .help = "May each file have conventions of its own, which the model then "
             "leaves out."},
    {"caution", CATENA_FLOAT, "-0.6", -10, 10,
     .help = "Added to the weight of being no name."},
};

struct training {
	catena_ctx *ctx;
	const union catena_value *v;
	struct image image;
	struct examples train, dev;
	struct learner learner;
	struct path path;
	uint32_t *order;
};

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* ---- Reading ---- */

static catena_status read_file(struct training *t, struct examples *e,
                               const char *path, float weight, uint8_t source)
{
	const struct corpus_file file = {path, weight, source, t->v[OPT_MAP].list,
	                                 &t->image.model};
	const struct catena_host *const h = t->ctx->host;
	const uint32_t before = e->n;
	const size_t tokens = e->n_tokens;
	uint32_t line;
	const char *const why = tag_model_corpus_read(e, &file, &line);

	if (why && line)
		return h->fail(t->ctx, CATENA_E_CONFIG, "%s:%u: %s", path, line, why);
	if (why)
		return h->fail(t->ctx, CATENA_E_CONFIG, "%s: %s", path, why);
	h->log(t->ctx, CATENA_INFO, "%s: %u sentences, %lu tokens", path, e->n - before,
	       (unsigned long)(e->n_tokens - tokens));
	return CATENA_OK;
}

static catena_status read_files(struct training *t)
{
	const char *const *weights = t->v[OPT_WEIGHTS].list;
	catena_status status = CATENA_OK;
	uint8_t source = 0;

	for (const char *const *f = t->v[OPT_FILES].list; *f && !status; f++) {
		double weight = 1;
		if (*weights && !tag_model_image_number(*weights, &weight))
			return t->ctx->host->fail(
			    t->ctx, CATENA_E_CONFIG,
			    "weights: \"%s\" is not a number from 0 to 100", *weights);
		weights += *weights != NULL;
		status = read_file(t, &t->train, *f, (float)weight, source++);
	}
	if (status == CATENA_OK && t->v[OPT_DEV].s[0])
		status = read_file(t, &t->dev, t->v[OPT_DEV].s, 1, 0);
	if (status == CATENA_OK && !t->train.n)
		status = t->ctx->host->fail(t->ctx, CATENA_E_CONFIG,
		                            "there is no sentence in the files");
	return status;
}

/* ---- Measuring ---- */

struct counts {
	uint32_t right, gold, found;
};

static double f1(const struct counts *c)
{
	return c->gold + c->found ? 200.0 * c->right / (c->gold + c->found) : 0;
}

/* Is there a name of that extent and type in the gold? */
static bool is_right(const uint8_t *gold, uint32_t n, const struct mark *m)
{
	const uint8_t first = (uint8_t)(1 + 2 * m->type), inside = (uint8_t)(first + 1);

	if (gold[m->first] != first || (m->end < n && gold[m->end] == inside))
		return false;
	for (uint32_t i = m->first + 1; i < m->end; i++)
		if (gold[i] != inside)
			return false;
	return true;
}

static bool measure_sentence(struct training *t, uint32_t k, struct counts *c,
                             struct calibration *sure)
{
	const struct examples *const e = &t->dev;
	const uint32_t begin = e->begin[k], n = e->begin[k + 1] - begin;
	struct mark m;

	if (!tag_model_path_reserve(&t->path, n))
		return false;
	for (uint32_t i = 0; i < n; i++) {
		const size_t from = e->row[begin + i];
		tag_model_sum_rows(&t->image.model, e->rows + from,
		                   (uint32_t)(e->row[begin + i + 1] - from),
		                   t->path.sums[i]);
		if (e->label[begin + i] % 2)
			c[e->label[begin + i] / 2].gold++;
	}
	tag_model_decode(&t->image.model, &t->path, n);
	for (uint32_t at = 0; tag_model_next_mark(&t->path, n, &at, &m);) {
		const bool right = is_right(e->label + begin, n, &m);
		c[m.type].found++;
		c[m.type].right += right;
		if (!tag_model_image_calibration_add(sure, m.margin, right))
			return false;
	}
	return true;
}

static catena_status measure(struct training *t, uint32_t epoch, double loss)
{
	struct counts c[MODEL_TYPES] = {{0}}, all = {0};
	struct calibration sure = {0};
	const struct catena_host *const h = t->ctx->host;
	bool good = true;

	for (uint32_t k = 0; k < t->dev.n && good; k++)
		good = measure_sentence(t, k, c, &sure);
	if (!good)
		return no_memory(t->ctx);
	for (uint32_t i = 0; i < MODEL_TYPES; i++) {
		all.right += c[i].right;
		all.gold += c[i].gold;
		all.found += c[i].found;
	}
	if (t->dev.n)
		h->log(t->ctx, CATENA_INFO,
		       "epoch %u: loss %.4f, dev F1 %.2f (precision %.2f, recall %.2f; "
		       "PERSON %.2f, ORG %.2f, LOC %.2f)",
		       epoch, loss, f1(&all), all.found ? 100.0 * all.right / all.found : 0,
		       all.gold ? 100.0 * all.right / all.gold : 0, f1(&c[0]), f1(&c[1]),
		       f1(&c[2]));
	else
		h->log(t->ctx, CATENA_INFO, "epoch %u: loss %.4f", epoch, loss);
	tag_model_image_calibrate(&t->image, &sure);
	return CATENA_OK;
}

/* ---- Learning ---- */

static void shuffle(struct training *t)
{
	for (uint32_t i = t->train.n; i > 1; i--) {
		const uint32_t j = tag_model_random(&t->learner, i);
		const uint32_t other = t->order[j];
		t->order[j] = t->order[i - 1];
		t->order[i - 1] = other;
	}
}

static catena_status epoch(struct training *t, uint32_t number)
{
	double all = 0, loss;

	shuffle(t);
	for (uint32_t i = 0; i < t->train.n; i++) {
		if (t->train.weight[t->order[i]] <= 0)
			continue;
		if (!tag_model_learn(&t->learner, &t->train, t->order[i], &loss))
			return no_memory(t->ctx);
		all += loss;
		if (i % 1000 == 0 && t->ctx->host->stopping(t->ctx))
			return t->ctx->host->fail(t->ctx, CATENA_E_INPUT, "interrupted");
	}
	tag_model_image_set_weights(&t->image, &t->learner, t->v[OPT_CAUTION].f);
	return measure(t, number, all / (double)t->train.n_tokens);
}

static catena_status learn(struct training *t)
{
	const uint32_t epochs = (uint32_t)t->v[OPT_EPOCHS].i;
	catena_status status = CATENA_OK;

	t->order = malloc(t->train.n * sizeof *t->order);
	if (!t->order || !tag_model_learner_new(&t->learner, t->image.model.row_bits,
	                                        t->v[OPT_SOURCES].i != 0))
		return no_memory(t->ctx);
	for (uint32_t i = 0; i < t->train.n; i++)
		t->order[i] = i;
	t->learner.dropout = (float)t->v[OPT_DROPOUT].f;
	for (uint32_t e = 0; e < epochs && status == CATENA_OK; e++) {
		t->learner.rate =
		    (float)(t->v[OPT_RATE].f * (1 - (double)e / (double)epochs));
		status = epoch(t, e + 1);
	}
	return status;
}

static catena_status train(catena_ctx *ctx, const union catena_value *v)
{
	struct training t = {.ctx = ctx, .v = v};
	catena_status status = CATENA_OK;
	const char *why =
	    tag_model_image_new(&t.image, (uint32_t)v[OPT_ROW_BITS].i,
	                        v[OPT_CLUSTERS].list, (uint32_t)v[OPT_WORDS].i);

	if (why)
		status = ctx->host->fail(ctx, CATENA_E_CONFIG, "%s", why);
	if (status == CATENA_OK)
		status = read_files(&t);
	if (status == CATENA_OK)
		status = learn(&t);
	if (status == CATENA_OK && !tag_model_image_write(&t.image, v[OPT_MODEL].s))
		status = ctx->host->fail(ctx, CATENA_E_IO, "%s: %s", v[OPT_MODEL].s,
		                         strerror(errno));
	tag_model_image_free(&t.image);
	tag_model_examples_free(&t.train);
	tag_model_examples_free(&t.dev);
	tag_model_learner_free(&t.learner);
	tag_model_path_free(&t.path);
	free(t.order);
	return status;
}

const struct catena_train tag_model_train = {
    .size = sizeof tag_model_train,
    .option_size = sizeof(struct catena_option),
    .options = options,
    .n_options = OPT_COUNT,
    .train = train,
};
