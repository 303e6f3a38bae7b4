/* SPDX-License-Identifier: MIT */
/* train.c - `catena train tag_model`: a model file from annotated files. */
#define _POSIX_C_SOURCE 200809L

#include "training.h"
#include <stdlib.h>
#include <string.h>

static const struct catena_option options[] = {
    {"weights", CATENA_STRINGS, "",
     .help = "How much each file counts, in their order; 1 where it is not said."},
    {"map", CATENA_STRINGS, "",
     .help =
         "Labels of the files that mean one of ours: person=PERSON, or "
         "FILE:person=PERSON for one file; others that are not PERSON, PER, ORG "
         "or LOC are no names."},
    {"dev", CATENA_PATHS, "",
     .help = "Annotated files to measure on; every other document of them teaches "
             "how sure a name is."},
    {"test", CATENA_PATHS, "",
     .help = "Annotated files to measure on, and to learn nothing from."},
    {"model", CATENA_OUTPUT, NULL, .help = "The file to write."},
    {"clusters", CATENA_PATHS, "",
     .help = "Two files, coarse and fine: a word and its cluster a line, the "
             "frequent words first."},
    {"words", CATENA_INT, "100000", 0, 500000,
     .help = "The clusters of so many words are kept in the model."},
    {"lexicon", CATENA_PATH, "",
     .help = "File of words: lists of names that it is in, how often it is written "
             "small and how often with a capital."},
    {"phrases", CATENA_PATH, "",
     .help = "File of names of several words and the lists that they are in."},
    {"vectors", CATENA_PATH, "",
     .help = "File of words and their vectors, the frequent words first; with it "
             "the model has a network."},
    {"vector_words", CATENA_INT, "40000", 1, 500000,
     .help = "So many words keep a vector of their own."},
    {"units", CATENA_INT, "64", 16, 128,
     .help = "Units of the network, a multiple of 16."},
    {"shared_bits", CATENA_INT, "12", 4, 16,
     .help = "The network has two to this power vectors for what is not a word."},
    {"net_rate", CATENA_FLOAT, "0.4", 0.0001, 100,
     .help = "The steps of the network are so many times as far."},
    {"net_dropout", CATENA_FLOAT, "0.4", 0, 0.9, NULL, "ratio",
     .help = "How many of the network's units are left out of each step, by lot."},
    {"templates", CATENA_STRINGS, "",
     .help = "Numbers of the templates of features to use, 0-21 for many; empty: "
             "all."},
    {"row_bits", CATENA_INT, "18", 12, 22,
     .help = "The model has two to this power rows of sixteen bytes."},
    {"epochs", CATENA_INT, "6", 1, 1000,
     .help = "How many times all files are gone through."},
    {"runs", CATENA_INT, "1", 1, 100,
     .help = "So often is learnt on from the end of the first epoch, in another "
             "order; the mean of all is kept."},
    {"seed", CATENA_INT, "0", 0, 1000000000,
     .help = "Another one is another order, and another lot."},
    {"rate", CATENA_FLOAT, "0.02", 0.0001, 10, .help = "How far a step goes."},
    {"dropout", CATENA_FLOAT, "0.3", 0, 0.9, NULL, "ratio",
     .help = "How many features are left out of each step, by lot."},
    {"sources", CATENA_BOOL, "true",
     .help = "May each file have conventions of its own, which the model then "
             "leaves out."},
    {"caution", CATENA_FLOAT, "-0.6", -10, 10,
     .help = "Added to the weight of being no name."},
    {"quick", CATENA_BOOL, "false",
     .help =
         "Words that hardly ever are names by themselves are passed over, and what "
         "a text is about is read from the words beside names alone."},
};

catena_status tag_model_no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* ---- Reading ---- */

static uint32_t all_names(const struct examples *e)
{
	uint32_t n = 0;

	for (uint32_t k = 0; k < MODEL_TYPES; k++)
		n += e->names[k];
	return n;
}

