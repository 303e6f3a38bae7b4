/* SPDX-License-Identifier: MIT */
/* tally.h - how often words are names in annotated text: which words in small
 * letters are worth a second look. */
#ifndef TAG_MODEL_TALLY_H
#define TAG_MODEL_TALLY_H

#include "features.h"

struct tally_word {
	uint32_t hash;
	uint32_t small_name, small_part, small_none; /* in small letters */
	uint32_t beside; /* of small_none: beside a capitalised word */
	uint32_t edge;   /* of small_part: the first or the last word */
	uint32_t capital_name, capital_none;
	uint32_t alone_name, alone_none; /* capitalised, and nothing beside it is */
};

struct tally {
	struct tally_word *words; /* open addressing; hash 0: empty */
	uint32_t n, cap;
};

/* Counts the tokens of a document with their labels.  false: out of memory. */
bool tag_model_tally_add(struct tally *, const struct tokens *,
                         const uint8_t *label);
void tag_model_tally_free(struct tally *);

/* What a word may be of which the lexicon says `known`; for a quick model, which
 * passes over more, or another. */
uint32_t tag_model_tally_use(const struct tally_word *, uint32_t known, bool quick);

#endif /* TAG_MODEL_TALLY_H */
