/* SPDX-License-Identifier: MIT */
/* use_bad_name.c - names a layer as nobody can.
 * refused: is no name for a layer */
#include "bad.h"

static const struct catena_use uses[] = {{"Token Layer", CATENA_READ, NULL}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(use_bad_name, "tagger"), .process = bad_process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses};
BAD_PLUGIN(use_bad_name, descriptor)
