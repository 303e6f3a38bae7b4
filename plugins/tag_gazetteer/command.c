/* SPDX-License-Identifier: MIT */
/* command.c - `catena gazetteer compile` and `info`. */
#include "command.h"
#include "load.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const tag_gazetteer_cases[] = {"exact", "fold", "smart", NULL};

enum {
	OPT_OUTPUT,
	OPT_TYPE,
	OPT_CASE,
	OPT_FOLD,
	OPT_COUNT
};

static const struct catena_option compile_options[] = {
    {"output", CATENA_OUTPUT, NULL, .help = "The file to make."},
    TAG_GAZETTEER_TYPE,
    TAG_GAZETTEER_CASE,
    TAG_GAZETTEER_FOLD,
};

static catena_status compile(catena_ctx *ctx, const union catena_value *v,
                             const char *const *args)
{
	const struct catena_host *const h = ctx->host;
	struct load_options o = {
	    .lists = args, .type = v[OPT_TYPE].s, .how = v[OPT_CASE].i};
	unsigned char *block = NULL;
	struct catena_out *out;
	size_t size = 0;
	catena_status status = tag_gazetteer_read_fold(ctx, v[OPT_FOLD].list, &o.fold);

	if (status == CATENA_OK)
		status = tag_gazetteer_compile(ctx, &o, &block, &size);
	if (status != CATENA_OK)
		return status;
	out = h->out_open(ctx, v[OPT_OUTPUT].s);
	status = out ? h->out_write(ctx, out, block, size) : CATENA_E_IO;
	if (status == CATENA_OK)
		h->log(ctx, CATENA_INFO, "%" PRIu32 " names, %zu bytes",
		       get32(block + IMAGE_AT_NAMES), size);
	free(block);
	return status;
}

static catena_status put_line(catena_ctx *ctx, struct catena_out *out,
                              const char *name, const char *value)
{
	char line[400];
	const int n = snprintf(line, sizeof line, "%-8s%s\n", name, value);

	return ctx->host->out_write(
	    ctx, out, line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1);
}

static void fold_words(unsigned fold, char *out, size_t room)
{
	static const char *const words[] = {"diacritics", "hyphens", "apostrophes",
	                                    "spaces"};
	size_t used = 0;

	out[0] = '\0';
	for (unsigned i = 0; i < 4; i++)
		if (fold >> i & 1)
			used += (size_t)snprintf(out + used, room - used, "%s%s",
			                         used ? ", " : "", words[i]);
}

/* How many names there are of each type. */
static catena_status put_types(catena_ctx *ctx, struct catena_out *out,
                               const struct names *n)
{
	uint32_t counts[NAME_TYPES_MAX + 1] = {0};
	catena_status status = CATENA_OK;
	struct name name;

	for (uint32_t at = 0; tag_gazetteer_name_at(n, at, &name);
	     at = names_behind(at, &name))
		counts[name.type]++;
	for (uint32_t i = 0; i < n->n_types && status == CATENA_OK; i++) {
		char value[300];
		snprintf(value, sizeof value, "%s: %" PRIu32, tag_gazetteer_type(n, i),
		         counts[i]);
		status = put_line(ctx, out, "type", value);
	}
	return status;
}

static catena_status describe(catena_ctx *ctx, const union catena_value *v,
                              const char *const *args)
{
	const struct catena_host *const h = ctx->host;
	struct names n;
	const char *const why = tag_gazetteer_names_open(&n, args[0]);
	struct catena_out *out;
	char text[100];
	catena_status status = CATENA_E_IO;

	(void)v;
	if (why)
		return h->fail(ctx, CATENA_E_INPUT, "%s: %s", args[0], why);
	out = h->out_open(ctx, "-");
	snprintf(text, sizeof text, "%" PRIu32, n.n);
	if (out)
		status = put_line(ctx, out, "names", text);
	if (status == CATENA_OK)
		status = put_line(ctx, out, "case", tag_gazetteer_cases[n.how]);
	fold_words(n.fold, text, sizeof text);
	if (status == CATENA_OK)
		status = put_line(ctx, out, "fold", text[0] ? text : "nothing");
	if (status == CATENA_OK)
		status = put_types(ctx, out, &n);
	tag_gazetteer_names_free(&n);
	return status;
}

static const struct catena_command commands[] = {
    {"compile", "LIST...", "makes one file of lists of names, quick to load",
     compile_options, OPT_COUNT, 1, UINT32_MAX, compile},
    {"info", "FILE", "says what is in a compiled file", NULL, 0, 1, 1, describe},
};

const struct catena_commands tag_gazetteer_commands = {
    sizeof tag_gazetteer_commands,
    sizeof *commands,
    sizeof *compile_options,
    "gazetteer",
    commands,
    sizeof commands / sizeof *commands};
