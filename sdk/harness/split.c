/* SPDX-License-Identifier: MIT */
/* split.c - simple tokens, sentences and paragraphs, for plugins under test that
 * must have some: words of letters and digits, everything else by itself.  The
 * columns are those of given.c: kind, flags, hash. */
#include "build.h"

#include "parts.h"

#include <catena/fold.h>
#include <catena/utf8.h>
#include <string.h>

enum {
	SPACE,
	LETTER,
	DIGIT,
	OTHER
};

/* Class of the character at s and its size in bytes. */
static int class_at(const char *s, uint32_t n, uint32_t *size, uint32_t *cp)
{
	*size = utf8_decode(s, n, cp);
	if (!*size) {
		*size = 1;
		return OTHER;
	}
	const uint32_t c = *cp;
	if (c <= ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) || c == 0x3000)
		return SPACE;
	if (c - '0' < 10)
		return DIGIT;
	if ((c | 0x20) - 'a' < 26 || (c >= 0xC0 && c != 0xD7 && c != 0xF7))
		return c >= 0x2010 && c < 0x2C00 ? OTHER : LETTER;
	return OTHER;
}

struct token {
	uint32_t end;
	uint8_t kind, flags;
};

static struct token token_at(const char *text, uint32_t begin, uint32_t size)
{
	uint32_t at = begin, n, c, letters = 0, upper = 0, digits = 0;
	struct token t = {0, CATENA_TOKEN_PUNCT, 0};
	for (int class; at < size; at += n) {
		class = class_at(text + at, size - at, &n, &c);
		if (class != LETTER && class != DIGIT)
			break;
		const int big = class == LETTER && catena_fold_char(c) != c;
		if (at == begin && big)
			t.flags |= CATENA_F_CAPITALISED;
		letters += class == LETTER;
		digits += class == DIGIT;
		upper += (uint32_t)big;
	}
	if (at == begin) {
		class_at(text + at, size - at, &n, &c);
		at += n;
	}
	if (letters)
		t.kind = CATENA_TOKEN_WORD;
	else if (digits)
		t.kind = CATENA_TOKEN_NUMBER;
	if (upper >= 2 && upper == letters)
		t.flags |= CATENA_F_ALL_CAPS;
	if (digits)
		t.flags |= CATENA_F_HAS_DIGIT;
	if (at == size || class_at(text + at, size - at, &n, &c) == SPACE)
		t.flags |= CATENA_F_SPACE_AFTER;
	t.end = at;
	return t;
}

static uint32_t skip_space(const char *text, uint32_t at, uint32_t size)
{
	uint32_t n, c;
	while (at < size && class_at(text + at, size - at, &n, &c) == SPACE)
		at += n;
	return at;
}

/* Does the text between two tokens, or the token before, end a sentence? */
static int is_end(const char *text, uint32_t begin, uint32_t end, uint32_t next)
{
	const int stop = end - begin == 1 && strchr(".!?", text[begin]) && end < next;
	return stop ||
	       (next > end && memchr(text + end, '\n', next - end) &&
	        strstr(text + end, "\n\n") && strstr(text + end, "\n\n") < text + next);
}

static catena_status add(catena_ctx *ctx, struct catena_writer *w, uint32_t begin,
                         uint32_t end)
{
	if (catena_row(ctx, w, begin, end) == CATENA_OK)
		return CATENA_OK;
	return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

static catena_status tokens(catena_ctx *ctx, struct catena_writer *w,
                            const char *text, uint32_t size)
{
	int start = 1;
	for (uint32_t at = skip_space(text, 0, size), next; at < size; at = next) {
		struct token t = token_at(text, at, size);
		if (start)
			t.flags |= CATENA_F_SENTENCE_START;
		next = skip_space(text, t.end, size);
		start = is_end(text, at, t.end, next);
		if (add(ctx, w, at, t.end) != CATENA_OK)
			return CATENA_E_NOMEM;
		if (w->cols[0])
			((uint8_t *)w->cols[0])[w->n - 1] = t.kind;
		if (w->cols[1])
			((uint8_t *)w->cols[1])[w->n - 1] = t.flags;
		if (w->cols[2])
			((uint32_t *)w->cols[2])[w->n - 1] =
			    catena_fold_hash(text + at, t.end - at);
	}
	return CATENA_OK;
}

static catena_status sentences(catena_ctx *ctx, struct catena_writer *w,
                               const char *text, uint32_t size)
{
	uint32_t begin = skip_space(text, 0, size);
	for (uint32_t at = begin, next; at < size; at = next) {
		const struct token t = token_at(text, at, size);
		next = skip_space(text, t.end, size);
		if (next < size && !is_end(text, at, t.end, next))
			continue;
		if (add(ctx, w, begin, t.end) != CATENA_OK)
			return CATENA_E_NOMEM;
		begin = next;
	}
	return CATENA_OK;
}

static catena_status paragraphs(catena_ctx *ctx, struct catena_writer *w,
                                const char *text, uint32_t size)
{
	for (uint32_t at = skip_space(text, 0, size); at < size;) {
		const char *blank = strstr(text + at, "\n\n");
		uint32_t end = blank ? (uint32_t)(blank - text) : size;
		const uint32_t next = skip_space(text, end, size);
		while (end > at && (unsigned char)text[end - 1] <= ' ')
			end--;
		if (add(ctx, w, at, end) != CATENA_OK)
			return CATENA_E_NOMEM;
		at = next;
	}
	return CATENA_OK;
}

int harness_split(catena_ctx *ctx, uint32_t use, const char *layer,
                  catena_status *status)
{
	static const struct {
		const char *layer;
		catena_status (*make)(catena_ctx *, struct catena_writer *, const char *,
		                      uint32_t);
	} makers[] = {
	    {"token", tokens}, {"sentence", sentences}, {"paragraph", paragraphs}};
	uint32_t size;
	const char *text = ctx->host->text(ctx, &size);
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
		if (strcmp(makers[i].layer, layer) != 0)
			continue;
		struct catena_writer *w = ctx->host->write(ctx, use, size / 5 + 1);
		*status = w ? makers[i].make(ctx, w, text, size)
		            : ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
		return 1;
	}
	return 0;
}
