/* SPDX-License-Identifier: MIT */
/* ctor_sleep.c - its constructor waits for what never comes.
 * refused: did not return within */
#include "bad.h"
#include <unistd.h>

__attribute__((constructor)) static void start(void)
{
	for (;;)
		pause();
}

BAD_ELSEWHERE(ctor_sleep)
