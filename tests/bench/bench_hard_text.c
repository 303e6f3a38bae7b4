/* SPDX-License-Identifier: MIT */
/* bench_hard_text.c - texts that nobody writes: is each cut in linear time, and
 * none more than 20 times slower than English?
 *
 *   bench_hard_text [--rules uax29|news|whitespace] [--simd NAME] [--bytes N]
 *                   [--only KIND] ENGLISH
 *
 * Each text is one document of N bytes (100 MB); an eighth of it is cut first:
 * eight times as much should take about eight times as long.  ENGLISH is a file,
 * repeated as needed; the lines of what is made of it hold everyday text.  Exit
 * status 1: a text is too slow, or not linear. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <catena/fold.h>

#include "chars.h"
#include "cut.h"
#include "lang.h"
#include "news.h"
#include "words.h"

enum {
	PART = 8,        /* of a text, cut first */
	MOST_TIMES = 20, /* slower than English */
	MOST_GROWTH = 2  /* of the time for a byte, from the part to the whole */
};

static void die(const char *what)
{
	fprintf(stderr, "bench_hard_text: %s\n", what);
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

/* ---- Texts ---- */

struct text {
	unsigned char *s;
	size_t n;
};

static uint32_t seed = 1;

static uint32_t random_below(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)seed * n >> 32);
}

static void repeat(struct text t, const char *piece)
{
	const size_t size = strlen(piece);

	for (size_t i = 0; i < t.n; i++)
		t.s[i] = (unsigned char)piece[i % size];
}

/* Code points of [from, to), no surrogates. */
static void points(struct text t, uint32_t from, uint32_t to)
{
	size_t n = 0;

	while (n + 4 <= t.n) {
		const uint32_t c = from + random_below(to - from);
		if (c < 0xD800 || c > 0xDFFF)
			n += catena_fold_encode(t.s + n, c);
	}
	memset(t.s + n, ' ', t.n - n);
}

/* Random bytes as a plugin gets to see them: the host puts U+FFFD where they are
 * no text. */
static void bytes(struct text t)
{
	unsigned char four[4];
	size_t n = 0, size = 0;

	while (n + 4 <= t.n) {
		for (; size < 4; size++)
			four[size] = (unsigned char)random_below(256);
		const uint32_t c = char_at(four, 4, 0, &size);
		n += catena_fold_encode(t.s + n, c ? c : 0xFFFD);
		memmove(four, four + size, 4 - size);
		size = 4 - size;
	}
	memset(t.s + n, ' ', t.n - n);
}

/* Syllables of Korean with spaces and full stops as people set them. */
static void korean(struct text t)
{
	size_t n = 0;

	for (uint32_t word = 0; n + 24 <= t.n; word++) {
		for (uint32_t k = 2 + random_below(3); k; k--)
			n += catena_fold_encode(t.s + n, 0xAC00 + random_below(11172));
		if (word % 9 == 8)
			t.s[n++] = '.';
		t.s[n++] = ' ';
	}
	memset(t.s + n, ' ', t.n - n);
}

static void one_line(struct text t)
{
	for (size_t i = 0; i < t.n; i++)
		if (t.s[i] == '\n' || t.s[i] == '\r')
			t.s[i] = ' ';
}

static void one_url(struct text t)
{
	repeat(t, "a/b-c.d?e=f&");
	memcpy(t.s, "https://a.example/", 18);
}

struct kind {
	const char *name;
	const char *piece; /* repeated; NULL: */
	uint32_t from, to; /* code points; both 0: */
	void (*make)(struct text);
	int of_english;
};

