/* SPDX-License-Identifier: MIT */
/* hides_commands.c - brings commands that nobody would find.
 * lint: command */
#include "bad.h"
#include <string.h>

static catena_status run(catena_ctx *ctx, const union catena_value *values,
                         const char *const *args)
{
	(void)ctx;
	(void)values;
	(void)args;
	return CATENA_OK;
}

static const struct catena_command command = {
    .name = "go", .summary = "goes", .run = run};
static const struct catena_commands extra = {
    sizeof extra, sizeof command, sizeof(struct catena_option), "bad", &command, 1};

static const void *extension(const char *id)
{
	return strncmp(id, "catena.", 7) == 0 && strcmp(id + 7, "command/1") == 0
	           ? &extra
	           : NULL;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(hides_commands, "filter"), .process = bad_process,
    .extension = extension};
BAD_PLUGIN(hides_commands, descriptor)
