/* SPDX-License-Identifier: MIT */
/* feed_pieces.c - documents out of an open item: its lines, its paragraphs, or
 * all of it */
#include "feed_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- Pieces ---- */

static bool is_blank(const struct share_piece *p)
{
	size_t i = 0;
	while (i < p->size && (p->bytes[i] == ' ' || p->bytes[i] == '\t'))
		i++;
	return i == p->size;
}

/* Names the document at hand after the item and the piece's line, and gives it
 * the bytes. */
static catena_status give_piece(catena_ctx *ctx, struct share_feed *f,
                                const struct share_piece *p)
{
	const struct catena_host *const h = ctx->host;
	const size_t n = f->item.name_size;
	char line[24];
	snprintf(line, sizeof line, ":%" PRIu64, p->line);
	char *const bytes = h->alloc(ctx, p->size + SHARE_PADDING, 1);
	const size_t named = share_feed_add_name(f, n, line);
	if (!bytes || !named)
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
	memcpy(bytes, p->bytes, p->size);
	memset(bytes + p->size, 0, SHARE_PADDING);
	f->item.name = f->name;
	catena_status status = h->set_id(ctx, f->name, named);
	if (status == CATENA_OK)
		status = h->set_source(ctx, f->name, n);
	return status == CATENA_OK ? h->set_raw(ctx, bytes, p->size) : status;
}

/* What the cutter's answer means for the document at hand. */
static catena_status judge(catena_ctx *ctx, struct share_feed *f,
                           enum share_cut_result result,
                           const struct share_piece *p)
{
	if (result == SHARE_CUT_NO_MEMORY)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	const catena_status status = give_piece(ctx, f, p);
	if (status != CATENA_OK || result == SHARE_CUT_PIECE)
		return status;
	if (result == SHARE_CUT_LONG)
		return share_too_large(ctx);
	return ctx->host->fail(ctx, CATENA_E_INPUT, "%s", share_stream_why(f->stream));
}

catena_status share_feed_piece(catena_ctx *ctx, struct share_feed *f,
                               share_cut_fn *cut)
{
	const uint64_t max = ctx->host->max_document(ctx);
	const struct share_item *item;
	struct share_piece p;
	for (;;) {
		if (!f->cutting) {
			const catena_status status = share_feed_next(ctx, f, &item);
			share_feed_tell(ctx, f);
			if (status != CATENA_OK)
				return status;
		}
		const enum share_cut_result result = cut(&f->cut, (size_t)max, &p);
		if (result == SHARE_CUT_END) {
			f->cutting = false;
			continue;
		}
		if (result == SHARE_CUT_PIECE && is_blank(&p))
			continue;
		if (++f->pieces % 64 == 0)
			share_feed_tell(ctx, f);
		return judge(ctx, f, result, &p);
	}
}

/* ---- Whole files ---- */

struct growing {
	char *bytes;
	size_t size, cap;
};

static catena_status grow(catena_ctx *ctx, struct growing *g, size_t cap)
{
	char *const more = ctx->host->alloc(ctx, cap, 1);
	if (!more)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	if (g->size)
		memcpy(more, g->bytes, g->size);
	g->bytes = more;
	g->cap = cap;
	return CATENA_OK;
}

static size_t next_cap(size_t cap, uint64_t max)
{
	const uint64_t next = (uint64_t)cap * 2 + 65536;
	return (size_t)(next > max + 2 ? max + 2 : next);
}

catena_status share_too_large(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_INPUT,
	                       "larger than max_document (%" PRIu64 " bytes)",
	                       ctx->host->max_document(ctx));
}

catena_status share_read_all(catena_ctx *ctx, share_read_fn *read, void *from,
                             uint64_t guess, const char **bytes, size_t *size)
{
	const uint64_t max = ctx->host->max_document(ctx);
	struct growing g = {0};
	catena_status status;
	ptrdiff_t n = 1;
	if (guess > max)
		return share_too_large(ctx);
	status = grow(ctx, &g, (size_t)guess + 2); /* NUL; one more shows the end */
	while (status == CATENA_OK && n > 0) {
		if (g.size + 1 == g.cap)
			status = grow(ctx, &g, next_cap(g.cap, max));
		if (status == CATENA_OK)
			n = read(from, g.bytes + g.size, g.cap - g.size - 1);
		g.size += n > 0 ? (size_t)n : 0;
		if (g.size > max)
			return share_too_large(ctx);
	}
	if (status != CATENA_OK)
		return status;
	g.bytes[g.size] = '\0';
	*bytes = g.bytes;
	*size = g.size;
	return n < 0 ? CATENA_E_INPUT : CATENA_OK;
}
