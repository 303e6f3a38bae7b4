/* SPDX-License-Identifier: MIT */
/* column_unknown_type.c - a column of a type that there is not.
 * refused: column "token.weight" has type 42 */
#include "bad.h"

static const struct catena_column columns[] = {{"weight", 42, 0, NULL},
                                               {NULL, 0, 0, NULL}};
static const struct catena_use uses[] = {{"token", CATENA_WRITE, columns}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(column_unknown_type, "tagger"), .process = bad_process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses};
BAD_PLUGIN(column_unknown_type, descriptor)
