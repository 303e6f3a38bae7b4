/* SPDX-License-Identifier: MIT */
/* zero_stride.c - does not say how large its options are.
 * refused: its option_size is 0 */
#include "bad.h"

static const struct catena_plugin descriptor = {
    .magic = CATENA_MAGIC,
    .size = sizeof descriptor,
    .abi_major = CATENA_ABI_MAJOR,
    .abi_minor = 0,
    .option_size = 0,
    .use_size = sizeof(struct catena_use),
    .column_size = sizeof(struct catena_column),
    BAD_NAME(zero_stride, "filter"),
    .process = bad_process};
BAD_PLUGIN(zero_stride, descriptor)
