/* SPDX-License-Identifier: MIT */
/* index_state.h - what is inside an index: for index.c, rows.c, checkpoint.c and
 * known.c. */
#ifndef CATENA_DEDUP_NEAR_INDEX_STATE_H
#define CATENA_DEDUP_NEAR_INDEX_STATE_H

#include "../share/store.h"
#include "../share/table.h"
#include "align.h"
#include "bands.h"
#include "book.h"
#include "index.h"
#include "sieve.h"

struct indexed {     /* 48 bytes a document */
	uint64_t offset; /* of its record in the store; or ON_DISK */
	uint32_t n_words, distinct;
	uint64_t marks[SKETCH_MARK_WORDS];
};

/* offset of a document that is known from earlier runs: where its id stands on
 * disk, the words behind it, and how long the id is. */
#define ON_DISK (UINT64_C(1) << 63)
#define DISK_ID_BITS 16
#define DISK_ID_LONGEST 65535u

#define BAND 0x8000u /* in `hits`: a band is shared */

/* Reads from there; false with errno, or 0 when the reason was told. */
struct near_known {
	void *user;
	bool (*words)(void *user, uint64_t at, uint32_t id_size, uint32_t *words,
	              uint32_t n);
	bool (*id)(void *user, uint64_t at, char *id, uint32_t size);
};

/* Every shingle of the new document, by its place in the words. */
struct shingle_set {
	uint64_t *hash;
	uint32_t *first;   /* the place where the same one stood first */
	uint32_t *counted; /* of a first place: for which candidate, last */
	uint32_t *slots;   /* first places + 1, by hash; 0: free */
	uint32_t n, room;
	uint32_t candidate;
	uint64_t n_slots, room_slots;
};

struct near_index {
	struct near_params params;
	struct band bands[SKETCH_BANDS_MAX];
	struct table samples;
	struct store store;
	struct book book; /* that the words in the store are written by */
	struct indexed *docs;
	uint16_t *hits;   /* of each document, by the search at hand */
	uint32_t *parent; /* groups as trees; NULL unless params.components */
	int64_t *dates;   /* NULL unless their age counts */
	int64_t limit;    /* what is older is forgotten */
	struct near_known known;
	uint32_t n, room; /* documents */

	/* for the search at hand */
	uint32_t *found; /* rows by band, some of them several times */
	uint32_t room_found;
	uint32_t *touched; /* documents with hits */
	uint32_t *chosen;  /* those of them that are to be verified */
	uint32_t n_touched, room_touched;
	struct near_match *matches;
	uint32_t n_matches, room_matches;
	struct align align;
	struct sieve sieve; /* of the new document, if `sieved` */
	bool sieved;
	uint64_t *shingles; /* of one text at a time */
	size_t room_shingles;
	struct shingle_set set;
	const uint32_t *set_words; /* what it was made of; NULL: nothing yet */
	uint32_t *words;
	uint32_t *others; /* words of one that is compared with another of the index */
	size_t room_words, room_others;
	unsigned char *record;   /* of a document that is in the file */
	uint16_t *numbers;       /* of one that is added */
	uint32_t *full;          /* words of it */
	const uint32_t *written; /* of what words these are; NULL: of none */
	uint32_t n_full;
	size_t room_record, room_numbers, room_full;
	uint32_t *order; /* samples, the rarest first */
	uint8_t *rarity;
	uint32_t room_order;
	uint32_t skipped; /* samples of which not all is known for being too common */
	uint32_t *got;    /* words, keys, samples of the document brought back */
	size_t room_got;
	char *id;
};

/* A sample of very many documents has its newest rows only.  Of those that had to
 * go, the earliest of short documents stand under another key: a notice that is on
 * every page, and a document by itself, is not forgotten among the pages. */
#define KEPT_SHORT 512u

static inline uint32_t key_of_short(uint32_t sample)
{
	return sample ^ 0x9E3779B9u;
}

/* Words of a document, until the next call, or until one is added; NULL with
 * errno. */
const uint32_t *dedup_near_index_words(struct near_index *, uint32_t row);

/* The words of a document that may be added, as they are stored, to x->numbers
 * and x->full.  False with errno. */
bool dedup_near_index_write_words(struct near_index *, const struct near_doc *);

/* The documents that share a band, or samples, to x->touched.  False when out of
 * memory. */
bool dedup_near_index_look_up(struct near_index *, const struct near_doc *);

/* They will soon be asked for. */
void dedup_near_index_expect(const struct near_index *, uint32_t row);

/* Makes room for so many documents in all. */
bool dedup_near_index_room(struct near_index *, uint32_t docs);

/* A document that is on disk at `at`, id first; of doc the words and the id are
 * not looked at.  False when out of memory. */
bool dedup_near_index_add_known(struct near_index *, const struct near_doc *,
                                uint64_t at, int64_t date);

#endif
