/* SPDX-License-Identifier: MIT */
/* read_text.c - reads text files: a document is a file, a member of an
 * archive, a line or a paragraph.
 *
 * Files are only listed in next and read in load, so by many workers at once;
 * what comes out of an archive, or is cut in pieces, is read in next. */
#define _POSIX_C_SOURCE 200809L
#include "decode.h"

#include "../share/feed.h"

#include <stdlib.h>
#include <string.h>

enum {
	OPT_ENCODING = SHARE_OPTIONS,
	OPT_SPLIT,
	N_OPTIONS
};

enum {
	SPLIT_FILE,
	SPLIT_LINE,
	SPLIT_PARAGRAPH
};

static const char *const splits[] = {"file", "line", "paragraph", NULL};

static const struct catena_option options[] = {
    SHARE_OPTION_ROWS("*"),
    {.name = "encoding",
     .type = CATENA_STRING,
     .initial = "UTF-8",
     .help = "What the files are written in, as iconv names it: \"windows-1252\", "
             "\"UTF-16\"."},
    {.name = "split",
     .type = CATENA_CHOICE,
     .initial = "file",
     .choices = splits,
     .help = "What a document is: a file, a line, or a paragraph (lines between "
             "blank ones)."},
};

struct read_text { /* self */
	struct share_feed_options feed;
	const char *encoding; /* NULL: UTF-8 */
	int64_t split;
};

/* ---- Setup ---- */

static catena_status check_encoding(catena_ctx *ctx, struct read_text *self,
                                    const char *name)
{
	const struct catena_host *const h = ctx->host;
	if (read_text_is_utf8(name))
		return CATENA_OK;
	if (!read_text_decode_known(name))
		return h->fail(ctx, CATENA_E_CONFIG,
		               "unknown encoding \"%s\"; `iconv -l` lists the known ones",
		               name);
	if (self->split != SPLIT_FILE && !read_text_decode_has_lines(name))
		return h->fail(ctx, CATENA_E_CONFIG,
		               "files in \"%s\" cannot be cut in lines; set split = "
		               "\"file\", or convert them first",
		               name);
	self->encoding = name;
	return CATENA_OK;
}

static void destroy(void *p)
{
	struct read_text *const self = p;
	if (!self)
		return;
	share_feed_options_free(&self->feed);
	free(self);
}

static catena_status create(catena_ctx *ctx, const union catena_value *values,
                            void **result)
{
	struct read_text *const self = calloc(1, sizeof *self);
	if (!self)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	self->split = values[OPT_SPLIT].i;
	catena_status status = check_encoding(ctx, self, values[OPT_ENCODING].s);
	if (status == CATENA_OK)
		status =
		    share_feed_options(ctx, values, self->split != SPLIT_FILE, &self->feed);
	if (status != CATENA_OK) {
		destroy(self);
		return status;
	}
	*result = self;
	return CATENA_OK;
}

static catena_status serial_new(catena_ctx *ctx, const void *p, void **serial)
{
	const struct read_text *const self = p;
	return share_feed_new(ctx, &self->feed, (struct share_feed **)serial);
}

static catena_status serial_end(catena_ctx *ctx, const void *self, void *serial,
                                int failed)
{
	(void)ctx;
	(void)self;
	(void)failed;
	share_feed_free(serial);
	return CATENA_OK;
}

