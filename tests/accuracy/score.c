/* SPDX-License-Identifier: MIT */
/* score.c - how right are our tokens and sentences?
 *
 *   score [--rules R] [--language L | --data FILE.tok] [--wrap N] [--errors N]
 *         FILE.conllu...
 *
 * Tokenizes the raw text of each file and prints token, word and sentence F1
 * as the CoNLL 2018 shared task defines them, and what is left wrong by class;
 * --errors N: with N examples of each class. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "align.h"
#include "conllu.h"
#include "lang.h"
#include "news.h"
#include "spans.h"
#include "words.h"

struct options {
	const char *rules, *language, *data;
	size_t wrap, errors;
};

struct system_units {
	struct units words, sentences;
};

static int more_tokens(void *owner, struct token_rows *rows)
{
	(void)owner;
	rows->cap = rows->cap ? rows->cap * 2 : 1024;
	rows->begin = realloc(rows->begin, rows->cap * sizeof *rows->begin);
	rows->end = realloc(rows->end, rows->cap * sizeof *rows->end);
	rows->flags = realloc(rows->flags, rows->cap);
	rows->kind = realloc(rows->kind, rows->cap);
	rows->hash = realloc(rows->hash, rows->cap * sizeof *rows->hash);
	return rows->begin && rows->end && rows->flags && rows->kind && rows->hash;
}

static int more_spans(void *owner, struct span_rows *rows)
{
	(void)owner;
	rows->cap = rows->cap ? rows->cap * 2 : 1024;
	rows->begin = realloc(rows->begin, rows->cap * sizeof *rows->begin);
	rows->end = realloc(rows->end, rows->cap * sizeof *rows->end);
	return rows->begin && rows->end;
}

static void die(const char *what)
{
	fprintf(stderr, "score: %s\n", what);
	exit(2);
}

static struct lang *language(const struct options *o)
{
	char error[512];
	size_t n = 0;
	const char *text;
	char *own = NULL;

	if (o->data) {
		FILE *const f = fopen(o->data, "rb");
		own = malloc(1 << 20);
		if (!f || !own)
			die("cannot read the file of --data");
		n = fread(own, 1, 1 << 20, f);
		fclose(f);
		text = own;
	} else {
		text = tokenize_lang_builtin(o->language, &n);
	}
	if (!text)
		die("no such language");
	struct lang *const lang = tokenize_lang_parse(o->data ? o->data : o->language,
	                                              text, n, error, sizeof error);
	if (!lang)
		die(error);
	free(own);
	return lang;
}

static void tokenize(const struct options *o, const struct lang *lang,
                     const struct gold *gold, struct token_rows *tokens,
                     struct span_rows *sents)
{
	const unsigned char *const s = (const unsigned char *)gold->text;
	struct span_rows pars = {0};
	size_t at = 0;

	if (!strcmp(o->rules, "news")) {
		const struct news news = {s,     gold->size,  lang,       &pars, tokens,
		                          sents, more_tokens, more_spans, NULL, NULL};
		while (!tokenize_paragraphs(s, gold->size, LINES_AUTO, &at, &pars))
			if (!more_spans(NULL, &pars))
				die("out of memory");
		if (!tokenize_news(&news))
			die("out of memory");
		free(pars.begin);
		free(pars.end);
		return;
	}
	while (!tokenize_sentences(s, gold->size, &at, sents))
		if (!more_spans(NULL, sents))
			die("out of memory");
	struct words words = {.s = s, .n = gold->size, .sents = sents};
	while (!tokenize_words_plain(&words, tokens))
		if (!more_tokens(NULL, tokens))
			die("out of memory");
}

static int is_space(const char *s, size_t *size)
{
	*size = 1;
	if (*s == ' ' || *s == '\n')
		return 1;
	*size = 2;
	return !strncmp(s, "\xC2\xA0", 2);
}

/* Offsets in the text to counts of visible bytes. */
static size_t *visible_before(const struct gold *gold)
{
	size_t *const map = malloc((gold->size + 1) * sizeof *map);
	size_t count = 0, size;

	if (!map)
		die("out of memory");
	for (size_t i = 0; i < gold->size;) {
		if (is_space(gold->text + i, &size)) {
			for (; size && i < gold->size; size--)
				map[i++] = count;
			continue;
		}
		map[i++] = count++;
	}
	map[gold->size] = count;
	return map;
}

static void convert(const struct gold *gold, const struct token_rows *tokens,
                    const struct span_rows *sents, struct system_units *out)
{
	size_t *const map = visible_before(gold);

	for (uint32_t i = 0; i < tokens->n; i++) {
		struct unit *const u =
		    units_add(&out->words, map[tokens->begin[i]], map[tokens->end[i]]);
		size_t n = 0, size;
		u->form = malloc(tokens->end[i] - tokens->begin[i] + 1);
		if (!u->form)
			die("out of memory");
		for (size_t k = tokens->begin[i]; k < tokens->end[i];) {
			if (is_space(gold->text + k, &size)) {
				k += size;
				continue;
			}
			u->form[n++] = gold->text[k++];
		}
		u->form[n] = 0;
	}
	for (uint32_t i = 0; i < sents->n; i++)
		units_add(&out->sentences, map[sents->begin[i]], map[sents->end[i]]);
	free(map);
}

