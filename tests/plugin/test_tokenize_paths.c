/* SPDX-License-Identifier: MIT */
/* test_tokenize_paths.c - the fast paths of uax29 give the rows of the plain
 * one, on random text of every class of character and on real text */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <catena/fold.h>

#include "chars.h"
#include "cut.h"
#include "uax29.h"

/* All rows of a text, and how much room they had at first. */
struct all {
	struct token_rows tokens;
	struct span_rows sents, pars;
};

static void room_for_tokens(struct token_rows *r, uint32_t cap)
{
	r->cap = cap;
	r->begin = realloc(r->begin, cap * sizeof *r->begin);
	r->end = realloc(r->end, cap * sizeof *r->end);
	r->kind = realloc(r->kind, cap);
	r->flags = realloc(r->flags, cap);
	r->hash = realloc(r->hash, cap * sizeof *r->hash);
	assert_true(r->begin && r->end && r->kind && r->flags && r->hash);
}

static void room_for_spans(struct span_rows *r, uint32_t cap)
{
	r->cap = cap;
	r->begin = realloc(r->begin, cap * sizeof *r->begin);
	r->end = realloc(r->end, cap * sizeof *r->end);
	assert_true(r->begin && r->end);
}

static int more_tokens(void *owner, struct token_rows *r, uint32_t rows)
{
	assert_null(owner);
	assert_true(rows > 0);
	room_for_tokens(r, r->cap + rows);
	return 1;
}

static int more_spans(void *owner, struct span_rows *r, uint32_t rows)
{
	assert_null(owner);
	assert_true(rows > 0);
	room_for_spans(r, r->cap + rows);
	return 1;
}

static struct all run(tokenize_cut_fn *fill, const unsigned char *s, size_t n,
                      enum lines lines, uint32_t cap)
{
	struct all all = {0};
	const struct cut cut = {
	    .s = s,
	    .n = n,
	    .lines = lines,
	    .tokens = &all.tokens,
	    .sentences = &all.sents,
	    .paragraphs = &all.pars,
	    .more_tokens = more_tokens,
	    .more_spans = more_spans,
	};

	room_for_tokens(&all.tokens, cap);
	room_for_spans(&all.sents, cap / 8 + 1);
	room_for_spans(&all.pars, cap / 16 + 1);
	assert_true(fill(&cut));
	return all;
}

static void release(struct all *all)
{
	free(all->tokens.begin);
	free(all->tokens.end);
	free(all->tokens.kind);
	free(all->tokens.flags);
	free(all->tokens.hash);
	free(all->sents.begin);
	free(all->sents.end);
	free(all->pars.begin);
	free(all->pars.end);
}

/* The rows of tokenize_sentences, found from character to character. */
static void same_sentences(const unsigned char *s, size_t n,
                           const struct span_rows *rows)
{
	uint32_t k = 0;

	for (size_t at = 0, end; at < n; at = end) {
		size_t begin = at, next, stop = at;
		end = tokenize_sentence_end(s, n, at);
		for (size_t i = at; i < end; i = next) {
			const int space = class_at(s, end, i, &next).flags & CHAR_SPACE;
			if (!space)
				stop = next;
			else if (begin == i)
				begin = next;
		}
		if (begin == end)
			continue;
		if (k < rows->n && rows->begin[k] == begin && rows->end[k] == stop) {
			k++;
			continue;
		}
		print_error("sentence %u: plain [%zu,%zu), ours [%u,%u); text:", k, begin,
		            stop, k < rows->n ? rows->begin[k] : 0,
		            k < rows->n ? rows->end[k] : 0);
		for (size_t i = at; i < n && i < end + 20; i++)
			print_error(" %02x", s[i]);
		print_error("\n");
		fail();
	}
	assert_int_equal(k, rows->n);
}

static void print_text(const unsigned char *s, size_t n, size_t begin, size_t end)
{
	for (size_t i = begin > 20 ? begin - 20 : 0; i < n && i < end + 20; i++)
		print_error(" %02x", s[i]);
	print_error("\n");
}

