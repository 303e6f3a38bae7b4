/* SPDX-License-Identifier: MIT */
/* long_summary.c - says what it does on two lines.
 * refused: its summary has a control character */
#include "bad.h"

static const struct catena_plugin descriptor = {BAD_HEAD,
                                                .name = "long_summary",
                                                .kind = "filter",
                                                .version = "1.0",
                                                .license = "MIT",
                                                .summary = "Two\nlines",
                                                .process = bad_process};
BAD_PLUGIN(long_summary, descriptor)
