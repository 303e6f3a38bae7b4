/* SPDX-License-Identifier: MIT */
/* ctor_exit.c - its constructor ends the process as if all were well.
 * refused: ended the process (exit status 0) */
#include "bad.h"
#include <stdlib.h>

__attribute__((constructor)) static void start(void)
{
	_Exit(0);
}

BAD_ELSEWHERE(ctor_exit)
