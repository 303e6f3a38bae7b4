/* SPDX-License-Identifier: MIT */
/* test_tokenize_cover.c - what holds of every text, by each of the rules, on
 * random and on real text:
 *   - tokens hold every byte that is not white space exactly once, in order;
 *   - so do sentences, which hold all tokens, and paragraphs;
 *   - the parts of a text that is cut between two paragraphs have the whole's
 *     tokens and paragraphs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <catena/fold.h>
#include <catena/plugin.h>

#include "chars.h"
#include "cut.h"
#include "lang.h"
#include "news.h"
#include "tokenize_rows.h"
#include "words.h"

/* One of the rules. */
struct rules {
	const char *name;
	tokenize_cut_fn *cut; /* uax29 */
	struct lang *lang;    /* news; neither: whitespace */
	enum lines lines;
};

struct made {
	struct token_rows tokens;
	struct span_rows sents, pars;
};

static void release(struct made *m)
{
	release_tokens(&m->tokens);
	release_spans(&m->sents);
	release_spans(&m->pars);
}

static void make_spans(const unsigned char *s, size_t n, enum lines lines,
                       struct span_rows *rows)
{
	size_t at = 0;

	while (!tokenize_paragraphs(s, n, lines, &at, rows))
		more_spans(NULL, rows);
}

static struct made make(const struct rules *rules, const unsigned char *s, size_t n)
{
	struct made m = {0};

	more_tokens(NULL, &m.tokens);
	more_spans(NULL, &m.sents);
	more_spans(NULL, &m.pars);
	if (rules->cut) {
		const struct cut cut = {s,        n,       rules->lines,    &m.tokens,
		                        &m.sents, &m.pars, more_token_rows, more_span_rows,
		                        NULL};
		assert_true(rules->cut(&cut));
		return m;
	}
	make_spans(s, n, rules->lines, &m.pars);
	if (rules->lang) {
		const struct news news = {s,         n,        rules->lang, &m.pars,
		                          &m.tokens, &m.sents, more_tokens, more_spans,
		                          NULL,      NULL};
		assert_true(tokenize_news(&news));
		return m;
	}
	struct words words = {.s = s, .n = n, .sents = &m.sents};
	make_spans(s, n, LINES_PARAGRAPH, &m.sents);
	while (!tokenize_words_space(&words, &m.tokens))
		more_tokens(NULL, &m.tokens);
	return m;
}

/* ---- What holds ---- */

static void complain(const struct rules *rules, const char *what,
                     const unsigned char *s, size_t n, size_t at)
{
	print_error("%s: %s at %zu; text:", rules->name, what, at);
	for (size_t i = at > 30 ? at - 30 : 0; i < n && i < at + 30; i++)
		print_error(" %02x", s[i]);
	print_error("\n");
	fail();
}

static size_t black_from(const unsigned char *s, size_t n, size_t at)
{
	size_t next;

	while (at < n && (class_at(s, n, at, &next).flags & CHAR_SPACE))
		at = next;
	return at;
}

/* Rows rise, do not overlap, and between them is white space only. */
static void covers(const struct rules *rules, const char *what,
                   const unsigned char *s, size_t n, const uint32_t *begin,
                   const uint32_t *end, uint32_t rows)
{
	size_t at = 0;

	for (uint32_t k = 0; k < rows; k++) {
		if (begin[k] < at || end[k] <= begin[k] || end[k] > n)
			complain(rules, what, s, n, begin[k]);
		if (black_from(s, begin[k], at) < begin[k])
			complain(rules, what, s, n, at);
		if (black_from(s, end[k], begin[k]) == end[k]) /* white space is no row */
			complain(rules, what, s, n, begin[k]);
		at = end[k];
	}
	if (black_from(s, n, at) < n)
		complain(rules, what, s, n, at);
}

/* Each token is in a sentence.  A word of uax29 may hold the white space before a
 * combining mark; and where the annex ends a sentence within a word, it is in
 * two. */
