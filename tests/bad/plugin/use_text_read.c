/* SPDX-License-Identifier: MIT */
/* use_text_read.c - asks for the text as a layer.
 * refused: uses "text" otherwise than */
#include "bad.h"

static const struct catena_use uses[] = {{"text", CATENA_READ, NULL}};

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(use_text_read, "tagger"), .process = bad_process,
    .uses = uses, .n_uses = sizeof uses / sizeof *uses};
BAD_PLUGIN(use_text_read, descriptor)
