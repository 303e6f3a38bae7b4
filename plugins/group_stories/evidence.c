/* SPDX-License-Identifier: MIT */
/* evidence.c - what is said of a document: fields, and the file of stories. */
#include "group_stories.h"
#include <catena/json.h>

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static catena_status set(catena_ctx *ctx, const char *name, struct catena_field f)
{
	f.name = name;
	f.name_size = (uint32_t)strlen(name);
	return ctx->host->field_set(ctx, &f);
}

static catena_status set_string(catena_ctx *ctx, const char *name, const char *s,
                                uint32_t size)
{
	return set(
	    ctx, name,
	    (struct catena_field){.type = CATENA_FIELD_STRING, .s = s, .size = size});
}

/* Four digits behind the point, as they are read back. */
static double short_of(double score)
{
	return floor(score * 10000 + 0.5) / 10000;
}

/* Where the text has a term; NULL: nowhere. */
static const struct place *place_of(const struct record *r, uint32_t hash)
{
	const struct term *const terms = record_terms(r);
	uint32_t low = 0, high = r->n_terms;

	while (high > low) {
		const uint32_t mid = low + (high - low) / 2;
		if (terms[mid].hash < hash)
			low = mid + 1;
		else
			high = mid;
	}
	return low < r->n_terms && terms[low].hash == hash ? record_places(r) + low
	                                                   : NULL;
}

/* Terms as this document writes them. */
static catena_status set_terms(catena_ctx *ctx, const struct record *r,
                               const struct verdict *v)
{
	uint32_t size;
	const char *const text = ctx->host->text(ctx, &size);
	struct json_buf b = {0};
	catena_status status;

	json_char(&b, '[');
	for (uint32_t i = 0; i < v->n_terms; i++) {
		const struct place *const p = place_of(r, v->terms[i]);
		if (!p || p->begin > size || p->size > size - p->begin)
			continue;
		if (b.n > 1)
			json_char(&b, ',');
		json_string(&b, text + p->begin, p->size);
	}
	json_char(&b, ']');
	status = b.failed ? no_memory(ctx)
	                  : set(ctx, "story_terms",
	                        (struct catena_field){.type = CATENA_FIELD_JSON,
	                                              .s = b.p,
	                                              .size = (uint32_t)b.n});
	json_free(&b);
	return status;
}

catena_status group_stories_mark(catena_ctx *ctx, const struct record *r,
                                 const struct verdict *v)
{
	catena_status status = set_string(ctx, "story", v->story, v->story_size);

	if (status != CATENA_OK || !v->with)
		return status;
	status = set_string(ctx, "story_with", v->with, v->with_size);
	if (status == CATENA_OK)
		status = set(ctx, "story_score",
		             (struct catena_field){.type = CATENA_FIELD_FLOAT,
		                                   .f = short_of(v->score)});
	if (status == CATENA_OK && v->copied)
		status =
		    set(ctx, "story_copied",
		        (struct catena_field){.type = CATENA_FIELD_INT, .i = v->copied});
	if (status == CATENA_OK && v->n_terms)
		status = set_terms(ctx, r, v);
	return status;
}

/* An id as a column: what would end it becomes a blank. */
static void put_id(struct json_buf *b, const char *id, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		json_char(b, (unsigned char)id[i] < 0x20 ? ' ' : id[i]);
	json_char(b, '\t');
}

catena_status group_stories_line(catena_ctx *ctx, struct catena_out *out,
                                 const struct verdict *v, const char *id,
                                 uint32_t id_size)
{
	struct json_buf b = {0};
	char score[32] = "";
	catena_status status;

	if (v->with)
		snprintf(score, sizeof score, "%.4f", v->score);
	put_id(&b, v->story, v->story_size);
	put_id(&b, id, id_size);
	put_id(&b, v->with ? v->with : "", v->with_size);
	json_raw(&b, score, strlen(score));
	json_char(&b, '\n');
	status = b.failed ? no_memory(ctx) : ctx->host->out_write(ctx, out, b.p, b.n);
	json_free(&b);
	return status;
}
