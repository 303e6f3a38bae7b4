/* SPDX-License-Identifier: MIT */
/* accept.h - does what a plugin says of itself make sense to this host?
 *
 * A descriptor comes from a file that somebody built some day against some
 * header.  Everything that can be known without calling the plugin (save its
 * `extension`) is checked here, one function a reason, and the descriptor is
 * brought to this host's size: fields that the plugin's older header did not
 * have are zero.  Wild pointers crash: module.c does it in a child first. */
#ifndef CATENA_ACCEPT_H
#define CATENA_ACCEPT_H

#include "arena.h"
#include <catena/plugin.h>

/* A copy of `raw` in full-size structs, in the arena (strings stay where they
 * are: plugins are never unloaded).  name: of the file.  NULL: refused, and
 * why is one sentence with the way out. */
const struct catena_plugin *accept_plugin(const char *name,
                                          const struct catena_plugin *raw,
                                          struct arena *, char *why, size_t size);

/* One of the seven words for what a plugin does? */
int accept_kind(const char *kind);

#endif
