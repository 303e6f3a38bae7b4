/* SPDX-License-Identifier: MIT */
/* gather_no_resolve.c - gathers and never looks.
 * refused: gathers, but its resolve is NULL */
#include "bad.h"
#include <string.h>

static const struct catena_gather extra = {sizeof extra, NULL, NULL, NULL};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.gather/1") == 0 ? &extra : NULL;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(gather_no_resolve, "deduplicator"), .process = bad_process,
    .extension = extension};
BAD_PLUGIN(gather_no_resolve, descriptor)
