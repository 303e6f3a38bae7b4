/* SPDX-License-Identifier: MIT */
/* credit.h - who took the picture, and what was said below it. */
#ifndef CLEAN_WIRE_CREDIT_H
#define CLEAN_WIRE_CREDIT_H

#include "header.h"

struct credit {
	struct span credit, caption; /* either may be empty */
	struct span cut;             /* what of the line goes; its end: all of it */
};

/* A line that is a picture's caption or credit, or ends in one.  top: before the
 * first words of the item, where less is needed to be certain. */
bool clean_wire_credit(const struct rules *, const char *s, uint32_t at,
                       uint32_t end, bool top, struct credit *);

/* Credits in brackets within [at, end), from `at` on: the next one, with its
 * brackets in cut. */
bool clean_wire_bracket(const struct rules *, const char *s, uint32_t at,
                        uint32_t end, struct credit *);

#endif
