/* SPDX-License-Identifier: MIT */
/* layer.h - from the rows that a plugin wrote to a frozen layer. */
#ifndef CATENA_LAYER_H
#define CATENA_LAYER_H

#include "chain.h"
#include "doc.h"

/* One use of one stage while a callback of it runs; kept by a worker and used
 * again for every document. */
struct use_slot {
	struct catena_layer view; /* what read gave out */
	const void **view_cols;
	struct catena_writer writer;
	void **writer_cols;
	bool writing;
};

size_t column_size(uint32_t type);

/* Gives the stage the frozen layer of a use; NULL if nobody made it. */
const struct catena_layer *layer_read(const struct doc *, const struct use_map *,
                                      struct use_slot *);

/* Starts a writer with room for `rows`; NULL when out of memory. */
struct catena_writer *layer_write(const struct chain *, struct doc *,
                                  const struct use_map *, struct use_slot *,
                                  uint32_t rows);
catena_status layer_grow(const struct chain *, struct doc *, const struct use_map *,
                         struct use_slot *, uint32_t rows);

/* Checks the rows (order is mended), merges them into the document's layer or
 * replaces it.  CATENA_E_BUG with the reason in why. */
catena_status layer_freeze(const struct chain *, uint32_t stage, struct doc *,
                           const struct use_map *, struct use_slot *, bool replace,
                           char *why, size_t size);

#endif
