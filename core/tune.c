/* SPDX-License-Identifier: MIT */
/* tune.c - what each value of a stage's option would do: one run to find the
 * pairs, one to fetch the texts of the examples. */
#include "build.h"

#include "main.h"
#include "option.h"
#include "safe.h"
#include "tune.h"
#include "side.h"
#include <catena/sample.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	BANDS = 10,   /* of a tenth each; 1.0 is in the last */
	EXAMPLES = 2, /* of each */
	FIGURES = 2,
	SHOWN_PIECES = 9 /* of an example */
};

struct example {
	char *id, *of;
	char *text, *of_text; /* NULL: not met */
	size_t size, of_size;
	double figure[FIGURES];
	uint64_t hash; /* those with the lowest are taken */
};

struct band {
	uint64_t pairs, documents; /* documents: whose best pair it is */
	uint64_t also;             /* of pairs by the second figure: below `lowest` */
	struct example examples[EXAMPLES];
	uint32_t n_examples;
};

struct tuning {
	const struct tune_options *options;
	char *stage, *option, *names[FIGURES]; /* copies: plugins stay, chains go */
	double lowest;
	struct band bands[FIGURES][BANDS];
	uint64_t documents, compared; /* that came to the stage */
	char folder[256], report[300];
	uint32_t index; /* of the stage */
	FILE *f;
};

/* ---- Running a part of the chain ---- */

/* As open_chain, with no more than n stages. */
static int open_part(struct opened *o, const struct open_options *k, uint32_t n)
{
	const struct module_options places = {.trust_environment = true};
	*o = (struct opened){.diag = main_diag(k->level)};
	if (!o->diag)
		return -1;
	diag_hold(o->diag);
	o->config = config_load(k->config, k->sets, k->n_sets, o->diag);
	if (o->config && o->config->n_stages > n)
		o->config->n_stages = n;
	o->modules = o->config ? modules_new(&places, o->diag) : NULL;
	o->chain = o->modules ? chain_build(o->config, o->modules, k->paths,
	                                    k->flags | CHAIN_NO_OUTPUT, o->diag)
	                      : NULL;
	diag_release(o->diag);
	return o->chain ? 0 : -1;
}

static void count_document(void *user, const struct chain *c, const struct doc *d)
{
	struct tuning *const t = user;
	if (d->verdict != VERDICT_KEPT && d->stage < t->index)
		return;
	(void)c;
	t->documents++;
	t->compared += catena_in_sample(
	    d->id, d->id_size, t->options->sample > 0 ? t->options->sample : 1);
}

static void fetch_text(char **text, size_t *size, const struct doc *d)
{
	if (*text || !d->text || !(*text = malloc((size_t)d->size + 1)))
		return;
	memcpy(*text, d->text, (size_t)d->size + 1);
	*size = d->size;
}

static void fetch_document(void *user, const struct chain *c, const struct doc *d)
{
	struct tuning *const t = user;
	(void)c;
	for (int figure = 0; figure < FIGURES; figure++) {
		for (int b = 0; b < BANDS; b++) {
			struct band *const band = &t->bands[figure][b];
			for (uint32_t i = 0; i < band->n_examples; i++) {
				struct example *const e = &band->examples[i];
				if (!strcmp(e->id, d->id))
					fetch_text(&e->text, &e->size, d);
				if (!strcmp(e->of, d->id))
					fetch_text(&e->of_text, &e->of_size, d);
			}
		}
	}
}

/* ---- Pairs ---- */

static struct band *band_of(struct tuning *t, int figure, double value)
{
	int b = (int)(value * BANDS + 1e-9);
	b = b < 0 ? 0 : b >= BANDS ? BANDS - 1 : b;
	return &t->bands[figure][b];
}

static uint64_t hash_of(const char *s)
{
	uint64_t h = UINT64_C(0xCBF29CE484222325);
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001B3);
	h = (h ^ h >> 32) * UINT64_C(0xD6E8FEB86659FD93);
	return h ^ h >> 32;
}

static void free_example(struct example *e)
{
	free(e->id);
	free(e->of);
	free(e->text);
	free(e->of_text);
}

/* One of the few of its band whose hashes are lowest. */
static int keep_example(struct band *b, const char *id, const char *of,
                        const double *figure)
{
	const uint64_t hash = hash_of(id) ^ hash_of(of) >> 1;
	uint32_t at = b->n_examples;
	if (at == EXAMPLES) {
		at = b->examples[0].hash > b->examples[1].hash ? 0 : 1;
		if (b->examples[at].hash <= hash)
			return 0;
		free_example(&b->examples[at]);
	} else {
		b->n_examples++;
	}
	struct example *const e = &b->examples[at];
	*e = (struct example){.id = strdup(id), .of = strdup(of), .hash = hash};
	memcpy(e->figure, figure, sizeof e->figure);
	return e->id && e->of ? 0 : -1;
}

