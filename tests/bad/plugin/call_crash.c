/* SPDX-License-Identifier: MIT */
/* call_crash.c - crashes when asked what it is.
 * refused: crashed (segmentation fault, signal 11) while its function */
#include "bad.h"
#include <signal.h>

CATENA_PLUGIN(call_crash)
{
	(void)host_major;
	(void)host_minor;
	(void)bad_process;
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
	return NULL;
}
