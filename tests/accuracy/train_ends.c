/* SPDX-License-Identifier: MIT */
/* train_ends.c - learns ends_table.c from CoNLL-U
 *
 *   train_ends [--hold N] FILE.conllu... > ends_table.c
 *
 * Logistic regression by AdaGrad over the features of ends.c, as the tokenizer
 * makes them from the raw text; the weights are then rounded to a byte.
 * --hold N keeps every N-th paragraph out and reports on it, on standard
 * error.  Nothing is random: the same files give the same weights. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conllu.h"
#include "ends.h"
#include "news_chunks.h"
#include "spans.h"

#define WORDS (1u << ENDS_WORD_BITS)
#define SHAPES (1u << ENDS_SHAPE_BITS)

const int8_t tokenize_ends_words[WORDS] = {0}; /* ends.c asks for them */
const int8_t tokenize_ends_shapes[SHAPES] = {0};

struct gap {
	uint32_t f[ENDS_FEATURES];
	uint8_t n, shapes, end, held;
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

/* The gaps of one paragraph's tokens [first, n). */
static void collect(struct gaps *gaps, const struct lang *lang,
                    const struct gold *gold, const struct token_rows *tokens,
                    uint32_t first, size_t *sentence, size_t *seen, size_t *at,
                    int held)
{
	const unsigned char *const s = (const unsigned char *)gold->text;
	struct ends e = {s, lang, tokens, first, first, tokens->n, 0, 0};

	for (uint32_t i = first; i < tokens->n; i++) {
		for (; *at < tokens->end[i]; ++*at)
			*seen += !space(s[*at]);
		while (*sentence < gold->sentences.n &&
		       gold->sentences.v[*sentence].end < *seen)
			++*sentence;
		const int end = *sentence < gold->sentences.n &&
		                gold->sentences.v[*sentence].end == *seen;
		if (i + 1 == tokens->n)
			break;
		if (gaps->n == gaps->cap) {
			gaps->cap = gaps->cap ? gaps->cap * 2 : 1 << 16;
			gaps->v = realloc(gaps->v, gaps->cap * sizeof *gaps->v);
			if (!gaps->v)
				die("out of memory");
		}
		struct gap *const g = gaps->v + gaps->n;
		uint32_t shapes = 0;
		const int plain = ends_never(s[tokens->end[i] - 1], s[tokens->begin[i + 1]]);
		tokenize_ends_pass(&e, i);
		g->n = plain ? 0 : (uint8_t)tokenize_ends_features(&e, i, g->f, &shapes);
		g->shapes = (uint8_t)shapes;
		g->end = (uint8_t)end;
		g->held = (uint8_t)held;
		gaps->n += g->n > 0 || end;
		if (end) {
			e.start = i + 1;
			e.quotes = e.brackets = 0;
		}
	}
}

static void read_file(struct gaps *gaps, const struct lang *lang, const char *path,
                      unsigned hold)
{
	struct gold gold;
	struct token_rows tokens = {0};
	struct span_rows pars = {0};
	size_t at = 0, sentence = 0, seen = 0, from = 0;

	if (!conllu_read(path, 80, &gold))
		exit(2);
	pars.cap = (uint32_t)gold.size;
	pars.begin = malloc(gold.size * sizeof *pars.begin);
	pars.end = malloc(gold.size * sizeof *pars.end);
	if (!pars.begin || !pars.end)
		die("out of memory");
	const unsigned char *const s = (const unsigned char *)gold.text;
	tokenize_paragraphs(s, gold.size, LINES_AUTO, &at, &pars);
	struct lex x = {
	    .s = s, .n = gold.size, .lang = lang, .rows = &tokens, .more = more_tokens};
	for (uint32_t p = 0; p < pars.n; p++) {
		const uint32_t first = tokens.n;
		x.end = pars.end[p];
		tokenize_news_chunks_plain(&x, pars.begin[p]);
		collect(gaps, lang, &gold, &tokens, first, &sentence, &seen, &from,
		        hold && p % hold == 0);
	}
	free(tokens.begin);
	free(tokens.end);
	free(pars.begin);
	free(pars.end);
	conllu_free(&gold);
}

/* One table: the first `shapes` features of a gap, or all of them. */
struct model {
	double *w, *g;
	unsigned bits;
	int words;
};

static unsigned count_of(const struct model *m, const struct gap *g)
{
	return m->words ? g->n : g->shapes;
}

static double sum(const struct model *m, const struct gap *g)
{
	double z = 0;

	for (unsigned k = 0; k < count_of(m, g); k++)
		z += m->w[g->f[k] >> (32 - m->bits)];
	return z;
}

static void learn(struct model *m, const struct gap *g, double rate, double decay)
{
	const double error = g->end - 1 / (1 + exp(-sum(m, g)));

	for (unsigned k = 0; k < count_of(m, g); k++) {
		const uint32_t i = g->f[k] >> (32 - m->bits);
		const double slope = error - decay * m->w[i];
		m->g[i] += slope * slope;
		m->w[i] += rate * slope / sqrt(m->g[i] + 1e-8);
	}
}

static void report(const struct model *m, const struct gaps *gaps, int epoch)
{
	size_t right[2] = {0, 0}, ours[2] = {0, 0}, gold[2] = {0, 0};

	for (size_t i = 0; i < gaps->n; i++) {
		const struct gap *const g = gaps->v + i;
		const int end = count_of(m, g) && sum(m, g) > 0;
		right[g->held] += end && g->end;
		ours[g->held] += (size_t)end;
		gold[g->held] += g->end;
	}
	fprintf(stderr,
	        "%s %d: ends F1 %.2f seen, %.2f held out (%zu ours, %zu gold)\n",
	        m->words ? "words" : "shapes", epoch,
	        200.0 * (double)right[0] / (double)(ours[0] + gold[0] + 1),
	        200.0 * (double)right[1] / (double)(ours[1] + gold[1] + 1), ours[1],
	        gold[1]);
}

static void train(struct model *m, const struct gaps *gaps)
{
	const size_t n = (size_t)1 << m->bits;
	uint32_t *const order = malloc((gaps->n + 1) * sizeof *order);
	uint32_t seed = 1;

	m->w = calloc(n, sizeof *m->w);
	m->g = calloc(n, sizeof *m->g);
	if (!order || !m->w || !m->g)
		die("out of memory");
	for (size_t i = 0; i < gaps->n; i++)
		order[i] = (uint32_t)i;
	for (int epoch = 1; epoch <= 3; epoch++) {
		for (size_t i = gaps->n; i > 1; i--) {
			seed = seed * 1664525 + 1013904223;
			const size_t k = ((uint64_t)seed * i) >> 32;
			const uint32_t t = order[k];
			order[k] = order[i - 1];
			order[i - 1] = t;
		}
		for (size_t i = 0; i < gaps->n; i++)
			if (!gaps->v[order[i]].held)
				learn(m, gaps->v + order[i], 0.1, 3e-4);
		report(m, gaps, epoch);
	}
	free(order);
}

static void print(const struct model *m, const char *name, const char *size)
{
	const size_t n = (size_t)1 << m->bits;
	double most = 1e-9;

	/* A byte is a 24th of a logit: what does not fit is certain anyway. */
	for (size_t i = 0; i < n; i++)
		most = fabs(m->w[i]) > most ? fabs(m->w[i]) : most;
	const double scale = most * 24 > 127 ? 24 : 127 / most;
	printf("\nconst int8_t %s[1 << %s] = {\n", name, size);
	for (size_t i = 0; i < n; i++) {
		double v = round(m->w[i] * scale);
		v = v > 127 ? 127 : v < -127 ? -127 : v;
		printf("%d,%s", (int)v, i % 32 == 31 ? "\n" : "");
	}
	printf("};\n");
}

int main(int argc, char **argv)
{
	struct gaps gaps = {0};
	struct model words = {.bits = ENDS_WORD_BITS, .words = 1};
	struct model shapes = {.bits = ENDS_SHAPE_BITS};
	char error[256];
	size_t n;
	const char *const text = tokenize_lang_builtin("en", &n);
	struct lang *const lang =
	    tokenize_lang_parse("en", text, n, error, sizeof error);
	unsigned hold = 0;
	int i = 1;

	if (!lang)
		die(error);
	if (argc > 2 && !strcmp(argv[1], "--hold")) {
		hold = (unsigned)strtoul(argv[2], NULL, 10);
		i = 3;
	}
	for (; i < argc; i++)
		read_file(&gaps, lang, argv[i], hold);
	train(&words, &gaps);
	train(&shapes, &gaps);
	puts("/* SPDX-License-Identifier: CC-BY-SA-4.0 */");
	puts("/* ends_table.c - what tells the end of a sentence, in numbers");
	puts(" *");
	puts(" * Generated by tests/accuracy/train_ends.c from the training part of UD English "
	     "EWT");
	puts(
	    " * (CC BY-SA 4.0, Universal Dependencies contributors).  Do not edit. */");
	puts("#include \"ends.h\"\n\n/* clang-format off */");
	print(&words, "tokenize_ends_words", "ENDS_WORD_BITS");
	print(&shapes, "tokenize_ends_shapes", "ENDS_SHAPE_BITS");
	puts("/* clang-format on */");
	return 0;
}
