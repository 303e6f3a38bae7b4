/* SPDX-License-Identifier: MIT */
/* features.h - what the tagger sees of each token: rows of its table.
 *
 * The same code serves learning and tagging; it is all in integers, so a model
 * gives the same on every machine. */
#ifndef TAG_MODEL_FEATURES_H
#define TAG_MODEL_FEATURES_H

#include "model.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TAG_MODEL_FEATURES_MAX 56u /* of one token */

/* Tokens [0, n) of one document.  A sentence's tokens are [sentence[k],
 * sentence[k + 1]), n_sentences of them; sentence[n_sentences] is n. */
struct tokens {
	const char *text;
	const uint32_t *begin, *end; /* bytes of text */
	const uint32_t *hash;        /* catena_fold_hash of each */
	uint32_t n;
	const uint32_t *sentence;
	uint32_t n_sentences;
};

struct word; /* features.c */
struct seen;

/* What is known of the tokens of a document; used again for the next. */
struct sheet {
	const struct tokens *tokens;
	const struct model *model;
	struct word *words;
	uint32_t *run_begin, *run_end; /* of the run of capitalised words */
	uint8_t *loud;                 /* of each sentence: mostly capitals */
	struct seen *seen;             /* how words are used in the document */
	uint32_t cap, seen_cap, stamp;
	uint32_t cap_sentences;
	uint32_t joiners[16];
	uint32_t n_joiners;
};

/* A zeroed sheet is ready.  false: out of memory. */
bool tag_model_sheet_fill(struct sheet *, const struct model *,
                          const struct tokens *);
void tag_model_sheet_free(struct sheet *);

/* Writes the rows of token i of the sentence `k` to rows[] and gives their
 * number, TAG_MODEL_FEATURES_MAX at most. */
uint32_t tag_model_rows(const struct sheet *, uint32_t k, uint32_t i,
                        uint32_t *rows);

#endif /* TAG_MODEL_FEATURES_H */
