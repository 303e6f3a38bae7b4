/* SPDX-License-Identifier: MIT */
/* staff.h - who else worked on an item: notes at the end of it, or of a paragraph.
 */
#ifndef CLEAN_WIRE_STAFF_H
#define CLEAN_WIRE_STAFF_H

#include "header.h"

/* Where in the line s[at, end) a note begins that goes to its end; `end`: nowhere.
 * last: the line is among the last of the document, where less is needed to be
 * certain.  who: what the note says, without brackets and dashes. */
uint32_t clean_wire_staff(const char *s, uint32_t at, uint32_t end, bool last,
                          struct span *who);

enum {
	STAFF_LONGEST = 500, /* bytes of a note */
	STAFF_LINES = 5
};

/* A note that goes on over line ends, as copy of a fixed width has them. */
struct staff_block {
	uint32_t end;               /* of its last line */
	struct span who;            /* in joined */
	char joined[STAFF_LONGEST]; /* its words with one space between */
};

/* Does such a note begin at `at`, in a line that ends at `end`, and go on in the
 * next ones?  n: where the text ends; tail: from where on less is needed to be
 * certain. */
bool clean_wire_staff_block(const char *s, uint32_t at, uint32_t end, uint32_t n,
                            uint32_t tail, struct staff_block *);

#endif
