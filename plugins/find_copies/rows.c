/* SPDX-License-Identifier: MIT */
/* rows.c - copies as rows of the layer "copy". */
#include "find_copies.h"

static void put_number(struct catena_writer *w, uint32_t row, int column,
                       uint32_t number)
{
	if (w->cols[column])
		((uint32_t *)w->cols[column])[row] = number;
}

static catena_status put_string(catena_ctx *ctx, struct catena_writer *w,
                                uint32_t row, int column, const char *s,
                                uint32_t size)
{
	uint32_t number;

	if (!w->cols[column])
		return CATENA_OK;
	number = ctx->host->string_add(ctx, s, size);
	if (!number && size)
		return find_copies_no_memory(ctx);
	put_number(w, row, column, number);
	return CATENA_OK;
}

static uint32_t overlap(const struct quote *q, uint32_t begin, uint32_t end)
{
	const uint32_t from = q->begin > begin ? q->begin : begin;
	const uint32_t to = q->end < end ? q->end : end;

	return to > from ? to - from : 0;
}

/* The bytes of a passage that are in quotation marks, and the quote with a
 * speaker that has most of them; NULL: none. */
static uint32_t quoted(const struct quote *quotes, uint32_t n, uint32_t begin,
                       uint32_t end, const struct quote **best)
{
	uint32_t low = 0, high = n, sum = 0, most = 0;

	while (low < high) { /* the first that ends behind the beginning */
		const uint32_t mid = low + (high - low) / 2;
		if (quotes[mid].end <= begin)
			low = mid + 1;
		else
			high = mid;
	}
	*best = NULL;
	for (; low < n && quotes[low].begin < end; low++) {
		const uint32_t bytes = overlap(quotes + low, begin, end);
		sum += bytes;
		if (bytes > most && quotes[low].speaker_end) {
			most = bytes;
			*best = quotes + low;
		}
	}
	return sum;
}

/* More than half of it in quotation marks makes a quote. */
static catena_status put_quote(catena_ctx *ctx, struct catena_writer *w,
                               uint32_t row, const struct quote *quotes, uint32_t n)
{
	const uint32_t begin = w->begin[row], end = w->end[row];
	const struct quote *best;
	const bool is = quoted(quotes, n, begin, end, &best) > (end - begin) / 2;
	uint32_t size;
	const char *const text = ctx->host->text(ctx, &size);

	if (w->cols[COPY_QUOTE])
		((uint8_t *)w->cols[COPY_QUOTE])[row] = is;
	if (!is || !best)
		return put_string(ctx, w, row, COPY_SPEAKER, "", 0);
	return put_string(ctx, w, row, COPY_SPEAKER, text + best->speaker_begin,
	                  best->speaker_end - best->speaker_begin);
}

static catena_status put_source(catena_ctx *ctx, struct catena_writer *w,
                                uint32_t row, struct corpus *corpus,
                                const struct copy *c)
{
	struct copy_span span;
	const char *id;
	uint32_t size;

	if (find_copies_corpus_source(corpus, c, &span, &id, &size) < 0)
		return find_copies_broken(ctx);
	put_number(w, row, COPY_BEGIN, span.begin);
	put_number(w, row, COPY_END, span.end);
	put_number(w, row, COPY_BEGIN_CHARS, span.begin_chars);
	put_number(w, row, COPY_END_CHARS, span.end_chars);
	put_number(w, row, COPY_BEGIN_UTF16, span.begin_utf16);
	put_number(w, row, COPY_END_UTF16, span.end_utf16);
	return put_string(ctx, w, row, COPY_OF, id, size);
}

catena_status find_copies_rows(catena_ctx *ctx, struct corpus *corpus,
                               const struct copy_doc *d, const struct quote *quotes,
                               uint32_t n_quotes, const struct copy *copies,
                               uint32_t n)
{
	struct catena_writer *const w = ctx->host->write(ctx, USE_COPY, n);
	catena_status status = CATENA_OK;

	if (!w)
		return find_copies_no_memory(ctx);
	find_copies_corpus_sources(corpus, copies, n);
	for (uint32_t i = 0; i < n && status == CATENA_OK; i++) {
		const struct copy *const c = copies + i;
		const uint32_t row = w->n;
		status = catena_row(ctx, w, d->begin[c->from], d->end[c->to - 1]);
		if (status != CATENA_OK)
			break;
		put_number(w, row, COPY_WORDS, c->to - c->from);
		if (w->cols[COPY_SIMILARITY])
			((double *)w->cols[COPY_SIMILARITY])[row] = find_copies_similarity(c);
		status = put_source(ctx, w, row, corpus, c);
		if (status == CATENA_OK)
			status = put_quote(ctx, w, row, quotes, n_quotes);
	}
	return status;
}
