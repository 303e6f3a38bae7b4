/* SPDX-License-Identifier: MIT */
/* use_twice.c - reads one layer twice.
 * refused: reads layer "token" in two of its uses */
#include "bad.h"

static const struct catena_use uses[] = {{"token", CATENA_READ, NULL},
                                         {"token", CATENA_READ, NULL}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(use_twice, "tagger"), .process = bad_process, .uses = uses,
    .n_uses = sizeof uses / sizeof *uses};
BAD_PLUGIN(use_twice, descriptor)
