/* SPDX-License-Identifier: MIT */
/* use_writes_all.c - writes layers that it does not name.
 * refused: writes layer "*" */
#include "bad.h"

static const struct catena_use uses[] = {{"*", CATENA_WRITE, NULL}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(use_writes_all, "tagger"), .process = bad_process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses};
BAD_PLUGIN(use_writes_all, descriptor)
