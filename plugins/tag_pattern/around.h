/* SPDX-License-Identifier: MIT */
/* around.h - the class of a token where it stands: what it is by itself, what is
 * before it, which entities and copies hold it.  One document's. */
#ifndef TAG_PATTERN_AROUND_H
#define TAG_PATTERN_AROUND_H

#include "../share/merge.h"
#include "classes.h"

struct around {
	struct classes *classes;
	const struct tokens *tokens;
	const struct merge *merge;         /* the entities of earlier stages */
	const uint32_t *types;             /* symbols of rules->types */
	const struct catena_layer *copies; /* or NULL */
	uint32_t next_copy, copy_reach;    /* rows begun so far, their furthest end */
	uint32_t next_entity;
};

/* The class of token i; tokens must be asked for in order.  sentence: i is not the
 * first of its sentence or piece.  UINT32_MAX when out of memory. */
uint32_t tag_pattern_class_around(struct around *, uint32_t i, bool sentence);

#endif
