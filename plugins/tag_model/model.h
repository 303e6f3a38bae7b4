/* SPDX-License-Identifier: MIT */
/* model.h - a model file: opened, checked, mapped.
 *
 * All numbers are little-endian.  Offset, size:
 *    0   8  "CATENTAG"
 *    8   4  version of the format, 5
 *   12   4  log2 of the number of rows
 *   16   4  log2 of the number of slots of the lexicon
 *   20   4  log2 of the number of slots for phrases
 *   24   8  size of the file
 *   32   8  checksum of the file, these eight bytes taken as 0
 *   40   4  slope of the score, 4 base of the score, signed, in 1/65536
 *   48  16  which templates are used, a bit each, the first in the lowest
 *   64 480  [13 labels before, 13: the region begins, 14: it ends][16 labels]
 *           signed 16 bits: weights of steps; for the end, of the label before
 *  544  48  names of the types, three of 16 bytes, filled up with zeros
 *  592   4  width of the vectors of the network, 596 4 its units; 0: it has none
 *  600   4  log2 of the number of vectors that features share, 604 4 number of
 *           the words with a vector of their own
 *  608   4  scale of what the network adds, in 1/65536
 *  612   4  how much better without the network one token by itself must be as no
 *           name to be left to the rows, signed
 *  616   4  1: what a text is about is read from the words beside names alone,
 *           620 20 0
 *  640      lexicon, 8 bytes a slot: hash of the folded word, what is known of
 *           it (model_word); a slot with hash 0 is empty; open addressing
 *    .      phrases, 4 bytes a slot: 29 bits of the hash of the folded words,
 *           and three bits: is in a list of places, bodies, people
 *    .      rows: the weights of 16 labels, a byte each, 128 more than the weight
 * and, if there is a network (network.h), numbers of one byte being signed:
 *    .      for each 64 slots of the lexicon 8 bytes, bits of those whose words
 *           have a vector, 4 number of the first of these vectors, 4 0
 *    .      vectors, the words' in the order of their slots, then the shared ones
 *    .      for each unit the weights of thirteen places of one vector's width
 *    .      for each unit 4 what is added, signed, and 4 scale, in 1/65536, of
 *           a sixteenth of its sum
 *    .      for each unit the weights of 16 labels
 * Labels: O, then for each type of name the first token of several, one between,
 * the last one, the only one. */
#ifndef TAG_MODEL_MODEL_H
#define TAG_MODEL_MODEL_H

#include "../share/prefetch.h"

#include "product.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODEL_LABELS 13u
#define MODEL_LANES 16u
#define MODEL_TYPES 3u
#define MODEL_ROWS_MAX 80u /* of one token */
#define MODEL_HEAD 640u
#define MODEL_VERSION 5u
#define MODEL_ROWS_LOG_MIN 8u
#define MODEL_ROWS_LOG_MAX 22u
#define MODEL_SLOTS_LOG_MIN 4u
#define MODEL_SLOTS_LOG_MAX 20u
#define MODEL_NAME 16u
#define MODEL_BEGIN MODEL_LABELS     /* as the label before */
#define MODEL_END (MODEL_LABELS + 1) /* as the label after, by the one before */
#define MODEL_STEPS (MODEL_LABELS + 2)
#define MODEL_SLOT 8u
#define MODEL_PHRASE 4u
#define MODEL_WIDTH_MAX 64u /* of vectors; a multiple of 16, as the units are */
#define MODEL_UNITS_MAX 128u
#define MODEL_PLACES 13u
#define MODEL_SHARED_MIN 4u
#define MODEL_SHARED_MAX 16u
#define MODEL_RANK 16u
#define MODEL_SMALL_BITS (UINT32_C(1) << 18)
#define MODEL_PLAIN_BITS (UINT32_C(1) << 14)

