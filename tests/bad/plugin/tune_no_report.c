/* SPDX-License-Identifier: MIT */
/* tune_no_report.c - names an option for its pairs that it does not have.
 * refused: catena.tune/1 */
#include "bad.h"
#include <string.h>

static const char *const none[] = {NULL};
static const char *const figures[] = {"similarity", NULL};
static const struct catena_tune extra = {sizeof extra, "threshold", "pairs", "part",
                                         none,         figures,     0.3};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.tune/1") == 0 ? &extra : NULL;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(tune_no_report, "filter"), .process = bad_process,
    .extension = extension};
BAD_PLUGIN(tune_no_report, descriptor)
