/* SPDX-License-Identifier: MIT */
/* no_summary.c - does not say what it does.
 * refused: its summary is NULL */
#include "bad.h"

static const struct catena_plugin descriptor = {
    BAD_HEAD,         .name = "no_summary", .kind = "filter",
    .version = "1.0", .license = "MIT",     .process = bad_process};
BAD_PLUGIN(no_summary, descriptor)
