/* SPDX-License-Identifier: MIT */
/* bad.h - what the broken plugins of this folder share: a plugin with nothing
 * wrong, of which each spoils one thing.
 *
 * Their first lines say what must be said of them:
 *     refused: TEXT   by `catena plugins`, `check`, `info` and `lint`
 *     lint: RULE      they load; lint finds this (other rules may fire too) */
#ifndef CATENA_TESTS_BAD_H
#define CATENA_TESTS_BAD_H

#include <catena/plugin.h>

static catena_status bad_process(catena_ctx *ctx, const void *self, void *local)
{
	(void)ctx;
	(void)self;
	(void)local;
	return CATENA_OK;
}

/* Initialisers of a struct catena_plugin; `what` are more of them. */
#define BAD_HEAD CATENA_DESCRIPTOR_HEAD
#define BAD_NAME(plugin, kind_) \
	.name = #plugin, .kind = kind_, .version = "1.0", .license = "MIT", \
	.summary = "Is broken, for a test"

#define BAD_PLUGIN(plugin, descriptor) \
	CATENA_PLUGIN(plugin) \
	{ \
		(void)host_minor; \
		(void)bad_process; \
		return host_major == 1 ? &descriptor : NULL; \
	}

/* A filter that does nothing, for what is wrong elsewhere. */
#define BAD_ELSEWHERE(plugin) \
	static const struct catena_plugin descriptor = { \
	    BAD_HEAD, BAD_NAME(plugin, "filter"), .process = bad_process}; \
	BAD_PLUGIN(plugin, descriptor)

#endif