static const struct kind kinds[] = {
    {.name = "English", .of_english = 1},
    {.name = "one line", .make = one_line, .of_english = 1},
    {.name = "spaces", .piece = " "},
    {.name = "combining marks", .piece = "\xCC\x81"},
    {.name = "letters and marks", .piece = "e\xCC\x81"},
    {.name = "emoji", .from = 0x1F600, .to = 0x1F650},
    {.name = "emoji joined", .piece = "\xF0\x9F\x91\xA9\xE2\x80\x8D"},
    {.name = "joiners (U+200D)", .piece = "\xE2\x80\x8D"},
    {.name = "regional indicators", .from = 0x1F1E6, .to = 0x1F200},
    {.name = "Korean", .make = korean},
    {.name = "Chinese", .from = 0x4E00, .to = 0x9FFF},
    {.name = "Hiragana", .from = 0x3041, .to = 0x3097},
    {.name = "Katakana", .from = 0x30A1, .to = 0x30FB},
    {.name = "Hebrew", .from = 0x05D0, .to = 0x05EB},
    {.name = "Thai", .from = 0x0E01, .to = 0x0E31},
    {.name = "random bytes", .make = bytes},
    {.name = "random code points", .from = 1, .to = 0x110000},
    {.name = "random of the BMP", .from = 0x20, .to = 0x10000},
    {.name = "CR LF", .piece = "\r\n"},
    {.name = "line feeds", .piece = "\n"},
    {.name = "a letter a line", .piece = "a\n"},
    {.name = "one letter", .piece = "a"},
    {.name = "digits", .piece = "1"},
    {.name = "full stops", .piece = "."},
    {.name = "full stops, spaced", .piece = ". "},
    {.name = "terms and controls", .piece = "?\x01"},
    {.name = "full stop, digit", .piece = ". 1"},
    {.name = "ideographic stops", .piece = "\xE3\x80\x82"},
    {.name = "apostrophes", .piece = "'"},
    {.name = "letter, apostrophe", .piece = "a'"},
    {.name = "quotes", .piece = "\""},
    {.name = "curly quotes", .piece = "\xE2\x80\x9C\xE2\x80\x9D"},
    {.name = "open brackets", .piece = "("},
    {.name = "stop, bracket", .piece = ".)"},
    {.name = "hyphens", .piece = "a-"},
    {.name = "at signs", .piece = "a@"},
    {.name = "URLs", .piece = "http://"},
    {.name = "controls", .piece = "\x01"},
    {.name = "soft hyphens", .piece = "a\xC2\xAD"},
    {.name = "wide spaces", .piece = "\xE3\x80\x80"},
    {.name = "no-break spaces", .piece = "a\xC2\xA0"},
    {.name = "paragraph ends", .piece = "a\xE2\x80\xA9"},
    {.name = "form feeds", .piece = "\f"},
    {.name = "Arabic", .from = 0x0627, .to = 0x064B},
    {.name = "Devanagari", .from = 0x0905, .to = 0x094E},
    {.name = "skin tones", .piece = "\xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD"},
    {.name = "one URL", .make = one_url},
    {.name = "initials", .piece = "A."},
    {.name = "initials, spaced", .piece = "A. "},
    {.name = "titles", .piece = "Mr. "},
    {.name = "one word a sentence", .piece = "Ab. "},
    {.name = "glued sentences", .piece = "ab.Cd"},
    {.name = "clitics", .piece = "ab's "},
    {.name = "glued clitics", .piece = "n't"},
    {.name = "curly apostrophes", .piece = "a\xE2\x80\x99"},
    {.name = "quoted words", .piece = "'a' "},
    {.name = "low quotes",
     .piece = "\xE2\x80\x9E"
              "a\xE2\x80\x9C "},
    {.name = "dashes", .piece = "\xE2\x80\x94"},
    {.name = "numbers, commas", .piece = "1,"},
    {.name = "numbers, colons", .piece = "1:"},
    {.name = "numbers, slashes", .piece = "1/"},
    {.name = "times", .piece = "12:30 p.m. "},
    {.name = "mentions, tags", .piece = "@a #b "},
    {.name = "faces", .piece = ":-) "},
    {.name = "list", .piece = "- a\n"},
    {.name = "headlines", .piece = "A Word\n\n"},
    {.name = "capitals", .piece = "AB "},
    {.name = "underscores", .piece = "_"},
};

static void make(const struct kind *k, struct text t, struct text english)
{
	if (k->of_english)
		for (size_t i = 0; i < t.n; i++)
			t.s[i] = english.s[i % english.n];
	if (k->piece)
		repeat(t, k->piece);
	else if (k->to)
		points(t, k->from, k->to);
	else if (k->make)
		k->make(t);
}

/* ---- Cutting ---- */

struct way {
	tokenize_cut_fn *cut;    /* of uax29 */
	const struct lang *lang; /* of news; neither: white space */
};

struct rows {
	struct token_rows tokens;
	struct span_rows sents, pars;
};

static uint32_t *more(uint32_t *column, uint32_t cap)
{
	return must(realloc(column, cap * sizeof *column));
}

static int more_tokens(void *owner, struct token_rows *r)
{
	(void)owner;
	r->cap = r->cap + r->cap / 2 + 4096;
	r->begin = more(r->begin, r->cap);
	r->end = more(r->end, r->cap);
	r->kind = must(realloc(r->kind, r->cap));
	r->flags = must(realloc(r->flags, r->cap));
	return 1;
}

static int more_spans(void *owner, struct span_rows *r)
{
	(void)owner;
	r->cap = r->cap + r->cap / 2 + 4096;
	r->begin = more(r->begin, r->cap);
	r->end = more(r->end, r->cap);
	return 1;
}

static int more_token_rows(void *owner, struct token_rows *r, uint32_t rows)
{
	while (r->cap - r->n < rows)
		more_tokens(owner, r);
	return 1;
}

static int more_span_rows(void *owner, struct span_rows *r, uint32_t rows)
{
	while (r->cap - r->n < rows)
		more_spans(owner, r);
	return 1;
}

