/* SPDX-License-Identifier: MIT */
/* feed.c - files and members, one after the other, for every reader */
#define _POSIX_C_SOURCE 200809L
#include "feed_parts.h"

#include <catena/utf8.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Options ---- */

catena_status share_feed_options(catena_ctx *ctx, const union catena_value *values,
                                 bool split, struct share_feed_options *o)
{
	o->max_ratio = (uint64_t)values[SHARE_MAX_RATIO].i;
	o->split = split;
	const catena_status status =
	    share_paths_new(ctx, values[SHARE_PATHS].list, values[SHARE_INCLUDE].list,
	                    values[SHARE_EXCLUDE].list, &o->paths);
	if (status != CATENA_OK || share_can_unpack())
		return status;
	for (size_t i = 0; i < o->paths->n; i++) {
		const struct share_entry *const e = o->paths->entries + i;
		if (e->kind == SHARE_FILE && share_format_of(e->path) != SHARE_PLAIN)
			return ctx->host->fail(ctx, CATENA_E_CONFIG,
			                       "\"%s\" cannot be read: this catena was built "
			                       "without libarchive (configure --with-archive)",
			                       e->path);
	}
	return CATENA_OK;
}

void share_feed_options_free(struct share_feed_options *o)
{
	share_paths_free(o->paths);
	o->paths = NULL;
}

/* ---- Making and freeing ---- */

catena_status share_feed_new(catena_ctx *ctx, const struct share_feed_options *o,
                             struct share_feed **result)
{
	struct share_feed *const f = calloc(1, sizeof *f);
	if (f)
		f->walk = share_walk_new(o->paths);
	if (!f || !f->walk) {
		share_feed_free(f);
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	}
	f->options = o;
	f->total = share_walk_total(ctx, o->paths);
	*result = f;
	return CATENA_OK;
}

void share_feed_free(struct share_feed *f)
{
	if (!f)
		return;
	share_stream_close(f->stream);
	share_walk_free(f->walk);
	share_cut_finish(&f->cut);
	free(f->name);
	free(f);
}

/* ---- Names ---- */

size_t share_feed_add_name(struct share_feed *f, size_t at, const char *s)
{
	const size_t n = strlen(s);
	if (f->name_cap < at + 3 * n + 8) {
		char *const more = realloc(f->name, at + 3 * n + 256);
		if (!more)
			return 0;
		f->name = more;
		f->name_cap = at + 3 * n + 256;
	}
	for (size_t i = 0; i < n;) {
		const size_t good = utf8_valid_prefix(s + i, n - i);
		memcpy(f->name + at, s + i, good);
		at += good;
		i += good;
		if (i < n)
			at += (size_t)snprintf(f->name + at, 4, "%%%02X",
			                       (unsigned)(unsigned char)s[i++]);
	}
	return at;
}

catena_status share_feed_name(catena_ctx *ctx, struct share_feed *f,
                              const char *member)
{
	size_t n = share_feed_add_name(f, 0, f->file.name);
	if (n && member)
		n = share_feed_add_name(f, n, "!");
	if (n && member)
		n = share_feed_add_name(f, n, member);
	if (!n)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	f->item.name = f->name;
	f->item.name_size = n;
	f->item.path = f->file.path;
	return CATENA_OK;
}

/* Gives up the document at hand, which stands for the file as a whole. */
static catena_status give_up(catena_ctx *ctx, struct share_feed *f,
                             const char *member)
{
	const struct catena_host *const h = ctx->host;
	catena_status status = share_feed_name(ctx, f, member);
	if (status == CATENA_OK)
		status = h->set_id(ctx, f->item.name, f->item.name_size);
	if (status == CATENA_OK)
		status = h->set_source(ctx, f->item.name, f->item.name_size);
	return status == CATENA_OK ? CATENA_E_INPUT : status;
}

static catena_status fail_file(catena_ctx *ctx, struct share_feed *f,
                               const char *why)
{
	const catena_status status = give_up(ctx, f, NULL);
	return status == CATENA_E_INPUT ? ctx->host->fail(ctx, status, "%s", why)
	                                : status;
}

