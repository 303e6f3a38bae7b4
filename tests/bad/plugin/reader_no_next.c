/* SPDX-License-Identifier: MIT */
/* reader_no_next.c - is a reader that makes no documents.
 * refused: is a reader whose next is NULL */
#include "bad.h"
#include <string.h>

static const struct catena_reader extra = {sizeof extra, NULL, NULL};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.reader/1") == 0 ? &extra : NULL;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(reader_no_next, "reader"), .extension = extension};
BAD_PLUGIN(reader_no_next, descriptor)
