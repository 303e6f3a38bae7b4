/* SPDX-License-Identifier: MIT */
/* dash-name.c - nothing is wrong with it: '-' in a name is '_' in C. */
#include "bad.h"

static const struct catena_plugin descriptor = {BAD_HEAD,
                                                .name = "dash-name",
                                                .kind = "filter",
                                                .version = "1.0",
                                                .license = "MIT",
                                                .summary = "Is fine, for a test",
                                                .process = bad_process};
BAD_PLUGIN(dash_name, descriptor)
