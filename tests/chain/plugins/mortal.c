/* SPDX-License-Identifier: MIT */
/* mortal.c - a stage for tests: it dies, hangs or leaves at the documents that
 * say so, and counts the letters "a" of all others into a field. */
#include <catena/plugin.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	uint32_t n;
	const char *text = ctx->host->text(ctx, &n);
	struct catena_field f = {
	    .name = "letters_a", .name_size = 9, .type = CATENA_FIELD_INT};
	(void)self, (void)local;
	if (strstr(text, "please crash"))
		abort();
	if (strstr(text, "please leave"))
		_exit(7);
	while (strstr(text, "please hang"))
		sleep(1);
	if (strstr(text, "please fail"))
		return ctx->host->fail(ctx, CATENA_E_INPUT, "it said so");
	if (strstr(text, "please drop"))
		return ctx->host->drop(ctx, "asked to", "by the text");
	for (uint32_t i = 0; i < n; i++)
		f.i += text[i] == 'a';
	return ctx->host->field_set(ctx, &f);
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD, .name = "mortal",
    .kind = "filter",       .version = "1",
    .license = "MIT",       .summary = "Dies when a document asks for it",
    .process = process,
};

CATENA_PLUGIN(mortal)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