/* Into e, or, if that is NULL, into the tally. */
static catena_status read_file(struct training *t, struct examples *e,
                               const char *path, float weight, uint8_t source)
{
	const struct corpus_file file = {path,
	                                 weight,
	                                 source,
	                                 t->v[OPT_MAP].list,
	                                 &t->image.model,
	                                 e ? NULL : &t->tally};
	const struct catena_host *const h = t->ctx->host;
	struct examples nothing = {0};
	struct examples *const to = e ? e : &nothing;
	const struct examples old = *to;
	uint32_t line;
	const char *const why = tag_model_corpus_read(to, &file, &line);

	tag_model_examples_free(&nothing);
	if (why && line)
		return h->fail(t->ctx, CATENA_E_CONFIG, "%s:%u: %s", path, line, why);
	if (why)
		return h->fail(t->ctx, CATENA_E_CONFIG, "%s: %s", path, why);
	if (e)
		h->log(
		    t->ctx, CATENA_INFO,
		    "%s: %lu sentences, %lu tokens; may be part of a name: %lu; names: %u, "
		    "out of reach: %u",
		    path, (unsigned long)(e->n_sentences - old.n_sentences),
		    (unsigned long)(e->n_all - old.n_all),
		    (unsigned long)(e->n_tokens - old.n_tokens),
		    all_names(e) - all_names(&old),
		    all_names(e) - all_names(&old) - (e->n_whole - old.n_whole));
	return CATENA_OK;
}

static catena_status read_train(struct training *t, bool only_count)
{
	const char *const *weights = t->v[OPT_WEIGHTS].list;
	catena_status status = CATENA_OK;
	uint8_t source = 0;

	for (const char *const *f = t->files; *f && !status; f++) {
		double weight = 1;
		if (*weights && !tag_model_image_number(*weights, &weight))
			return t->ctx->host->fail(
			    t->ctx, CATENA_E_CONFIG,
			    "weights: \"%s\" is not a number from 0 to 100", *weights);
		weights += *weights != NULL;
		status = read_file(t, only_count ? NULL : &t->train, *f, (float)weight,
		                   source++);
	}
	return status;
}

