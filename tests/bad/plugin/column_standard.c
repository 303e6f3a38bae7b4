/* SPDX-License-Identifier: MIT */
/* column_standard.c - has its own idea of a column that all share.
 * refused: column "token.hash" is one of the standard columns */
#include "bad.h"

static const struct catena_column columns[] = {{"hash", CATENA_I64, 0, NULL},
                                               {NULL, 0, 0, NULL}};
static const struct catena_use uses[] = {{"token", CATENA_WRITE, columns}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(column_standard, "tagger"), .process = bad_process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses};
BAD_PLUGIN(column_standard, descriptor)
