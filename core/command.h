/* SPDX-License-Identifier: MIT */
/* command.h - the commands that a plugin brings: catena.command/1.  [setup] */
#ifndef CATENA_COMMAND_H
#define CATENA_COMMAND_H

#include "arena.h"
#include <catena/plugin.h>

/* In the file of a plugin that has some, as text: others are not opened to look. */
#define COMMAND_EXTENSION "catena.command/1"

/* NULL: the plugin has none. */
const struct catena_commands *commands_of(const struct catena_plugin *);

/* The i-th, brought to this host's size; its options are not. */
struct catena_command command_at(const struct catena_commands *, uint32_t i);

/* Its options, brought to this host's size.  NULL when out of memory. */
const struct catena_option *command_options(const struct catena_commands *,
                                            const struct catena_command *,
                                            struct arena *);

/* Does what the plugin says of its commands make sense?  0, or -1 with the
 * reason in why. */
int commands_check(const struct catena_plugin *, char *why, size_t size);

#endif
