/* SPDX-License-Identifier: MIT */
/* use_unknown_mode.c - uses a layer in a way that there is not.
 * refused: in mode 0x */
#include "bad.h"

static const struct catena_use uses[] = {{"token", 1U << 20 | CATENA_READ, NULL}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(use_unknown_mode, "tagger"), .process = bad_process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses};
BAD_PLUGIN(use_unknown_mode, descriptor)
