/* SPDX-License-Identifier: MIT */
/* export_edit.c - a cleaner for tests of exporters: takes "<...>" out and makes
 * "&" of "&amp;"; and takes its time, if told to. */
#define _POSIX_C_SOURCE 200809L
#include <catena/plugin.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct catena_option options[] = {
    {"pause", CATENA_INT, "0", 0, 1e8, NULL, NULL, "Nanoseconds for a document."},
};

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	int64_t *pause = malloc(sizeof *pause);
	if (!pause)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	*pause = values[0].i;
	*self = pause;
	return CATENA_OK;
}

static const struct catena_use uses[] = {{"text", CATENA_WRITE, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	uint32_t size;
	const char *text = ctx->host->text(ctx, &size);
	catena_status st = CATENA_OK;
	const struct timespec pause = {0, (long)*(const int64_t *)self};
	(void)local;
	if (pause.tv_nsec)
		nanosleep(&pause, NULL);
	for (uint32_t i = 0; !st && i < size;) {
		const char *end = text[i] == '<' ? memchr(text + i, '>', size - i) : NULL;
		if (end) {
			const uint32_t behind = (uint32_t)(end - text) + 1;
			st = ctx->host->edit(ctx, i, behind, "", 0);
			i = behind;
		} else if (size - i >= 5 && memcmp(text + i, "&amp;", 5) == 0) {
			st = ctx->host->edit(ctx, i, i + 5, "&", 1);
			i += 5;
		} else {
			i++;
		}
	}
	return st;
}

static const struct catena_plugin plugin = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "export_edit",
    .kind = "cleaner",
    .version = "1",
    .license = "MIT",
    .summary = "Edits for tests of exporters",
    .options = options,
    .uses = uses,
    .n_options = 1,
    .n_uses = 1,
    .create = create,
    .destroy = free,
    .process = process,
};

CATENA_PLUGIN(export_edit)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &plugin : NULL;
}