static catena_status local_new(catena_ctx *ctx, const void *p, void **local)
{
	const struct read_text *const self = p;
	*local = NULL;
	if (!self->encoding)
		return CATENA_OK;
	*local = read_text_decoder_new(self->encoding);
	return *local ? CATENA_OK
	              : ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static void local_free(void *local)
{
	read_text_decoder_free(local);
}

/* ---- next ---- */

/* All of an item that is open already, or where load finds it. */
static catena_status take_item(catena_ctx *ctx, struct share_feed *feed,
                               const struct share_item *item)
{
	const struct catena_host *const h = ctx->host;
	const char *bytes = NULL;
	size_t size = 0;
	catena_status status = h->set_id(ctx, item->name, item->name_size);
	if (status == CATENA_OK)
		status = h->set_source(ctx, item->name, item->name_size);
	if (status != CATENA_OK)
		return status;
	if (!item->open) {
		status = h->expect(ctx, item->size);
		return status == CATENA_OK
		           ? h->stash(ctx, item->path, strlen(item->path) + 1)
		           : status;
	}
	status = share_read_all(ctx, share_feed_read, feed, item->size, &bytes, &size);
	if (bytes)
		h->set_raw(ctx, bytes, size);
	if (status == CATENA_E_INPUT && bytes)
		return h->fail(ctx, status, "%s", share_feed_why(feed));
	return status;
}

static catena_status next(catena_ctx *ctx, const void *p, void *serial)
{
	const struct read_text *const self = p;
	const struct share_item *item;
	catena_status status;
	if (self->split != SPLIT_FILE)
		return share_feed_piece(ctx, serial,
		                        self->split == SPLIT_LINE ? share_cut_line
		                                                  : share_cut_paragraph);
	status = share_feed_next(ctx, serial, &item);
	share_feed_tell(ctx, serial);
	return status == CATENA_OK ? take_item(ctx, serial, item) : status;
}

/* ---- load ---- */

static ptrdiff_t read_stream(void *stream, char *buf, size_t cap)
{
	return share_stream_read(stream, buf, cap);
}

/* Opens and reads the file that next found. */
static catena_status read_file(catena_ctx *ctx, const struct read_text *self,
                               const char *path, const char **bytes, size_t *size)
{
	const struct catena_host *const h = ctx->host;
	char why[256];
	struct share_open how = {.path = path,
	                         .max_ratio = self->feed.max_ratio,
	                         .why = why,
	                         .why_size = sizeof why};
	struct share_stream *const s = share_stream_open(&how);
	if (!s)
		return h->fail(ctx, how.no_memory ? CATENA_E_NOMEM : CATENA_E_INPUT, "%s",
		               why);
	catena_status status =
	    share_read_all(ctx, read_stream, s, share_stream_size(s), bytes, size);
	if (*bytes)
		h->set_raw(ctx, *bytes, *size);
	if (status == CATENA_E_INPUT && *bytes)
		status = h->fail(ctx, status, "%s", share_stream_why(s));
	share_stream_close(s);
	return status;
}

static catena_status load(catena_ctx *ctx, const void *p, void *local)
{
	const struct catena_host *const h = ctx->host;
	const struct read_text *const self = p;
	size_t size = 0;
	const char *bytes = h->raw(ctx, &size);
	if (!bytes) {
		const char *const path = h->stashed(ctx, &size);
		const catena_status status = read_file(ctx, self, path, &bytes, &size);
		if (status != CATENA_OK)
			return status;
	}
	if (self->encoding)
		return read_text_decode(ctx, local, bytes, size);
	if (size >= 2 &&
	    (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0))
		return h->fail(ctx, CATENA_E_INPUT,
		               "this is UTF-16, not UTF-8: set encoding = \"UTF-16\"");
	return h->set_text(ctx, bytes, size);
}

/* ---- Checkpoints ---- */

static catena_status save(catena_ctx *ctx, const void *self, void *serial)
{
	(void)self;
	return share_feed_save(ctx, serial);
}

static catena_status restore(catena_ctx *ctx, const void *self, void *serial)
{
	(void)self;
	return share_feed_restore(ctx, serial);
}

/* ---- The plugin ---- */

static const void *extension(const char *id)
{
	static const struct catena_reader reader = {sizeof reader, next, load};
	static const struct catena_sync sync = {sizeof sync, save, restore};
	if (strcmp(id, "catena.reader/1") == 0)
		return &reader;
	return strcmp(id, "catena.sync/1") == 0 ? &sync : NULL;
}

static const struct catena_plugin plugin = {
    CATENA_DESCRIPTOR_HEAD,
    .name = "read_text",
    .kind = "reader",
    .version = "0.1.0",
    .license = "MIT",
    .summary = "Reads text files, folders and archives: a document each file, line "
               "or paragraph",
    .options = options,
    .n_options = N_OPTIONS,
    .create = create,
    .destroy = destroy,
    .local_new = local_new,
    .local_free = local_free,
    .serial_new = serial_new,
    .serial_end = serial_end,
    .extension = extension,
};

CATENA_PLUGIN(read_text)
{
	(void)host_minor;
	return host_major == CATENA_ABI_MAJOR ? &plugin : NULL;
}
