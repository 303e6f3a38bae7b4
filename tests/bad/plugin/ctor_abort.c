/* SPDX-License-Identifier: MIT */
/* ctor_abort.c - its constructor aborts.
 * refused: crashed (abort */
#include "bad.h"
#include <stdlib.h>

__attribute__((constructor)) static void start(void)
{
	abort();
}

BAD_ELSEWHERE(ctor_abort)