enum {
	AT_VERSION = 8,
	AT_ROWS = 12,
	AT_SLOTS = 16,
	AT_PHRASES = 20,
	AT_SIZE = 24,
	AT_SUM = 32,
	AT_SLOPE = 40,
	AT_BASE = 44,
	AT_TEMPLATES = 48,
	AT_STEPS = 64,
	AT_NAMES = 544,
	AT_WIDTH = 592,
	AT_UNITS = 596,
	AT_SHARED = 600,
	AT_WORDS = 604,
	AT_OUT_SCALE = 608,
	AT_GATE = 612,
	AT_QUICK = 616
};

/* Places of a label within its type. */
enum {
	PLACE_FIRST,
	PLACE_INNER,
	PLACE_LAST,
	PLACE_ONLY
};

static inline uint8_t model_label(uint32_t type, uint32_t place)
{
	return (uint8_t)(1 + 4 * type + place);
}
/* Of labels other than O. */
static inline uint32_t model_type(uint32_t label)
{
	return (label - 1) / 4;
}
static inline uint32_t model_place(uint32_t label)
{
	return (label - 1) % 4;
}
/* Is a name open behind this label? */
static inline bool model_is_open(uint32_t label)
{
	return label && model_place(label) <= PLACE_INNER;
}
/* May this label stand where no name is open? */
static inline bool model_may_begin(uint32_t label)
{
	return !label || model_place(label) == PLACE_FIRST ||
	       model_place(label) == PLACE_ONLY;
}
static inline bool model_may_follow(uint32_t before, uint32_t label)
{
	if (!model_is_open(before))
		return model_may_begin(label);
	return label && model_type(before) == model_type(label) &&
	       !model_may_begin(label);
}

/* What is known of a word, from its lowest bit on: 11 bits fine and 9 bits
 * coarse cluster (0: none), 6 bits what lists of names it is in (2 each of
 * people, places, bodies; 0 none, 3 surely), 3 bits how often it is
 * capitalised (0 unknown, 1 always ... 5 never), 3 bits what it may be. */
#define WORD_FINE(v) ((v)&0x7FFu)
#define WORD_COARSE(v) ((v) >> 11 & 0x1FFu)
#define WORD_LISTS(v) ((v) >> 20 & 0x3Fu)
#define WORD_CAPITALS(v) ((v) >> 26 & 7u)
#define WORD_USE(v) ((v) >> 29)
#define WORD_USED(use) ((uint32_t)(use) << 29)

/* What a word may be in small letters, and with a capital. */
enum {
	USE_CORE,        /* no part of a name; a name */
	USE_PLAIN,       /* the same; hardly ever a name by itself */
	USE_RARE,        /* the same; hardly ever even a part */
	USE_INNER,       /* part of one between capitalised words; a name */
	USE_INNER_PLAIN, /* the same; hardly ever a name by itself */
	USE_INNER_RARE,  /* the same; hardly ever even a part */
	USE_PART,        /* part of one, at its ends, too; a name */
	USE_NAME         /* a name, both */
};

static inline bool model_is_part(uint32_t use)
{
	return use >= USE_INNER && use < USE_NAME;
}
static inline bool model_is_plain(uint32_t use)
{
	return use == USE_PLAIN || use == USE_INNER_PLAIN;
}
static inline bool model_is_rare(uint32_t use)
{
	return use == USE_RARE || use == USE_INNER_RARE;
}

/* Logarithms to base 2, and numbers. */
struct model_sizes {
	uint32_t row_bits, slot_bits, phrase_bits;
	uint32_t width, units, shared_bits, words; /* units 0: no network */
};

/* units 0: there is none. */
struct network {
	uint32_t width, units, shared_bits, words;
	const int8_t *vectors;
	const unsigned char *ranks;
	/* The model's own, it frees them; in pairs, as product.h has them: */
	int16_t *weights; /* of all places */
	int16_t *alone;   /* of the near ones, for runs of one word */
	int16_t *out;
	struct product_path way;
	int32_t bias[MODEL_UNITS_MAX];
	uint16_t scale[MODEL_UNITS_MAX];
	uint32_t out_scale;
};

/* The best of way[x] + steps[x][y] over the labels x, for each y: in decode.c, the
 * same on every machine. */
typedef void best_fn(const int32_t *way, const int32_t (*steps)[MODEL_LANES],
                     int32_t *best);

