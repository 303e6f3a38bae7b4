/* SPDX-License-Identifier: MIT */
/* use_no_mode.c - names a layer to do nothing with.
 * refused: uses layer "token" neither to read nor to write */
#include "bad.h"

static const struct catena_use uses[] = {{"token", 0, NULL}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(use_no_mode, "tagger"), .process = bad_process, .uses = uses,
    .n_uses = sizeof uses / sizeof *uses};
BAD_PLUGIN(use_no_mode, descriptor)
