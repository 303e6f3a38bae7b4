/* SPDX-License-Identifier: MIT */
/* progress.h - one line that tells how far a run is, on a terminal only. */
#ifndef CATENA_PROGRESS_H
#define CATENA_PROGRESS_H

#include "run.h"
#include <stdio.h>

struct progress_line;

/* NULL when f is not a terminal (then nothing is to be shown). */
struct progress_line *progress_new(FILE *f);
void progress_show(struct progress_line *, const struct progress *);
/* Wipes the line and frees. */
void progress_end(struct progress_line *);

/* The line's text without control sequences, at most `width` columns. */
void progress_text(const struct progress *, char *text, size_t size);

#endif
