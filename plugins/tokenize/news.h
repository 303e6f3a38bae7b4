/* SPDX-License-Identifier: MIT */
/* news.h - rules = "news": tokens and sentences, paragraph by paragraph */
#ifndef TOKENIZE_NEWS_H
#define TOKENIZE_NEWS_H

#include "lang.h"
#include "rows.h"

struct news_way;

struct news {
	const unsigned char *s;
	size_t n;
	const struct lang *lang;
	const struct span_rows *paragraphs; /* all of the text */
	struct token_rows *tokens;
	struct span_rows *sentences;
	/* Make room for one more row at least; 0: no memory. */
	int (*more_tokens)(void *owner, struct token_rows *rows);
	int (*more_sentences)(void *owner, struct span_rows *rows);
	void *owner;
	const struct news_way *way; /* NULL: the best one */
};

/* Adds all tokens and sentences; 0: no memory. */
int tokenize_news(const struct news *news);

#endif /* TOKENIZE_NEWS_H */
