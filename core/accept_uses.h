/* SPDX-License-Identifier: MIT */
/* accept_uses.h - the table of layers that a plugin reads and writes. */
#ifndef CATENA_ACCEPT_USES_H
#define CATENA_ACCEPT_USES_H

#include "arena.h"
#include <catena/plugin.h>

/* What 1.0 had. */
enum {
	COLUMN_1_0 = offsetof(struct catena_column, layer) + sizeof(const char *)
};

/* Checks p->uses and puts a full-size copy in its place.  0, or -1 and why. */
int accept_uses(struct catena_plugin *p, struct arena *, char *why, size_t size);

#endif
