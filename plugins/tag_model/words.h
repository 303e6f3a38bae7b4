/* SPDX-License-Identifier: MIT */
/* words.h - what is known of one token: for the files that make features.
 *
 * Text says the same words again and again.  What was found out of a word that
 * is not long is kept, by its bytes, so that a word that comes again costs a look
 * at one place: its entry in the lexicon, the sums of the rows that are of the
 * word alone, the sum of its vectors for the network.  All of it follows from the
 * bytes and the model, so that it is the same whether it was kept or not. */
#ifndef TAG_MODEL_WORDS_H
#define TAG_MODEL_WORDS_H

#include "features.h"

struct word {
	/* By its bytes: this is kept, WORD_KEPT bytes. */
	uint32_t hash;
	uint32_t shape;
	uint32_t head, tail3; /* of the folded word */
	uint32_t slot;        /* of the lexicon; none: UINT32_MAX */
	uint16_t coarse, fine;
	uint8_t lists, capitals;
	uint8_t caps;
	uint8_t letters; /* any */
	uint8_t owns;    /* has a vector of its own */
	uint8_t content; /* and says what the text is about */
	/* As it stands there: */
	uint32_t sums;               /* where its sums are, see word_sums */
	uint32_t run_begin, run_end; /* of capitalised words; empty: alone */
	uint32_t tail2, tail4;       /* as tail3; only of words that are new */
	uint8_t phrase; /* lists that a phrase with it is in, its place there */
};

#define WORD_KEPT offsetof(struct word, sums)

/* Templates that are of a word alone, all of them below 64. */
#define WORD_TEMPLATES \
	(UINT64_C(3) | UINT64_C(1) << 10 | UINT64_C(15) << 14 | UINT64_C(3) << 22 | \
	 UINT64_C(1) << 48 | UINT64_C(1) << 56)

#define WORD_MORE (UINT32_C(1) << 31) /* in word.sums: in sheet.more, not .sums */

#define WORD_ROWS_MAX 16u /* of a word alone: as many as these are, and room */

/* Reads the words of all regions and next to them.  false: out of memory. */
bool tag_model_read_words(struct sheet *);

/* The tokens that are read for region k, [*first, *end); they come in order. */
void tag_model_reach(const struct sheet *, uint32_t k, uint32_t *first,
                     uint32_t *end);

/* The rows of these templates; gives their number. */
uint32_t tag_model_word_rows(const struct model *, const struct word *,
                             uint32_t *rows);

/* The sums of these rows, and the sum of the vectors that are of the word alone.
 * Not in a sheet for learning. */
static inline const int16_t *word_all_sums(const struct sheet *s,
                                           const struct word *w)
{
	return w->sums & WORD_MORE ? s->more + (w->sums & ~WORD_MORE)
	                           : s->sums + w->sums;
}
static inline const int16_t *word_sums(const struct sheet *s, const struct word *w)
{
	return word_all_sums(s, w) + s->own_sums;
}
static inline const int16_t *word_vector(const struct sheet *s,
                                         const struct word *w)
{
	return word_all_sums(s, w);
}

/* Its own vector, if it has one and the model is quick. */
static inline const int16_t *word_own(const struct sheet *s, const struct word *w)
{
	return word_vector(s, w) + s->model->network.width;
}

/* The vector of a word's own by its hash, or UINT32_MAX.  The first function sends
 * for what the second one will read. */
void tag_model_fetch_vector(const struct sheet *, uint32_t hash);
uint32_t tag_model_recall_vector(struct sheet *, uint32_t hash);

#endif /* TAG_MODEL_WORDS_H */
