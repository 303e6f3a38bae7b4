/* SPDX-License-Identifier: MIT */
/* find_copies.h - what the rooms of the plugin itself share: its options, and a
 * document on its way from process to commit. */
#ifndef CATENA_FIND_COPIES_H
#define CATENA_FIND_COPIES_H

#include "../share/index.h"
#include "corpus.h"
#include "lending.h"
#include "quotes.h"
#include <catena/plugin.h>
#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

enum {
	USE_TOKEN,
	USE_COPY,
	USE_ENTITY
};

/* Columns of the layer "copy". */
enum {
	COPY_OF,
	COPY_BEGIN,
	COPY_END,
	COPY_WORDS,
	COPY_SIMILARITY,
	COPY_BEGIN_CHARS,
	COPY_END_CHARS,
	COPY_BEGIN_UTF16,
	COPY_END_UTF16,
	COPY_QUOTE,
	COPY_SPEAKER
};

struct find_self {
	struct copy_params params;
	const char *matrix, *plot; /* NULL: none */
	const char *by;            /* field, "id" or "source" */
	regex_t pattern;
	bool has_pattern;
	struct share_index *disk; /* NULL: none */
};

/* Then: hash, begin, end, characters, quotes. */
struct stash {
	uint32_t n, n_wide, n_quotes;
};

struct serial {
	struct corpus *corpus;
	bool told;           /* that the memory is full */
	struct known *known; /* NULL: no index on disk */
	bool lends;
	struct lending lending;
	struct catena_out *matrix, *plot;
};

static inline catena_status find_copies_no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* Explains errno. */
catena_status find_copies_broken(catena_ctx *);

/* rows.c */
catena_status find_copies_rows(catena_ctx *, struct corpus *,
                               const struct copy_doc *, const struct quote *,
                               uint32_t n_quotes, const struct copy *, uint32_t n);

/* loans.c: the matrix of who borrowed from whom. */
catena_status find_copies_loans_check(catena_ctx *, struct find_self *,
                                      const char *pattern);
/* The group of the document at hand, to be freed; NULL: out of memory. */
char *find_copies_loans_group(catena_ctx *, const struct find_self *,
                              uint32_t *size);
catena_status find_copies_loans_open(catena_ctx *, const struct find_self *,
                                     struct serial *);
catena_status find_copies_loans_add(catena_ctx *, const struct find_self *,
                                    struct serial *, const struct copy_doc *,
                                    const struct copy *, uint32_t n);
catena_status find_copies_loans_write(catena_ctx *, struct serial *);

#endif
