/* SPDX-License-Identifier: MIT */
/* words.h - English words, packed (words_table.c, made by tools/words.py). */
#ifndef CLEAN_WIRE_WORDS_H
#define CLEAN_WIRE_WORDS_H

#include "set.h"

enum {                  /* flags */
	WORD_TAKES_ING = 1, /* word + "in" may be a spoken "-ing" */
	WORD_TAKES_ER = 2,  /* word + "or" may be a misspelt "-er" */
	WORD_WHOLE = 4      /* rare, or a name: not to be split, nothing more */
};

extern const char *const clean_wire_words[]; /* NULL-ended */

/* All of them; false: out of memory. */
bool clean_wire_words_load(struct set *);

#endif
