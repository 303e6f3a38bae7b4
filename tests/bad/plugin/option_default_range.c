/* SPDX-License-Identifier: MIT */
/* option_default_range.c - the default of an option is out of its own range.
 * refused: the default does not convert: "depth" */
#include "bad.h"

static const struct catena_option options[] = {{.name = "depth",
                                                .type = CATENA_INT,
                                                .initial = "30",
                                                .min = 1,
                                                .max = 9,
                                                .help = "Depth."}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(option_default_range, "filter"), .process = bad_process,
    .options = options, .n_options = sizeof options / sizeof *options};
BAD_PLUGIN(option_default_range, descriptor)
