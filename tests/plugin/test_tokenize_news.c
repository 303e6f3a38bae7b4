/* SPDX-License-Identifier: MIT */
/* test_tokenize_news.c - rules = "news": what is cut where, in which language;
 * what holds of any text; and .tok files that are wrong */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <catena/plugin.h>

#include "chars.h"
#include "news.h"
#include "news_chunks.h"
#include "news_gaps.h"
#include "news_way.h"
#include "spans.h"
#include "tokenize_rows.h"

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

static struct lang *language(const char *name)
{
	char error[256];
	size_t n;
	const char *const text = tokenize_lang_builtin(name, &n);

	assert_non_null(text);
	struct lang *const lang =
	    tokenize_lang_parse(name, text, n, error, sizeof error);
	if (!lang)
		fail_msg("%s", error);
	return lang;
}

static struct made make(const struct lang *lang, const unsigned char *s, size_t n)
{
	struct made m = {0};
	size_t at = 0;
	const struct news news = {s,        n,           lang,       &m.pars, &m.tokens,
	                          &m.sents, more_tokens, more_spans, NULL,    NULL};

	while (!tokenize_paragraphs(s, n, LINES_AUTO, &at, &m.pars))
		more_spans(NULL, &m.pars);
	more_spans(NULL, &m.sents);
	more_tokens(NULL, &m.tokens);
	assert_true(tokenize_news(&news));
	return m;
}

/* Tokens with spaces between, sentences with " | ". */
static void write_out(const char *text, const struct made *m, char *out,
                      size_t room)
{
	size_t n = 0;
	uint32_t s = 0;

	for (uint32_t k = 0; k < m->tokens.n; k++) {
		const char *between = k ? " " : "";
		if (s < m->sents.n && m->sents.begin[s] == m->tokens.begin[k] && s++)
			between = " | ";
		n += (size_t)snprintf(out + n, room - n, "%s%.*s", between,
		                      (int)(m->tokens.end[k] - m->tokens.begin[k]),
		                      text + m->tokens.begin[k]);
		assert_true(n < room);
	}
	out[n] = 0;
}

