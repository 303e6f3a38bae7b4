/* SPDX-License-Identifier: MIT */
/* known.c - of each document its fingerprint (the head) and its id. */
#define _POSIX_C_SOURCE 200809L
#include "known.h"
#include "../share/checkpoint.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void name_flags(unsigned flags, char *text, size_t size)
{
	static const char *const names[] = {"case", "space", "punctuation", "unicode"};
	size_t n = 0;

	snprintf(text, size, "nothing");
	for (unsigned i = 0; i < 4; i++) {
		if (!(flags & 1u << i) || n >= size)
			continue;
		const int k = snprintf(text + n, size - n, "%s%s", n ? "+" : "", names[i]);
		n += k > 0 ? (size_t)k : 0;
	}
}

catena_status dedup_exact_known_new(catena_ctx *ctx,
                                    const struct share_index_rule *rule,
                                    unsigned flags, const char *field,
                                    struct share_index **index)
{
	static const struct share_index_kind kind = {"dedup_exact", 1};
	struct share_index_param params[] = {{"by", ""}, {"normalize", ""}, {NULL, ""}};

	if (field)
		snprintf(params[0].value, sizeof params[0].value, "field %s", field);
	else
		snprintf(params[0].value, sizeof params[0].value, "text");
	name_flags(flags, params[1].value, sizeof params[1].value);
	return share_index_new(ctx, &kind, rule, params, index);
}

static catena_status broken(catena_ctx *ctx)
{
	if (errno == ENOMEM)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	return ctx->host->fail(ctx, CATENA_E_IO, "temporary file of the ids: %s",
	                       strerror(errno));
}

static catena_status load(catena_ctx *ctx, struct share_index *x, struct seen *seen)
{
	struct share_index_doc d;
	struct fingerprint print;
	catena_status status;
	char *id = NULL, *p;

	dedup_exact_seen_limit(seen, share_index_arrive(x, SHARE_INDEX_NO_DATE));
	while ((status = share_index_next(ctx, x, &d)) == CATENA_OK) {
		if (d.head_size != sizeof print) {
			status = ctx->host->fail(ctx, CATENA_E_IO,
			                         "the index is damaged: a fingerprint has %u "
			                         "bytes",
			                         d.head_size);
			break;
		}
		memcpy(&print, d.head, sizeof print);
		p = realloc(id, (size_t)d.id_size + 1);
		if (!p) {
			status = ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
			break;
		}
		id = p;
		status = share_index_body(ctx, x, d.at, id, d.id_size);
		if (status == CATENA_OK &&
		    dedup_exact_seen_add(seen, &print, id, d.id_size, d.date) < 0)
			status = broken(ctx);
		if (status != CATENA_OK)
			break;
	}
	free(id);
	return status == CATENA_END ? CATENA_OK : status;
}

catena_status dedup_exact_known_open(catena_ctx *ctx, struct share_index *x,
                                     struct seen *seen)
{
	const catena_status status = share_index_open(ctx, x);

	if (status != CATENA_OK || share_index_resumes(x))
		return status;
	return load(ctx, x, seen);
}

catena_status dedup_exact_known_add(catena_ctx *ctx, struct share_index *x,
                                    struct seen *seen,
                                    const struct fingerprint *print, const char *id,
                                    uint32_t id_size, int64_t date)
{
	struct share_index_doc d = {.date = date,
	                            .head = print,
	                            .head_size = sizeof *print,
	                            .id = id,
	                            .id_size = id_size};

	if (dedup_exact_seen_add(seen, print, id, id_size, date) < 0)
		return broken(ctx);
	if (!x)
		return CATENA_OK;
	(void)share_index_arrive(x, date);
	return share_index_add(ctx, x, &d);
}

catena_status dedup_exact_known_save(catena_ctx *ctx, struct share_index *x)
{
	return checkpoint_save(ctx, x);
}

catena_status dedup_exact_known_restore(catena_ctx *ctx, struct share_index *x,
                                        struct seen *seen)
{
	const catena_status status = checkpoint_rewind(ctx, x);

	return status == CATENA_OK ? load(ctx, x, seen) : status;
}