static void print_score(const char *what, struct score s)
{
	printf("  %-10s F1 %6.2f  precision %6.2f  recall %6.2f  (%zu correct, %zu "
	       "gold, %zu "
	       "ours)\n",
	       what, score_f1(s),
	       100.0 * (double)s.correct / (double)(s.system ? s.system : 1),
	       100.0 * (double)s.correct / (double)(s.gold ? s.gold : 1), s.correct,
	       s.gold, s.system);
}

/* ---- What is left wrong, by class ---- */

enum {
	CLASSES = 24,
	EXAMPLES = 200 /* bytes */
};

/* How many errors of each class, with the first of them. */
struct errors {
	struct {
		const char *name;
		size_t n, shown;
		char examples[8][EXAMPLES];
	} v[CLASSES];
	size_t n, most; /* examples of each */
};

/* Room for an example of that class; NULL: enough of them. */
static char *error_of(struct errors *e, const char *name)
{
	size_t i = 0;

	while (i < e->n && strcmp(e->v[i].name, name) != 0)
		i++;
	if (i == CLASSES)
		die("too many classes of errors");
	if (i == e->n) {
		memset(&e->v[i], 0, sizeof e->v[i]);
		e->v[e->n++].name = name;
	}
	e->v[i].n++;
	return e->v[i].shown < e->most ? e->v[i].examples[e->v[i].shown++] : NULL;
}

static void print_errors(const struct errors *e, const char *what)
{
	unsigned char done[CLASSES] = {0};

	for (size_t round = 0; round < e->n; round++) {
		size_t most = CLASSES;
		for (size_t i = 0; i < e->n; i++)
			if (!done[i] && (most == CLASSES || e->v[i].n > e->v[most].n))
				most = i;
		done[most] = 1;
		printf("  %5zu %s: %s\n", e->v[most].n, what, e->v[most].name);
		for (size_t i = 0; i < e->v[most].shown; i++)
			printf("          %s\n", e->v[most].examples[i]);
	}
}

static void append(char *to, const char *what)
{
	const size_t n = strlen(to);

	snprintf(to + n, EXAMPLES - n, "%s", what);
}

static int digit(char c)
{
	return c >= '0' && c <= '9';
}

static int upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static int letter(char c)
{
	return upper((char)(c & ~0x20)) || (c & 0x80);
}

static int has(const char *s, int (*is)(char))
{
	while (*s && !is(*s))
		s++;
	return *s != 0;
}

static const char *word_class(const struct unit *gold, const char *ours)
{
	const char *const form = gold->form;

	if (gold->multi)
		return "a word of a multi-word token";
	if (strstr(ours, "://") || strchr(ours, '@') || strstr(ours, "www.") ||
	    strstr(form, "://") || strchr(form, '@'))
		return "address";
	if (strpbrk(form, "'`") || strstr(form, "\xE2\x80\x99") ||
	    strpbrk(ours, "'`") || strstr(ours, "\xE2\x80\x99"))
		return "apostrophe";
	if (has(form, digit) || has(ours, digit))
		return "number";
	if (strchr(form, '-') || strchr(ours, '-'))
		return "hyphen or dash";
	if (strchr(form, '/') || strchr(ours, '/'))
		return "slash";
	if (!has(form, letter))
		return "run of marks";
	if (strchr(form, '.') || strchr(ours, '.'))
		return "full stop";
	return "other";
}

/* Gold words that were missed, with what we made of them. */
static void word_errors(const struct gold *gold, const struct system_units *sys,
                        const unsigned char *missed, size_t most)
{
	struct errors errors = {.most = most};
	size_t y = 0;

	for (size_t g = 0; g < gold->words.n; g++) {
		const struct unit *const a = gold->words.v + g;
		char ours[EXAMPLES] = "";
		if (!missed[g])
			continue;
		while (y < sys->words.n && sys->words.v[y].end <= a->begin)
			y++;
		for (size_t k = y; k < sys->words.n && sys->words.v[k].begin < a->end;
		     k++) {
			append(ours, " ");
			append(ours, sys->words.v[k].form);
		}
		char *const to = error_of(&errors, word_class(a, ours));
		if (to) {
			append(to, a->form);
			append(to, " ->");
			append(to, ours);
		}
	}
	print_errors(&errors, "words");
}

static int ends_at(const struct units *u, size_t *i, size_t end)
{
	while (*i < u->n && u->v[*i].end < end)
		++*i;
	return *i < u->n && u->v[*i].end == end;
}

