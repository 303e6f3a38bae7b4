/* SPDX-License-Identifier: MIT */
/* wrong_magic.c - its descriptor is something else.
 * refused: begins with 0x12345678 */
#include "bad.h"

static const struct catena_plugin descriptor = {.magic = 0x12345678,
                                                .size = sizeof descriptor,
                                                .abi_major = CATENA_ABI_MAJOR,
                                                BAD_NAME(wrong_magic, "filter"),
                                                .process = bad_process};
BAD_PLUGIN(wrong_magic, descriptor)
