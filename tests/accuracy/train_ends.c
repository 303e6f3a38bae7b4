/* SPDX-License-Identifier: MIT */
/* train_ends.c - learns ends_table.c from CoNLL-U
 *
 *   train_ends [--folds] FILE... > ends_table.c
 *
 * Files are CoNLL-U (*.conllu) or text with a sentence a line and blank lines
 * between documents.  Logistic regression by AdaGrad over the features of
 * ends.c, as the tokenizer makes them from the raw text; the weights are then
 * rounded to a byte.  --folds learns from four fifths of each file and reports on
 * the last one, five times, and writes no table.  Nothing is random: the same
 * files give the same weights. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conllu.h"
#include "ends.h"
#include "news_chunks.h"
#include "spans.h"

const int16_t tokenize_ends_words[] = {-1}; /* ends.c asks for them */
const int16_t tokenize_ends_shapes[] = {-1};

enum {
	FOLDS = 5,
	SETS = 16, /* files, at most */
	SEEN_SHIFT = 6
};

static const double RATE = 0.1, DECAY = 3e-4;

struct gap {
	uint32_t f[ENDS_FEATURES];
	uint8_t n;      /* features */
	uint8_t marked; /* they are of shapes */
	uint8_t sure;   /* the tokenizer asks no model: an end */
	uint8_t end, fold, set;
	int8_t least; /* what the sum must be above, if not marked */
};

struct gaps {
	struct gap *v;
	size_t n, cap;
};

static void die(const char *what)
{
	fprintf(stderr, "train_ends: %s\n", what);
	exit(2);
}

static int more_tokens(void *owner, struct token_rows *rows)
{
	(void)owner;
	rows->cap = rows->cap ? rows->cap * 2 : 1 << 16;
	rows->begin = realloc(rows->begin, rows->cap * sizeof *rows->begin);
	rows->end = realloc(rows->end, rows->cap * sizeof *rows->end);
	return rows->begin && rows->end;
}

static int space(unsigned char c)
{
	return c == ' ' || c == '\n';
}

static struct gap *add_gap(struct gaps *gaps)
{
	if (gaps->n == gaps->cap) {
		gaps->cap = gaps->cap ? gaps->cap * 2 : 1 << 16;
		gaps->v = realloc(gaps->v, gaps->cap * sizeof *gaps->v);
		if (!gaps->v)
			die("out of memory");
	}
	memset(gaps->v + gaps->n, 0, sizeof *gaps->v);
	return gaps->v + gaps->n++;
}

/* Where the reading of a text stands. */
struct place {
	size_t sentence; /* of the gold */
	size_t seen, at; /* visible bytes before s[at] */
};

/* Does a sentence of the gold end where the token does that ends at s[end]? */
static int gold_end(const struct gold *gold, struct place *p, size_t end)
{
	const struct units *const sents = &gold->sentences;

	for (; p->at < end; p->at++)
		p->seen += !space((unsigned char)gold->text[p->at]);
	while (p->sentence < sents->n && sents->v[p->sentence].end < p->seen)
		p->sentence++;
	return p->sentence < sents->n && sents->v[p->sentence].end == p->seen;
}

/* The gaps of one paragraph's tokens [first, n). */
static void collect(struct gaps *gaps, const struct lang *lang,
                    const struct gold *gold, const struct token_rows *tokens,
                    uint32_t first, struct place *place, unsigned fold,
                    unsigned set)
{
	const unsigned char *const s = (const unsigned char *)gold->text;
	struct ends e = {.s = s,
	                 .lang = lang,
	                 .tokens = tokens,
	                 .first = first,
	                 .start = first,
	                 .stop = tokens->n};

	for (uint32_t i = first; i < tokens->n; i++) {
		const int end = gold_end(gold, place, tokens->end[i]);
		if (i + 1 == tokens->n)
			break;
		struct gap *const g = add_gap(gaps);
		const int may =
		    ends_may(lang, s[tokens->end[i] - 1], s[tokens->begin[i + 1]],
		             tokens->begin[i + 1] > tokens->end[i]) != 0;
		if (may)
			tokenize_ends_pass(&e, i);
		int is_marked = 0;
		const int n = may ? tokenize_ends_features(&e, i, g->f, &is_marked) : 0;
		g->sure = n < 0;
		g->n = (uint8_t)(n > 0 ? n : 0);
		g->marked = (uint8_t)is_marked;
		g->least = (int8_t)ends_least(&e, i);
		g->end = (uint8_t)end;
		g->fold = (uint8_t)fold;
		g->set = (uint8_t)set;
		if (end) {
			e.start = i + 1;
			e.quotes = e.brackets = 0;
		} else if (!n) {
			gaps->n--; /* nothing to learn */
		}
	}
}

