/* SPDX-License-Identifier: MIT */
/* undefined_symbol.c - calls a function that nobody has.
 * refused: undefined symbol: catena_has_no_such_function */
#include "bad.h"

void catena_has_no_such_function(void);

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	(void)ctx;
	(void)self;
	(void)local;
	catena_has_no_such_function();
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    BAD_HEAD, BAD_NAME(undefined_symbol, "filter"), .process = process};
BAD_PLUGIN(undefined_symbol, descriptor)
