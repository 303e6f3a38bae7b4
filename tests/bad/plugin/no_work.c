/* SPDX-License-Identifier: MIT */
/* no_work.c - does nothing at all.
 * refused: its kind is "exporter", but it has neither */
#include "bad.h"

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(no_work, "exporter"),
};
BAD_PLUGIN(no_work, descriptor)
