/* SPDX-License-Identifier: MIT */
/* reader_size.c - does not say how large its extension is.
 * refused: says it has 0 bytes */
#include "bad.h"
#include <string.h>

static const struct catena_reader extra = {0, NULL, NULL};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.reader/1") == 0 ? &extra : NULL;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(reader_size, "reader"), .extension = extension};
BAD_PLUGIN(reader_size, descriptor)
