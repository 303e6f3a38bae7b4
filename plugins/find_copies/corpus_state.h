/* SPDX-License-Identifier: MIT */
/* corpus_state.h - what is inside a corpus: for corpus.c, extend.c and
 * checkpoint.c. */
#ifndef CATENA_FIND_COPIES_CORPUS_STATE_H
#define CATENA_FIND_COPIES_CORPUS_STATE_H

#include "../share/store.h"
#include "../share/table.h"
#include "corpus.h"

struct taken { /* a document in the store: hash, begin, end, id, padding */
	uint64_t offset;
	uint32_t n, id_size;
};

struct place { /* where a fingerprint stands */
	uint32_t doc, at;
};

struct corpus {
	struct copy_params params;
	struct table table; /* key -> row of places */
	struct place *places;
	uint32_t n_places, room_places;
	struct taken *docs;
	uint32_t n, room;
	struct store store;

	struct copy *copies; /* of the document at hand */
	uint32_t n_copies, room_copies;
	uint32_t *active; /* copies that reach beyond the word at hand */
	uint32_t n_active, room_active;
	uint32_t *words; /* of the document in `loaded`, if it is in the file */
	uint32_t room_words, loaded;
	char *id;
};

/* The seed at word i of the document at hand and word k of document `of` made
 * as long as it goes; false: it is none (the hashes were the same, the words
 * are not). */
bool find_copies_extend(const struct copy_params *, const struct copy_doc *,
                        const uint32_t *of_words, uint32_t of_n, bool itself,
                        struct copy *);

bool find_copies_make_room(struct corpus *, uint32_t docs, uint32_t places);

#endif
