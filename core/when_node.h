/* SPDX-License-Identifier: MIT */
/* when_node.h - a compiled test: a tree of these. */
#ifndef CATENA_WHEN_NODE_H
#define CATENA_WHEN_NODE_H

#include "when.h"

enum when_kind {
	WHEN_OR, /* first and its next ones */
	WHEN_AND,
	WHEN_NOT, /* first */
	WHEN_FIELD,
	WHEN_VALUE, /* as a test: true or false */
	WHEN_IN,    /* first, in the values behind it */
	WHEN_EQUAL, /* first and its next */
	WHEN_UNEQUAL,
	WHEN_LESS,
	WHEN_MOST,
	WHEN_GREATER,
	WHEN_LEAST
};

struct when {
	enum when_kind kind;
	struct when *first, *next;
	const char *name;          /* FIELD */
	struct catena_field value; /* VALUE */
};

#endif
