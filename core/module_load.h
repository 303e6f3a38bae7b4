/* SPDX-License-Identifier: MIT */
/* module_load.h - from a file to a checked descriptor, through libltdl.
 *
 * libltdl opens lazily (a missing symbol would kill us at its first call),
 * says "file not found" for everything, and searches what the environment
 * says when given a bare name.  So it is given absolute paths only, of files
 * that dlopen with RTLD_NOW has taken already.  Nothing is ever closed: a
 * plugin's strings, and its frames in a trace, stay valid to the end.
 * [setup] */
#ifndef CATENA_MODULE_LOAD_H
#define CATENA_MODULE_LOAD_H

#include "arena.h"
#include "probe.h"
#include <catena/plugin.h>

struct lt__handle; /* lt_dlhandle points to one */

/* Before all else; any number of times.  0, or -1 and why. */
int module_start(char *why, size_t size);

/* Calls fn for each plugin that the program was linked with by -dlpreopen (the
 * program has called LTDL_SET_PRELOADED_SYMBOLS before module_start), until it
 * gives nonzero: that is given back. */
int module_built_ins(int (*fn)(void *user, const char *name, struct lt__handle *),
                     void *user);

/* Opens it in a child process that must live and say the name.  0, or -1 and
 * why. */
int module_try(const char *name, const char *path, const struct probe_limits *,
               char *why, size_t size);

/* Opens path, or with a handle the built-in one; NULL and why.  The descriptor
 * is in the arena. */
const struct catena_plugin *module_load(const char *name, const char *path,
                                        struct lt__handle *, struct arena *,
                                        char *why, size_t size);

#endif
