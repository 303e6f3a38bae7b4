/* SPDX-License-Identifier: MIT */
/* index_state.h - what is inside an index: for index.c and checkpoint.c. */
#ifndef CATENA_DEDUP_NEAR_INDEX_STATE_H
#define CATENA_DEDUP_NEAR_INDEX_STATE_H

#include "../share/store.h"
#include "../share/table.h"
#include "index.h"

struct indexed {     /* 32 bytes a document */
	uint64_t offset; /* in the store: words, size of id, id */
	uint32_t n_words, distinct;
	uint64_t marks[SKETCH_MARK_WORDS];
};

struct shingle_slot {
	uint64_t hash;
	uint32_t used, counted;
};

struct near_index {
	struct near_params params;
	struct table bands, samples;
	struct store store;
	struct indexed *docs;
	uint16_t *hits;   /* of each document, by the search at hand */
	uint32_t *parent; /* groups as trees; NULL unless params.components */
	uint32_t n, room; /* documents */

	/* for the search at hand */
	uint32_t *touched; /* documents with hits */
	uint32_t n_touched, room_touched;
	struct near_match *matches;
	uint32_t n_matches, room_matches;
	struct shingle_slot *set;
	uint64_t set_size, set_room;
	uint32_t *words;
	uint32_t room_words;
	uint32_t *order; /* samples, the rarest first */
	uint8_t *rarity;
	uint32_t room_order;
	uint32_t skipped; /* samples not looked up for being too common */
	uint32_t *got;    /* words, keys, samples of the document brought back */
	size_t room_got;
	char *id;
};

/* Makes room for so many documents in all. */
bool dedup_near_index_room(struct near_index *, uint32_t docs);

#endif
