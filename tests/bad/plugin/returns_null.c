/* SPDX-License-Identifier: MIT */
/* returns_null.c - refuses every host.
 * refused: refuses catena ABI */
#include "bad.h"

CATENA_PLUGIN(returns_null)
{
	(void)host_major;
	(void)host_minor;
	(void)bad_process;
	return NULL;
}
