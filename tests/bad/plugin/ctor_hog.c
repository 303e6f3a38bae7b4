/* SPDX-License-Identifier: MIT */
/* ctor_hog.c - its constructor takes all the memory there is.
 * refused: crashed (abort */
#include "bad.h"
#include <stdlib.h>

__attribute__((constructor)) static void start(void)
{
	while (malloc((size_t)1 << 28))
		;
	abort();
}

BAD_ELSEWHERE(ctor_hog)