static void in_sentences(const struct rules *rules, const unsigned char *s,
                         size_t n, const struct made *m)
{
	uint32_t k = 0;

	for (uint32_t i = 0; i < m->tokens.n; i++) {
		const size_t begin = black_from(s, n, m->tokens.begin[i]);
		while (k < m->sents.n && m->sents.end[k] <= begin)
			k++;
		if (k == m->sents.n || m->sents.begin[k] > begin)
			complain(rules, "a token without a sentence", s, n, begin);
		if (!rules->cut && m->tokens.end[i] > m->sents.end[k])
			complain(rules, "a token leaves its sentence", s, n, begin);
	}
}

/* Where the line begins that begins the paragraph. */
static size_t line_of(const unsigned char *s, size_t at)
{
	while (at && s[at - 1] != '\n' && s[at - 1] != '\r' && s[at - 1] != '\f') {
		const int two = at >= 2 && s[at - 2] == 0xC2 && s[at - 1] == 0x85;
		const int three = at >= 3 && s[at - 3] == 0xE2 && s[at - 2] == 0x80 &&
		                  (s[at - 1] | 1) == 0xA9;
		if (two || three)
			break;
		at--;
	}
	return at;
}

static void in_parts(const struct rules *rules, const unsigned char *s, size_t n,
                     const struct made *m, uint32_t par)
{
	const size_t cut = line_of(s, m->pars.begin[par]);
	struct made a = make(rules, s, cut), b = make(rules, s + cut, n - cut);
	const uint32_t from = a.tokens.n;
	/* a form feed ends no sentence of the annex */
	const uint8_t flags =
	    (uint8_t) ~(memchr(s, '\f', n) ? CATENA_F_SENTENCE_START : 0);

	if (a.tokens.n + b.tokens.n != m->tokens.n || a.pars.n != par ||
	    a.pars.n + b.pars.n != m->pars.n)
		complain(rules, "the parts differ", s, n, cut);
	for (uint32_t k = 0; k < m->tokens.n; k++) {
		const struct token_rows *const r = k < from ? &a.tokens : &b.tokens;
		const uint32_t i = k < from ? k : k - from;
		const size_t shift = k < from ? 0 : cut;
		if (r->begin[i] + shift != m->tokens.begin[k] ||
		    r->end[i] + shift != m->tokens.end[k] ||
		    r->kind[i] != m->tokens.kind[k] || r->hash[i] != m->tokens.hash[k] ||
		    ((r->flags[i] ^ m->tokens.flags[k]) & flags))
			complain(rules, "a token of the parts differs", s, n,
			         m->tokens.begin[k]);
	}
	release(&a);
	release(&b);
}

static void check(const struct rules *rules, const unsigned char *text, size_t n)
{
	unsigned char *const s = malloc(n ? n : 1); /* no byte beyond may be read */

	assert_non_null(s);
	if (n)
		memcpy(s, text, n);
	struct made m = make(rules, s, n);
	covers(rules, "tokens", s, n, m.tokens.begin, m.tokens.end, m.tokens.n);
	covers(rules, "sentences", s, n, m.sents.begin, m.sents.end, m.sents.n);
	covers(rules, "paragraphs", s, n, m.pars.begin, m.pars.end, m.pars.n);
	in_sentences(rules, s, n, &m);
	for (uint32_t i = 1; i < 4 && m.pars.n > 1; i++)
		in_parts(rules, s, n, &m, 1 + (m.pars.n - 1) * i / 4 % (m.pars.n - 1));
	release(&m);
	free(s);
}

/* ---- Texts ---- */

static struct rules all_rules[16];

static int set_up(void **state)
{
	static const char *const languages[] = {"en", "de", "fr", "es", "any"};
	struct cut_path paths[5];
	char error[256];
	size_t n, k = 0;

	(void)state;
	tokenize_cut_paths(paths);
	for (const struct cut_path *p = paths; p->name; p++)
		all_rules[k++] = (struct rules){"uax29", p->cut, NULL, LINES_AUTO};
	all_rules[k++] = (struct rules){"whitespace", NULL, NULL, LINES_WRAP};
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		const char *const text = tokenize_lang_builtin(languages[i], &n);
		struct lang *const lang =
		    tokenize_lang_parse(languages[i], text, n, error, sizeof error);
		assert_non_null(lang);
		all_rules[k++] = (struct rules){languages[i], NULL, lang, LINES_AUTO};
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (size_t k = 0; all_rules[k].name; k++)
		tokenize_lang_free(all_rules[k].lang);
	return 0;
}

