/* SPDX-License-Identifier: MIT */
/* index_state.h - an index from within.  Include after _POSIX_C_SOURCE. */
#ifndef CATENA_GROUP_STORIES_INDEX_STATE_H
#define CATENA_GROUP_STORIES_INDEX_STATE_H

#include "../share/store.h"
#include "../share/table.h"
#include "postings.h"
#include "index.h"

struct indexed {
	uint64_t offset; /* in the store: hashes, traits, id */
	int64_t date;
	uint32_t id_size, words;
	int32_t day;
	float length; /* of its vector, when it was added */
	uint16_t terms, unused;
};

struct story_index {
	struct story_params params;
	const struct rarity *rarity;
	bool settled;
	struct indexed *docs;
	float *hits; /* by row, for the document at hand */
	uint32_t n, room;
	struct postings terms;
	struct table ids;
	int64_t limit;
	struct store store;
	uint32_t *touched; /* rows that were hit */
	uint32_t n_touched, room_touched;
	char *id;
	uint32_t room_id;
};

#endif