static const struct {
	const char *language, *text, *cut;
} cases[] = {
    {"en", "They don't know Iraq's and the students' plans; she'll say so.",
     "They do n't know Iraq 's and the students ' plans ; she 'll say so ."},
    {"en", "It\xE2\x80\x99s Bush\xE2\x80\x99s; he can\xE2\x80\x99t.",
     "It \xE2\x80\x99s Bush \xE2\x80\x99s ; he ca n\xE2\x80\x99t ."},
    {"en", "And \xE2\x80\x98tis late; how d\xE2\x80\x99ye do? 'Twas I.",
     "And \xE2\x80\x98t is late ; how d\xE2\x80\x99 ye do ? | 'T was I ."},
    {"en", "You cannot; I'm gonna. Dont!", "You can not ; I 'm gon na . | Do nt !"},
    {"en", "Gen. Otto Weber of the U.S. met Dr. J. K. Lowe on Jan. 3.",
     "Gen. Otto Weber of the U.S. met Dr. J. K. Lowe on Jan. 3 ."},
    {"en", "At 5 p.m. and 6pm, 5:30 to 10:57:32, 11/28/2000 or 2020-01-10.",
     "At 5 p.m. and 6 pm , 5:30 to 10:57:32 , 11/28/2000 or 2020-01-10 ."},
    {"en", "It cost $1,234.50, 12.5% up (or -3); call +44 or 713-853-3989.",
     "It cost $ 1,234.50 , 12.5 % up ( or -3 ) ; call +44 or 713-853-3989 ."},
    {"en",
     "See http://www.example.org/a?b=c, www.x.com, mail j.doe@mail.example.com.",
     "See http://www.example.org/a?b=c , www.x.com , mail j.doe@mail.example.com "
     "."},
    {"en", "j.doe@mail.example.com wrote.", "j.doe@mail.example.com wrote ."},
    {"en", "@maria loves #autumn :-) \xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD!!! Really...",
     "@maria loves #autumn :-) \xF0\x9F\x91\x8D\xF0\x9F\x8F\xBD !!! | Really ..."},
    {"en", "The well-known 15-year-old e-mail was anti-war and/or old.",
     "The well - known 15 - year - old e-mail was anti-war and / or old ."},
    {"en", "They fled after the attack.The mayor stayed.",
     "They fled after the attack . | The mayor stayed ."},
    {"en", "\"We won.\" She left. (He did not.) Nobody spoke.",
     "\" We won . \" | She left . | ( He did not . ) | Nobody spoke ."},
    {"en", "\xE2\x80\x9CWe won,\xE2\x80\x9D she said.",
     "\xE2\x80\x9C We won , \xE2\x80\x9D she said ."},
    {"en", "A headline without a stop\n\nThe text begins here.",
     "A headline without a stop | The text begins here ."},
    /* names that no text has taught, and no end between them */
    {"en",
     "Speaking to Bergum, Anders Lowe told Foreign Secretary Tomas Wren-Calloway "
     "that Press Bureau Chief Ida Strand of the Halden Wire saw General Otto Marn.",
     "Speaking to Bergum , Anders Lowe told Foreign Secretary Tomas Wren - "
     "Calloway "
     "that Press Bureau Chief Ida Strand of the Halden Wire saw General Otto Marn "
     "."},
    {"de", "Am 3. Oktober kam Dr. Weiss z.B. mit 1,5 Mio. Euro. Er blieb!!",
     "Am 3. Oktober kam Dr. Weiss z.B. mit 1,5 Mio. Euro . | Er blieb ! !"},
    {"fr", "L'homme n'est pas d'ici, dit-il. A-t-il 80 000 euros aujourd'hui ?",
     "L' homme n' est pas d' ici , dit -il . | A -t-il 80 000 euros aujourd'hui ?"},
    {"es",
     "El Sr. Garc\xC3\xAD"
     "a lleg\xC3\xB3 a las 17:30 h. \xC2\xBFQu\xC3\xA9 dijo? "
     "\xC2\xABNo\xC2\xBB, respondi\xC3\xB3 la Dra. Ruiz.",
     "El Sr. Garc\xC3\xAD"
     "a lleg\xC3\xB3 a las 17:30 h . | \xC2\xBF Qu\xC3\xA9 dijo "
     "? | "
     "\xC2\xAB No \xC2\xBB , respondi\xC3\xB3 la Dra. Ruiz ."},
    {"es",
     "Gast\xC3\xB3 1.234,50 \xE2\x82\xAC en EE. UU. y la UE, p. ej. en Miami, etc. "
     "Los "
     "dem\xC3\xA1s callan.",
     "Gast\xC3\xB3 1.234,50 \xE2\x82\xAC en EE. UU. y la UE , p. ej. en Miami , "
     "etc . | "
     "Los dem\xC3\xA1s callan ."},
    {"any", "Het is 5,3 procent. De heer A. B. Jansen kwam! Zie www.voorbeeld.nl.",
     "Het is 5,3 procent . | De heer A. B. Jansen kwam ! | Zie www.voorbeeld.nl ."},
    {"any",
     "\xD0\xA6\xD0\xB5 \xD0\xB1\xD1\x83\xD0\xBB\xD0\xBE "
     "\xD0\xB2\xD1\x87\xD0\xBE\xD1\x80\xD0\xB0. \xD0\x92\xD1\x96\xD0\xBD "
     "\xD1\x81\xD0\xBA\xD0\xB0\xD0\xB7\xD0\xB0\xD0\xB2: "
     "\xC2\xAB\xD0\xA2\xD0\xB0\xD0\xBA\xC2\xBB. \xD0\x94\xD0\xB5?",
     "\xD0\xA6\xD0\xB5 \xD0\xB1\xD1\x83\xD0\xBB\xD0\xBE "
     "\xD0\xB2\xD1\x87\xD0\xBE\xD1\x80\xD0\xB0 . | \xD0\x92\xD1\x96\xD0\xBD "
     "\xD1\x81\xD0\xBA\xD0\xB0\xD0\xB7\xD0\xB0\xD0\xB2 : \xC2\xAB "
     "\xD0\xA2\xD0\xB0\xD0\xBA \xC2\xBB . | \xD0\x94\xD0\xB5 ?"},
};

static void cuts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char out[1024];
		struct lang *const lang = language(cases[i].language);
		const size_t n = strlen(cases[i].text);
		unsigned char *const exact = malloc(n); /* a sanitizer sees what is read behind */
		assert_non_null(exact);
		memcpy(exact, cases[i].text, n);
		struct made m = make(lang, exact, n);
		free(exact);
		write_out(cases[i].text, &m, out, sizeof out);
		assert_string_equal(out, cases[i].cut);
		release(&m);
		tokenize_lang_free(lang);
	}
}

static int is_space(const unsigned char *s, size_t n, size_t at)
{
	size_t next;

	while (at && (s[at] & 0xC0) == 0x80)
		at--;
	return class_at(s, n, at, &next).flags & CHAR_SPACE;
}

