/* SPDX-License-Identifier: MIT */
/* wrong_name.c - calls itself otherwise than its file.
 * refused: calls itself "right_name" */
#include "bad.h"

static const struct catena_plugin descriptor = {BAD_HEAD,
                                                .name = "right_name",
                                                .kind = "filter",
                                                .version = "1.0",
                                                .license = "MIT",
                                                .summary = "Is broken, for a test",
                                                .process = bad_process};
BAD_PLUGIN(wrong_name, descriptor)
