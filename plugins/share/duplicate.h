/* SPDX-License-Identifier: MIT */
/* duplicate.h - what deduplicators say of a document: six fields, and a drop
 * if that is wanted. */
#ifndef CATENA_SHARE_DUPLICATE_H
#define CATENA_SHARE_DUPLICATE_H

#include <catena/plugin.h>
#include <string.h>

struct duplicate {
	const char *of; /* id of the document that is kept */
	uint32_t of_size;
	const char *group; /* id of the first document of its group */
	uint32_t group_size;
	double similarity, containment;
	const char *rule; /* what made it one: "similarity >= 0.5" */
};

static inline catena_status duplicate_number(catena_ctx *ctx, const char *name,
                                             double value)
{
	const struct catena_field f = {.name = name,
	                               .name_size = (uint32_t)strlen(name),
	                               .type = CATENA_FIELD_FLOAT,
	                               .f = value};

	return ctx->host->field_set(ctx, &f);
}

static inline catena_status duplicate_string(catena_ctx *ctx, const char *name,
                                             const char *s, uint32_t size)
{
	const struct catena_field f = {.name = name,
	                               .name_size = (uint32_t)strlen(name),
	                               .type = CATENA_FIELD_STRING,
	                               .s = s,
	                               .size = size};

	return ctx->host->field_set(ctx, &f);
}

static inline catena_status duplicate_name(catena_ctx *ctx, const char *name,
                                           const char *s)
{
	return s ? duplicate_string(ctx, name, s, (uint32_t)strlen(s)) : CATENA_OK;
}

static inline catena_status duplicate_mark(catena_ctx *ctx,
                                           const struct duplicate *d)
{
	catena_status status = duplicate_string(ctx, "duplicate_of", d->of, d->of_size);

	if (status == CATENA_OK)
		status = duplicate_number(ctx, "duplicate_similarity", d->similarity);
	if (status == CATENA_OK)
		status = duplicate_number(ctx, "duplicate_containment", d->containment);
	if (status == CATENA_OK)
		status = duplicate_string(ctx, "duplicate_group", d->group, d->group_size);
	if (status == CATENA_OK)
		status = duplicate_name(ctx, "duplicate_by", ctx->host->stage(ctx));
	if (status == CATENA_OK)
		status = duplicate_name(ctx, "duplicate_rule", d->rule);
	return status;
}

#endif
