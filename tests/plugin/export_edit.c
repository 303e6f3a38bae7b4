/* SPDX-License-Identifier: MIT */
/* export_edit.c - a cleaner for tests of exporters: takes "<...>" out and makes
 * "&" of "&amp;". */
#include <catena/plugin.h>
#include <string.h>

static const struct catena_use uses[] = {{"text", CATENA_WRITE, NULL}};

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	uint32_t size;
	const char *text = ctx->host->text(ctx, &size);
	catena_status st = CATENA_OK;
	(void)self, (void)local;
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
    CATENA_DESCRIPTOR_HEAD, .name = "export_edit",
    .kind = "cleaner",      .version = "1",
    .license = "MIT",       .summary = "Edits for tests of exporters",
    .uses = uses,           .n_uses = 1,
    .process = process,
};

CATENA_PLUGIN(export_edit)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &plugin : NULL;
}
