/* SPDX-License-Identifier: MIT */
/* walk.h - the files that a reader reads, one after the other: entries in the
 * order given, a folder's files in byte order of their paths.
 *
 * Nothing is kept but the names of the folders on the way down, so a million
 * files cost no more than their largest folder.  [serial] */
#ifndef SHARE_WALK_H
#define SHARE_WALK_H

#include "paths.h"

struct share_walk;

struct share_file {   /* valid until the next call */
	const char *path; /* absolute; "-": standard input */
	const char *name; /* for ids; may be no UTF-8 */
	uint64_t size;    /* bytes; 0 for standard input */
	int64_t changed;  /* modification time, nanoseconds */
};

/* NULL when out of memory. */
struct share_walk *share_walk_new(const struct share_paths *);
void share_walk_free(struct share_walk *); /* NULL is fine */

/* The next file; CATENA_END after the last.  What stands in a folder and
 * cannot be a document (a FIFO, a device, a link that leads nowhere or in a
 * circle) is left out with a warning.  CATENA_E_INPUT: a folder, named by
 * file->name, could not be read; the next call goes on behind it. */
catena_status share_walk_next(catena_ctx *, struct share_walk *,
                              struct share_file *);

/* Bytes of all files that share_walk_next will give, for the progress line; 0
 * when there are too many to look at first. */
uint64_t share_walk_total(catena_ctx *, const struct share_paths *);

#endif
