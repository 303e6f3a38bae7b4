/* SPDX-License-Identifier: MIT */
/* bench_tokenize.c - how fast is tokenize on one core?
 *
 *   bench_tokenize [--docs BYTES] [--runs N] [--only NAME] FILE...
 *
 * Reads the files, cuts them into documents at blank lines, and runs the
 * functions of the plugin over them as process does, without a host: tokens with
 * kinds and flags (with hashes as well where it says so), sentences, paragraphs.
 * Best of N runs.  memchr over the same bytes is the measure of the machine. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cut.h"
#include "lang.h"
#include "news.h"
#include "news_way.h"
#include "spans.h"

struct text {
	unsigned char *s;
	size_t n, cap;
	size_t *docs; /* ends */
	size_t n_docs;
};

struct rows {
	struct token_rows tokens;
	struct span_rows sents, pars;
	uint32_t *hash;
};

struct totals {
	uint64_t tokens, sents, pars;
};

static void die(const char *what)
{
	fprintf(stderr, "bench_tokenize: %s\n", what);
	exit(2);
}

static void *must(void *p)
{
	if (!p)
		die("out of memory");
	return p;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void read_file(struct text *t, const char *path)
{
	FILE *const f = fopen(path, "rb");

	if (!f) {
		perror(path);
		exit(2);
	}
	for (;;) {
		if (t->cap - t->n < 1 << 20) {
			t->cap = t->cap * 2 + (1 << 21);
			t->s = must(realloc(t->s, t->cap));
		}
		const size_t got = fread(t->s + t->n, 1, 1 << 20, f);
		t->n += got;
		if (!got)
			break;
	}
	fclose(f);
}

/* Documents of `size` bytes or a little more, ending at a blank line where one
 * is near. */
static void cut(struct text *t, size_t size)
{
	size_t at = 0;

	t->docs = must(malloc((t->n / size + 2) * sizeof *t->docs));
	while (at < t->n) {
		size_t end = t->n - at > size ? at + size : t->n;
		while (end < t->n && end < at + 2 * size &&
		       !(t->s[end - 1] == '\n' && t->s[end - 2] == '\n'))
			end++;
		while (end < t->n && (t->s[end] & 0xC0) == 0x80)
			end++;
		t->docs[t->n_docs++] = end;
		at = end;
	}
}

static int more_tokens(void *owner, struct token_rows *r)
{
	struct rows *const all = owner;
	const int kind = r->kind != NULL, hash = r->hash != NULL;

	r->cap = r->cap * 2 + 4096;
	r->begin = must(realloc(r->begin, r->cap * sizeof *r->begin));
	r->end = must(realloc(r->end, r->cap * sizeof *r->end));
	if (kind) {
		r->kind = must(realloc(r->kind, r->cap));
		r->flags = must(realloc(r->flags, r->cap));
	}
	all->hash = must(realloc(all->hash, r->cap * sizeof *r->hash));
	if (hash)
		r->hash = all->hash;
	return 1;
}

static int more_rows(void *owner, struct token_rows *r, uint32_t rows)
{
	(void)rows; /* fewer than this makes room for */
	return more_tokens(owner, r);
}

static int more_spans(void *owner, struct span_rows *r)
{
	(void)owner;
	r->cap = r->cap * 2 + 1024;
	r->begin = must(realloc(r->begin, r->cap * sizeof *r->begin));
	r->end = must(realloc(r->end, r->cap * sizeof *r->end));
	return 1;
}

static int more_span_rows(void *owner, struct span_rows *r, uint32_t rows)
{
	(void)rows;
	return more_spans(owner, r);
}

/* What is measured: uax29 if there is cut, news if there is lang, parts of them
 * else. */
struct way {
	tokenize_cut_fn *cut;
	const struct lang *lang;
	const struct news_way *news;
	int pars, sents, hash;
};

static void one(const struct way *way, const unsigned char *s, size_t n,
                struct rows *r, struct totals *sum)
{
	size_t at = 0;

	r->tokens.n = r->sents.n = r->pars.n = 0;
	r->tokens.hash = way->hash ? r->hash : NULL;
	if (way->cut) {
		const struct cut cut = {s,         n,        LINES_AUTO, &r->tokens,
		                        &r->sents, &r->pars, more_rows,  more_span_rows,
		                        r};
		if (!way->cut(&cut))
			die("out of memory");
	}
	line_bytes_fn *const lines =
	    (way->news ? way->news : tokenize_news_best())->line_bytes;
	while (way->pars &&
	       !tokenize_paragraphs_by(lines, s, n, LINES_AUTO, &at, &r->pars))
		more_spans(r, &r->pars);
	at = 0;
	while (way->sents && !tokenize_sentences(s, n, &at, &r->sents))
		more_spans(r, &r->sents);
	if (way->lang) {
		const struct news news = {s,          n,         way->lang,   &r->pars,
		                          &r->tokens, &r->sents, more_tokens, more_spans,
		                          r,          way->news};
		if (!tokenize_news(&news))
			die("out of memory");
	}
	sum->tokens += r->tokens.n;
	sum->sents += r->sents.n;
	sum->pars += r->pars.n;
}

static double pass(const struct way *way, const struct text *t, struct rows *r,
                   struct totals *sum)
{
	const double start = now();
	size_t at = 0;

	memset(sum, 0, sizeof *sum);
	for (size_t d = 0; d < t->n_docs; at = t->docs[d++])
		one(way, t->s + at, t->docs[d] - at, r, sum);
	return now() - start;
}

static double memchr_speed(const struct text *t, int runs)
{
	double best = 1e9;
	volatile size_t found = 0;

	for (int i = 0; i < runs; i++) {
		const double start = now();
		const unsigned char *p = t->s, *const end = t->s + t->n;
		/* a byte that is in no UTF-8 */
		p = memchr(p, 0xFF, (size_t)(end - p));
		found += p != NULL;
		const double took = now() - start;
		best = took < best ? took : best;
	}
	return (double)t->n / best / 1e6;
}

/* --only: the names that hold this. */
static const char *only = "";

static void measure(const char *name, const struct way *way, const struct text *t,
                    struct rows *r, int runs, double scan)
{
	double best = 1e9;
	struct totals sum;

	if (!strstr(name, only))
		return;
	for (int i = 0; i < runs; i++) {
		const double took = pass(way, t, r, &sum);
		best = took < best ? took : best;
	}
	const double speed = (double)t->n / best / 1e6;
	printf("%-34s %8.0f MB/s %8.1f Mtok/s  1/%.0f of memchr  (%llu tokens, %llu "
	       "sentences, "
	       "%llu paragraphs)\n",
	       name, speed, (double)sum.tokens / best / 1e6, scan / speed,
	       (unsigned long long)sum.tokens, (unsigned long long)sum.sents,
	       (unsigned long long)sum.pars);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	struct text t = {0};
	struct rows r = {0};
	struct cut_path paths[5];
	const struct news_way *news[5];
	size_t docs = 65536, n;
	int runs = 5, i = 1;
	char error[256], name[80];

	for (; i + 1 < argc && !strncmp(argv[i], "--", 2); i += 2) {
		if (!strcmp(argv[i], "--docs"))
			docs = strtoul(argv[i + 1], NULL, 10);
		else if (!strcmp(argv[i], "--runs"))
			runs = (int)strtol(argv[i + 1], NULL, 10);
		else if (!strcmp(argv[i], "--only"))
			only = argv[i + 1];
		else
			die("unknown option");
	}
	if (i == argc || docs < 2 || runs < 1)
		die("usage: bench_tokenize [--docs BYTES] [--runs N] FILE...");
	for (; i < argc; i++)
		read_file(&t, argv[i]);
	cut(&t, docs);
	r.tokens.kind = must(malloc(1));
	r.tokens.flags = must(malloc(1));
	r.tokens.hash = r.hash = must(malloc(4));
	more_tokens(&r, &r.tokens);
	const double scan = memchr_speed(&t, runs);
	printf("%zu bytes in %zu documents; memchr %.0f MB/s\n", t.n, t.n_docs, scan);

	tokenize_cut_paths(paths);
	struct way way = {.pars = 1};
	measure("paragraphs alone", &way, &t, &r, runs, scan);
	way = (struct way){.sents = 1};
	measure("sentences of uax29 alone", &way, &t, &r, runs, scan);
	for (const struct cut_path *p = paths; p->name; p++) {
		snprintf(name, sizeof name, "uax29 (%s)", p->name);
		way = (struct way){.cut = p->cut};
		measure(name, &way, &t, &r, runs, scan);
		snprintf(name, sizeof name, "uax29 and hashes (%s)", p->name);
		way.hash = 1;
		measure(name, &way, &t, &r, runs, scan);
	}
	const char *const en = tokenize_lang_builtin("en", &n);
	struct lang *const lang = tokenize_lang_parse("en", en, n, error, sizeof error);
	if (!lang)
		die(error);
	tokenize_news_ways(news);
	for (int k = 0; news[k]; k++) {
		snprintf(name, sizeof name, "news (%s)", news[k]->name);
		way = (struct way){.lang = lang, .news = news[k], .pars = 1};
		measure(name, &way, &t, &r, runs, scan);
		snprintf(name, sizeof name, "news and hashes (%s)", news[k]->name);
		way.hash = 1;
		measure(name, &way, &t, &r, runs, scan);
	}
	tokenize_lang_free(lang);
	return 0;
}
