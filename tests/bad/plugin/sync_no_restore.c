/* SPDX-License-Identifier: MIT */
/* sync_no_restore.c - saves what it never takes back.
 * refused: without save and restore */
#include "bad.h"
#include <string.h>

static const struct catena_sync extra = {sizeof extra, NULL, NULL};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.sync/1") == 0 ? &extra : NULL;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(sync_no_restore, "filter"), .process = bad_process,
    .extension = extension};
BAD_PLUGIN(sync_no_restore, descriptor)