/* Tokens hold every byte that is not white space once; sentences hold tokens. */
static void holds(const unsigned char *s, size_t n, const struct made *m)
{
	size_t at = 0;
	uint32_t sent = 0;

	for (uint32_t k = 0; k < m->tokens.n; k++) {
		assert_true(m->tokens.begin[k] >= at &&
		            m->tokens.end[k] > m->tokens.begin[k]);
		for (; at < m->tokens.begin[k]; at++)
			assert_true(is_space(s, n, at));
		while (sent < m->sents.n && m->sents.end[sent] < m->tokens.end[k])
			sent++;
		assert_true(sent < m->sents.n &&
		            m->sents.begin[sent] <= m->tokens.begin[k]);
		at = m->tokens.end[k];
	}
	for (; at < n; at++)
		assert_true(is_space(s, n, at));
}

/* The gaps of the paragraph's tokens [first, n) that are said to be looked at are
 * those which ends_may does not rule out. */
static void same_gaps(const struct lang *lang, const unsigned char *s,
                      const struct token_rows *rows, uint32_t first,
                      const struct news_gaps *gaps)
{
	assert_true(gaps->done == rows->n || rows->n - first > NEWS_GAPS);
	for (uint32_t k = first; k < gaps->done; k++) {
		const uint64_t known = gaps->bits[(k - first) / 64] >> (k - first) % 64 & 1;
		const uint64_t right = k + 1 < rows->n ? news_gap(lang, s, rows, k, 1) : 0;
		if (known != right)
			fail_msg("gap behind %.*s: %d", (int)(rows->end[k] - rows->begin[k]),
			         s + rows->begin[k], (int)known);
	}
}

/* All tokens of the paragraphs, by that way of bitmaps, or by lex.c. */
static struct token_rows tokens_by(const struct news_way *way,
                                   const struct lang *lang, const unsigned char *s,
                                   size_t n, const struct span_rows *pars)
{
	struct token_rows rows = {0};
	struct news_gaps gaps;
	struct lex x = {.s = s,
	                .n = n,
	                .lang = lang,
	                .way = way,
	                .rows = &rows,
	                .more = more_tokens,
	                .gaps = &gaps};

	assert_true(more_tokens(NULL, &rows));
	for (uint32_t p = 0; p < pars->n; p++) {
		const uint32_t first = rows.n;
		x.end = pars->end[p];
		news_gaps_clear(&gaps, first);
		if (way) {
			tokenize_news_chunks(&x, pars->begin[p]);
			same_gaps(lang, s, &rows, first, &gaps);
		} else {
			tokenize_news_chunks_plain(&x, pars->begin[p]);
		}
	}
	return rows;
}

static void same_tokens(const unsigned char *s, const char *way,
                        const struct token_rows *a, const struct token_rows *b)
{
	for (uint32_t k = 0; k < a->n && k < b->n; k++)
		if (a->begin[k] != b->begin[k] || a->end[k] != b->end[k] ||
		    a->kind[k] != b->kind[k] || a->flags[k] != b->flags[k] ||
		    a->hash[k] != b->hash[k])
			fail_msg("token %u: lex [%u,%u) kind %u flags %u, bitmaps (%s) [%u,%u) "
			         "kind %u flags %u: %.*s",
			         k, a->begin[k], a->end[k], a->kind[k], a->flags[k], way,
			         b->begin[k], b->end[k], b->kind[k], b->flags[k],
			         (int)(a->end[k] - a->begin[k]), s + a->begin[k]);
	assert_int_equal(a->n, b->n);
}

/* The paragraphs are the same with any way to find line ends. */
static void same_paragraphs(const struct news_way *way, const unsigned char *s,
                            size_t n, const struct span_rows *right)
{
	struct span_rows rows = {0};
	size_t at = 0;

	while (!tokenize_paragraphs_by(way->line_bytes, s, n, LINES_AUTO, &at, &rows))
		more_spans(NULL, &rows);
	assert_int_equal(rows.n, right->n);
	for (uint32_t k = 0; k < rows.n; k++) {
		assert_int_equal(rows.begin[k], right->begin[k]);
		assert_int_equal(rows.end[k], right->end[k]);
	}
	free(rows.begin);
	free(rows.end);
}

/* The tokens of bitmaps are those of lex.c, whatever the machine has. */
static void all_ways(const struct lang *lang, const unsigned char *s, size_t n,
                     const struct made *m)
{
	const struct news_way *ways[5];
	struct token_rows plain = tokens_by(NULL, lang, s, n, &m->pars);

	tokenize_news_ways(ways);
	for (unsigned i = 0; ways[i]; i++) {
		struct token_rows rows = tokens_by(ways[i], lang, s, n, &m->pars);
		same_tokens(s, ways[i]->name, &plain, &rows);
		same_paragraphs(ways[i], s, n, &m->pars);
		release_tokens(&rows);
	}
	assert_int_equal(plain.n, m->tokens.n);
	release_tokens(&plain);
}

