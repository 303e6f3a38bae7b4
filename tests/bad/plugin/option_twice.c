/* SPDX-License-Identifier: MIT */
/* option_twice.c - has two options of one name.
 * refused: option "depth" */
#include "bad.h"

static const struct catena_option options[] = {
    {.name = "depth", .type = CATENA_INT, .initial = "3", .help = "Depth."},
    {.name = "depth", .type = CATENA_INT, .initial = "4", .help = "Depth."}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(option_twice, "filter"), .process = bad_process,
    .options = options, .n_options = sizeof options / sizeof *options};
BAD_PLUGIN(option_twice, descriptor)
