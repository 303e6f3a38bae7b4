/* SPDX-License-Identifier: MIT */
/* tokenize_rows.h - rows of tokens and spans for who calls the parts of tokenize
 * without a host: they grow until memory ends, which ends the program */
#ifndef TESTS_TOKENIZE_ROWS_H
#define TESTS_TOKENIZE_ROWS_H

#include <stdlib.h>

#include "rows.h"
#include "spans.h"

static inline void *rows_grown(void *p, size_t size)
{
	p = realloc(p, size);
	if (!p)
		abort();
	return p;
}

/* struct news.more_tokens: always 1. */
static inline int more_tokens(void *owner, struct token_rows *r)
{
	(void)owner;
	r->cap += r->cap / 2 + 200;
	r->begin = rows_grown(r->begin, r->cap * sizeof *r->begin);
	r->end = rows_grown(r->end, r->cap * sizeof *r->end);
	r->kind = rows_grown(r->kind, r->cap);
	r->flags = rows_grown(r->flags, r->cap);
	r->hash = rows_grown(r->hash, r->cap * sizeof *r->hash);
	return 1;
}

static inline int more_spans(void *owner, struct span_rows *r)
{
	(void)owner;
	r->cap += r->cap / 2 + 100;
	r->begin = rows_grown(r->begin, r->cap * sizeof *r->begin);
	r->end = rows_grown(r->end, r->cap * sizeof *r->end);
	return 1;
}

/* struct cut.more_tokens and more_spans: room for so many more. */
static inline int more_token_rows(void *owner, struct token_rows *r, uint32_t rows)
{
	while (r->cap - r->n < rows)
		more_tokens(owner, r);
	return 1;
}

static inline int more_span_rows(void *owner, struct span_rows *r, uint32_t rows)
{
	while (r->cap - r->n < rows)
		more_spans(owner, r);
	return 1;
}

static inline void release_tokens(struct token_rows *t)
{
	free(t->begin);
	free(t->end);
	free(t->kind);
	free(t->flags);
	free(t->hash);
}

static inline void release_spans(struct span_rows *r)
{
	free(r->begin);
	free(r->end);
}

#endif
