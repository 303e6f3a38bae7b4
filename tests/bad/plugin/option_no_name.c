/* SPDX-License-Identifier: MIT */
/* option_no_name.c - an option has no name.
 * refused: option */
#include "bad.h"

static const struct catena_option options[] = {
    {.type = CATENA_INT, .initial = "3", .help = "Depth."}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(option_no_name, "filter"), .process = bad_process,
    .options = options, .n_options = sizeof options / sizeof *options};
BAD_PLUGIN(option_no_name, descriptor)
