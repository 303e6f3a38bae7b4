/* SPDX-License-Identifier: MIT */
/* news_sents.h - rules = "news": the sentences of some paragraphs */
#ifndef TOKENIZE_NEWS_SENTS_H
#define TOKENIZE_NEWS_SENTS_H

#include "news.h"

enum {
	NEWS_GROUP = 128 /* paragraphs that are done together at most */
};

/* Adds the sentences of n paragraphs: the tokens [first[k], first[k + 1]).  0: no
 * memory. */
int tokenize_news_sentences(const struct news *news, const uint32_t *first,
                            uint32_t n);

#endif /* TOKENIZE_NEWS_SENTS_H */