/* A paragraph longer than what is kept of its gaps, and many short ones. */
static void long_and_many(void **state)
{
	static const char sentence[] = "He said \"no\" to 3 men in London.";
	enum {
		TIMES = 3000,
		TOKENS = 11,
		SIZE = sizeof sentence
	};
	unsigned char *const s = malloc(TIMES * SIZE);
	struct lang *const lang = language("en");

	(void)state;
	assert_non_null(s);
	for (int many = 0; many < 2; many++) {
		for (size_t i = 0; i < TIMES; i++) {
			memcpy(s + i * SIZE, sentence, SIZE - 1);
			s[i * SIZE + SIZE - 1] = many ? '\f' : ' ';
		}
		struct made m = make(lang, s, TIMES * SIZE);
		assert_int_equal(m.pars.n, many ? TIMES : 1);
		assert_int_equal(m.tokens.n, TIMES * TOKENS);
		assert_int_equal(m.sents.n, TIMES);
		for (uint32_t k = 0; k < m.sents.n; k++) {
			assert_int_equal(m.sents.begin[k], k * SIZE);
			assert_int_equal(m.sents.end[k], k * SIZE + SIZE - 1);
		}
		holds(s, TIMES * SIZE, &m);
		all_ways(lang, s, TIMES * SIZE, &m);
		release(&m);
	}
	tokenize_lang_free(lang);
	free(s);
}

/* A line of tests/plugin/cuts: a text, a tab, its tokens. */
static void cut_of_line(const struct lang *lang, char *line)
{
	char *const tab = strchr(line, '\t');
	char out[1024], *newline;

	assert_non_null(tab);
	*tab = 0;
	tab[1 + strcspn(tab + 1, "\r\n")] = 0;
	while ((newline = strstr(line, "\\n")) != NULL) {
		*newline = '\n';
		memmove(newline + 1, newline + 2, strlen(newline + 2) + 1);
	}
	const unsigned char *const s = (const unsigned char *)line;
	struct made m = make(lang, s, strlen(line));
	write_out(line, &m, out, sizeof out);
	assert_string_equal(out, tab + 1);
	holds(s, strlen(line), &m);
	all_ways(lang, s, strlen(line), &m);
	release(&m);
}

/* What news is full of, as the treebanks have it. */
static void cuts_of_files(void **state)
{
	static const char *const languages[] = {"de", "en", "es", "fr"};
	const char *const top = getenv("abs_top_srcdir");
	char path[4096], line[1024];

	(void)state;
	if (!top)
		skip();
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		struct lang *const lang = language(languages[i]);
		unsigned lines = 0;
		snprintf(path, sizeof path, "%s/tests/plugin/cuts/%s.tsv", top,
		         languages[i]);
		FILE *const f = fopen(path, "r");
		assert_non_null(f);
		while (fgets(line, sizeof line, f)) {
			if (line[0] == '#')
				continue;
			cut_of_line(lang, line);
			lines++;
		}
		assert_true(lines > 5);
		fclose(f);
		tokenize_lang_free(lang);
	}
}

/* The two halves of a text cut between paragraphs have the whole's tokens. */
static void in_halves(const struct lang *lang, const unsigned char *s, size_t n,
                      const struct made *m)
{
	if (m->pars.n < 2)
		return;
	size_t cut = m->pars.begin[m->pars.n / 2];
	while (cut && s[cut - 1] != '\n') /* with the line's own indent */
		cut--;
	struct made a = make(lang, s, cut), b = make(lang, s + cut, n - cut);

	assert_int_equal(a.tokens.n + b.tokens.n, m->tokens.n);
	assert_int_equal(a.sents.n + b.sents.n, m->sents.n);
	for (uint32_t k = 0; k < b.tokens.n; k++) {
		assert_int_equal(b.tokens.begin[k] + cut, m->tokens.begin[a.tokens.n + k]);
		assert_int_equal(b.tokens.end[k] + cut, m->tokens.end[a.tokens.n + k]);
		assert_int_equal(b.tokens.flags[k], m->tokens.flags[a.tokens.n + k]);
	}
	release(&a);
	release(&b);
}