static void check_all(const unsigned char *s, size_t n)
{
	for (size_t k = 0; all_rules[k].name; k++)
		check(&all_rules[k], s, n);
}

static uint32_t seed = 2023;

static uint32_t below(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)seed * n >> 32);
}

static const char *const pieces[] = {
    "word ",
    "Word ",
    "U.S. ",
    "don't ",
    "cannot ",
    ". ",
    ", ",
    "\"",
    "(",
    ") ",
    "...",
    "!?",
    "-",
    "5:30 ",
    "1,000 ",
    "3rd ",
    "http://",
    "a@b.c ",
    "@x ",
    "#y ",
    ":-) ",
    "\n",
    "\n\n",
    "\r\n",
    "\xC2\xA0",
    "  ",
    "\t",
    "\n   ",
    "\xE2\x80\x99",
    "\xE2\x80\x9C",
    "\xE2\x80\x9D ",
    "e\xCC\x81 ",
    "\xC3\xA9t\xC3\xA9 ",
    "\xE4\xB8\xAD",
    "'",
    "l'",
    "Mr. ",
    "J. ",
    "etc. ",
    "The ",
    "\xF0\x9F\x98\x80",
    "\xE2\x80\x8D",
    "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA",
    "\xC2\xAD",
    "\xD7\xA9\"\xD7\x90",
    "\x01",
    "\xC2\x85",
    "\xE2\x80\xA8",
    "\xE2\x80\xA9",
    "\f",
};

/* Of what news is made of, and what is made to break it. */
static void random_pieces(void **state)
{
	unsigned char text[1500];

	(void)state;
	for (int round = 0; round < 3000; round++) {
		/* the last ones, which are rare, in half of the texts only */
		const uint32_t most = sizeof pieces / sizeof *pieces - (round & 1 ? 0 : 10);
		const size_t size = 1 + below(sizeof text - 20);
		size_t n = 0;
		while (n < size) {
			const char *const p = pieces[below(most)];
			memcpy(text + n, p, strlen(p));
			n += strlen(p);
		}
		check_all(text, n);
	}
}

/* Any code points, in runs of what is near. */
static void random_points(void **state)
{
	unsigned char text[800];

	(void)state;
	for (int round = 0; round < 1500; round++) {
		size_t n = 0;
		uint32_t base = 0;
		while (n + 4 < sizeof text - 100) {
			if (!below(12))
				base = below(3) ? below(0x3200) : below(0x10F000);
			const uint32_t c = below(5) ? base + below(64) : below(0x80);
			if (c && (c < 0xD800 || c > 0xDFFF))
				n += catena_fold_encode(text + n, c);
		}
		check_all(text, n);
	}
}

static void file(const char *path, int *found)
{
	const size_t most = 1 << 20;
	unsigned char *const text = malloc(most);
	FILE *const f = fopen(path, "rb");

	assert_non_null(text);
	if (f) {
		size_t n = fread(text, 1, most, f);
		while (n && text[n - 1] != '\n') /* not within a character */
			n--;
		check_all(text, n);
		fclose(f);
		++*found;
	}
	free(text);
}

static void real_text(void **state)
{
	static const char *const shared_files[] = {
	    "data/tokens/en_ewt-dev.conllu", "data/tokens/de_gsd-dev.conllu",
	    "data/tokens/fr_gsd-dev.conllu", "data/ner/wikigold.conll"};
	const char *const shared = getenv("CATENA_SHARED");
	const char *const top = getenv("abs_top_srcdir");
	char path[4096];
	int found = 0;

	(void)state;
	snprintf(path, sizeof path, "%s/README.md", top ? top : ".");
	file(path, &found);
	snprintf(path, sizeof path, "%s/plugins/tokenize/tokenize.md", top ? top : ".");
	file(path, &found);
	assert_int_equal(found, 2);
	for (size_t i = 0; i < sizeof shared_files / sizeof *shared_files; i++) {
		snprintf(path, sizeof path, "%s/%s", shared ? shared : "../shared",
		         shared_files[i]);
		file(path, &found);
	}
	print_message("%d files\n", found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(random_pieces),
	    cmocka_unit_test(random_points),
	    cmocka_unit_test(real_text),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
