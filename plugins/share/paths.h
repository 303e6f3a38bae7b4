/* SPDX-License-Identifier: MIT */
/* paths.h - what a reader was told to read: the option `paths`, checked, and
 * which files of a folder are wanted.
 *
 * An entry is a file, a folder, a pattern (replaced by the files it matches,
 * in byte order) or "-", standard input. */
#ifndef SHARE_PATHS_H
#define SHARE_PATHS_H

#include "own.h"

#include <stdbool.h>

enum share_kind {
	SHARE_FILE,
	SHARE_FOLDER,
	SHARE_STDIN
};

struct share_entry {
	char *path; /* absolute, without "//", "/./" and a final '/' */
	enum share_kind kind;
};

struct share_paths {
	struct share_entry *entries; /* in the order given, each once */
	size_t n, cap;
	const struct share_entry **sorted; /* in byte order of their paths */
	size_t base_size; /* bytes of each path that a name leaves out */
	const char *const *include, *const *exclude; /* the option's own lists */
	struct share_own own;                        /* not to be read */
};

/* Checks the paths and the patterns.  What is missing, a device or a FIFO, or
 * matches nothing, is CATENA_E_CONFIG.  Warns of what the run writes into a
 * folder that is to be read.  The lists must live as long as the result.
 * [setup] */
catena_status share_paths_new(catena_ctx *, const char *const *paths,
                              const char *const *include,
                              const char *const *exclude, struct share_paths **);
void share_paths_free(struct share_paths *); /* NULL is fine */

/* Whether a folder's file is to be read: no component hidden (".x"), matched
 * by a pattern of include and by none of exclude.  `below`: its path below the
 * folder.  A pattern with '/' is held against all of it, one without against
 * the file's name; '*' matches '/' too. */
bool share_paths_wanted(const struct share_paths *, const char *below);

/* Whether an entry before `entry` has given this file already. */
bool share_paths_given(const struct share_paths *, size_t entry, const char *path);

/* The name of a file in ids: its path below the common parent folder of all
 * entries.  Points into path. */
const char *share_paths_name(const struct share_paths *, const char *path);

#endif
