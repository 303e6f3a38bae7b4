/* SPDX-License-Identifier: MIT */
/* bench_nop.c - a stage that does nothing, in process and in commit: what it
 * costs is what the framework costs. */
#include <catena/plugin.h>

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	(void)ctx, (void)self, (void)local;
	return CATENA_OK;
}

static catena_status commit(catena_ctx *ctx, const void *self, void *serial)
{
	(void)ctx, (void)self, (void)serial;
	return CATENA_OK;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD, .name = "bench_nop",
    .kind = "filter",       .version = "1",
    .license = "MIT",       .summary = "Does nothing, for benchmarks",
    .process = process,     .commit = commit,
};

CATENA_PLUGIN(bench_nop)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
