/* SPDX-License-Identifier: MIT */
/* checkpoint.h - what the checkpoints of plugins that remember documents have in
 * common: how one of an index begins, and how one is refused. */
#ifndef CATENA_SHARE_CHECKPOINT_H
#define CATENA_SHARE_CHECKPOINT_H

#include "index.h"
#include <string.h>

static inline catena_status checkpoint_is_damaged(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_INPUT,
	                       "the checkpoint is damaged; run without --resume");
}

static inline catena_status checkpoint_is_other(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_INPUT,
	                       "the checkpoint was made with other options; "
	                       "run without --resume");
}

/* How far the index has come, as the first piece of a checkpoint; the plugin's own
 * may follow. */
static inline catena_status checkpoint_save(catena_ctx *ctx, struct share_index *x)
{
	struct share_index_mark mark;
	const catena_status status = share_index_mark(ctx, x, &mark);

	return status == CATENA_OK ? ctx->host->save(ctx, &mark, sizeof mark) : status;
}

/* The mark of a checkpoint, and *own, of *size bytes, what the plugin has saved
 * behind it, at no multiple of anything. */
static inline catena_status checkpoint_read(catena_ctx *ctx,
                                            struct share_index_mark *mark,
                                            const void **own, size_t *size)
{
	const unsigned char *const bytes = ctx->host->saved(ctx, size);

	*own = bytes;
	if (!bytes || *size < sizeof *mark)
		return checkpoint_is_damaged(ctx);
	memcpy(mark, bytes, sizeof *mark);
	*own = bytes + sizeof *mark;
	*size -= sizeof *mark;
	return CATENA_OK;
}

/* Takes the index back to the mark of a checkpoint behind which there is nothing.
 */
static inline catena_status checkpoint_rewind(catena_ctx *ctx,
                                              struct share_index *x)
{
	struct share_index_mark mark;
	const void *own;
	size_t size;
	const catena_status status = checkpoint_read(ctx, &mark, &own, &size);

	if (status == CATENA_OK && size)
		return checkpoint_is_damaged(ctx);
	return status == CATENA_OK ? share_index_rewind(ctx, x, &mark) : status;
}

#endif
