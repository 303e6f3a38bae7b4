/* SPDX-License-Identifier: MIT */
/* module_find.h - which folders plugins may come from, which file a name
 * means, and whether that file can be trusted.  Opens nothing.  [setup]
 *
 * A plugin runs with all our rights, so a file is taken only if nobody else
 * can have put it there: it is a regular file; it and its folder belong to
 * root or to us; neither can be written by others.  "Others" includes the
 * group, unless it is the owner's private group (same name as the owner, no
 * other member: what umask 002 leaves behind where every user has a group).
 * A sticky folder that all may write (/tmp) is refused like any other.  Below
 * the folder that configure named, files may also belong to whoever owns that
 * folder: who installs the program for all decides what it loads.  The
 * folders above are not looked at: a mount point or a build tree is often
 * laxer than what is in it. */
#ifndef CATENA_MODULE_FIND_H
#define CATENA_MODULE_FIND_H

#include "arena.h"
#include "module.h"
#include <stdint.h>

#define MODULE_SUFFIX ".so"

struct folder {
	const char *path;    /* absolute */
	bool installed;      /* what configure said, not the environment */
	const char *refused; /* why nothing is taken from it; NULL: it is fine */
};

struct folders {
	struct folder *items;
	uint32_t n;
};

struct found {
	const char *path;    /* folder and file as they were named */
	const char *real;    /* the same without symbolic links; NULL if refused */
	const char *refused; /* why it may not be opened */
};

/* True unless we run with more rights than our caller (set-uid, set-gid,
 * file capabilities). */
bool environment_trusted(void);

/* The list of folders, in the order in which they are searched; those that do
 * not exist are left out.  0, or -1 when out of memory (reported). */
int folders_make(struct folders *, const struct module_options *, struct arena *,
                 struct diag *);

/* 1: there is a file of that name (which may be refused); 0: there is none;
 * -1: out of memory. */
int folders_find(const struct folders *, const char *name, struct arena *,
                 struct found *);

/* The same for a path given by the user: of no folder of ours.  any_owner:
 * whoever may have written it. */
int file_find(const char *path, bool any_owner, struct arena *, struct found *);

/* Calls fn with the name (without suffix) of every file with our suffix, of
 * every folder, in no particular order.  Ends when fn gives nonzero, which is
 * given back; -1 when out of memory. */
int folders_names(const struct folders *, int (*fn)(void *user, const char *name),
                  void *user);

/* Whether text, of at most 256 bytes, stands in the file.  False if it cannot be
 * read. */
bool file_holds(const char *path, const char *text);

/* Letters, digits, '_' and '-', a letter first, at most 64. */
bool module_name_ok(const char *name);

#endif
