/* SPDX-License-Identifier: MIT */
/* column_row.c - refers to rows of no layer.
 * refused: column "mark.parent" is a ROW of no layer */
#include "bad.h"

static const struct catena_column columns[] = {{"parent", CATENA_ROW, 0, NULL},
                                               {NULL, 0, 0, NULL}};
static const struct catena_use uses[] = {{"mark", CATENA_WRITE, columns}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(column_row, "tagger"), .process = bad_process, .uses = uses,
    .n_uses = sizeof uses / sizeof *uses};
BAD_PLUGIN(column_row, descriptor)
