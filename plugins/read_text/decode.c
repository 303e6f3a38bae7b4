/* SPDX-License-Identifier: MIT */
/* decode.c - iconv, with a buffer that grows */
#define _POSIX_C_SOURCE 200809L
#include "decode.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	NOTHING = 0xFF, /* a byte that UTF-8 never has */
	KEEP = 1 << 20  /* bytes of buffer kept between documents */
};

struct read_text_decoder {
	iconv_t cd;
	size_t unit; /* bytes of the encoding's smallest code */
	char *out;
	size_t size, cap;
};

#define NO_ICONV ((iconv_t)-1)

bool read_text_is_utf8(const char *encoding)
{
	static const char *const names[] = {"UTF-8", "UTF8", "ASCII", "US-ASCII"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcasecmp(encoding, names[i]) == 0)
			return true;
	return false;
}

bool read_text_decode_known(const char *encoding)
{
	const iconv_t cd = iconv_open("UTF-8", encoding);
	if (cd == NO_ICONV)
		return false;
	iconv_close(cd);
	return true;
}

/* LF alone must be LF, and nothing more must be needed for it. */
bool read_text_decode_has_lines(const char *encoding)
{
	const iconv_t cd = iconv_open("UTF-8", encoding);
	char in[] = "a\n", out[8];
	char *from = in, *to = out;
	size_t left = 2, room = sizeof out;
	if (cd == NO_ICONV)
		return false;
	const size_t rc = iconv(cd, &from, &left, &to, &room);
	iconv_close(cd);
	return rc == 0 && to - out == 2 && memcmp(out, "a\n", 2) == 0;
}

static size_t unit_of(const char *encoding)
{
	static const struct {
		const char *name;
		size_t unit;
	} wide[] = {{"UTF-16", 2}, {"UTF16", 2}, {"UCS-2", 2}, {"UCS2", 2},
	            {"UTF-32", 4}, {"UTF32", 4}, {"UCS-4", 4}, {"UCS4", 4}};
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (strncasecmp(encoding, wide[i].name, strlen(wide[i].name)) == 0)
			return wide[i].unit;
	return 1;
}

struct read_text_decoder *read_text_decoder_new(const char *encoding)
{
	struct read_text_decoder *const d = calloc(1, sizeof *d);
	if (!d)
		return NULL;
	d->unit = unit_of(encoding);
	d->cd = iconv_open("UTF-8", encoding);
	if (d->cd == NO_ICONV) {
		free(d);
		return NULL;
	}
	return d;
}

void read_text_decoder_free(struct read_text_decoder *d)
{
	if (!d)
		return;
	iconv_close(d->cd);
	free(d->out);
	free(d);
}

static bool grow(struct read_text_decoder *d, size_t more)
{
	if (d->cap - d->size >= more)
		return true;
	const size_t cap = d->cap + d->cap / 2 + more;
	char *const out = cap > d->cap ? realloc(d->out, cap) : NULL;
	if (!out)
		return false;
	d->out = out;
	d->cap = cap;
	return true;
}

/* Converts into d->out.  0, or E_NOMEM, or E_INPUT when it is too large. */
static catena_status convert(struct read_text_decoder *d, char *from, size_t left,
                             uint64_t max)
{
	d->size = 0;
	iconv(d->cd, NULL, NULL, NULL, NULL);
	for (bool flush = false; !flush;) {
		if (!grow(d, left + left / 8 + 64))
			return CATENA_E_NOMEM;
		flush = left == 0;
		char *to = d->out + d->size;
		size_t room = d->cap - d->size;
		const size_t rc = flush ? iconv(d->cd, NULL, NULL, &to, &room)
		                        : iconv(d->cd, &from, &left, &to, &room);
		const int error = rc == (size_t)-1 ? errno : E2BIG;
		d->size = (size_t)(to - d->out);
		if (d->size > max)
			return CATENA_E_INPUT;
		if (error == E2BIG)
			continue;
		/* Nothing begins here (EILSEQ), or the text ends inside it. */
		if (!grow(d, 1))
			return CATENA_E_NOMEM;
		d->out[d->size++] = (char)NOTHING;
		const size_t skip = error == EINVAL || left < d->unit ? left : d->unit;
		from += skip;
		left -= skip;
	}
	return CATENA_OK;
}

catena_status read_text_decode(catena_ctx *ctx, struct read_text_decoder *d,
                               const char *bytes, size_t size)
{
	const struct catena_host *const h = ctx->host;
	char *in = NULL;
	memcpy(&in, &bytes, sizeof in); /* iconv's parameter lacks a const */
	const catena_status status = convert(d, in, size, h->max_document(ctx));
	if (status == CATENA_E_INPUT)
		return h->fail(ctx, status, "larger than max_document as UTF-8");
	char *const text = status ? NULL : h->alloc(ctx, d->size + 1, 1);
	if (!text)
		return h->fail(ctx, CATENA_E_NOMEM, "out of memory");
	memcpy(text, d->out, d->size);
	text[d->size] = '\0';
	const size_t n = d->size;
	if (d->cap > KEEP) {
		free(d->out);
		d->out = NULL;
		d->cap = 0;
	}
	return h->set_text(ctx, text, n);
}