static void collect_text(struct gaps *gaps, const struct lang *lang,
                         const struct gold *gold, unsigned set)
{
	struct token_rows tokens = {0};
	struct span_rows pars = {0};
	struct place place = {0, 0, 0};
	size_t at = 0;

	pars.cap = (uint32_t)gold->size;
	pars.begin = malloc(gold->size * sizeof *pars.begin);
	pars.end = malloc(gold->size * sizeof *pars.end);
	if (!pars.begin || !pars.end)
		die("out of memory");
	const unsigned char *const s = (const unsigned char *)gold->text;
	tokenize_paragraphs(s, gold->size, LINES_AUTO, &at, &pars);
	struct lex x = {.s = s,
	                .n = gold->size,
	                .lang = lang,
	                .rows = &tokens,
	                .more = more_tokens};
	for (uint32_t p = 0; p < pars.n; p++) {
		const uint32_t first = tokens.n;
		x.end = pars.end[p];
		tokenize_news_chunks_plain(&x, pars.begin[p]);
		collect(gaps, lang, gold, &tokens, first, &place,
		        (unsigned)(pars.begin[p] / 4096 % FOLDS), set);
	}
	free(tokens.begin);
	free(tokens.end);
	free(pars.begin);
	free(pars.end);
}

/* CoNLL-U, or a file with a sentence a line and blank lines between texts. */
static void read_file(struct gaps *gaps, const struct lang *lang, const char *path,
                      unsigned set)
{
	struct gold gold;

	if (!conllu_read(path, 80, &gold))
		exit(2);
	collect_text(gaps, lang, &gold, set);
	conllu_free(&gold);
}

/* One table, for gaps that a mark hints at, or for the others. */
struct model {
	double *w, *g;
	uint8_t *seen; /* in how many gaps, by the upper bits of a feature */
	unsigned bits;
	int marked, epochs;
	uint32_t least; /* what fewer gaps have is not learned */
	double favour;  /* how much an end counts that is missed */
	double prune;   /* what weighs less is left out */
};

static int is_of(const struct model *m, const struct gap *g)
{
	return g->n && g->marked == m->marked;
}

static double sum(const struct model *m, const struct gap *g)
{
	double z = 0;

	for (unsigned k = 0; k < g->n; k++)
		z += m->w[g->f[k] >> (32 - m->bits)];
	return z;
}

static int decided(const struct model *m, const struct gap *g)
{
	return sum(m, g) > (m->marked ? 0 : (double)g->least / ENDS_LOGIT);
}

static void learn(struct model *m, const struct gap *g)
{
	double error = g->end - 1 / (1 + exp(-sum(m, g)));

	error *= g->end ? m->favour : 1;
	for (unsigned k = 0; k < g->n; k++) {
		const uint32_t i = g->f[k] >> (32 - m->bits);
		if (m->seen[g->f[k] >> SEEN_SHIFT] < m->least)
			continue;
		const double slope = error - DECAY * m->w[i];
		m->g[i] += slope * slope;
		m->w[i] += RATE * slope / sqrt(m->g[i] + 1e-8);
	}
}

static void *must(void *p)
{
	if (!p)
		die("out of memory");
	return p;
}

/* The gaps of a model but those of one fold (FOLDS: all); how many. */
static size_t lot(const struct model *m, const struct gaps *gaps, unsigned but,
                  uint32_t *order)
{
	size_t n = 0;

	for (size_t i = 0; i < gaps->n; i++) {
		const struct gap *const g = gaps->v + i;
		if (!is_of(m, g) || g->fold == but)
			continue;
		order[n++] = (uint32_t)i;
		for (unsigned k = 0; k < g->n; k++) {
			uint8_t *const seen = m->seen + (g->f[k] >> SEEN_SHIFT);
			*seen += *seen < 255;
		}
	}
	return n;
}

static void train(struct model *m, const struct gaps *gaps, unsigned but)
{
	const size_t size = (size_t)1 << m->bits;
	uint32_t *const order = must(malloc((gaps->n + 1) * sizeof *order));
	uint32_t seed = 1;

	m->w = must(calloc(size, sizeof *m->w));
	m->g = must(calloc(size, sizeof *m->g));
	m->seen = must(calloc((size_t)1 << (32 - SEEN_SHIFT), 1));
	const size_t n = lot(m, gaps, but, order);
	for (int epoch = 0; epoch < m->epochs; epoch++) {
		for (size_t i = n; i > 1; i--) {
			seed = seed * 1664525 + 1013904223;
			const size_t k = ((uint64_t)seed * i) >> 32;
			const uint32_t t = order[k];
			order[k] = order[i - 1];
			order[i - 1] = t;
		}
		for (size_t i = 0; i < n; i++)
			learn(m, gaps->v + order[i]);
	}
	for (size_t i = 0; i < size; i++)
		if (fabs(m->w[i]) < m->prune)
			m->w[i] = 0;
	free(order);
}

static void forget(struct model *m)
{
	free(m->w);
	free(m->g);
	free(m->seen);
	m->w = m->g = NULL;
	m->seen = NULL;
}

/* How many ends are right, in one set of texts: of gaps that are sure, that a
 * mark hints at, and others. */
