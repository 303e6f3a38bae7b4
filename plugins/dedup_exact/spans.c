/* SPDX-License-Identifier: MIT */
/* spans.c - the lines, paragraphs or sentences that stand in several documents,
 * or in one several times. */
#include "spans.h"
#include <catena/json.h>
#include <errno.h>
#include <string.h>

struct span {
	struct fingerprint print;
	uint32_t begin, end, letters, unused;
};

static catena_status no_memory(catena_ctx *ctx)
{
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

/* ---- Cutting ---- */

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static uint32_t line_end(const char *s, uint32_t size, uint32_t at)
{
	const char *const end = memchr(s + at, '\n', size - at);

	return end ? (uint32_t)(end - s) : size;
}

static bool is_blank_line(const char *s, uint32_t from, uint32_t to)
{
	while (from < to && is_blank(s[from]))
		from++;
	return from == to;
}

/* The end of the line or paragraph that begins at `at`. */
static uint32_t span_end(const char *s, uint32_t size, uint32_t at,
                         enum span_kind kind)
{
	uint32_t end = line_end(s, size, at);

	while (kind == SPAN_PARAGRAPH && end < size) {
		const uint32_t next = line_end(s, size, end + 1);
		if (is_blank_line(s, end + 1, next))
			break;
		end = next;
	}
	return end;
}

static catena_status add(catena_ctx *ctx, const struct span_rule *rule,
                         struct normal *normal, const char *s, uint32_t begin,
                         uint32_t end)
{
	struct span x = {.begin = begin, .end = end};
	size_t left;

	if (!dedup_exact_fingerprint(normal, rule->flags, s + begin, end - begin,
	                             &x.print, &left))
		return no_memory(ctx);
	if (left < rule->least || !left)
		return CATENA_OK;
	x.letters = (uint32_t)left;
	return ctx->host->stash(ctx, &x, sizeof x);
}

static catena_status measure_text(catena_ctx *ctx, const struct span_rule *rule,
                                  struct normal *normal)
{
	uint32_t size;
	const char *const s = ctx->host->text(ctx, &size);
	catena_status status = CATENA_OK;

	for (uint32_t at = 0; at < size && status == CATENA_OK;) {
		const uint32_t line = line_end(s, size, at);
		uint32_t end;
		if (is_blank_line(s, at, line)) {
			at = line + 1;
			continue;
		}
		end = span_end(s, size, at, rule->kind);
		status = add(ctx, rule, normal, s, at, end);
		at = end + 1;
	}
	return status;
}

catena_status dedup_exact_spans_measure(catena_ctx *ctx,
                                        const struct span_rule *rule,
                                        struct normal *normal)
{
	const struct catena_layer *layer;
	catena_status status = CATENA_OK;
	uint32_t size;

	if (rule->kind != SPAN_SENTENCE)
		return measure_text(ctx, rule, normal);
	layer = ctx->host->read(ctx, rule->use);
	if (!layer)
		return ctx->host->fail(
		    ctx, CATENA_E_CONFIG,
		    "by = \"sentence\" needs the layer \"sentence\": put "
		    "a tokenizer before this stage");
	const char *const s = ctx->host->text(ctx, &size);
	for (uint32_t i = 0; i < layer->n && status == CATENA_OK; i++)
		status = add(ctx, rule, normal, s, layer->begin[i], layer->end[i]);
	return status;
}

/* ---- Finding ---- */

static void put_span(struct json_buf *b, const struct span *x, const char *of,
                     uint32_t size)
{
	json_char(b, b->n ? ',' : '[');
	json_raw(b, "{\"begin_byte\":", 14);
	json_uint(b, x->begin);
	json_raw(b, ",\"end_byte\":", 12);
	json_uint(b, x->end);
	json_raw(b, ",\"of\":", 6);
	json_string(b, of, size);
	json_char(b, '}');
}

static catena_status set_fields(catena_ctx *ctx, const struct json_buf *b,
                                double part)
{
	const struct catena_field spans = {.name = "repeated_spans",
	                                   .name_size = 14,
	                                   .type = CATENA_FIELD_JSON,
	                                   .s = b->p,
	                                   .size = (uint32_t)b->n};
	const struct catena_field share = {.name = "repeated_part",
	                                   .name_size = 13,
	                                   .type = CATENA_FIELD_FLOAT,
	                                   .f = part};
	catena_status status = ctx->host->field_set(ctx, &spans);

	return status == CATENA_OK ? ctx->host->field_set(ctx, &share) : status;
}

/* Keeps whose the longest one is. */
static bool keep_longest(catena_ctx *ctx, struct span_result *r, const char *of,
                         uint32_t size)
{
	char *const copy = ctx->host->alloc(ctx, (size_t)size + 1, 1);

	if (!copy)
		return false;
	memcpy(copy, of, size);
	copy[size] = '\0';
	r->of = copy;
	r->of_size = size;
	return true;
}

static catena_status broken(catena_ctx *ctx)
{
	if (errno == ENOMEM)
		return no_memory(ctx);
	return ctx->host->fail(ctx, CATENA_E_IO, "temporary file of the ids: %s",
	                       strerror(errno));
}

catena_status dedup_exact_spans_find(catena_ctx *ctx, struct seen *seen,
                                     struct span_result *r)
{
	size_t size;
	const struct span *const spans = ctx->host->stashed(ctx, &size);
	const size_t n = spans ? size / sizeof *spans : 0;
	uint32_t own_size, longest = 0;
	const char *const own = ctx->host->id(ctx, &own_size);
	uint64_t letters = 0, repeated = 0;
	struct json_buf b = {0};
	catena_status status = CATENA_OK;

	*r = (struct span_result){.all = n > 0};
	for (size_t i = 0; i < n && status == CATENA_OK; i++) {
		const char *of;
		uint32_t of_size;
		const int known =
		    dedup_exact_seen_find(seen, &spans[i].print, &of, &of_size);
		letters += spans[i].letters;
		if (known < 0 || (!known && dedup_exact_seen_add(seen, &spans[i].print, own,
		                                                 own_size, INT64_MAX) < 0))
			status = broken(ctx);
		r->all = r->all && known > 0;
		if (known <= 0)
			continue;
		put_span(&b, &spans[i], of, of_size);
		repeated += spans[i].letters;
		if (spans[i].letters > longest && !keep_longest(ctx, r, of, of_size))
			status = no_memory(ctx);
		longest = spans[i].letters > longest ? spans[i].letters : longest;
	}
	json_char(&b, ']');
	if (status == CATENA_OK && b.failed)
		status = no_memory(ctx);
	r->part = letters ? (double)repeated / (double)letters : 0;
	if (status == CATENA_OK && r->of)
		status = set_fields(ctx, &b, r->part);
	json_free(&b);
	return status;
}
