/* SPDX-License-Identifier: MIT */
/* wide.h - the characters of a text that are more than a byte, as a short
 * table: from it alone any byte offset is turned into code points and UTF-16
 * units, long after the text is gone. */
#ifndef CATENA_FIND_COPIES_WIDE_H
#define CATENA_FIND_COPIES_WIDE_H

#include "corpus.h"
#include <stdbool.h>

struct wides {
	struct wide *items;
	uint32_t n, room;
};

/* One entry wherever the size of characters changes.  False: out of memory. */
bool find_copies_wides(struct wides *, const char *text, uint32_t size);

#endif
