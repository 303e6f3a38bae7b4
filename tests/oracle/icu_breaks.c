/* SPDX-License-Identifier: MIT */
/* icu_breaks.c - the boundaries of rules = "uax29" beside those of ICU's root
 * rules: which differ, and why
 *
 *   icu_breaks FILE
 *
 * Compiled and run by icu_breaks.sh.  Boundaries are where tokens and sentences
 * begin and end: what is white space only has none, on both sides, and a
 * sentence neither begins nor ends with any.  Exit status 1: a difference that
 * no class below explains. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>

#include "chars.h"
#include "cut.h"

struct text {
	unsigned char *s;
	size_t n;
};

static void die(const char *what)
{
	fprintf(stderr, "icu_breaks: %s\n", what);
	exit(2);
}

static void *must(void *p)
{
	if (!p)
		die("out of memory");
	return p;
}

/* ---- Ours ---- */

static int no_room(void *owner, struct token_rows *rows, uint32_t n)
{
	(void)owner, (void)rows, (void)n;
	return 0;
}

static int no_room_spans(void *owner, struct span_rows *rows, uint32_t n)
{
	(void)owner, (void)rows, (void)n;
	return 0;
}

enum {
	OURS = 1,
	THEIRS = 2
};

static uint32_t *column(size_t n)
{
	return must(calloc(n, sizeof(uint32_t)));
}

static void mark(uint8_t *at, const uint32_t *begin, const uint32_t *end,
                 uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		at[begin[i]] |= OURS;
		at[end[i]] |= OURS;
	}
}

static void cut_ours(struct text t, uint8_t *words, uint8_t *sents)
{
	const size_t cap = t.n + 256;
	struct token_rows tokens = {
	    .begin = column(cap), .end = column(cap), .cap = (uint32_t)cap};
	struct span_rows sentences = {column(cap), column(cap), 0, (uint32_t)cap};
	struct span_rows paragraphs = {column(cap), column(cap), 0, (uint32_t)cap};
	struct cut_path paths[5];
	const struct cut cut = {t.s,     t.n,           LINES_AUTO,
	                        &tokens, &sentences,    &paragraphs,
	                        no_room, no_room_spans, NULL};

	tokenize_cut_paths(paths);
	if (!paths[0].cut(&cut))
		die("rows do not fit");
	printf("ours (%s): %u tokens, %u sentences\n", paths[0].name, tokens.n,
	       sentences.n);
	mark(words, tokens.begin, tokens.end, tokens.n);
	mark(sents, sentences.begin, sentences.end, sentences.n);
	free(tokens.begin);
	free(tokens.end);
	free(sentences.begin);
	free(sentences.end);
	free(paragraphs.begin);
	free(paragraphs.end);
}

/* ---- ICU's ---- */

/* Bares [*begin, *end) of white space; 0: nothing is left. */
static int bare(struct text t, size_t *begin, size_t *end)
{
	size_t last = *begin, first = *end, next;

	for (size_t at = *begin; at < *end; at = next) {
		if (class_at(t.s, t.n, at, &next).flags & CHAR_SPACE)
			continue;
		first = at < first ? at : first;
		last = next;
	}
	*begin = first;
	*end = last;
	return first < last;
}

static void cut_theirs(struct text t, UBreakIteratorType type, uint8_t *at)
{
	UErrorCode error = U_ZERO_ERROR;
	UText *const text =
	    utext_openUTF8(NULL, (const char *)t.s, (int64_t)t.n, &error);
	UBreakIterator *const it = ubrk_open(type, "", NULL, 0, &error);
	size_t from = 0;

	if (U_SUCCESS(error))
		ubrk_setUText(it, text, &error);
	if (U_FAILURE(error))
		die(u_errorName(error));
	ubrk_first(it);
	for (int32_t to = ubrk_next(it); to != UBRK_DONE; to = ubrk_next(it)) {
		size_t begin = from, end = (size_t)to;
		const size_t first = from;
		from = (size_t)to;
		if (!bare(t, &begin, &end))
			continue;
		if (type == UBRK_WORD) { /* is as it is */
			begin = first;
			end = from;
		}
		at[begin] |= THEIRS;
		at[end] |= THEIRS;
	}
	ubrk_close(it);
	utext_close(text);
}

/* ---- Why ---- */

struct reason {
	const char *name, *why;
	size_t ours, theirs;
	char example[120];
};

enum {
	COLON,
	AT_SIGN,
	DICTIONARY,
	COMPLEX,
	HANGUL,
	NO_REASON,
	REASONS
};

static uint32_t before(struct text t, size_t at)
{
	size_t from = at, next;

	if (!at)
		return 0;
	do
		from--;
	while (from && (t.s[from] & 0xC0) == 0x80);
	return char_at(t.s, t.n, from, &next);
}

static uint32_t behind(struct text t, size_t at)
{
	size_t next;

	return at < t.n ? char_at(t.s, t.n, at, &next) : 0;
}

static int is_colon(uint32_t c)
{
	return c == ':' || c == 0xFE55 || c == 0xFF1A;
}

static int is_complex(uint32_t c)
{
	return u_getIntPropertyValue((UChar32)c, UCHAR_LINE_BREAK) ==
	       U_LB_COMPLEX_CONTEXT;
}

