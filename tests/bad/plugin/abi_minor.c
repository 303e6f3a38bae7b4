/* SPDX-License-Identifier: MIT */
/* abi_minor.c - needs a newer catena.
 * refused: needs catena ABI 1.1000, this catena has 1. */
#include "bad.h"

static const struct catena_plugin descriptor = {
    .magic = CATENA_MAGIC,
    .size = sizeof descriptor,
    .abi_major = CATENA_ABI_MAJOR,
    .abi_minor = 1000,
    .option_size = sizeof(struct catena_option),
    .use_size = sizeof(struct catena_use),
    .column_size = sizeof(struct catena_column),
    BAD_NAME(abi_minor, "filter"),
    .process = bad_process};
BAD_PLUGIN(abi_minor, descriptor)
