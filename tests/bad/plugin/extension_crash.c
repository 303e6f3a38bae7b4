/* SPDX-License-Identifier: MIT */
/* extension_crash.c - crashes when asked for an extension.
 * refused: crashed (segmentation fault, signal 11) while its descriptor */
#include "bad.h"
#include <signal.h>

static const void *extension(const char *id)
{
	(void)id;
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
	return NULL;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(extension_crash, "filter"), .process = bad_process,
    .extension = extension};
BAD_PLUGIN(extension_crash, descriptor)
