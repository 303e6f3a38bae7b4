/* SPDX-License-Identifier: MIT */
/* column_twice.c - has two columns of one name.
 * refused: lists column "mark.weight" twice */
#include "bad.h"

static const struct catena_column columns[] = {{"weight", CATENA_U8, 0, NULL},
                                               {"weight", CATENA_U8, 0, NULL},
                                               {NULL, 0, 0, NULL}};
static const struct catena_use uses[] = {{"mark", CATENA_WRITE, columns}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(column_twice, "tagger"), .process = bad_process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses};
BAD_PLUGIN(column_twice, descriptor)
