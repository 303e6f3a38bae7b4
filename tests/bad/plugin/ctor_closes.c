/* SPDX-License-Identifier: MIT */
/* ctor_closes.c - its constructor closes files that are not its own.
 * refused: ended the process */
#include "bad.h"
#include <unistd.h>

__attribute__((constructor)) static void start(void)
{
	for (int fd = 0; fd < 64; fd++)
		close(fd);
}

BAD_ELSEWHERE(ctor_closes)
