/* SPDX-License-Identifier: MIT */
/* news.c - paragraphs into chunks, chunks into tokens, tokens into sentences */
#include "news.h"

#include <catena/plugin.h>

#include "ends.h"
#include "news_chunks.h"

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

/* The tokens [first, n) of a paragraph into sentences. */
static int sentences(const struct news *news, uint32_t first)
{
	const struct token_rows *const tokens = news->tokens;
	struct ends ends = {news->s, news->lang, tokens, first, first, tokens->n, 0, 0};

	for (uint32_t i = first; i < tokens->n; i++) {
		if (i + 1 < tokens->n && (ends_never(news->s[tokens->end[i] - 1],
		                                     news->s[tokens->begin[i + 1]]) ||
		                          !tokenize_ends(&ends, i)))
			continue;
		if (!add_sentence(news, ends.start, i))
			return 0;
		ends.start = i + 1;
		ends.quotes = ends.brackets = 0;
	}
	return 1;
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
