/* SPDX-License-Identifier: MIT */
/* command_no_run.c - brings a command that does nothing.
 * refused: has a command whose run is NULL */
#include "bad.h"
#include <string.h>

static const struct catena_command command = {.name = "go", .summary = "goes"};
static const struct catena_commands extra = {
    sizeof extra, sizeof command, sizeof(struct catena_option), "bad", &command, 1};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.command/1") == 0 ? &extra : NULL;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(command_no_run, "filter"), .process = bad_process,
    .extension = extension};
BAD_PLUGIN(command_no_run, descriptor)
