/* SPDX-License-Identifier: MIT */
/* index_state.h - an index from within.  Include after _POSIX_C_SOURCE. */
#ifndef CATENA_GROUP_STORIES_INDEX_STATE_H
#define CATENA_GROUP_STORIES_INDEX_STATE_H

#include "../share/table.h"
#include "index.h"
#include "postings.h"
#include "shelf.h"

struct indexed {
	uint64_t offset; /* on the shelf: hashes, traits, figures, id */
	int64_t date;
	struct blocks blocks;
	uint32_t id_size, words;
	float length;   /* of its vector, when it was added; */
	uint16_t names; /* of that the part that names make, times UNIT */
	uint16_t terms;
	uint32_t figures;
};

/* Rows that the terms of the document at hand point to: how much of it each has. */
#define TALLY_BITS 12u
#define SEATS (1u << (TALLY_BITS - 1))

struct seat {
	uint32_t row;
	float hits;
};

struct tally {
	uint32_t n;
	uint16_t places[1u << TALLY_BITS]; /* of a seat + 1, by row; open addressing */
	struct seat seats[SEATS];
};

struct story_index {
	struct story_params params;
	const struct rarity *rarity;
	bool settled;
	struct indexed *docs;
	int32_t *days; /* by row, or NO_DAY */
	uint32_t n, room;
	struct postings terms;
	struct table ids;
	int64_t limit;
	uint32_t forgotten; /* the first rows, which their terms do not find any more */
	uint64_t beside;    /* bytes that others keep of the rows */
	struct shelf shelf;
	struct tally tally;
	char *id;
	uint32_t room_id;
};

#endif
