/* SPDX-License-Identifier: MIT */
/* missing_library.c - is linked with a library that is gone (build.sh sees to it).
 * refused: install that library */
#include "bad.h"

BAD_ELSEWHERE(missing_library)
