/* SPDX-License-Identifier: MIT */
/* option_no_choices.c - a choice with nothing to choose from.
 * refused: option "mode" */
#include "bad.h"

static const struct catena_option options[] = {
    {.name = "mode", .type = CATENA_CHOICE, .initial = "fast", .help = "Mode."}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(option_no_choices, "filter"), .process = bad_process,
    .options = options, .n_options = sizeof options / sizeof *options};
BAD_PLUGIN(option_no_choices, descriptor)