static void same_tokens(const char *name, const unsigned char *s, size_t n,
                        const struct token_rows *a, const struct token_rows *b)
{
	for (uint32_t k = 0; k < a->n && k < b->n; k++) {
		if (a->begin[k] == b->begin[k] && a->end[k] == b->end[k] &&
		    a->kind[k] == b->kind[k] && a->flags[k] == b->flags[k] &&
		    a->hash[k] == b->hash[k])
			continue;
		print_error("%s: token %u of %u/%u: plain [%u,%u) kind %u flags %u hash "
		            "%x, ours [%u,%u) kind %u flags %u hash %x; text:",
		            name, k, a->n, b->n, a->begin[k], a->end[k], a->kind[k],
		            a->flags[k], a->hash[k], b->begin[k], b->end[k], b->kind[k],
		            b->flags[k], b->hash[k]);
		print_text(s, n, a->begin[k], a->end[k]);
		fail();
	}
	assert_int_equal(a->n, b->n);
}

static void same_spans(const char *name, const char *what, const unsigned char *s,
                       size_t n, const struct span_rows *a,
                       const struct span_rows *b)
{
	for (uint32_t k = 0; k < a->n && k < b->n; k++) {
		if (a->begin[k] == b->begin[k] && a->end[k] == b->end[k])
			continue;
		print_error("%s: %s %u of %u/%u: plain [%u,%u), ours [%u,%u); text:", name,
		            what, k, a->n, b->n, a->begin[k], a->end[k], b->begin[k],
		            b->end[k]);
		print_text(s, n, a->begin[k], a->end[k]);
		fail();
	}
	assert_int_equal(a->n, b->n);
}

static void same(const unsigned char *text, size_t n, uint32_t cap)
{
	struct cut_path paths[5];
	unsigned char *const s = malloc(n ? n : 1); /* no byte beyond may be read */
	const enum lines lines = (enum lines)(cap % 3);

	assert_non_null(s);
	if (n)
		memcpy(s, text, n);
	struct all plain = run(tokenize_cut_plain, s, n, lines, cap);
	same_sentences(s, n, &plain.sents);
	tokenize_cut_paths(paths);
	for (const struct cut_path *p = paths; p->name; p++) {
		struct all rows = run(p->cut, s, n, lines, cap);
		same_spans(p->name, "sentence", s, n, &plain.sents, &rows.sents);
		same_spans(p->name, "paragraph", s, n, &plain.pars, &rows.pars);
		same_tokens(p->name, s, n, &plain.tokens, &rows.tokens);
		release(&rows);
	}
	release(&plain);
	free(s);
}

/* One code point of each class, and more of the common ones. */
static size_t one_of_each(uint32_t *set)
{
	uint8_t seen[256] = {0};
	size_t n = 0;

	for (uint32_t c = 0x80; c < 0x110000; c++) {
		const struct char_class k = char_class(c);
		const uint32_t id =
		    (k.word * 131u + k.sentence * 17u + k.cat * 5u + k.flags) & 255;
		if (seen[id] >= 2 || (c >= 0xD800 && c < 0xE000))
			continue;
		seen[id]++;
		set[n++] = c;
	}
	return n;
}

/* Where there is but the plain path, a few rounds of the n will do. */
static int rounds(int n)
{
	struct cut_path paths[5];

	tokenize_cut_paths(paths);
	return paths[1].name ? n : n / 20;
}

static void random_text(void **state)
{
	static const char ascii[] =
	    "aaabcXYZ  ..,,''::;\"019_-$+<|~\n\r\t!?()#@\x01\x7f/&";
	static uint32_t set[512];
	const size_t count = one_of_each(set);
	unsigned char text[1200];
	uint32_t seed = 12345;

	(void)state;
	for (int round = 0; round < rounds(60000); round++) {
		size_t n = 0;
		const size_t most = 1 + (size_t)(round * 7) % 1100;
		const unsigned wide = (unsigned[]){0, 1, 4, 16, 60}[round % 5];
		while (n < most) {
			seed = seed * 1664525 + 1013904223;
			if ((seed >> 16) % 64 < wide)
				n += catena_fold_encode(text + n, set[(seed >> 8) % count]);
			else
				text[n++] = (unsigned char)ascii[(seed >> 12) % (sizeof ascii - 1)];
		}
		same(text, n, 130 + (uint32_t)(round % 7) * 40);
	}
}

