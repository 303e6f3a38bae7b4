/* SPDX-License-Identifier: MIT */
/* ctor_segv.c - its constructor crashes.
 * refused: crashed (segmentation fault */
#include "bad.h"
#include <signal.h>

static int *volatile nowhere;

__attribute__((constructor)) static void start(void)
{
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
	*nowhere = 1;
}

BAD_ELSEWHERE(ctor_segv)