static void any_text(void **state)
{
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
	    "\xC2\xA0",
	    "\xE2\x80\x99s ",
	    "\xE2\x80\x9C",
	    "\xE2\x80\x9D ",
	    "\xF0\x9F\x98\x80",
	    "e\xCC\x81 ",
	    "\xC3\xA9t\xC3\xA9 ",
	    "\xE4\xB8\xAD",
	    "'",
	    "`",
	    "l'",
	    "Mr. ",
	    "J. ",
	    "etc. ",
	    "The ",
	    "A.B.",
	    "/",
	    "x",
	    "Yz",
	    "9",
	    "_",
	    "--",
	    "\xE2\x80\x94",
	    "; ",
	    ": ",
	    "\t",
	    "\xFF",
	    "\x01",
	    "80 000 ",
	    "20",
	    "gonna",
	    ".",
	    "o'clock",
	    "co-",
	    "-ish",
	    "e-mail",
	    "'em",
	    "n't",
	    "'s",
	    "'RE",
	    "rock'n'roll",
	    "\xE2\x80\x98",
	    "mailto:",
	    "(:",
	    "[",
	    "\xE2\x80\xA6",
	};
	static const char *const names[] = {"en", "de", "fr", "es", "any"};
	unsigned char text[4096];
	uint32_t seed = 77;

	(void)state;
	for (int round = 0; round < 15000; round++) {
		size_t n = 0;
		const size_t most = 1 + (size_t)(round * 13) % 900;
		struct lang *const lang = language(names[round % 5]);
		while (n < most) {
			seed = seed * 1664525 + 1013904223;
			const char *const p =
			    pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
			memcpy(text + n, p, strlen(p));
			n += strlen(p);
		}
		unsigned char *const s = malloc(n);
		assert_non_null(s);
		memcpy(s, text, n);
		struct made m = make(lang, s, n);
		holds(s, n, &m);
		all_ways(lang, s, n, &m);
		in_halves(lang, s, n, &m);
		release(&m);
		free(s);
		tokenize_lang_free(lang);
	}
}

static void wrong_files(void **state)
{
	static const char *const files[][2] = {
	    {"abbr mr\nabbrev dr\n",
	     "x.tok:2: unknown key \"abbrev\"; did you mean \"abbr\"?"},
	    {"hyphens yes\n",
	     "x.tok:1: unknown value \"yes\"; hyphens takes \"keep\" or \"split\""},
	    {"split cannot\n", "x.tok:1: no place to cut in \"cannot\"; write one to "
	                       "three bars: can|not"},
	    {"# c\n\nabbr mr.\n", "x.tok:3: a full stop at the end of \"mr.\"; leave "
	                          "it out: it is understood"},
	    {"decimal comma\ndecimal point\n",
	     "x.tok:2: a second value of \"decimal\"; "
	     "leave one of the lines"},
	    {"hyphens\n",
	     "x.tok:1: unknown value \"\"; hyphens takes \"keep\" or \"split\""},
	    {"runs split join\n",
	     "x.tok:1: one word too many, \"join\"; a setting takes one"},
	    {"abbr # dr\n", "x.tok:1: no word behind \"abbr\"; write one, or take the "
	                    "line out"},
	    {"abbr dr\xE4\n",
	     "x.tok:1: not UTF-8 behind \"abbr dr\"; save the file as UTF-8"},
	    {"split \xC3|\xA9\n",
	     "x.tok:1: not UTF-8 behind \"split \"; save the file as UTF-8"},
	    {"abbr aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
	     "x.tok:1: too long a word \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"; 32 bytes "
	     "are the most"},
	    {"keep a|b\n", "x.tok:1: a bar in \"a|b\"; bars are for split"},
	};
	char error[512];

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		assert_null(tokenize_lang_parse("x.tok", files[i][0], strlen(files[i][0]),
		                                error, sizeof error));
		assert_string_equal(error, files[i][1]);
	}
	static const char windows[] = "\xEF\xBB\xBFhyphens split\r\nabbr dr\r\n";
	struct lang *const lang = tokenize_lang_parse(
	    "x.tok", windows, sizeof windows - 1, error, sizeof error);
	assert_non_null(lang); /* as Windows has it */
	assert_int_equal(lang->hyphens_split, 1);
	assert_int_equal(
	    tokenize_lang_roles(lang, (const unsigned char *)"dr", 2, NULL), LANG_ABBR);
	tokenize_lang_free(lang);
	assert_null(tokenize_lang_parse("x.tok", "a\0b", 3, error, sizeof error));
	assert_string_equal(error, "x.tok: not a .tok file: it holds a NUL byte");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cuts),        cmocka_unit_test(cuts_of_files),
	    cmocka_unit_test(any_text),    cmocka_unit_test(long_and_many),
	    cmocka_unit_test(wrong_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
