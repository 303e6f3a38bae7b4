/* SPDX-License-Identifier: MIT */
/* reader_no_extension.c - is a reader that cannot read.
 * refused: is a reader without the extension catena.reader/1 */
#include "bad.h"

static const struct catena_plugin descriptor = {
    BAD_HEAD,
    BAD_NAME(reader_no_extension, "reader"),
};
BAD_PLUGIN(reader_no_extension, descriptor)
