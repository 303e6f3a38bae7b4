/* SPDX-License-Identifier: MIT */
/* option_no_table.c - counts options that it does not list.
 * refused: says it has 3 options in no table */
#include "bad.h"

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(option_no_table, "filter"), .process = bad_process,
    .n_options = 3};
BAD_PLUGIN(option_no_table, descriptor)