static const char *base_name(const char *path)
{
	const char *const slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static catena_status read_dev(struct training *t, int option)
{
	catena_status status = CATENA_OK;

	for (const char *const *f = t->v[option].list; *f && !status; f++) {
		if (t->n_dev == DEVS)
			return t->ctx->host->fail(t->ctx, CATENA_E_CONFIG,
			                          "dev, test: more than %d files", DEVS);
		t->dev_names[t->n_dev] = base_name(*f);
		status = read_file(t, &t->dev[t->n_dev++], *f, 1, 0);
	}
	return status;
}

/* Does the entry of the map begin with the name of a file? */
static bool is_of_file(const struct training *t, const char *entry)
{
	const char *const *const lists[] = {t->files, t->v[OPT_DEV].list,
	                                    t->v[OPT_TEST].list};
	const size_t n = strcspn(entry, ":");

	for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
		for (const char *const *f = lists[k]; *f; f++)
			if (strlen(base_name(*f)) == n && !strncmp(base_name(*f), entry, n))
				return true;
	return false;
}

static catena_status check_map(const struct training *t)
{
	for (const char *const *m = t->v[OPT_MAP].list; *m; m++) {
		if (!strchr(*m, '='))
			return t->ctx->host->fail(t->ctx, CATENA_E_CONFIG,
			                          "map: \"%s\" is not label=TYPE or "
			                          "FILE:label=TYPE",
			                          *m);
		if (strchr(*m, ':') && !is_of_file(t, *m))
			return t->ctx->host->fail(
			    t->ctx, CATENA_E_CONFIG,
			    "map: \"%s\" is for a file that is not among those given", *m);
	}
	return CATENA_OK;
}

static catena_status read_files(struct training *t)
{
	const struct catena_host *const h = t->ctx->host;
	catena_status status = read_train(t, true);

	if (status == CATENA_OK && !tag_model_image_add_tally(&t->image, &t->tally))
		status = h->fail(t->ctx, CATENA_E_CONFIG, "too many words for the lexicon");
	if (status == CATENA_OK)
		status = read_train(t, false);
	if (status == CATENA_OK)
		status = read_dev(t, OPT_DEV);
	t->n_taught = t->n_dev;
	if (status == CATENA_OK)
		status = read_dev(t, OPT_TEST);
	if (status == CATENA_OK && (!t->train.n || !all_names(&t->train)))
		status =
		    h->fail(t->ctx, CATENA_E_CONFIG,
		            "there is no name in the files: no label is PERSON, ORG or "
		            "LOC, or said by map to mean one");
	return status;
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

static void add_to_mean(float (*mean)[MODEL_LANES], float (*w)[MODEL_LANES],
                        size_t n, float share)
{
	for (size_t r = 0; r < n; r++)
		for (uint32_t y = 0; y < MODEL_LABELS; y++)
			mean[r][y] += (w[r][y] - mean[r][y]) * share;
}

static void take_mean(struct training *t)
{
	const float share = 1 / (float)++t->n_mean;

	for (size_t i = 0; i < t->learner.net.n; i++)
		t->mean_network[i] += (t->learner.net.all[i] - t->mean_network[i]) * share;

	add_to_mean(t->mean, t->learner.w, (size_t)1 << t->learner.row_bits, share);
	add_to_mean(t->mean_step, t->learner.step, MODEL_STEPS, share);
}

static void set_weights(struct training *t, float (*rows)[MODEL_LANES],
                        float (*steps)[MODEL_LANES], float *network)
{
	struct net_learner net = t->learner.net;
	t->image.model.gate = INT32_MAX;
	const double scale = tag_model_image_set_weights(
	    &t->image, (const float(*)[MODEL_LANES])rows,
	    (const float(*)[MODEL_LANES])steps, t->v[OPT_CAUTION].f);

	net.all = network;
	if (net.units)
		tag_model_image_set_network(&t->image, &net, scale);
}

/* The mean of the second half of each run is kept. */
static catena_status epoch(struct training *t, bool keep, double *loss)
{
	const uint32_t part = t->train.n / 4 + 1;
	double one;

	*loss = 0;
	if (t->learner.net.units && !tag_model_learner_topics(&t->learner, &t->train))
		return tag_model_no_memory(t->ctx);
	shuffle(t);
	for (uint32_t i = 0; i < t->train.n; i++) {
		if (t->train.weight[t->order[i]] > 0 &&
		    !tag_model_learn(&t->learner, &t->train, t->order[i], &one))
			return tag_model_no_memory(t->ctx);
		*loss += t->train.weight[t->order[i]] > 0 ? one : 0;
		if (keep && (i % part == part - 1 || i + 1 == t->train.n))
			take_mean(t);
		if (i % 1000 == 0 && t->ctx->host->stopping(t->ctx))
			return t->ctx->host->fail(t->ctx, CATENA_E_INPUT, "interrupted");
	}
	*loss /= (double)t->train.n_tokens;
	return CATENA_OK;
}

static catena_status one_epoch(struct training *t, uint32_t run, uint32_t e)
{
	const uint32_t epochs = (uint32_t)t->v[OPT_EPOCHS].i;
	double loss;

	t->learner.rate = (float)(t->v[OPT_RATE].f * (1 - (double)e / (double)epochs));
	t->learner.net.rate = t->learner.rate * (float)t->v[OPT_NET_RATE].f;
	const catena_status status = epoch(t, e >= epochs / 2, &loss);
	if (status != CATENA_OK)
		return status;
	t->ctx->host->log(t->ctx, CATENA_INFO, "run %u, epoch %u: loss %.4f", run + 1,
	                  e + 1, loss);
	if (run > 0)
		return CATENA_OK;
	set_weights(t, t->learner.w, t->learner.step, t->learner.net.all);
	return tag_model_measure(t, false);
}

/* All runs have the first epoch in common: the mean of networks that have nothing
 * in common is none. */
static catena_status run_once(struct training *t, uint32_t run)
{
	const uint32_t epochs = (uint32_t)t->v[OPT_EPOCHS].i;
	const uint64_t seed = (uint64_t)t->v[OPT_SEED].i * 101 + run;
	catena_status status = CATENA_OK;

	if (run == 0) {
		tag_model_learner_restart(&t->learner, seed);
		if (t->learner.net.units)
			tag_model_net_restart(&t->learner.net, t->first);
		status = one_epoch(t, run, 0);
	} else {
		tag_model_learner_copy(&t->learner, &t->begun);
		tag_model_learner_lot(&t->learner, seed);
	}
	if (run == 0 && t->begun.w)
		tag_model_learner_copy(&t->begun, &t->learner);
	for (uint32_t e = 1; e < epochs && status == CATENA_OK; e++)
		status = one_epoch(t, run, e);
	return status;
}

static catena_status new_learner(struct training *t, struct learner *l)
{
	if (!tag_model_learner_new(l, t->image.model.row_bits,
	                           t->v[OPT_SOURCES].i != 0) ||
	    (t->vectors.n && !tag_model_net_new(&l->net, &t->image.model.network)))
		return tag_model_no_memory(t->ctx);
	l->dropout = (float)t->v[OPT_DROPOUT].f;
	l->net.dropout = (float)t->v[OPT_NET_DROPOUT].f;
	return CATENA_OK;
}

static catena_status learn(struct training *t)
{
	const uint32_t runs = (uint32_t)t->v[OPT_RUNS].i;
	catena_status status = CATENA_OK;

	t->order = malloc(t->train.n * sizeof *t->order);
	t->mean = calloc((size_t)1 << t->image.model.row_bits, sizeof *t->mean);
	if (!t->order || !t->mean)
		return tag_model_no_memory(t->ctx);
	status = new_learner(t, &t->learner);
	if (status == CATENA_OK && runs > 1)
		status = new_learner(t, &t->begun);
	if (status == CATENA_OK && t->vectors.n) {
		t->first = tag_model_image_vectors(&t->image, &t->vectors);
		t->mean_network = calloc(t->learner.net.n, sizeof *t->mean_network);
		if (!t->first || !t->mean_network)
			status = tag_model_no_memory(t->ctx);
	}
	for (uint32_t i = 0; i < t->train.n; i++)
		t->order[i] = i;
	for (uint32_t run = 0; run < runs && status == CATENA_OK; run++)
		status = run_once(t, run);
	if (status != CATENA_OK)
		return status;
	set_weights(t, t->mean, t->mean_step, t->mean_network);
	t->ctx->host->log(t->ctx, CATENA_INFO, "the mean of %u times:", t->n_mean);
	t->image.model.gate = INT32_MAX;
	tag_model_measure(t, false);
	status = tag_model_find_gate(t);
	return status == CATENA_OK ? tag_model_measure(t, true) : status;
}

/* ---- The whole ---- */

/* "7" or "0-21". */
static bool add_templates(const char *s, uint64_t *set)
{
	char *end;
	unsigned long from, to;

	if (*s < '0' || *s > '9')
		return false;
	from = to = strtoul(s, &end, 10);
	if (*end == '-' && end[1] >= '0' && end[1] <= '9')
		to = strtoul(end + 1, &end, 10);
	if (*end || from > to || to >= TAG_MODEL_TEMPLATES)
		return false;
	for (; from <= to; from++)
		set[from / 64] |= UINT64_C(1) << from % 64;
	return true;
}

static catena_status plan(const struct training *t, struct image_plan *p)
{
	const union catena_value *const v = t->v;
	const char *const *list = v[OPT_TEMPLATES].list;

	*p = (struct image_plan){.row_bits = (uint32_t)v[OPT_ROW_BITS].i,
	                         .clusters = v[OPT_CLUSTERS].list,
	                         .words = (uint32_t)v[OPT_WORDS].i,
	                         .lexicon = v[OPT_LEXICON].s,
	                         .phrases = v[OPT_PHRASES].s,
	                         .vectors = t->vectors.n ? &t->vectors : NULL,
	                         .units = (uint32_t)v[OPT_UNITS].i / 16 * 16,
	                         .shared_bits = (uint32_t)v[OPT_SHARED_BITS].i,
	                         .quick = v[OPT_QUICK].i != 0};
	if (!*list)
		p->templates[0] = p->templates[1] = UINT64_MAX;
	for (; *list; list++)
		if (!add_templates(*list, p->templates))
			return t->ctx->host->fail(
			    t->ctx, CATENA_E_CONFIG,
			    "templates: \"%s\" is not one number or two with "
			    "a hyphen, below %u",
			    *list, TAG_MODEL_TEMPLATES);
	return CATENA_OK;
}

static catena_status make_image(struct training *t)
{
	struct image_plan p;
	const char *at, *why;
	catena_status status;

	if (*t->v[OPT_VECTORS].s) {
		why = tag_model_vectors_read(&t->vectors, t->v[OPT_VECTORS].s,
		                             (uint32_t)t->v[OPT_VECTOR_WORDS].i);
		if (why)
			return t->ctx->host->fail(t->ctx, CATENA_E_CONFIG, "%s: %s",
			                          t->v[OPT_VECTORS].s, why);
	}
	status = plan(t, &p);
	if (status != CATENA_OK)
		return status;
	why = tag_model_image_new(&t->image, &p, &at);
	if (!why)
		return CATENA_OK;
	return at ? t->ctx->host->fail(t->ctx, CATENA_E_CONFIG, "%s: %s", at, why)
	          : t->ctx->host->fail(t->ctx, CATENA_E_CONFIG, "%s", why);
}

static catena_status train(catena_ctx *ctx, const union catena_value *v,
                           const char *const *files)
{
	struct training *const t = calloc(1, sizeof *t);
	struct catena_out *out;
	catena_status status;

	if (!t)
		return tag_model_no_memory(ctx);
	t->ctx = ctx;
	t->v = v;
	t->files = files;
	out = ctx->host->out_open(ctx, v[OPT_MODEL].s);
	status = out ? check_map(t) : CATENA_E_IO;
	if (status == CATENA_OK)
		status = make_image(t);
	if (status == CATENA_OK)
		status = read_files(t);
	if (status == CATENA_OK)
		status = learn(t);
	if (status == CATENA_OK) {
		tag_model_image_seal(&t->image);
		status = ctx->host->out_write(ctx, out, t->image.bytes, t->image.size);
	}
	tag_model_image_free(&t->image);
	tag_model_tally_free(&t->tally);
	tag_model_examples_free(&t->train);
	for (uint32_t k = 0; k < t->n_dev; k++)
		tag_model_examples_free(&t->dev[k]);
	tag_model_learner_free(&t->learner);
	tag_model_learner_free(&t->begun);
	tag_model_path_free(&t->path);
	tag_model_vectors_free(&t->vectors);
	free(t->first);
	free(t->mean_network);
	free(t->mean);
	free(t->order);
	free(t);
	return status;
}

static const struct catena_command commands[] = {
    {"tag_model", "FILE...", "learns a model from annotated files", options,
     OPT_COUNT, 1, UINT32_MAX, train},
};

const struct catena_commands tag_model_commands = {sizeof tag_model_commands,
                                                   sizeof *commands,
                                                   sizeof *options,
                                                   "train",
                                                   commands,
                                                   sizeof commands /
                                                       sizeof *commands};