/* What stands between two words where only one side has an end. */
static const char *gap_class(const char *p, const char *n)
{
	const size_t size = strlen(p);
	const char last = size ? p[size - 1] : 0;

	if (strstr(p, "://") || strstr(n, "://") || strchr(p, '@') || strchr(n, '@'))
		return "beside an address";
	if (size > 1 && last == '.' && has(p, letter))
		return "behind an abbreviation";
	if (last == '.' || last == '!' || last == '?')
		return letter(n[0]) && !upper(n[0]) ? "behind . ! ?, a small letter next"
		                                    : "behind . ! ?";
	if (last == '"' || last == '\'' || !strcmp(p, "\xE2\x80\x9D") || last == ')' ||
	    last == ']')
		return "behind a quote or bracket";
	if (last == ':' || last == ';' || last == ',')
		return "behind : ; ,";
	if (size && !has(p, letter) && !has(p, digit))
		return "behind another mark or an emoticon";
	if (!has(n, letter) && !has(n, digit))
		return "no mark, a mark or bullet next";
	if (digit(n[0]))
		return "no mark, a number next (list)";
	return upper(n[0]) ? "no mark, a capital next (headline, signature, list)"
	                   : "no mark, a small letter next";
}

/* Sentence ends that only one side has: the words around them. */
static void end_errors(const struct gold *gold, const struct system_units *sys,
                       size_t most)
{
	struct errors missed = {.most = most}, wrong = {.most = most};
	size_t g = 0, y = 0;

	for (size_t k = 0; k + 1 < gold->words.n; k++) {
		const size_t end = gold->words.v[k].end;
		if (gold->words.v[k + 1].end == end)
			continue;
		const int a = ends_at(&gold->sentences, &g, end);
		const int b = ends_at(&sys->sentences, &y, end);
		if (a == b)
			continue;
		char *const to =
		    error_of(a ? &missed : &wrong,
		             gap_class(gold->words.v[k].form, gold->words.v[k + 1].form));
		for (size_t i = k > 3 ? k - 3 : 0; to && i < k + 5 && i < gold->words.n;
		     i++) {
			append(to, gold->words.v[i].form);
			append(to, i == k ? " || " : " ");
		}
	}
	print_errors(&missed, "ends missed");
	print_errors(&wrong, "ends too many");
}

static void release(struct token_rows *t, struct span_rows *s,
                    struct system_units *sys)
{
	for (size_t i = 0; i < sys->words.n; i++)
		free(sys->words.v[i].form);
	free(sys->words.v);
	free(sys->sentences.v);
	free(t->begin);
	free(t->end);
	free(t->kind);
	free(t->flags);
	free(t->hash);
	free(s->begin);
	free(s->end);
}

static int score_file(const struct options *o, const struct lang *lang,
                      const char *path)
{
	struct gold gold;
	struct token_rows tokens = {0};
	struct span_rows sents = {0};
	struct system_units sys = {{0}, {0}};

	if (!conllu_read(path, o->wrap, &gold))
		return 0;
	unsigned char *const missed = malloc(gold.words.n);
	if (!missed)
		die("out of memory");
	tokenize(o, lang, &gold, &tokens, &sents);
	convert(&gold, &tokens, &sents, &sys);
	printf("%s\n", path);
	print_score("tokens", align_spans(&gold.tokens, &sys.words));
	print_score("words", align_words(&gold.words, &sys.words, missed));
	print_score("sentences", align_spans(&gold.sentences, &sys.sentences));
	word_errors(&gold, &sys, missed, o->errors < 8 ? o->errors : 8);
	end_errors(&gold, &sys, o->errors < 8 ? o->errors : 8);
	free(missed);
	release(&tokens, &sents, &sys);
	conllu_free(&gold);
	return 1;
}

int main(int argc, char **argv)
{
	struct options o = {"news", "en", NULL, 80, 3};
	int i = 1, ok = 1;

	for (; i + 1 < argc && !strncmp(argv[i], "--", 2); i += 2) {
		if (!strcmp(argv[i], "--rules"))
			o.rules = argv[i + 1];
		else if (!strcmp(argv[i], "--language"))
			o.language = argv[i + 1];
		else if (!strcmp(argv[i], "--data"))
			o.data = argv[i + 1];
		else if (!strcmp(argv[i], "--wrap"))
			o.wrap = strtoul(argv[i + 1], NULL, 10);
		else if (!strcmp(argv[i], "--errors"))
			o.errors = strtoul(argv[i + 1], NULL, 10);
		else
			die("unknown option");
	}
	if (i == argc)
		die("usage: score [--rules news|uax29] [--language L] [--data FILE.tok] "
		    "[--wrap "
		    "N] [--errors N] FILE.conllu...");
	struct lang *const lang = language(&o);
	for (; i < argc; i++)
		ok &= score_file(&o, lang, argv[i]);
	tokenize_lang_free(lang);
	return ok ? 0 : 1;
}