static void cut(const struct way *way, struct text t, struct rows *r)
{
	struct words words = {.s = t.s, .n = t.n, .sents = &r->sents};
	size_t at = 0;

	r->tokens.n = r->sents.n = r->pars.n = 0;
	if (way->cut) {
		const struct cut all = {
		    t.s,       t.n,      LINES_AUTO,      &r->tokens,
		    &r->sents, &r->pars, more_token_rows, more_span_rows,
		    NULL};
		way->cut(&all);
		return;
	}
	while (!tokenize_paragraphs(t.s, t.n, LINES_AUTO, &at, &r->pars))
		more_spans(NULL, &r->pars);
	if (way->lang) {
		const struct news news = {t.s,         t.n,        way->lang,
		                          &r->pars,    &r->tokens, &r->sents,
		                          more_tokens, more_spans, NULL, NULL};
		tokenize_news(&news);
		return;
	}
	at = 0;
	while (!tokenize_paragraphs(t.s, t.n, LINES_PARAGRAPH, &at, &r->sents))
		more_spans(NULL, &r->sents);
	while (!tokenize_words_space(&words, &r->tokens))
		more_tokens(NULL, &r->tokens);
}

static double seconds(const struct way *way, struct text t, struct rows *r)
{
	double best = 1e9;

	for (int i = 0; i < 2; i++) { /* the first one makes room */
		const double start = now();
		cut(way, t, r);
		const double took = now() - start;
		best = took < best ? took : best;
	}
	return best;
}

/* ---- The program ---- */

static struct way way_of(const char *rules, const char *simd)
{
	struct way way = {NULL, NULL};
	struct cut_path paths[5];
	char error[256];
	size_t n;

	if (!strcmp(rules, "news")) {
		const char *const en = tokenize_lang_builtin("en", &n);
		way.lang = tokenize_lang_parse("en", en, n, error, sizeof error);
		if (!way.lang)
			die(error);
	} else if (!strcmp(rules, "uax29")) {
		tokenize_cut_paths(paths);
		for (const struct cut_path *p = paths; p->name && !way.cut; p++)
			if (!*simd || !strcmp(simd, p->name))
				way.cut = p->cut;
		if (!way.cut)
			die("this machine does not have that");
	} else if (strcmp(rules, "whitespace") != 0) {
		die("rules are uax29, news, whitespace");
	}
	return way;
}

static struct text read_file(const char *path)
{
	const size_t most = (size_t)32 << 20;
	FILE *const f = fopen(path, "rb");
	struct text t = {must(malloc(most)), 0};

	if (!f || !(t.n = fread(t.s, 1, most, f)))
		die("the English text cannot be read");
	fclose(f);
	return t;
}

int main(int argc, char **argv)
{
	const char *rules = "uax29", *simd = "", *only = "";
	size_t size = 100000000;
	struct rows r = {0};
	double english = 0, worst = 0, growth = 0;
	const char *slowest = "", *steepest = "";
	int i = 1, bad = 0;

	for (; i + 1 < argc && !strncmp(argv[i], "--", 2); i += 2) {
		if (!strcmp(argv[i], "--rules"))
			rules = argv[i + 1];
		else if (!strcmp(argv[i], "--simd"))
			simd = argv[i + 1];
		else if (!strcmp(argv[i], "--only"))
			only = argv[i + 1];
		else if (!strcmp(argv[i], "--bytes"))
			size = strtoul(argv[i + 1], NULL, 10);
		else
			die("unknown option");
	}
	if (i + 1 != argc || size < 4096 || size > UINT32_MAX / 2)
		die("usage: bench_hard_text [--rules R] [--simd S] [--bytes N] ENGLISH");
	const struct text from = read_file(argv[i]);
	const struct text t = {must(malloc(size)), size}, part = {t.s, size / PART};
	const struct way way = way_of(rules, simd);
	printf("rules = \"%s\"; %zu bytes, each text one document\n", rules, size);
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		if (k && !strstr(kinds[k].name, only))
			continue;
		make(&kinds[k], t, from);
		const double little = seconds(&way, part, &r) * PART;
		const double took = seconds(&way, t, &r);
		english = k ? english : took;
		const int slow = took > MOST_TIMES * english;
		const int grows = took > MOST_GROWTH * little && took > 0.05;
		printf("%-20s %7.0f MB/s  %5.1f times English  growth %.2f  (%u tokens, %u "
		       "sentences, %u paragraphs)%s%s\n",
		       kinds[k].name, (double)size / took / 1e6, took / english,
		       took / little, r.tokens.n, r.sents.n, r.pars.n,
		       slow ? "  TOO SLOW" : "", grows ? "  NOT LINEAR" : "");
		fflush(stdout);
		bad |= slow | grows;
		if (took > worst) {
			worst = took;
			slowest = kinds[k].name;
		}
		if (took > 0.05 && took / little > growth) {
			growth = took / little;
			steepest = kinds[k].name;
		}
	}
	printf("slowest: %s, %.1f times English; steepest: %s, growth %.2f\n", slowest,
	       worst / english, steepest, growth);
	return bad;
}
