/* SPDX-License-Identifier: MIT */
/* reader_filter.c - is a filter that would read.
 * refused: its kind is "filter", but it has the extension catena.reader/1 */
#include "bad.h"
#include <string.h>

static const struct catena_reader extra = {sizeof extra, NULL, NULL};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.reader/1") == 0 ? &extra : NULL;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(reader_filter, "filter"), .process = bad_process,
    .extension = extension};
BAD_PLUGIN(reader_filter, descriptor)
