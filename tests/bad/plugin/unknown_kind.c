/* SPDX-License-Identifier: MIT */
/* unknown_kind.c - is of a kind that there is not.
 * refused: its kind is "translator" */
#include "bad.h"

static const struct catena_plugin descriptor = {BAD_HEAD,
                                                .name = "unknown_kind",
                                                .kind = "translator",
                                                .version = "1.0",
                                                .license = "MIT",
                                                .summary = "Is broken, for a test",
                                                .process = bad_process};
BAD_PLUGIN(unknown_kind, descriptor)
