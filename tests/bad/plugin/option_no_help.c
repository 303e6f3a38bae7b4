/* SPDX-License-Identifier: MIT */
/* option_no_help.c - does not explain an option.
 * refused: option "depth" */
#include "bad.h"

static const struct catena_option options[] = {
    {.name = "depth", .type = CATENA_INT, .initial = "3"}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(option_no_help, "filter"), .process = bad_process,
    .options = options, .n_options = sizeof options / sizeof *options};
BAD_PLUGIN(option_no_help, descriptor)
