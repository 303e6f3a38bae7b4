/* SPDX-License-Identifier: MIT */
/* small_descriptor.c - says that its descriptor is shorter than any was.
 * refused: its descriptor says it has 40 bytes */
#include "bad.h"

static const struct catena_plugin descriptor = {
    .magic = CATENA_MAGIC,
    .size = 40,
    .abi_major = CATENA_ABI_MAJOR,
    .abi_minor = 0,
    .option_size = sizeof(struct catena_option),
    .use_size = sizeof(struct catena_use),
    .column_size = sizeof(struct catena_column),
    BAD_NAME(small_descriptor, "filter"),
    .process = bad_process};
BAD_PLUGIN(small_descriptor, descriptor)
