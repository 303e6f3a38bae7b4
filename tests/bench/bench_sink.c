/* SPDX-License-Identifier: MIT */
/* bench_sink.c - a stage that wants every column of tokenize but the hashes, and
 * does nothing with them: so that they are made. */
#include <catena/plugin.h>

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	(void)ctx, (void)self, (void)local;
	return CATENA_OK;
}

static const struct catena_column columns[] = {
    {.name = "kind", .type = CATENA_U8},
    {.name = "flags", .type = CATENA_U8},
    {.name = NULL},
};

static const struct catena_use uses[] = {
    {"token", CATENA_READ, columns},
    {"sentence", CATENA_READ, NULL},
    {"paragraph", CATENA_READ, NULL},
};

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD, .name = "bench_sink",
    .kind = "filter",       .version = "1",
    .license = "MIT",       .summary = "Reads tokens, for benchmarks",
    .uses = uses,           .n_uses = sizeof uses / sizeof *uses,
    .process = process,
};

CATENA_PLUGIN(bench_sink)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
