/* SPDX-License-Identifier: MIT */
/* option_unknown_type.c - an option of a type that there is not.
 * refused: option "mode" */
#include "bad.h"

static const struct catena_option options[] = {
    {.name = "mode", .type = 77, .initial = "fast", .help = "Mode."}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(option_unknown_type, "filter"), .process = bad_process,
    .options = options, .n_options = sizeof options / sizeof *options};
BAD_PLUGIN(option_unknown_type, descriptor)