/* Bytes that are not UTF-8, exactly as they are. */
static void random_bytes(void **state)
{
	unsigned char text[700];
	uint32_t seed = 99;

	(void)state;
	for (int round = 0; round < rounds(20000); round++) {
		const size_t n = (size_t)round % sizeof text;
		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			text[i] = (unsigned char)(round & 1 ? seed >> 24 : (seed >> 24) | 0x80);
		}
		same(text, n, 200);
	}
}

/* Everyday text in which every line holds something the bitmaps must hand
 * over: also at each offset in a block. */
static void hard_places(void **state)
{
	static const char *const pieces[] = {
	    "plain words, and more of them. ",
	    "e\u0301te\u0301 ",
	    "\U0001F600 ",
	    "a\u0308.b ",
	    "\u05E9\u05DC\u05D5\u05DD\"\u05D0 ",
	    "\u30AB\u30BF\u30AB\u30CA",
	    "\U0001F1E9\U0001F1EA\U0001F1EB\U0001F1F7",
	    "don\u2019t ",
	    "1\u066B5 3,5 ",
	    "\u00A0\u3000\u2028",
	    "   \u0308x",
	    "\u4E2D\u6587\u3002",
	    "\uD55C\uAD6D\uC5B4 ",
	    "l\u2019\u00E9t\u00E9. \u201CSo\u201D ",
	};
	unsigned char text[900];
	uint32_t seed = 5;

	(void)state;
	for (int round = 0; round < rounds(20000); round++) {
		size_t n = (size_t)round % 70;
		memset(text, 'w', n);
		while (n < 800) {
			seed = seed * 1664525 + 1013904223;
			const char *const p =
			    (seed >> 28) < 9
			        ? pieces[0]
			        : pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
			memcpy(text + n, p, strlen(p));
			n += strlen(p);
		}
		same(text, n, 140);
	}
}

/* What is handed over at the end of a chunk of blocks, and is cut into fewer
 * tokens than the bitmaps had. */
static void ends_of_chunks(void **state)
{
	static const char *const pieces[] = {
	    "\u05E9\u05DC\u05D5\u05DD\"\u05D0",
	    "a\u0308.b",
	    "\U0001F468\u200D\U0001F469\u200D\U0001F467",
	    "\uD55C\uAD6D\uC5B4",
	    "1\u066B5",
	};
	static const char filler[] = "of it, a word in words. ";
	const size_t chunk = 4096, size = chunk + 600;
	unsigned char text[5000];

	(void)state;
	for (int round = 0; round < rounds(160 * 5); round++) {
		const char *const p = pieces[round % 5];
		const size_t at = chunk - 150 + (size_t)round / 5;
		for (size_t i = 0; i < size; i++)
			text[i] = (unsigned char)filler[i % (sizeof filler - 1)];
		for (size_t i = at; i + 100 < size; i += round & 1 ? 64 : size)
			memcpy(text + i, p, strlen(p));
		same(text, size, 200);
	}
}

/* Blocks begin anew right behind a flag's half between two letters, which joins
 * nothing. */
static void no_bridge(void **state)
{
	static const char text[] =
	    "\u30BF - a word of it and so on, a word of it and so "
	    "on, wordso\U0001F1E9L\u2019the words";

	(void)state;
	assert_int_equal(text[64], 'L');
	same((const unsigned char *)text, sizeof text - 1, 200);
}

static void real_text(void **state)
{
	const char *const shared = getenv("CATENA_SHARED");
	static const char *const names[] = {"en_ewt-dev", "de_gsd-dev", "fr_gsd-dev"};
	char path[4096];
	int found = 0;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/data/tokens/%s.conllu",
		         shared ? shared : "../shared", names[i]);
		FILE *const f = fopen(path, "rb");
		if (!f)
			continue;
		unsigned char *const text = malloc(4 << 20);
		assert_non_null(text);
		same(text, fread(text, 1, 4 << 20, f), 5000);
		fclose(f);
		free(text);
		found++;
	}
	if (!found) {
		print_message("no data/tokens in $CATENA_SHARED: skipped\n");
		skip();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(random_text), cmocka_unit_test(random_bytes),
	    cmocka_unit_test(hard_places), cmocka_unit_test(ends_of_chunks),
	    cmocka_unit_test(no_bridge),   cmocka_unit_test(real_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
