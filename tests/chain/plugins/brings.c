/* SPDX-License-Identifier: MIT */
/* brings.c - a plugin for tests that brings commands: one writes what it was
 * given to a file, the other is only there to have the same name elsewhere.
 * -DTWIN makes a second plugin, which shares word and one command. */
#include <catena/plugin.h>

#include <stdio.h>
#include <string.h>

static catena_status process(catena_ctx *ctx, const void *self, void *local)
{
	(void)ctx, (void)self, (void)local;
	return CATENA_OK;
}

enum {
	OUT,
	TIMES,
	LOUD,
	NAMES,
	MOOD
};

static const char *const moods[] = {"calm", "wild", NULL};
static const struct catena_option options[] = {
    {"out_file", CATENA_OUTPUT, "-", .help = "Where to write."},
    {"times", CATENA_INT, "1", 1, 3, .help = "How often."},
    {"loud", CATENA_BOOL, "false", .help = "In capitals."},
    {"names", CATENA_STRINGS, "", .help = "Who."},
    {"mood", CATENA_CHOICE, "calm", .choices = moods, .help = "How."},
};

static catena_status say(catena_ctx *ctx, const union catena_value *v,
                         const char *const *args)
{
	const struct catena_host *const h = ctx->host;
	struct catena_out *const out = h->out_open(ctx, v[OUT].s);
	char line[1000];
	catena_status status = out ? CATENA_OK : CATENA_E_IO;

	h->log(ctx, CATENA_INFO, "%s", "here it goes");
	for (int64_t i = 0; i < v[TIMES].i && status == CATENA_OK; i++) {
		int n = snprintf(line, sizeof line, "%s%s:", v[LOUD].i ? "LOUD " : "",
		                 moods[v[MOOD].i]);
		for (const char *const *s = v[NAMES].list; *s; s++)
			n += snprintf(line + n, sizeof line - (size_t)n, " <%s>", *s);
		for (const char *const *s = args; *s; s++)
			n += snprintf(line + n, sizeof line - (size_t)n, " %s", *s);
		line[n++] = '\n';
		status = h->out_write(ctx, out, line, (size_t)n);
		if (status == CATENA_OK && *args && !strcmp(*args, "fail"))
			status = h->fail(ctx, CATENA_E_INPUT, "asked to fail");
	}
	return status;
}

static catena_status nothing(catena_ctx *ctx, const union catena_value *v,
                             const char *const *args)
{
	(void)ctx, (void)v, (void)args;
	return CATENA_OK;
}

static const struct catena_command commands[] = {
    {"nothing", NULL, "does nothing", NULL, 0, 0, 0, nothing},
    {"say", "WORD...", "writes its words", options, 5, 1, 4, say},
};

#ifdef TWIN
#define NAME "brings_too"
#define SHOWN 1
#else
#define NAME "brings"
#define SHOWN 2
#endif
static const struct catena_commands all = {
    sizeof all, sizeof *commands, sizeof *options, "parrot", commands, SHOWN};

static const void *extension(const char *id)
{
	return strcmp(id, "catena.command/1") == 0 ? &all : NULL;
}

static const struct catena_plugin descriptor = {
    CATENA_DESCRIPTOR_HEAD, .name = NAME,           .kind = "filter",
    .version = "1",         .license = "MIT",       .summary = "Brings commands",
    .process = process,     .extension = extension,
};

#ifdef TWIN
CATENA_PLUGIN(brings_too)
#else
CATENA_PLUGIN(brings)
#endif
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &descriptor : NULL;
}
