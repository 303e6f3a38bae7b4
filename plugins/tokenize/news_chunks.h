/* SPDX-License-Identifier: MIT */
/* news_chunks.h - rules = "news": the tokens of one paragraph */
#ifndef TOKENIZE_NEWS_CHUNKS_H
#define TOKENIZE_NEWS_CHUNKS_H

#include "lex.h"

/* Adds the tokens of [at, x->end). */
void tokenize_news_chunks(struct lex *x, size_t at);

/* The same, all of it by lex.c: what the other is tested against. */
void tokenize_news_chunks_plain(struct lex *x, size_t at);

#endif /* TOKENIZE_NEWS_CHUNKS_H */
