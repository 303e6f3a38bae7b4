/* SPDX-License-Identifier: MIT */
/* option_range.c - the range of an option is upside down.
 * refused: option "depth" */
#include "bad.h"

static const struct catena_option options[] = {{.name = "depth",
                                                .type = CATENA_INT,
                                                .initial = "3",
                                                .min = 9,
                                                .max = 1,
                                                .help = "Depth."}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(option_range, "filter"), .process = bad_process,
    .options = options, .n_options = sizeof options / sizeof *options};
BAD_PLUGIN(option_range, descriptor)
