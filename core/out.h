/* SPDX-License-Identifier: MIT */
/* out.h - the files a run writes: under a temporary name beside their own
 * until the run ends well.  Opened in setup, written by one thread at a time
 * each. */
#ifndef CATENA_OUT_H
#define CATENA_OUT_H

#include "diag.h"
#include <stdbool.h>
#include <stddef.h>

struct outputs;

struct outputs *outputs_new(void); /* NULL when out of memory */

/* Opens path for writing ("-": standard output); missing folders are made.
 * NULL with the reason in why. */
struct catena_out *outputs_open(struct outputs *, const char *path, char *why,
                                size_t size);

catena_status out_write(struct catena_out *, const void *bytes, size_t size,
                        char *why, size_t why_size);

/* Flushes, syncs, renames all; -1 with the reason: then nothing more is
 * renamed. */
int outputs_finish(struct outputs *, char *why, size_t size);

/* The path of the k-th file, NULL: no more. */
const char *outputs_path(const struct outputs *, size_t k, uint64_t *bytes);

/* Closes; files that were not finished are removed, unless they are kept. */
void outputs_free(struct outputs *);

/* ---- For runs that can be resumed ---- */

/* path is written in place (standard output, a device, a pipe): what was
 * written stays written. */
bool out_in_place(const char *path);

/* All that was written so far is on the disk then. */
int outputs_sync(struct outputs *, char *why, size_t size);

/* Files that were not finished stay under their temporary names. */
void outputs_keep(struct outputs *);

/* When path is opened, it goes on behind its first `bytes` bytes, which an
 * earlier run wrote; to be said before.  -1 when out of memory. */
int outputs_expect(struct outputs *, const char *path, uint64_t bytes);
bool outputs_expected(const struct outputs *, const char *path);

/* Whether that much of it is there, under its temporary name. */
bool out_left(const char *path, uint64_t bytes);

/* Renames a file that an earlier run wrote to its end; fine if that run had
 * done it.  -1 with the reason in why. */
int out_complete(const char *path, uint64_t bytes, char *why, size_t size);

/* A renamed file is safe only when its folder is. */
void out_sync_folder(const char *path);

#endif