/* ---- Going on ---- */

static void close_stream(struct share_feed *f)
{
	share_stream_close(f->stream);
	f->stream = NULL;
	f->archive = f->cutting = false;
	f->passed += f->file.size;
}

catena_status share_feed_open(catena_ctx *ctx, struct share_feed *f)
{
	struct share_open how = {.path = f->file.path,
	                         .max_ratio = f->options->max_ratio,
	                         .why = f->why,
	                         .why_size = sizeof f->why};
	f->stream = share_stream_open(&how);
	if (f->stream)
		return CATENA_OK;
	f->passed += f->file.size;
	if (how.no_memory)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	return fail_file(ctx, f, f->why);
}

void share_feed_start(struct share_feed *f, uint64_t size)
{
	f->item.open = true;
	f->item.size = size;
	f->cutting = f->options->split;
	share_cut_start(&f->cut, share_feed_read, f);
}

/* The next member that is wanted; CATENA_END: the archive has no more. */
static catena_status next_member(catena_ctx *ctx, struct share_feed *f)
{
	const char *name;
	uint64_t size;
	int rc;
	while ((rc = share_stream_member(f->stream, &name, &size)) == 1) {
		f->members++;
		name += strspn(name, "/");
		while (strncmp(name, "./", 2) == 0)
			name += 2;
		if (!share_paths_wanted(f->options->paths, name))
			continue;
		if (share_format_of(name) == SHARE_PLAIN) {
			share_feed_start(f, size);
			return share_feed_name(ctx, f, name);
		}
		ctx->host->log(ctx, CATENA_WARN,
		               "\"%s\" in \"%s\" is compressed itself: left out", name,
		               f->file.path);
	}
	if (rc == 0) {
		close_stream(f);
		return CATENA_END;
	}
	snprintf(f->why, sizeof f->why, "%s", share_stream_why(f->stream));
	close_stream(f);
	return fail_file(ctx, f, f->why);
}

/* The next file: opened if it must be; CATENA_OK with no item when it is an
 * archive. */
static catena_status next_file(catena_ctx *ctx, struct share_feed *f, bool *found)
{
	catena_status status = share_walk_next(ctx, f->walk, &f->file);
	if (status == CATENA_E_INPUT)
		return give_up(ctx, f, NULL);
	if (status != CATENA_OK)
		return status;
	f->members = 0;
	const bool archive = share_format_of(f->file.path) == SHARE_ARCHIVE;
	const bool open =
	    archive || f->options->split || strcmp(f->file.path, "-") == 0;
	if (open && (status = share_feed_open(ctx, f)) != CATENA_OK)
		return status;
	f->archive = archive;
	if (archive)
		return CATENA_OK;
	*found = true;
	if (open) {
		share_feed_start(f, f->file.size);
	} else {
		f->item.open = false;
		f->item.size = f->file.size;
		f->passed += f->file.size;
	}
	return share_feed_name(ctx, f, NULL);
}

catena_status share_feed_next(catena_ctx *ctx, struct share_feed *f,
                              const struct share_item **item)
{
	if (f->stream && !f->archive)
		close_stream(f);
	f->cutting = false;
	*item = &f->item;
	for (;;) {
		if (f->archive) {
			const catena_status status = next_member(ctx, f);
			if (status != CATENA_END)
				return status;
		} else {
			bool found = false;
			const catena_status status = next_file(ctx, f, &found);
			if (status != CATENA_OK || found)
				return status;
		}
	}
}

ptrdiff_t share_feed_read(void *feed, char *buf, size_t cap)
{
	struct share_feed *const f = feed;
	return share_stream_read(f->stream, buf, cap);
}

const char *share_feed_why(const struct share_feed *f)
{
	return share_stream_why(f->stream);
}

void share_feed_tell(catena_ctx *ctx, struct share_feed *f)
{
	const uint64_t taken = f->stream ? share_stream_taken(f->stream) : 0;
	ctx->host->position(ctx, f->passed + taken, f->total);
}
