/* SPDX-License-Identifier: MIT */
/* news_sents.c - the tokens of a paragraph into sentences
 *
 * Three gaps of four where a sentence might end have no mark that hints at one, and
 * next to none of those is an end.  So a batch of gaps is first gone through as if
 * they were none, and they are asked about afterwards, side by side; if one is an
 * end after all, the gaps behind it are done again, one after the other. */
#include "news_sents.h"

#include <string.h>

#include <catena/plugin.h>

#include "ends.h"

enum {
	BATCH = 256 /* gaps */
};

/* A gap to be asked about, and what was known there. */
struct ask {
	uint32_t at, start, quotes, brackets;
	uint32_t gap, n_found; /* its place among the gaps; ends found before it */
};

struct batch {
	struct ends ends;
	uint32_t gaps[BATCH + 1]; /* where a sentence may end: behind these tokens */
	uint32_t n_gaps;
	uint32_t found[BATCH]; /* where one does */
	uint32_t n_found;
	struct ask asks[BATCH];
	uint32_t n_asks;
};

static int add_sentence(const struct news *news, uint32_t first, uint32_t last)
{
	struct span_rows *const rows = news->sentences;
	const struct token_rows *const tokens = news->tokens;

	if (rows->n == rows->cap && !news->more_sentences(news->owner, rows))
		return 0;
	rows->begin[rows->n] = tokens->begin[first];
	rows->end[rows->n++] = tokens->end[last];
	if (tokens->flags)
		tokens->flags[first] |= CATENA_F_SENTENCE_START;
	return 1;
}

/* The gaps behind the tokens [at, stop) which are to be looked at. */
static void look(const struct news *news, struct batch *b, uint32_t at,
                 uint32_t stop)
{
	const uint32_t *const begin = news->tokens->begin, *const end =
	                                                       news->tokens->end;
	const struct lang *const lang = news->lang;
	uint32_t n = 0;

	for (; at < stop; at++) {
		b->gaps[n] = at;
		n += ends_may(lang, news->s[end[at] - 1], news->s[begin[at + 1]],
		              begin[at + 1] > end[at]) != 0;
	}
	b->n_gaps = n;
}

static void found(struct batch *b, uint32_t at)
{
	b->found[b->n_found++] = at;
	b->ends.start = at + 1;
	b->ends.quotes = b->ends.brackets = 0;
}

/* All gaps, those to be asked about as if they were none. */
static void pass(struct batch *b)
{
	struct ends *const e = &b->ends;

	b->n_found = b->n_asks = 0;
	for (uint32_t k = 0; k < b->n_gaps; k++) {
		const enum ends_answer answer = tokenize_ends(e, b->gaps[k]);
		if (answer == ENDS_YES)
			found(b, b->gaps[k]);
		else if (answer == ENDS_ASK)
			b->asks[b->n_asks++] = (struct ask){b->gaps[k],  e->start, e->quotes,
			                                    e->brackets, k,        b->n_found};
	}
}

/* The first of those that were asked about which is an end, NULL: none is. */
static const struct ask *first_asked(const struct batch *b)
{
	struct ends e = b->ends;

	for (uint32_t k = 0; k < b->n_asks; k++) {
		e.start = b->asks[k].start;
		e.quotes = b->asks[k].quotes;
		e.brackets = b->asks[k].brackets;
		if (tokenize_ends_asked(&e, b->asks[k].at))
			return &b->asks[k];
	}
	return NULL;
}

/* The gaps behind that one, which is an end: what pass made of those before it
 * holds. */
static void one_by_one(struct batch *b, const struct ask *end)
{
	struct ends *const e = &b->ends;

	b->n_found = end->n_found;
	found(b, end->at);
	for (uint32_t k = end->gap + 1; k < b->n_gaps; k++) {
		const uint32_t at = b->gaps[k];
		const enum ends_answer answer = tokenize_ends(e, at);
		if (answer == ENDS_YES ||
		    (answer == ENDS_ASK && tokenize_ends_asked(e, at)))
			found(b, at);
	}
}

int tokenize_news_sentences(const struct news *news, uint32_t first)
{
	struct batch b;

	if (first == news->tokens->n)
		return 1;
	b.ends = (struct ends){.s = news->s,
	                       .n = news->n,
	                       .lang = news->lang,
	                       .tokens = news->tokens,
	                       .first = first,
	                       .start = first,
	                       .stop = news->tokens->n};
	const uint32_t last = news->tokens->n - 1;
	for (uint32_t at = first; at < last; at += BATCH) {
		const uint32_t start = b.ends.start;
		look(news, &b, at, last - at > BATCH ? at + BATCH : last);
		pass(&b);
		const struct ask *const end = first_asked(&b);
		if (end)
			one_by_one(&b, end);
		first = start;
		for (uint32_t k = 0; k < b.n_found; k++) {
			if (!add_sentence(news, first, b.found[k]))
				return 0;
			first = b.found[k] + 1;
		}
	}
	return add_sentence(news, b.ends.start, last);
}
