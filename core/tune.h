/* SPDX-License-Identifier: MIT */
/* tune.h - what each value of a stage's option would do, found by a run of the
 * chain up to that stage (catena.tune/1 in plugin.h).  Prints. */
#ifndef CATENA_TUNE_H
#define CATENA_TUNE_H

#include "open.h"
#include "run.h"
#include <stdio.h>

struct tune_options {
	const char *stage; /* NULL: the first that can be tuned */
	double sample;     /* part of the documents that is compared; 0: all */
	bool colour;
	unsigned width;
};

/* 0; -1: the config is wrong or there is nothing to tune; -2: a run failed or was
 * interrupted; in each case that was said on standard error.  set_room: sets has
 * room for so many more. */
int tune(const struct open_options *, uint32_t set_room, const struct run_options *,
         const struct tune_options *, FILE *);

#endif
