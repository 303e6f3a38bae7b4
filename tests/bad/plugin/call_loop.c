/* SPDX-License-Identifier: MIT */
/* call_loop.c - never says what it is.
 * refused: did not return within */
#include "bad.h"

static volatile int for_ever = 1;

CATENA_PLUGIN(call_loop)
{
	(void)host_major;
	(void)host_minor;
	(void)bad_process;
	while (for_ever)
		;
	return NULL;
}