struct reading {
	struct tuning *t;
	char *id; /* of the document at hand */
	double best;
};

static void end_document(struct reading *r)
{
	if (r->id && r->best >= r->t->lowest - 1e-9)
		band_of(r->t, 0, r->best)->documents++;
	free(r->id);
	r->id = NULL;
	r->best = -1;
}

static int take_pair(struct reading *r, const char *id, const char *of,
                     const double *figure)
{
	struct tuning *const t = r->t;
	if (!r->id || strcmp(r->id, id)) {
		end_document(r);
		if (!(r->id = strdup(id)))
			return -1;
	}
	r->best = figure[0] > r->best ? figure[0] : r->best;
	const bool first = figure[0] >= t->lowest - 1e-9;
	struct band *const second = isnan(figure[1]) ? NULL : band_of(t, 1, figure[1]);
	if (second) {
		second->pairs++;
		second->also += !first;
	}
	struct band *const band = first ? band_of(t, 0, figure[0]) : second;
	if (!band)
		return 0;
	band->pairs += first;
	return keep_example(band, id, of, figure);
}

/* Up to the next tab or the end of the line. */
static char *cut(char **rest)
{
	char *const field = *rest;
	if (!field)
		return NULL;
	char *const end = field + strcspn(field, "\t\n");
	*rest = *end == '\t' ? end + 1 : NULL;
	*end = 0;
	return field;
}

static int read_pairs(struct tuning *t)
{
	FILE *const f = fopen(t->report, "r");
	struct reading r = {.t = t, .best = -1};
	char *line = NULL;
	size_t room = 0;
	int rc = f ? 0 : -1;
	while (!rc && getline(&line, &room, f) > 0) {
		char *rest = line;
		const char *const id = cut(&rest), *const of = cut(&rest);
		double figure[FIGURES];
		for (int i = 0; i < FIGURES; i++) {
			const char *const s = cut(&rest);
			figure[i] = s ? strtod(s, NULL) : NAN;
		}
		if (of && !isnan(figure[0]))
			rc = take_pair(&r, id, of, figure);
	}
	end_document(&r);
	if (rc)
		fprintf(stderr, "catena run: %s: %s\n", t->report, strerror(errno));
	free(line);
	if (f)
		fclose(f);
	return rc;
}

/* ---- Printing ---- */

static void print_range(FILE *f, int b)
{
	fprintf(f, "  %.1f - %.1f", b / (double)BANDS, (b + 1) / (double)BANDS);
}

static void print_bands(const struct tuning *t)
{
	const int lowest = (int)(t->lowest * BANDS + 1e-9);
	fprintf(t->f, "\n  %-11s %9s   %s\n", t->names[0], "pairs",
	        "documents whose best it is");
	for (int b = BANDS - 1; b >= lowest; b--) {
		print_range(t->f, b);
		fprintf(t->f, " %11" PRIu64 " %11" PRIu64 "\n", t->bands[0][b].pairs,
		        t->bands[0][b].documents);
	}
	if (!t->names[1])
		return;
	fprintf(t->f, "\n  %-11s %9s   with %s below %.1f\n", t->names[1], "pairs",
	        t->names[0], t->lowest);
	for (int b = BANDS - 1; b >= 0; b--) {
		if (!t->bands[1][b].pairs)
			continue;
		print_range(t->f, b);
		fprintf(t->f, " %11" PRIu64 " %11" PRIu64 "\n", t->bands[1][b].pairs,
		        t->bands[1][b].also);
	}
}

/* Twice the standard deviation of a part that was counted in a sample, without
 * putting back. */
static double margin(const struct tuning *t, double part)
{
	const double n = (double)t->compared;
	if (part <= 0)
		return 3 / n; /* of what did not occur, at 95 % */
	const double left = t->documents ? 1 - n / (double)t->documents : 0;
	return 2 * sqrt(part * (1 - part) / n * left);
}

static void print_drops(const struct tuning *t)
{
	const int lowest = (int)(t->lowest * BANDS + 1e-9);
	const bool sampled = t->compared < t->documents;
	uint64_t sum = 0;
	fprintf(t->f, "\n  %-11s would drop%s\n", t->option,
	        sampled ? " of those compared, and so of all" : "");
	for (int b = BANDS - 1; b >= lowest; b--) {
		sum += t->bands[0][b].documents;
		const double part = t->compared ? (double)sum / (double)t->compared : 0;
		fprintf(t->f, "  %-11.1f %10" PRIu64 "  %5.1f %%", b / (double)BANDS, sum,
		        part * 100);
		if (sampled && t->compared)
			fprintf(t->f, " +- %.1f   about %.0f", margin(t, part) * 100,
			        part * (double)t->documents);
		fputc('\n', t->f);
	}
}

