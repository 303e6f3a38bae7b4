/* SPDX-License-Identifier: MIT */
/* ctor_loop.c - its constructor loops.
 * refused: did not return within */
#include "bad.h"

static volatile int for_ever = 1;

__attribute__((constructor)) static void start(void)
{
	while (for_ever)
		;
}

BAD_ELSEWHERE(ctor_loop)
