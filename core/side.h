/* SPDX-License-Identifier: MIT */
/* side.h - two texts side by side, or one under the other, for reading. */
#ifndef CATENA_SIDE_H
#define CATENA_SIDE_H

#include "align.h"
#include <stdio.h>

struct side_style {
	bool colour;
	bool full;      /* leave nothing out */
	unsigned width; /* of a line, in cells */
};

enum {
	SIDE_TWO_COLUMNS = 100 /* cells from which on there are two */
};

/* A passage: what is the same at length is shortened unless style->full. */
int side_passage(FILE *, const struct side_style *, const struct align_text *a,
                 const struct align_text *b, const struct align_passage *);

#endif
