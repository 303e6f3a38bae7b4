/* SPDX-License-Identifier: MIT */
/* index_none.c - an index where there is no LMDB: to ask for one is an error, so
 * that nothing else is ever called. */
#include "index.h"

#ifndef SHARE_WITH_LMDB
bool share_index_possible(void)
{
	return false;
}

void share_index_free(struct share_index *x)
{
	(void)x;
}

static catena_status none(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_CONFIG,
	                       "index: this plugin was built without LMDB, so it "
	                       "remembers nothing from run to run; build it without "
	                       "--without-lmdb");
}

catena_status share_index_new(catena_ctx *ctx, const struct share_index_kind *kind,
                              const struct share_index_rule *rule,
                              const struct share_index_param *params,
                              struct share_index **out)
{
	(void)kind, (void)params;
	*out = NULL;
	return *rule->path ? none(ctx) : CATENA_OK;
}

catena_status share_index_open(catena_ctx *ctx, struct share_index *x)
{
	(void)x;
	return none(ctx);
}

bool share_index_resumes(const struct share_index *x)
{
	(void)x;
	return false;
}

void share_index_first(struct share_index *x)
{
	(void)x;
}

catena_status share_index_next(catena_ctx *ctx, struct share_index *x,
                               struct share_index_doc *d)
{
	(void)x, (void)d;
	return none(ctx);
}

catena_status share_index_body(catena_ctx *ctx, struct share_index *x, uint64_t at,
                               void *bytes, size_t size)
{
	(void)x, (void)at, (void)bytes, (void)size;
	return none(ctx);
}

catena_status share_index_stream(catena_ctx *ctx, struct share_index *x,
                                 uint64_t at, void *bytes, size_t size)
{
	(void)x, (void)at, (void)bytes, (void)size;
	return none(ctx);
}

uint64_t share_index_stream_size(const struct share_index *x)
{
	(void)x;
	return 0;
}

uint64_t share_index_left(const struct share_index *x, uint64_t at)
{
	(void)x, (void)at;
	return 0;
}

uint64_t share_index_documents(const struct share_index *x)
{
	(void)x;
	return 0;
}

int64_t share_index_date(catena_ctx *ctx, const struct share_index *x)
{
	(void)ctx, (void)x;
	return SHARE_INDEX_NO_DATE;
}

int64_t share_index_arrive(struct share_index *x, int64_t date)
{
	(void)x, (void)date;
	return INT64_MIN;
}

catena_status share_index_add(catena_ctx *ctx, struct share_index *x,
                              struct share_index_doc *d)
{
	(void)x, (void)d;
	return none(ctx);
}

catena_status share_index_extend(catena_ctx *ctx, struct share_index *x,
                                 const void *bytes, size_t size)
{
	(void)x, (void)bytes, (void)size;
	return none(ctx);
}

catena_status share_index_flush(catena_ctx *ctx, struct share_index *x)
{
	(void)x;
	return none(ctx);
}

catena_status share_index_mark(catena_ctx *ctx, struct share_index *x,
                               struct share_index_mark *mark)
{
	(void)x, (void)mark;
	return none(ctx);
}

catena_status share_index_rewind(catena_ctx *ctx, struct share_index *x,
                                 const struct share_index_mark *mark)
{
	(void)x, (void)mark;
	return none(ctx);
}

catena_status share_index_settle(catena_ctx *ctx, struct share_index *x, int done)
{
	(void)x, (void)done;
	return none(ctx);
}

catena_status share_index_info(catena_ctx *ctx, const char *path, catena_say say,
                               void *user)
{
	(void)path, (void)say, (void)user;
	return none(ctx);
}

catena_status share_index_check(catena_ctx *ctx, const char *path, catena_say say,
                                void *user)
{
	(void)path, (void)say, (void)user;
	return none(ctx);
}

catena_status share_index_compact(catena_ctx *ctx, const char *path, catena_say say,
                                  void *user)
{
	(void)path, (void)say, (void)user;
	return none(ctx);
}

catena_status share_index_forget(catena_ctx *ctx, const char *path,
                                 const char *const *ids, size_t n, catena_say say,
                                 void *user)
{
	(void)path, (void)ids, (void)n, (void)say, (void)user;
	return none(ctx);
}
#endif