static int is_hangul(uint32_t c)
{
	const int type = u_getIntPropertyValue((UChar32)c, UCHAR_HANGUL_SYLLABLE_TYPE);

	return type == U_HST_LV_SYLLABLE || type == U_HST_LVT_SYLLABLE;
}

/* Scripts that ICU cuts by dictionaries. */
static int in_dictionary(uint32_t c)
{
	const int script = u_getIntPropertyValue((UChar32)c, UCHAR_SCRIPT);

	return is_complex(c) || script == USCRIPT_HAN || script == USCRIPT_HIRAGANA ||
	       script == USCRIPT_KATAKANA || c == 0x30FC || c == 0xFF70 ||
	       c == 0xFF9E || c == 0xFF9F;
}

/* The nearest character before `at` that is not a mark, which goes with it. */
static uint32_t base_before(struct text t, size_t at)
{
	uint32_t c = before(t, at);

	while (at && u_getCombiningClass((UChar32)c)) {
		do
			at--;
		while (at && (t.s[at] & 0xC0) == 0x80);
		c = before(t, at);
	}
	return c;
}

static int reason_of(struct text t, size_t at)
{
	const uint32_t a = base_before(t, at), b = behind(t, at);

	if (is_colon(a) || is_colon(b))
		return COLON;
	if (a == '@' || b == '@')
		return AT_SIGN;
	if (in_dictionary(a) && in_dictionary(b))
		return DICTIONARY;
	if (is_complex(a) || is_complex(b))
		return COMPLEX;
	if (in_dictionary(before(t, at)) || is_hangul(a) || is_hangul(b) ||
	    in_dictionary(a) || in_dictionary(b))
		return HANGUL;
	return NO_REASON;
}

/* What is around the boundary, on one line. */
static void show(struct text t, size_t at, char *out, size_t size)
{
	size_t from = at > 16 ? at - 16 : 0, to = at + 16 < t.n ? at + 16 : t.n, next;
	size_t k = 0;

	while ((t.s[from] & 0xC0) == 0x80)
		from++;
	for (size_t i = from; i < to && k + 8 < size; i = next) {
		class_at(t.s, t.n, i, &next);
		if (i == at)
			out[k++] = '|';
		if (t.s[i] < ' ')
			out[k++] = ' ';
		else
			for (size_t j = i; j < next; j++)
				out[k++] = (char)t.s[j];
	}
	out[k] = 0;
}

static size_t compare(const char *name, struct text t, const uint8_t *at)
{
	struct reason all[REASONS] = {
	    [COLON] = {.name = "colon",
	               .why = "CLDR takes the colon and its kin out of MidLetter (only "
	                      "fi and sv keep them); the annex has them in"},
	    [AT_SIGN] = {.name = "at sign",
	                 .why = "CLDR does not part @ from the letters beside it; the "
	                        "annex does"},
	    [DICTIONARY] = {.name = "dictionary",
	                    .why = "ICU cuts Chinese, Japanese, Thai, Lao, Khmer and "
	                           "Burmese by word lists; the annex by characters"},
	    [COMPLEX] = {.name = "complex",
	                 .why = "ICU joins letters of South East Asia (Line_Break=SA) "
	                        "to other letters; to the annex they are none"},
	    [HANGUL] =
	        {.name = "hangul",
	         .why =
	             "ICU parts Hangul, and letters like U+3005, from those of other "
	             "scripts; the annex does not"},
	    [NO_REASON] = {.name = "UNEXPLAINED", .why = "a mistake"},
	};
	size_t same = 0;

	for (size_t i = 0; i <= t.n; i++) {
		same += at[i] == (OURS | THEIRS);
		if (!at[i] || at[i] == (OURS | THEIRS))
			continue;
		struct reason *const r = &all[reason_of(t, i)];
		if (!(r->ours + r->theirs))
			show(t, i, r->example, sizeof r->example);
		if (at[i] == OURS)
			r->ours++;
		else
			r->theirs++;
	}
	printf("%s: %zu boundaries are the same\n", name, same);
	for (int i = 0; i < REASONS; i++)
		if (all[i].ours + all[i].theirs)
			printf("  %-12s %6zu only ours, %6zu only ICU's: %s; the first: "
			       "\"%s\"\n",
			       all[i].name, all[i].ours, all[i].theirs, all[i].why,
			       all[i].example);
	return all[NO_REASON].ours + all[NO_REASON].theirs;
}

int main(int argc, char **argv)
{
	const size_t room = (size_t)1 << 28;
	FILE *const f = argc == 2 ? fopen(argv[1], "rb") : NULL;
	struct text t = {must(malloc(room)), 0};

	if (!f)
		die("usage: icu_breaks FILE");
	t.n = fread(t.s, 1, room - 1, f);
	fclose(f);
	uint8_t *const words = must(calloc(t.n + 1, 1));
	uint8_t *const sents = must(calloc(t.n + 1, 1));
	printf("%zu bytes; ICU %s, Unicode %s\n", t.n, U_ICU_VERSION,
	       U_UNICODE_VERSION);
	cut_ours(t, words, sents);
	cut_theirs(t, UBRK_WORD, words);
	cut_theirs(t, UBRK_SENTENCE, sents);
	const size_t bad = compare("words", t, words) + compare("sentences", t, sents);
	free(words);
	free(sents);
	free(t.s);
	return bad != 0;
}
