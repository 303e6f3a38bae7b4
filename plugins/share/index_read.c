/* SPDX-License-Identifier: MIT */
/* index_read.c - what is known, and what of it is forgotten: the deleted, and
 * those that are too old. */
#include "index_parts.h"
#include <stdlib.h>
#include <string.h>

#ifdef SHARE_WITH_LMDB
/* ---- What is too old ---- */

int64_t share_index_oldest(const struct share_index *x)
{
	const int64_t newest =
	    x->point.newest == SHARE_INDEX_NO_DATE ? x->started : x->point.newest;

	if (!x->rule.max_age || newest < INT64_MIN / 2)
		return INT64_MIN;
	return newest - x->rule.max_age;
}

bool share_index_is_buried(const struct share_index *x, uint64_t number)
{
	size_t from = 0, to = x->n_graves;

	while (from < to) {
		const size_t mid = from + (to - from) / 2;
		if (x->graves[mid] == number)
			return true;
		if (x->graves[mid] < number)
			from = mid + 1;
		else
			to = mid;
	}
	return false;
}

static catena_status damaged(catena_ctx *ctx, const struct share_index *x)
{
	return ctx->host->fail(ctx, CATENA_E_IO,
	                       "index \"%s\" is damaged: a document in it makes no "
	                       "sense; `catena index check %s` says more",
	                       x->path, x->path);
}

catena_status share_index_read_head(catena_ctx *ctx, struct share_index *x,
                                    struct index_head *head)
{
	const uint64_t end = x->state.now.ends[STREAM_HEADS];
	const uint64_t bodies = x->state.now.ends[STREAM_BODIES];
	int rc;

	if (x->head_at == end)
		return x->body_at == bodies ? CATENA_END : damaged(ctx, x);
	if (end - x->head_at < sizeof *head)
		return damaged(ctx, x);
	if ((rc = share_index_db_read(x->db, STREAM_HEADS, x->head_at, head,
	                              sizeof *head)))
		return share_index_failed(ctx, x, "reading", rc);
	if (head->size > end - x->head_at || head->size % 8 ||
	    head->size < sizeof *head || head->head_size > head->size - sizeof *head ||
	    (uint64_t)head->id_size + head->body_size > bodies - x->body_at ||
	    head->number >= x->state.now.number)
		return damaged(ctx, x);
	return CATENA_OK;
}

void share_index_skip(struct share_index *x, const struct index_head *head)
{
	x->head_at += head->size;
	x->body_at += (uint64_t)head->id_size + head->body_size;
}

static bool is_dead(const struct share_index *x, const struct index_head *head,
                    int64_t limit)
{
	return head->date < limit ||
	       (x->n_graves && share_index_is_buried(x, head->number));
}

/* Dead documents at the beginning give their room back. */
catena_status share_index_trim(catena_ctx *ctx, struct share_index *x)
{
	const int64_t limit = share_index_oldest(x);
	struct index_head head = {.number = 0};
	uint64_t n = 0, buried = 0;
	catena_status status;
	int rc;

	if (limit == INT64_MIN && !x->n_graves)
		return CATENA_OK;
	share_index_first(x);
	while ((status = share_index_read_head(ctx, x, &head)) == CATENA_OK &&
	       is_dead(x, &head, limit)) {
		buried += x->n_graves && share_index_is_buried(x, head.number);
		share_index_skip(x, &head);
		n++;
	}
	if (status < 0 || !n)
		return status < 0 ? status : CATENA_OK;
	x->state.begins[STREAM_HEADS] = x->head_at;
	x->state.begins[STREAM_BODIES] = x->body_at;
	x->state.base.documents -= n - buried;
	x->state.dead -= buried;
	*x->state.last = '\0';
	x->state.now = x->point = x->state.base;
	rc = share_index_db_trim(x->db, &x->state,
	                         status == CATENA_END ? x->point.number : head.number);
	return rc ? share_index_failed(ctx, x, "forgetting", rc) : CATENA_OK;
}

/* ---- Reading ---- */

void share_index_first(struct share_index *x)
{
	x->head_at = x->state.begins[STREAM_HEADS];
	x->body_at = x->state.begins[STREAM_BODIES];
}

static catena_status fill(catena_ctx *ctx, struct share_index *x,
                          const struct index_head *head, struct share_index_doc *d)
{
	int rc;

	if (head->head_size > x->head_room) {
		void *const p = realloc(x->head, (size_t)head->head_size * 2);
		if (!p)
			return share_index_no_memory(ctx);
		x->head = p;
		x->head_room = (size_t)head->head_size * 2;
	}
	if ((rc = share_index_db_read(x->db, STREAM_HEADS, x->head_at + sizeof *head,
	                              x->head, head->head_size)))
		return share_index_failed(ctx, x, "reading", rc);
	*d = (struct share_index_doc){.number = head->number,
	                              .date = head->date,
	                              .head = x->head,
	                              .head_size = head->head_size,
	                              .id_size = head->id_size,
	                              .body_size = head->body_size,
	                              .at = x->body_at};
	return CATENA_OK;
}

catena_status share_index_next(catena_ctx *ctx, struct share_index *x,
                               struct share_index_doc *d)
{
	const int64_t limit = share_index_oldest(x);
	struct index_head head;
	catena_status status;

	while ((status = share_index_read_head(ctx, x, &head)) == CATENA_OK) {
		const bool dead = is_dead(x, &head, limit);
		if (!dead)
			status = fill(ctx, x, &head, d);
		share_index_skip(x, &head);
		if (!dead)
			break;
	}
	return status;
}

/* Some of it may not be written yet. */
static catena_status read_stream(catena_ctx *ctx, struct share_index *x,
                                 unsigned stream, uint64_t at, void *bytes,
                                 size_t size)
{
	const uint64_t written = x->state.now.ends[stream];
	const size_t old = at >= written         ? 0
	                   : size < written - at ? size
	                                         : (size_t)(written - at);
	int rc;

	if (at > x->point.ends[stream] || size > x->point.ends[stream] - at)
		return damaged(ctx, x);
	if (old && (rc = share_index_db_read(x->db, stream, at, bytes, old)))
		return share_index_failed(ctx, x, "reading", rc);
	if (size > old)
		memcpy((unsigned char *)bytes + old,
		       x->added[stream].p + (size_t)(at + old - written), size - old);
	return CATENA_OK;
}

catena_status share_index_body(catena_ctx *ctx, struct share_index *x, uint64_t at,
                               void *bytes, size_t size)
{
	return read_stream(ctx, x, STREAM_BODIES, at, bytes, size);
}

catena_status share_index_stream(catena_ctx *ctx, struct share_index *x,
                                 uint64_t at, void *bytes, size_t size)
{
	return read_stream(ctx, x, STREAM_OWN, at, bytes, size);
}

uint64_t share_index_left(const struct share_index *x, uint64_t at)
{
	const uint64_t end = x->point.ends[STREAM_BODIES];

	return at < end ? end - at : 0;
}

uint64_t share_index_stream_size(const struct share_index *x)
{
	return x->point.ends[STREAM_OWN];
}

uint64_t share_index_documents(const struct share_index *x)
{
	return x->point.documents;
}

#endif
