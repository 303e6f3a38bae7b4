/* SPDX-License-Identifier: MIT */
/* header.h - what may stand before the first words of an item.
 *
 * Each function looks at s[at, end), a line or the rest of one, and gives where
 * what it knows ends, with the blanks behind it; 0: nothing of the kind for
 * certain. */
#ifndef CLEAN_WIRE_HEADER_H
#define CLEAN_WIRE_HEADER_H

#include "set.h"
#include "wire.h"

struct span {
	uint32_t from, to; /* empty: not there */
};

/* "date 2031-04-10" */
uint32_t clean_wire_date(const char *s, uint32_t at, uint32_t end,
                         struct span *date);

/* "MARVENA, April 12 (NP) - "; place with its date, agency without brackets. */
uint32_t clean_wire_dateline(const struct rules *, const char *s, uint32_t at,
                             uint32_t end, struct span *place, struct span *agency);

/* The day of a dateline that has month, day and year, "Osk, Dec. 13, 2031", as
 * "2031-12-13", NUL-ended; false: it has none. */
bool clean_wire_day(const char *s, uint32_t at, uint32_t end, char day[11]);

/* A whole line: "By Lena Dragomir, Northern Press" */
bool clean_wire_byline(const char *s, uint32_t at, uint32_t end, struct span *who);

/* The line below it: "Associated Press Writer", "The Associated Press" */
bool clean_wire_affiliation(const struct rules *, const char *s, uint32_t at,
                            uint32_t end);

/* The name of a paper, alone on a line or behind a headline: where what stands
 * before it ends; `end`: there is none. */
uint32_t clean_wire_masthead(const struct rules *, const char *s, uint32_t at,
                             uint32_t end);

/* Is [at, end) a word of a name: a capital first, letters, and what names have
 * inside? */
bool clean_wire_is_name(const char *s, uint32_t at, uint32_t end);

/* Is [at, end) words with a capital first, particles ("van", "and") aside?  How
 * many, 0: no; more than most counts as no. */
uint32_t clean_wire_names(const char *s, uint32_t at, uint32_t end, uint32_t most);

/* Is it an agency or a picture house that is known, or several ("AP/PTI")? */
bool clean_wire_known_agency(const struct rules *, const char *s, uint32_t at,
                             uint32_t end);

#endif
