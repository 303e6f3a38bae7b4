/* SPDX-License-Identifier: MIT */
/* kept_cleaner.c - a cleaner as 1.0 had them: removes a word. */
#include "plugin-1.0.h"
#include <string.h>

static const char *const cases[] = {"keep", "ignore", NULL};
static const struct catena_option options[] = {
    {.name = "word",
     .type = CATENA_STRING,
     .initial = "two ",
     .help = "What is removed."},
    {.name = "letters",
     .type = CATENA_CHOICE,
     .initial = "keep",
     .choices = cases,
     .help = "Is their case looked at?"},
    {.name = "enabled",
     .type = CATENA_BOOL,
     .initial = "true",
     .help = "Does it remove anything?"},
};

static const struct catena_use uses[] = {{"text", CATENA_WRITE, NULL}};

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **self)
{
	if (!values[2].i || values[1].i != 0)
		return ctx->host->fail(ctx, CATENA_E_CONFIG, "not for this test");
	*self = (void *)(uintptr_t)values[0].s;
	return CATENA_OK;
}

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	const char *word = self;
	uint32_t size;
	const char *text = ctx->host->text(ctx, &size);
	const char *found = strstr(text, word);
	(void)local;
	if (!found || ctx->host->stopping(ctx))
		return CATENA_OK;
	const uint32_t begin = (uint32_t)(found - text);
	return ctx->host->edit(ctx, begin, begin + (uint32_t)strlen(word), "2 ", 2);
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "kept_cleaner",
    .kind = "cleaner",
    .version = "1.0",
    .license = "MIT",
    .summary = "Replaces a word",
    .options = options,
    .uses = uses,
    .n_options = sizeof options / sizeof *options,
    .n_uses = sizeof uses / sizeof *uses,
    .create = create,
    .process = process,
};

CATENA_PLUGIN(kept_cleaner)
{
	(void)host_minor;
	return host_major == 1 ? &descriptor : NULL;
}
