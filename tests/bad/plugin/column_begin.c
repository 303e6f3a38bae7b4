/* SPDX-License-Identifier: MIT */
/* column_begin.c - lists a column that every layer has.
 * refused: every layer has begin and end */
#include "bad.h"

static const struct catena_column columns[] = {{"begin", CATENA_U32, 0, NULL},
                                               {NULL, 0, 0, NULL}};
static const struct catena_use uses[] = {{"mark", CATENA_WRITE, columns}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(column_begin, "tagger"), .process = bad_process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses};
BAD_PLUGIN(column_begin, descriptor)
