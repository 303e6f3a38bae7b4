/* SPDX-License-Identifier: MIT */
/* other_symbol.c - was renamed: its function has the old name.
 * refused: has no function other_symbol_LTX_catena_plugin */
#include "bad.h"

BAD_ELSEWHERE(another_plugin)
