/* SPDX-License-Identifier: MIT */
/* abi_major.c - was built for another major version of the ABI.
 * refused: was built for catena ABI 2.0, this catena has 1. */
#include "bad.h"

static const struct catena_plugin descriptor = {
    .magic = CATENA_MAGIC,
    .size = sizeof descriptor,
    .abi_major = CATENA_ABI_MAJOR + 1,
    .abi_minor = 0,
    .option_size = sizeof(struct catena_option),
    .use_size = sizeof(struct catena_use),
    .column_size = sizeof(struct catena_column),
    BAD_NAME(abi_major, "filter"),
    .process = bad_process};
BAD_PLUGIN(abi_major, descriptor)
