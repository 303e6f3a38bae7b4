/* SPDX-License-Identifier: MIT */
/* ctor_scribbles.c - its constructor writes into every open file, our pipe too.
 * refused: wrote to a file that is not its own */
#include "bad.h"
#include <unistd.h>

__attribute__((constructor)) static void start(void)
{
	static const char answer[64] = "accepted";
	for (int fd = 3; fd < 64; fd++)
		if (write(fd, answer, sizeof answer) < 0)
			continue;
}

BAD_ELSEWHERE(ctor_scribbles)
