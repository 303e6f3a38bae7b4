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

/* Closes; files that were not finished are removed. */
void outputs_free(struct outputs *);

#endif
