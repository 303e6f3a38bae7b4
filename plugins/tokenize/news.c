/* SPDX-License-Identifier: MIT */
/* news.c - paragraphs into chunks, chunks into tokens, tokens into sentences */
#include "news.h"

#include <catena/plugin.h>

#include "ends.h"
#include "news_chunks.h"

enum {
	AT_ONCE = 256 /* gaps */
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

/* The tokens from `at` on, but not beyond `stop`, behind which a sentence may
 * end: into list, how many is returned. */
static uint32_t candidates(const struct news *news, uint32_t at, uint32_t stop,
                           uint32_t *list)
{
	const uint32_t *const begin = news->tokens->begin, *const end =
	                                                       news->tokens->end;
	uint32_t n = 0;

	for (; at < stop; at++) {
		list[n] = at;
		n += ends_may(news->lang, news->s[end[at] - 1], news->s[begin[at + 1]],
		              begin[at + 1] > end[at]) != 0;
	}
	return n;
}

/* The tokens [first, n) of a paragraph into sentences. */
static int sentences(const struct news *news, uint32_t first)
{
	const struct token_rows *const tokens = news->tokens;
	struct ends ends = {news->s, news->lang, tokens, first, first, tokens->n, 0, 0};
	uint32_t list[AT_ONCE];

	if (first == tokens->n)
		return 1;
	const uint32_t last = tokens->n - 1;
	for (uint32_t at = first; at < last; at += AT_ONCE) {
		const uint32_t stop = last - at > AT_ONCE ? at + AT_ONCE : last;
		const uint32_t n = candidates(news, at, stop, list);
		for (uint32_t k = 0; k < n; k++) {
			if (!tokenize_ends(&ends, list[k]))
				continue;
			if (!add_sentence(news, ends.start, list[k]))
				return 0;
			ends.start = list[k] + 1;
			ends.quotes = ends.brackets = 0;
		}
	}
	return add_sentence(news, ends.start, last);
}

int tokenize_news(const struct news *news)
{
	struct lex x = {.s = news->s,
	                .n = news->n,
	                .lang = news->lang,
	                .rows = news->tokens,
	                .more = news->more_tokens,
	                .owner = news->owner};

	for (uint32_t p = 0; p < news->paragraphs->n; p++) {
		const uint32_t first = news->tokens->n;
		x.end = news->paragraphs->end[p];
		tokenize_news_chunks(&x, news->paragraphs->begin[p]);
		if (x.failed || !sentences(news, first))
			return 0;
	}
	return 1;
}
