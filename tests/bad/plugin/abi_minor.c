/* SPDX-License-Identifier: MIT */
/* abi_minor.c - needs a newer catena.
 * refused: needs catena ABI 1.1000, this catena has 1. */
#include "bad.h"

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_MINOR(1000),
    BAD_NAME(abi_minor, "filter"),
    .process = bad_process};
BAD_PLUGIN(abi_minor, descriptor)
