/* SPDX-License-Identifier: MIT */
/* module.h - finds plugins, refuses what cannot be trusted to load, opens the
 * rest through libltdl by one absolute path.  Never closes one.  [setup] */
#ifndef CATENA_MODULE_H
#define CATENA_MODULE_H

#include "diag.h"
#include <stdbool.h>

struct modules;

struct module {
	const char *name; /* of the file, without ".so" */
	const char *path; /* absolute; "(built in)" when preopened */
	const struct catena_plugin
	    *plugin;         /* normalised: full-size structs of
	                      * this host whatever minor the file was built for;
	                      * NULL: refused, or not tried yet */
	const char *refused; /* why, one sentence with the way out; NULL: not */
};

struct module_options {
	const char *path;        /* folders, ':' between; NULL: $CATENA_PLUGIN_PATH */
	const char *system_path; /* NULL: $CATENA_SYSTEM_PLUGIN_PATH if set (""
	                          * means none), else what configure said */
	bool trust_environment;  /* false when set-uid */
	bool any_owner;          /* modules_open_file takes what others may have
	                          * written, too: for lint, which was asked to */
};

struct modules *modules_new(const struct module_options *, struct diag *);
void modules_free(struct modules *);

/* Opens one by name.  NULL: reported at `where` for `stage`, with the nearest
 * name, or with the reason of the refusal. */
const struct module *modules_open(struct modules *, const char *name, struct where,
                                  const char *stage, struct diag *);

/* Opens one file by path, as lint does, whatever the folders. */
const struct module *modules_open_file(struct modules *, const char *path,
                                       struct diag *);

/* Puts a plugin of the program's own beside the others, before one of its name:
 * for tests, and for stages that a command makes itself.  It must outlive the
 * modules.  0, or -1: it is refused (reported). */
int modules_add(struct modules *, const struct catena_plugin *, struct diag *);

/* Tries everything that is there (each in a child first) and lists it by
 * name; what stands earlier in the path hides what stands later.  NULL: out
 * of memory.  Holds until the next call. */
const struct module *const *modules_list(struct modules *, uint32_t *n);

/* The same, but of files only those in which text stands (at most 256 bytes), such
 * as the id of an extension: the others are not opened. */
const struct module *const *modules_list_holding(struct modules *, const char *text,
                                                 uint32_t *n);

#endif