enum {
	SURE,
	MARKED,
	UNMARKED,
	KINDS
};

struct tally {
	size_t right, ours, gold;
};

static const char *const kinds[] = {"certain", "behind a mark", "without a mark"};

static void report(const char *what, const char *kind, const struct tally *t)
{
	fprintf(stderr,
	        "%s, %s: F1 %.2f, precision %.2f, recall %.2f (%zu of %zu ends, %zu "
	        "false)\n",
	        what, kind,
	        200.0 * (double)t->right / (double)(t->ours + t->gold + 1e-9),
	        100.0 * (double)t->right / (double)(t->ours + 1e-9),
	        100.0 * (double)t->right / (double)(t->gold + 1e-9), t->right, t->gold,
	        t->ours - t->right);
}

/* Each fold judged by what was learned from the others. */
static void cross(struct model *words, struct model *shapes,
                  const struct gaps *gaps, char **names, unsigned sets)
{
	struct tally held[SETS][KINDS];

	memset(held, 0, sizeof held);
	for (unsigned fold = 0; fold < FOLDS; fold++) {
		train(words, gaps, fold);
		train(shapes, gaps, fold);
		for (size_t i = 0; i < gaps->n; i++) {
			const struct gap *const g = gaps->v + i;
			const int kind = g->sure ? SURE : g->marked ? MARKED : UNMARKED;
			const int end =
			    g->sure || (g->n && decided(g->marked ? shapes : words, g));
			struct tally *const t = &held[g->set][kind];
			if (g->fold != fold)
				continue;
			t->right += end && g->end;
			t->ours += (size_t)end;
			t->gold += g->end;
		}
		forget(words);
		forget(shapes);
	}
	for (unsigned set = 0; set < sets; set++) {
		struct tally all = {0, 0, 0};
		for (int kind = 0; kind < KINDS; kind++) {
			report(names[set], kinds[kind], &held[set][kind]);
			all.right += held[set][kind].right;
			all.ours += held[set][kind].ours;
			all.gold += held[set][kind].gold;
		}
		report(names[set], "all", &all);
	}
}

/* A weight as a byte.  What does not fit is certain anyway. */
static int byte_of(double weight)
{
	const double v = round(weight * ENDS_LOGIT);

	return (int)(v > 127 ? 127 : v < -127 ? -127 : v);
}

static void put_number(int number)
{
	static int column;

	printf("%d,%s", number, ++column % 96 ? "" : "\n");
}

/* Weights that are not 0, each behind its distance from the one before. */
static void print(const struct model *m, const char *name)
{
	const size_t n = (size_t)1 << m->bits;
	size_t last = 0;

	printf("\nconst int16_t %s[] = {\n", name);
	for (size_t i = 0; i < n; i++) {
		if (!byte_of(m->w[i]))
			continue;
		put_number((int)(i - last));
		put_number(byte_of(m->w[i]));
		last = i;
	}
	puts("-1};");
}

int main(int argc, char **argv)
{
	struct gaps gaps = {0};
	/* chosen by --folds on the training part of EWT */
	struct model words = {.bits = ENDS_WORD_BITS,
	                      .epochs = 5,
	                      .least = 1,
	                      .favour = 1,
	                      .prune = 0.15};
	struct model shapes = {
	    .bits = ENDS_SHAPE_BITS, .marked = 1, .epochs = 5, .least = 1, .favour = 1};
	char error[256];
	size_t n;
	const char *const text = tokenize_lang_builtin("en", &n);
	struct lang *const lang =
	    tokenize_lang_parse("en", text, n, error, sizeof error);
	const int folds = argc > 1 && !strcmp(argv[1], "--folds");
	char **const files = argv + 1 + folds;
	const unsigned sets = (unsigned)(argc - 1 - folds);

	if (!lang)
		die(error);
	if (!sets || sets > SETS)
		die("usage: train_ends [--folds] FILE... > ends_table.c");
	for (unsigned i = 0; i < sets; i++)
		read_file(&gaps, lang, files[i], i);
	if (folds) {
		cross(&words, &shapes, &gaps, files, sets);
		return 0;
	}
	train(&words, &gaps, FOLDS);
	train(&shapes, &gaps, FOLDS);
	puts("/* SPDX-License-Identifier: CC-BY-SA-4.0 */");
	puts("/* ends_table.c - what tells the end of a sentence, in numbers");
	puts(" *");
	puts(
	    " * Generated by tests/accuracy/train_ends.c from the training parts of UD "
	    "English\n"
	    " * EWT (CC BY-SA 4.0, Universal Dependencies contributors) and GUM (CC BY "
	    "4.0\n"
	    " * and CC BY-SA, Georgetown University).  See COPYING.data.  Do not edit. "
	    "*/");
	puts("#include \"ends.h\"\n\n/* clang-format off */");
	print(&words, "tokenize_ends_words");
	print(&shapes, "tokenize_ends_shapes");
	puts("/* clang-format on */");
	return 0;
}
