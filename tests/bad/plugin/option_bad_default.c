/* SPDX-License-Identifier: MIT */
/* option_bad_default.c - the default of an option is not what its type says.
 * refused: the default does not convert: "depth" */
#include "bad.h"

static const struct catena_option options[] = {
    {.name = "depth", .type = CATENA_INT, .initial = "deep", .help = "Depth."}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(option_bad_default, "filter"), .process = bad_process,
    .options = options, .n_options = sizeof options / sizeof *options};
BAD_PLUGIN(option_bad_default, descriptor)