static int print_texts(const struct tuning *t, const struct example *e)
{
	const struct side_style style = {.colour = t->options->colour,
	                                 .width = t->options->width};
	struct arena arena = {0};
	struct align_text a, b;
	struct align_passage whole;
	int rc = 0;
	if (!e->text || !e->of_text) {
		fputs("    (the texts could not be read again)\n", t->f);
		return 0;
	}
	if (align_words(&a, &arena, e->text, e->size) ||
	    align_words(&b, &arena, e->of_text, e->of_size) ||
	    align_whole(&whole, &arena, &a, &b)) {
		rc = -1;
	} else {
		const uint32_t left =
		    whole.n > SHOWN_PIECES + 1 ? whole.n - SHOWN_PIECES : 0;
		whole.n -= left;
		rc = side_passage(t->f, &style, &a, &b, &whole);
		if (left)
			fprintf(t->f, "    ... and so on, %" PRIu32 " more stretches ...\n",
			        left);
	}
	arena_free(&arena);
	return rc;
}

static int print_example(const struct tuning *t, const struct example *e)
{
	fputs("\n  ", t->f);
	safe_print_line(t->f, e->id);
	fputs(" and ", t->f);
	safe_print_line(t->f, e->of);
	for (int i = 0; i < FIGURES && t->names[i]; i++) {
		if (!isnan(e->figure[i]))
			fprintf(t->f, ", %s %.3f", t->names[i], e->figure[i]);
	}
	fputc('\n', t->f);
	return print_texts(t, e);
}

static int print_examples(const struct tuning *t)
{
	int rc = 0;
	for (int figure = 0; figure < FIGURES; figure++) {
		for (int b = BANDS - 1; b >= 0 && !rc; b--) {
			const struct band *const band = &t->bands[figure][b];
			if (!band->n_examples)
				continue;
			fprintf(t->f, "\n%s %.1f - %.1f%s\n", t->names[figure],
			        b / (double)BANDS, (b + 1) / (double)BANDS,
			        figure ? " only" : "");
			for (uint32_t i = 0; i < band->n_examples && !rc; i++)
				rc = print_example(t, &band->examples[i]);
		}
	}
	return rc;
}

static void print_head(const struct tuning *t)
{
	fprintf(t->f, "%s: %" PRIu64 " documents", t->stage, t->documents);
	if (t->compared < t->documents)
		fprintf(t->f,
		        ", %" PRIu64
		        " of them compared with all before them (%.3g %%, by a "
		        "hash of their ids)\n",
		        t->compared, t->options->sample * 100);
	else
		fputs(", all compared with all before them\n", t->f);
}

/* ---- The runs ---- */

static const struct stage *find_stage(const struct chain *c, const char *name)
{
	for (uint32_t i = 0; i < c->n; i++) {
		const struct stage *const s = &c->stages[i];
		if (name ? !strcmp(s->name, name) : s->tune != NULL)
			return s->tune ? s : NULL;
	}
	return NULL;
}

/* Why there is nothing to tune. */
static void say_nothing(const struct chain *c, const char *config, const char *name)
{
	const char *names[64];
	size_t n = 0;
	bool there = false;
	for (uint32_t i = 0; i < c->n; i++) {
		if (c->stages[i].tune && n < 64)
			names[n++] = c->stages[i].name;
		there = there || (name && !strcmp(c->stages[i].name, name));
	}
	fprintf(stderr, "catena run: %s: ", config);
	if (!name)
		fputs("no stage of this chain has anything to tune (its plugin would have "
		      "the extension catena.tune/1)",
		      stderr);
	else
		fprintf(stderr,
		        there ? "stage \"%s\" has nothing to tune"
		              : "there is no stage \"%s\"",
		        name);
	if (name && n) {
		const char *const near = there ? NULL : nearest_name(name, names, n);
		fprintf(stderr, near ? "; did you mean \"%s\"?" : "; \"%s\" has",
		        near ? near : names[0]);
	}
	fputc('\n', stderr);
}

static int make_folder(struct tuning *t)
{
	const char *const tmp = getenv("TMPDIR");
	snprintf(t->folder, sizeof t->folder, "%s/catena-tune-XXXXXX",
	         tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(t->folder)) {
		fprintf(stderr, "catena run: %s: %s\n", t->folder, strerror(errno));
		t->folder[0] = 0;
		return -1;
	}
	snprintf(t->report, sizeof t->report, "%s/pairs.tsv", t->folder);
	return 0;
}

static char *set_text(const char *stage, const char *option, const char *value)
{
	const size_t n = strlen(stage) + strlen(option) + strlen(value) + 4;
	char *const s = malloc(n);
	if (s)
		snprintf(s, n, "%s.%s%s%s", stage, option, *value ? "=" : "", value);
	return s;
}

