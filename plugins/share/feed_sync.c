/* SPDX-License-Identifier: MIT */
/* feed_sync.c - where a feed is, for a run that is resumed */
#include "feed_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Checkpoints ---- */

/* Six numbers and the path of the file that came last, each with a space or a
 * line end behind it. */
catena_status share_feed_save(catena_ctx *ctx, struct share_feed *f)
{
	char numbers[200];
	const char *const path = f->file.path ? f->file.path : "";
	const int n = snprintf(
	    numbers, sizeof numbers,
	    "feed1 %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRId64 " %d\n",
	    f->archive ? f->members : 0, f->cutting ? f->cut.line : 0,
	    f->cutting ? f->cut.offset : 0, f->file.size, f->file.changed, f->cutting);
	const catena_status status = ctx->host->save(ctx, numbers, (size_t)n);
	return status == CATENA_OK ? ctx->host->save(ctx, path, strlen(path)) : status;
}

struct place {
	uint64_t members, line, offset, size;
	int64_t changed;
	int cutting;
	char *path;
};

static bool parse(const char *s, size_t n, struct place *p)
{
	char *const copy = malloc(n + 1);
	int end = 0;
	if (!copy)
		return false;
	memcpy(copy, s, n);
	copy[n] = '\0';
	const int found = sscanf(copy,
	                         "feed1 %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
	                         " %" SCNd64 " %d%n",
	                         &p->members, &p->line, &p->offset, &p->size,
	                         &p->changed, &p->cutting, &end);
	if (found != 6 || copy[end] != '\n') {
		free(copy);
		return false;
	}
	memmove(copy, copy + end + 1, n - (size_t)end);
	p->path = copy;
	return true;
}

/* Walks to the file that came last. */
static catena_status find_file(catena_ctx *ctx, struct share_feed *f,
                               const struct place *p)
{
	catena_status status = CATENA_OK;
	while (status == CATENA_OK || status == CATENA_E_INPUT) {
		status = share_walk_next(ctx, f->walk, &f->file);
		if (status == CATENA_END)
			break;
		f->passed += f->file.size;
		if (strcmp(f->file.path, p->path) != 0)
			continue;
		if (f->file.size == p->size && f->file.changed == p->changed)
			return CATENA_OK;
		return ctx->host->fail(ctx, CATENA_E_IO,
		                       "\"%s\" has changed since the run was interrupted; "
		                       "start again without --resume",
		                       p->path);
	}
	return ctx->host->fail(ctx, CATENA_E_IO,
	                       "\"%s\" is gone since the run was interrupted; start "
	                       "again without --resume",
	                       p->path);
}

/* Opens the file and passes what was read of it. */
static catena_status find_place(catena_ctx *ctx, struct share_feed *f,
                                const struct place *p)
{
	char waste[16384];
	const char *name = NULL;
	uint64_t size = 0;
	ptrdiff_t n = 1;
	catena_status status = share_feed_open(ctx, f);
	if (status != CATENA_OK)
		return CATENA_E_IO;
	f->passed -= f->file.size;
	f->archive = share_format_of(f->file.path) == SHARE_ARCHIVE;
	for (uint64_t i = 0; i < p->members && n == 1; i++)
		n = share_stream_member(f->stream, &name, &size);
	f->members = p->members;
	if (p->cutting) {
		share_feed_start(f, f->archive ? size : f->file.size);
		status = share_feed_name(ctx, f, name);
	}
	if (status != CATENA_OK || !p->cutting)
		return status;
	uint64_t at = share_stream_seek(f->stream, p->offset) ? p->offset : 0;
	for (; at < p->offset && n > 0; at += (uint64_t)n) {
		const uint64_t left = p->offset - at;
		n = share_stream_read(f->stream, waste,
		                      left < sizeof waste ? (size_t)left : sizeof waste);
	}
	f->cut.line = p->line;
	f->cut.offset = p->offset;
	if (n > 0)
		return CATENA_OK;
	return ctx->host->fail(ctx, CATENA_E_IO,
	                       "\"%s\" ends before the place where the run was "
	                       "interrupted; start again without --resume",
	                       p->path);
}

catena_status share_feed_restore(catena_ctx *ctx, struct share_feed *f)
{
	size_t n;
	const char *const s = ctx->host->saved(ctx, &n);
	struct place p = {0};
	if (!s || !parse(s, n, &p))
		return ctx->host->fail(ctx, CATENA_E_IO,
		                       "the checkpoint is damaged; start again without "
		                       "--resume");
	catena_status status = CATENA_OK;
	if (p.path[0])
		status = find_file(ctx, f, &p);
	if (status == CATENA_OK && (p.members || p.cutting))
		status = find_place(ctx, f, &p);
	free(p.path);
	return status;
}
