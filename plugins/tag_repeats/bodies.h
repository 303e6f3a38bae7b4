/* SPDX-License-Identifier: MIT */
/* bodies.h - what a document may call a body once it has said its name: "Halcyon"
 * of Halcyon Motors Corp., "WRO" of World Rail Organization.  [any] */
#ifndef TAG_REPEATS_BODIES_H
#define TAG_REPEATS_BODIES_H

#include <stdbool.h>
#include <stdint.h>

#define INITIALS_ROOM 8u

struct short_forms { /* bytes of the name that they are made of */
	uint32_t begin[2], end[2], n;
	bool club; /* a place may have the same name */
};

/* The short forms of a company's or a club's name: without what says that it is
 * one, and the first word; of "Real Betis" the second.  None of other bodies. */
struct short_forms tag_repeats_short(const char *s, uint32_t size);

/* The capitals that its words begin with, three to seven of them; 0: there are not
 * so many, or too many. */
uint32_t tag_repeats_initials(const char *s, uint32_t size,
                              char out[INITIALS_ROOM]);

/* Are these letters all capitals, as many as initials may be? */
bool tag_repeats_are_initials(const char *s, uint32_t size);

#endif
