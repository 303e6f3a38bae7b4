/* SPDX-License-Identifier: MIT */
/* ctor_forks.c - its constructor starts another process, and both wait.
 * refused: did not return within */
#include "bad.h"
#include <unistd.h>

__attribute__((constructor)) static void start(void)
{
	if (fork() >= 0)
		for (;;)
			pause();
}

BAD_ELSEWHERE(ctor_forks)