/* Numbers that features are to n rows, of 2^bits; there is room for a multiple of
 * eight.  The sums of fewer than 257 rows, and of the own ones of 16 labels. */
struct row_way {
	void (*mix)(uint32_t *rows, uint32_t n, uint32_t bits);
	void (*sum)(const unsigned char *table, const uint32_t *rows, uint32_t n,
	            const int16_t *own, int32_t *sums);
};

struct model {
	const unsigned char *bytes; /* the whole file */
	size_t size;
	bool mapped;
	uint32_t row_bits, slot_mask, phrase_mask;
	int32_t slope, base, gate;
	bool quick, has_phrases;
	uint64_t templates[2];
	int16_t step[MODEL_STEPS][MODEL_LANES];
	/* The steps between labels, larger (decode.c), by the label before and by that
	 * behind. */
	int32_t on[MODEL_LANES][MODEL_LANES], back[MODEL_LANES][MODEL_LANES];
	int32_t begin[MODEL_LANES], end[MODEL_LANES]; /* may a region? */
	best_fn *best;
	struct row_way row;
	const unsigned char *slots, *phrases, *rows;
	char types[MODEL_TYPES][MODEL_NAME + 1];
	struct network network;
	/* Bits of hashes of words that matter in small letters: most do not. */
	uint64_t small[MODEL_SMALL_BITS / 64];
	uint64_t plain[MODEL_PLAIN_BITS / 64]; /* the same with a capital */
};

/* Opens the file at path, read-only.  NULL, or why not (static text, or put
 * together in why); then there is nothing to close. */
const char *tag_model_open(struct model *, const char *path);

/* The same for bytes in memory, which stay the caller's; to be closed, too. */
const char *tag_model_of_bytes(struct model *, const unsigned char *bytes,
                               size_t size);
void tag_model_close(struct model *);

/* The lexicon has changed. */
void tag_model_find_small(struct model *);

/* The bytes of a model of these sizes; 0: they are impossible. */
size_t tag_model_size(const struct model_sizes *);
/* Where the ranks of such a model begin. */
size_t tag_model_ranks(const struct model_sizes *);
uint64_t tag_model_sum(const unsigned char *bytes, size_t size);

/* Number of the slot of a folded word's hash, or of the empty slot where it
 * belongs; slots that are all full: UINT32_MAX. */
uint32_t tag_model_slot(const unsigned char *slots, uint32_t mask, uint32_t hash);

/* The slot of a word, or UINT32_MAX; what is known of it, 0: nothing; the number
 * of its own vector, or UINT32_MAX. */
uint32_t tag_model_find(const struct model *, uint32_t hash);
uint32_t tag_model_known(const struct model *, uint32_t slot);
uint32_t tag_model_vector(const struct model *, uint32_t slot);

/* The weights, scales and vectors of the network have changed. */
void tag_model_read_network(struct model *);

/* What is known of the word; 0: nothing. */
uint32_t tag_model_word(const struct model *, uint32_t hash);

/* The lists that a phrase is in: 0, or bits 1 places, 2 bodies, 4 people. */
uint32_t tag_model_phrase(const struct model *, uint32_t hash);

/* The hash of a phrase: begin with 7, add the hash of each word. */
static inline uint32_t model_mix(uint32_t h, uint32_t v)
{
	h = (h ^ v) * UINT32_C(0x9E3779B1);
	return h ^ h >> 15;
}

static inline bool model_has_template(const struct model *m, uint32_t t)
{
	return m->templates[t / 64] >> t % 64 & 1;
}

static inline uint32_t model_u32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static inline uint64_t model_u64(const unsigned char *p)
{
	return model_u32(p) | (uint64_t)model_u32(p + 4) << 32;
}

static inline void model_put32(unsigned char *p, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

static inline void model_put64(unsigned char *p, uint64_t v)
{
	model_put32(p, (uint32_t)v);
	model_put32(p + 4, (uint32_t)(v >> 32));
}

#endif /* TAG_MODEL_MODEL_H */
