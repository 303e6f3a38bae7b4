/* SPDX-License-Identifier: MIT */
/* news.c - paragraphs into chunks, chunks into tokens, tokens into sentences */
#include "news.h"

#include "news_chunks.h"
#include "news_sents.h"
#include "news_way.h"

int tokenize_news(const struct news *news)
{
	struct lex x = {.s = news->s,
	                .n = news->n,
	                .lang = news->lang,
	                .way = news->way ? news->way : tokenize_news_best(),
	                .rows = news->tokens,
	                .more = news->more_tokens,
	                .owner = news->owner};

	for (uint32_t p = 0; p < news->paragraphs->n; p++) {
		const uint32_t first = news->tokens->n;
		x.end = news->paragraphs->end[p];
		tokenize_news_chunks(&x, news->paragraphs->begin[p]);
		if (x.failed || !tokenize_news_sentences(news, first))
			return 0;
	}
	return 1;
}
