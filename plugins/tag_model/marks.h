/* SPDX-License-Identifier: MIT */
/* marks.h - which tokens may be part of a name: a quick look at each. */
#ifndef TAG_MODEL_MARKS_H
#define TAG_MODEL_MARKS_H

#include "features.h"

enum {
	MARK_CASE = 3,   /* one of the cases below */
	MARK_LETTER = 4, /* begins with one */
	MARK_DIGIT = 8,  /* begins with one */
	MARK_PART = 16,  /* no core, but may be part of a name between two */
	MARK_CORE = 32,  /* may be a name by itself */
	MARK_PLAIN = 64, /* a core, but hardly ever a name by itself */
	MARK_EDGE = 64,  /* a part, also at the ends of a name */
	MARK_READ = 128, /* in a region or beside one */
};

enum {
	LOWER,   /* no capital, or no letter */
	CAPITAL, /* begins with one */
	ALL_CAPS,
	INNER, /* a capital, but not first: iPhone */
};

#define MARKS_BEYOND 16u /* may be read behind the last mark */

/* Fills marks and regions.  false: out of memory. */
bool tag_model_find_regions(struct sheet *);

#endif /* TAG_MODEL_MARKS_H */
