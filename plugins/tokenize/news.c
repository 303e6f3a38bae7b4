/* SPDX-License-Identifier: MIT */
/* news.c - paragraphs into chunks, chunks into tokens, tokens into sentences */
#include "news.h"

#include "news_chunks.h"
#include "news_sents.h"
#include "news_way.h"

enum {
	ENOUGH = 2048 /* tokens, still in the first cache: then sentences are found */
};

int tokenize_news(const struct news *news)
{
	struct news_gaps gaps;
	struct lex x = {.s = news->s,
	                .n = news->n,
	                .lang = news->lang,
	                .way = news->way ? news->way : tokenize_news_best(),
	                .rows = news->tokens,
	                .more = news->more_tokens,
	                .owner = news->owner,
	                .gaps = &gaps};
	const struct span_rows *const pars = news->paragraphs;
	uint32_t first[NEWS_GROUP + 1], n = 0;

	for (uint32_t p = 0; p < pars->n; p++) {
		if (!n)
			news_gaps_clear(&gaps, news->tokens->n);
		first[n++] = news->tokens->n;
		x.end = pars->end[p];
		tokenize_news_chunks(&x, pars->begin[p]);
		if (x.failed)
			return 0;
		first[n] = news->tokens->n;
		if (n < NEWS_GROUP && first[n] - first[0] < ENOUGH && p + 1 < pars->n)
			continue;
		if (!tokenize_news_sentences(news, &gaps, first, n))
			return 0;
		n = 0;
	}
	return 1;
}
