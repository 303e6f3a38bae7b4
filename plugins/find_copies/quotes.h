/* SPDX-License-Identifier: MIT */
/* quotes.h - what stands between quotation marks in a document, and who is said
 * to have said it. */
#ifndef CATENA_FIND_COPIES_QUOTES_H
#define CATENA_FIND_COPIES_QUOTES_H

#include <catena/plugin.h>
#include <stdbool.h>

struct quote { /* in bytes, without the marks */
	uint32_t begin, end;
	uint32_t speaker_begin, speaker_end; /* both 0: nobody is named */
};

struct quotes {
	struct quote *items;
	uint32_t n, room;
};

struct quote_input {
	const char *text;
	uint32_t size;
	const struct catena_layer *tokens;
	const uint8_t *kind, *flags;         /* NULL: without speakers */
	const struct catena_layer *entities; /* NULL: names by their capitals */
	const uint8_t *is_speaker;           /* of each entity: a person or a body */
};

/* Fills in the quotes by where they begin.  False: out of memory. */
bool find_copies_quotes(struct quotes *, const struct quote_input *);

/* speaker.c: whom the sentence of quote `i` names. */
void find_copies_speaker(const struct quote_input *, struct quotes *, uint32_t i);

#endif
