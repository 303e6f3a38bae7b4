/* SPDX-License-Identifier: MIT */
/* news_sents.c - the tokens of some paragraphs into sentences
 *
 * Three gaps of four where a sentence might end have no mark that hints at one, and
 * next to none of those is an end.  So a batch of gaps is first gone through as if
 * they were none, and they are asked about afterwards, side by side; if one is an
 * end after all, the gaps behind it in its paragraph are done again, one after the
 * other.  Paragraphs are short: a batch holds many. */
#include "news_sents.h"

#include <string.h>

#include <catena/plugin.h>

#include "bits64.h"
#include "ends.h"

enum {
	PART = 256,     /* tokens whose gaps are listed in one go */
	GAPS = 2 * PART /* of a batch */
};

struct batch {
	const struct news *news;
	struct ends ends;
	uint32_t last;   /* no gap is behind this token, or one beyond it */
	uint32_t listed; /* gaps behind tokens up to there are in the list */
	/* Where a sentence may end: behind these tokens, then UINT32_MAX. */
	uint32_t gaps[GAPS + 8];
	uint32_t n_gaps, at;               /* the one at hand */
	uint32_t found[GAPS + NEWS_GROUP]; /* where one does, also with a paragraph */
	uint32_t n_found;
	struct ends_ask asks[GAPS + 1];
	/* of each: its place among the gaps; ends found before it */
	struct {
		uint32_t gap, n_found;
	} place[GAPS + 1];
	uint32_t n_asks;
	uint32_t start; /* of the first sentence that has no row */
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

/* The places of the bits, plus at; eight, wanted or not: how many there are is not
 * foreseen. */
static uint32_t take_out(uint64_t bits, uint32_t at, uint32_t *to)
{
	const uint32_t n = bits_count(bits);

	for (uint32_t k = 0; k < n; k += 8)
		for (uint32_t i = k; i < k + 8; i++, bits &= bits - 1)
			to[i] = at + bits_first(bits);
	return n;
}

/* Lists the gaps behind some more tokens, which are not beyond `last`. */
static void look_on(struct batch *b, const struct news_gaps *known)
{
	const struct news *const news = b->news;
	const uint32_t at = b->listed;
	const uint32_t stop = b->last - at > PART ? at + PART : b->last;
	const uint32_t done = known->done < stop ? known->done : stop;
	uint32_t k = at, n;

	for (; k < done; k += n) {
		const uint32_t i = k - known->base, word = 64 - i % 64;
		n = done - k < word ? done - k : word;
		b->n_gaps += take_out(known->bits[i / 64] >> i % 64 & bits_of(0, n), k,
		                      b->gaps + b->n_gaps);
	}
	for (; k < stop; k++) {
		b->gaps[b->n_gaps] = k;
		b->n_gaps += (uint32_t)news_gap(news->lang, news->s, news->tokens, k, 1);
	}
	b->listed = stop;
	b->gaps[b->n_gaps] = UINT32_MAX;
}

static void found(struct batch *b, uint32_t at)
{
	b->found[b->n_found++] = at;
	b->ends.start = at + 1;
	b->ends.quotes = b->ends.brackets = 0;
}

static void ask(struct batch *b, uint32_t gap)
{
	const struct ends *const e = &b->ends;

	b->asks[b->n_asks] = (struct ends_ask){b->gaps[gap], e->first,  e->stop,
	                                       e->start,     e->quotes, e->brackets};
	b->place[b->n_asks].gap = gap;
	b->place[b->n_asks++].n_found = b->n_found;
}

/* Ask q is an end: what pass made of the gaps behind it in its paragraph is done
 * again, one gap after the other.  Returns how many ends are more than before. */
static int32_t again(struct batch *b, uint32_t q, uint32_t n_found)
{
	const struct ends_ask a = b->asks[q];
	uint32_t ends[GAPS], n = 0, old = 0, yes[2];
	struct ends e = b->ends;

	e.first = a.first;
	e.stop = a.stop;
	for (uint32_t k = b->place[q].gap; k < b->n_gaps && b->gaps[k] < a.stop; k++) {
		const uint32_t at = b->gaps[k];
		const enum ends_answer answer =
		    at == a.at ? ENDS_YES : tokenize_ends(&e, at);
		const struct ends_ask this = {at,      a.first,  a.stop,
		                              e.start, e.quotes, e.brackets};
		if (answer == ENDS_NO ||
		    (answer == ENDS_ASK && !tokenize_ends_asked(&e, &this, 1, yes)))
			continue;
		ends[n++] = at;
		e.start = at + 1;
		e.quotes = e.brackets = 0;
	}
	while (n_found + old < b->n_found && b->found[n_found + old] + 1 < a.stop)
		old++;
	memmove(b->found + n_found + n, b->found + n_found + old,
	        (b->n_found - n_found - old) * sizeof *b->found);
	memcpy(b->found + n_found, ends, n * sizeof *ends);
	b->n_found += n - old;
	if (a.first == b->ends.first) /* it may go on in the next batch */
		b->ends = e;
	return (int32_t)n - (int32_t)old;
}

/* Asks, and writes the sentences of the batch; 0: no memory. */
static int finish(struct batch *b)
{
	uint32_t yes[GAPS + 1], done = 0;
	const uint32_t n = tokenize_ends_asked(&b->ends, b->asks, b->n_asks, yes);
	int32_t more = 0;

	for (uint32_t k = 0; k < n; k++) {
		const uint32_t q = yes[k];
		if (b->asks[q].at < done)
			continue;
		done = b->asks[q].stop;
		more += again(b, q, b->place[q].n_found + (uint32_t)more);
	}
	for (uint32_t k = 0; k < b->n_found; k++) {
		if (!add_sentence(b->news, b->start, b->found[k]))
			return 0;
		b->start = b->found[k] + 1;
	}
	b->at = b->n_gaps = b->n_found = b->n_asks = 0;
	return 1;
}

/* The paragraph of the tokens [first, stop), which are some: all its gaps, those to
 * be asked about as if they were none. */
static int paragraph(struct batch *b, const struct news_gaps *known, uint32_t first,
                     uint32_t stop)
{
	b->ends.first = b->ends.start = first;
	b->ends.stop = stop;
	b->ends.quotes = b->ends.brackets = 0;
	for (;;) {
		for (; b->gaps[b->at] < stop; b->at++) {
			const enum ends_answer answer = tokenize_ends(&b->ends, b->gaps[b->at]);
			if (answer == ENDS_YES)
				found(b, b->gaps[b->at]);
			else if (answer == ENDS_ASK)
				ask(b, b->at);
		}
		if (b->listed >= stop - 1)
			break;
		if (GAPS - b->n_gaps < PART && !finish(b))
			return 0;
		look_on(b, known);
	}
	b->found[b->n_found++] = stop - 1;
	return 1;
}

int tokenize_news_sentences(const struct news *news, const struct news_gaps *known,
                            const uint32_t *first, uint32_t n)
{
	struct batch b;

	b.news = news;
	b.ends = (struct ends){
	    .s = news->s, .n = news->n, .lang = news->lang, .tokens = news->tokens};
	b.start = b.listed = first[0];
	b.last = first[n] - 1;
	b.at = b.n_gaps = b.n_found = b.n_asks = 0;
	b.gaps[0] = UINT32_MAX;
	for (uint32_t p = 0; p < n; p++)
		if (first[p] < first[p + 1] &&
		    !paragraph(&b, known, first[p], first[p + 1]))
			return 0;
	return finish(&b);
}