/* The settings of the run, behind the user's own; from *n on they are ours. */
static int make_sets(const struct tuning *t, const struct catena_tune *x,
                     const char **sets, uint32_t *n, uint32_t room)
{
	char number[2][40];
	const char *const pairs[3][2] = {
	    {x->option, number[0]}, {x->report, t->report}, {x->sample, number[1]}};
	snprintf(number[0], sizeof number[0], "%.6g", x->lowest);
	snprintf(number[1], sizeof number[1], "%.17g",
	         t->options->sample > 0 ? t->options->sample : 1.0);
	for (uint32_t i = 0; i < 3 && room; i++, room--) {
		if (!(sets[*n] = set_text(t->stage, pairs[i][0], pairs[i][1])))
			return -1;
		++*n;
	}
	for (uint32_t i = 0; x->set[i] && room; i++, room--) {
		if (!(sets[*n] = set_text(t->stage, x->set[i], "")))
			return -1;
		++*n;
	}
	return 0;
}

/* Takes what is needed of the stage; the settings. */
static int prepare(struct tuning *t, const struct open_options *k,
                   const char **sets, uint32_t *n_sets, uint32_t room)
{
	struct opened o;
	int rc = -1;
	if (!open_chain(&o, k)) {
		const struct stage *const s = find_stage(o.chain, t->options->stage);
		if (!s) {
			say_nothing(o.chain, k->config, t->options->stage);
		} else {
			t->index = s->index;
			t->lowest = s->tune->lowest;
			t->stage = strdup(s->name);
			t->option = strdup(s->tune->option);
			for (int i = 0; i < FIGURES && s->tune->figures[i]; i++)
				t->names[i] = strdup(s->tune->figures[i]);
			rc = !t->stage || !t->option || !t->names[0] || make_folder(t) ||
			             make_sets(t, s->tune, sets, n_sets, room)
			         ? -1
			         : 0;
		}
	}
	open_close(&o);
	return rc;
}

static int find_pairs(struct tuning *t, const struct open_options *k,
                      const struct run_options *run)
{
	struct opened o;
	struct summary s = {0};
	struct run_options r = *run;
	int rc = open_part(&o, k, t->index + 1);
	r.keep_no_files = true;
	r.sample = 0;
	r.document = count_document;
	r.document_user = t;
	if (!rc)
		rc = run_chain(o.chain, &r, &s) ? -2 : 0;
	summary_free(&s);
	open_close(&o);
	return rc;
}

static int fetch_texts(struct tuning *t, const struct open_options *k,
                       const struct run_options *run)
{
	struct opened o;
	struct summary s = {0};
	struct run_options r = *run;
	int rc = open_part(&o, k, t->index);
	r.keep_no_files = true;
	r.sample = 0;
	r.document = fetch_document;
	r.document_user = t;
	if (!rc)
		rc = run_chain(o.chain, &r, &s) ? -2 : 0;
	summary_free(&s);
	open_close(&o);
	return rc;
}

static void take_down(struct tuning *t, const char **sets, uint32_t n,
                      uint32_t n_sets)
{
	if (t->folder[0]) {
		unlink(t->report);
		rmdir(t->folder);
	}
	for (; n < n_sets; n++)
		free((void *)(uintptr_t)sets[n]);
	for (int figure = 0; figure < FIGURES; figure++) {
		free(t->names[figure]);
		for (int b = 0; b < BANDS; b++)
			for (uint32_t i = 0; i < t->bands[figure][b].n_examples; i++)
				free_example(&t->bands[figure][b].examples[i]);
	}
	free(t->stage);
	free(t->option);
	free(t);
}

int tune(const struct open_options *open, uint32_t set_room,
         const struct run_options *run, const struct tune_options *options, FILE *f)
{
	struct tuning *const t = calloc(1, sizeof *t);
	struct open_options k = *open;
	uint32_t n_sets = open->n_sets;
	int rc = -2;
	if (!t) {
		fputs("catena run: out of memory\n", stderr);
		return rc;
	}
	t->options = options;
	t->f = f;
	rc = prepare(t, open, open->sets, &n_sets, set_room);
	k.n_sets = n_sets;
	if (!rc)
		rc = find_pairs(t, &k, run);
	if (!rc)
		rc = read_pairs(t) ? -2 : 0;
	if (!rc) {
		print_head(t);
		if (t->compared) {
			print_bands(t);
			print_drops(t);
		} else
			fputs(t->documents ? "none is in the sample: take a larger one\n"
			                   : "no document came to it\n",
			      t->f);
		fflush(f);
		k.n_sets = open->n_sets;
		rc = fetch_texts(t, &k, run);
	}
	if (!rc)
		rc = print_examples(t) ? -2 : 0;
	take_down(t, open->sets, open->n_sets, n_sets);
	return rc;
}
