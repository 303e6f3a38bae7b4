/* SPDX-License-Identifier: MIT */
/* language.c - finds and reads a language, compiled in or in a file */
#include "language.h"

#include <stdlib.h>

#include "../share/file.h"

enum {
	FILE_MAX = 1 << 20
};

static catena_status from_text(catena_ctx *ctx, const char *name, const char *text,
                               size_t n, struct lang **made)
{
	char error[512];

	*made = tokenize_lang_parse(name, text, n, error, sizeof error);
	return *made ? CATENA_OK : ctx->host->fail(ctx, CATENA_E_CONFIG, "%s", error);
}

static catena_status from_file(catena_ctx *ctx, const char *file,
                               struct lang **made)
{
	const char *why;
	size_t n;
	char *const text = share_file_read(file, FILE_MAX, &n, &why);
	catena_status status;

	if (!text)
		return ctx->host->fail(ctx, CATENA_E_CONFIG, "%s: %s", file, why);
	status = from_text(ctx, file, text, n, made);
	free(text);
	return status;
}

catena_status tokenize_language(catena_ctx *ctx, const char *name, const char *file,
                                struct lang **made)
{
	size_t n;

	if (*file)
		return from_file(ctx, file, made);
	const char *const text = tokenize_lang_builtin(name, &n);
	if (!text)
		return ctx->host->fail(
		    ctx, CATENA_E_CONFIG,
		    "language \"%s\" is not known; there are %s; for another "
		    "one name its .tok file in the option \"data\"",
		    name, tokenize_lang_names);
	return from_text(ctx, name, text, n, made);
}
