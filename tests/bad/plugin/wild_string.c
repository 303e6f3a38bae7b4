/* SPDX-License-Identifier: MIT */
/* wild_string.c - its version points nowhere.
 * refused: crashed (segmentation fault, signal 11) while its descriptor */
#include "bad.h"

static const struct catena_plugin descriptor = {BAD_HEAD,
                                                .name = "wild_string",
                                                .kind = "filter",
                                                .version = (const char *)1,
                                                .license = "MIT",
                                                .summary = "Is broken, for a test",
                                                .process = bad_process};
BAD_PLUGIN(wild_string, descriptor)
