/* SPDX-License-Identifier: MIT */
/* news_sents.h - rules = "news": the sentences of some paragraphs */
#ifndef TOKENIZE_NEWS_SENTS_H
#define TOKENIZE_NEWS_SENTS_H

#include "news.h"
#include "news_gaps.h"

enum {
	NEWS_GROUP = 128 /* paragraphs that are done together at most */
};

/* Adds the sentences of n paragraphs: the tokens [first[k], first[k + 1]), of which
 * some gaps are known.  0: no memory. */
int tokenize_news_sentences(const struct news *news, const struct news_gaps *known,
                            const uint32_t *first, uint32_t n);

#endif /* TOKENIZE_NEWS_SENTS_H */
