/* SPDX-License-Identifier: MIT */
/* news_sents.h - rules = "news": the sentences of one paragraph */
#ifndef TOKENIZE_NEWS_SENTS_H
#define TOKENIZE_NEWS_SENTS_H

#include "news.h"

/* Adds the sentences of the tokens [first, n), which are a paragraph; 0: no
 * memory. */
int tokenize_news_sentences(const struct news *news, uint32_t first);

#endif /* TOKENIZE_NEWS_SENTS_H */
