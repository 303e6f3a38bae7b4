/* SPDX-License-Identifier: MIT */
/* features.h - what the tagger sees of each token: rows of its table.
 *
 * Most tokens can be no part of a name: a word in small letters that never was
 * one.  Only what is left, regions of one or more tokens, gets rows and labels.
 * The same code serves learning and tagging; it is all in integers, so a model
 * gives the same on every machine. */
#ifndef TAG_MODEL_FEATURES_H
#define TAG_MODEL_FEATURES_H

#include "model.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TAG_MODEL_FEATURES_MAX MODEL_ROWS_MAX /* of one token */
#define TAG_MODEL_TEMPLATES 66u

/* Tokens [0, n) of one document.  A sentence's tokens are [sentence[k],
 * sentence[k + 1]), n_sentences of them; sentence[n_sentences] is n. */
struct tokens {
	const char *text;
	const uint32_t *begin, *end; /* bytes of text */
	const uint32_t *hash;        /* catena_fold_hash of each */
	uint32_t n;
	const uint32_t *sentence;
	uint32_t n_sentences;
	uint32_t size; /* bytes of text */
};

/* Tokens [begin, end) of one sentence, of which any may be part of a name. */
struct region {
	uint32_t begin, end;
	uint32_t sentence_begin, sentence_end; /* tokens */
	uint32_t loud;                         /* 1: headline, 2: it shouts */
	uint32_t topic;                        /* number of its sentence's, see sheet */
};

struct word; /* words.h */
struct memo; /* words.c */
struct seen; /* features.c */

#define SHEET_WIDE 16u /* bytes of a token that are read at once */

/* What is known of the tokens of a document; used again for the next. */
struct sheet {
	const struct tokens *tokens;
	uint32_t
	    tail_begin; /* from here on the text is in tail, with zeros behind it */
	char tail[2 * SHEET_WIDE];
	const struct model *model;
	uint8_t *marks;     /* of each token */
	uint32_t *cores;    /* tokens that may be names; others are listed here, too */
	struct word *words; /* of those in regions and next to them */
	struct memo *memo;  /* words that were read before */
	int16_t *sums;      /* of words that are kept; see there */
	int16_t *more;      /* of others */
	size_t cap_more;
	uint32_t n_more, own_sums; /* numbers; where the sums of rows are */
	bool learns; /* all rows of a token are asked for: nothing is kept */
	bool far;    /* two to each side, not one */
	struct region *regions;
	uint32_t n_regions;
	struct seen *seen; /* how words are used in the document */
	uint64_t used[64]; /* bits of the hashes of the words in it */
	uint32_t cap, cap_regions, seen_cap, seen_mask, stamp;
	int32_t base[MODEL_UNITS_MAX]; /* of the network, with what the document adds */
	int32_t sentence_base[MODEL_UNITS_MAX]; /* with what the sentence adds, too */
	uint32_t base_topic;                    /* of that sentence; UINT32_MAX: none */
	bool has_topics;                        /* have they been read? */
	int16_t *topics; /* vectors of what sentences with regions are about */
	size_t cap_topics;
	uint32_t joiners[16];
	uint32_t n_joiners;
};

/* A zeroed sheet is ready.  false: out of memory. */
bool tag_model_sheet_fill(struct sheet *, const struct model *,
                          const struct tokens *);
void tag_model_sheet_free(struct sheet *);

/* Writes the rows of token i of the region to rows[] and gives their number,
 * TAG_MODEL_FEATURES_MAX at most.  In a sheet that does not learn, without those
 * whose sums are in words.h. */
uint32_t tag_model_rows(const struct sheet *, const struct region *, uint32_t i,
                        uint32_t *rows);

/* The bytes at begin; SHEET_WIDE may be read. */
static inline const unsigned char *sheet_bytes(const struct sheet *s,
                                               uint32_t begin)
{
	const char *const near = s->tail + (begin - s->tail_begin);
	const char *const far = s->tokens->text + begin;

	return (const unsigned char *)(begin < s->tail_begin ? far : near);
}

/* Is there a capital in bytes [begin, end) of the text? */
bool tag_model_is_capitalised(const char *text, uint32_t begin, uint32_t end);

#endif /* TAG_MODEL_FEATURES_H */
