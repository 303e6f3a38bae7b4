/* SPDX-License-Identifier: MIT */
/* catena/json.h - writes JSON (RFC 8259) into a buffer that grows.
 *
 * Static functions only: nothing to link, no state but the buffer, the same
 * bytes in every locale.  The caller writes the punctuation with json_char and
 * json_raw; what is written for a string or a number is always valid.
 *
 *     struct json_buf b = {0};
 *     json_raw(&b, "{\"id\":", 6);
 *     json_string(&b, id, id_size);
 *     json_char(&b, '}');
 *     if (b.failed) ... out of memory; else use b.p[0..b.n)
 *     json_free(&b);
 *
 * A buffer belongs to one thread at a time.  When memory runs out `failed`
 * stays set and every further call does nothing, so one test at the end will
 * do.  To use a buffer again, set n (and failed) to 0. */
#ifndef CATENA_JSON_H
#define CATENA_JSON_H

#include <catena/plugin.h>
#include <catena/utf8.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef __cplusplus
extern "C" {
#endif

struct json_buf { /* zeroed: empty */
	char *p;      /* from malloc; not NUL-ended */
	size_t n, cap;
	int failed;
};

static inline void json_free(struct json_buf *b)
{
	free(b->p);
	memset(b, 0, sizeof *b);
}

/* Makes the buffer larger; for json_room. */
static inline char *json_grow(struct json_buf *b, size_t more)
{
	if (b->failed || more > SIZE_MAX / 2 || b->n > SIZE_MAX / 2 - more) {
		b->failed = 1;
		return NULL;
	}
	size_t cap = b->cap < 256 ? 256 : b->cap;
	while (cap < b->n + more)
		cap += cap / 2;
	char *const p = (char *)realloc(b->p, cap);
	if (!p) {
		b->failed = 1;
		return NULL;
	}
	b->p = p;
	b->cap = cap;
	return p + b->n;
}

/* Where to write up to `more` bytes; the caller then adds to n.  NULL when
 * out of memory. */
static inline char *json_room(struct json_buf *b, size_t more)
{
	if (b->failed || b->cap - b->n < more)
		return json_grow(b, more);
	return b->p + b->n;
}

static inline void json_char(struct json_buf *b, char c)
{
	char *const p = json_room(b, 1);
	if (p) {
		*p = c;
		b->n++;
	}
}

/* JSON text, or a part of it, as it stands. */
static inline void json_raw(struct json_buf *b, const char *s, size_t size)
{
	char *const p = json_room(b, size);
	if (p && size) {
		memcpy(p, s, size);
		b->n += size;
	}
}

/* ---- Strings ---- */

/* Bytes at s that need no escape, 8 at a time: 0x00-0x1F, '"', '\' do. */
static inline size_t json_plain_prefix(const char *s, size_t size)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t high = UINT64_C(0x8080808080808080);
	size_t i = 0;
	for (; size - i >= 8; i += 8) {
		const uint64_t w = utf8_load8(s + i);
		const uint64_t quote = w ^ ones * '"', slash = w ^ ones * '\\';
		const uint64_t low = (w - ones * 0x20) & ~w;
		if ((low | ((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & high)
			break;
	}
	while (i < size && (unsigned char)s[i] >= 0x20 && s[i] != '"' && s[i] != '\\')
		i++;
	return i;
}

/* Writes c, which needs an escape, to p (room for 6); gives the bytes. */
static inline size_t json_escape(char *p, char c)
{
	static const char hex[] = "0123456789abcdef";
	char letter;
	switch (c) {
	case '\b':
		letter = 'b';
		break;
	case '\t':
		letter = 't';
		break;
	case '\n':
		letter = 'n';
		break;
	case '\f':
		letter = 'f';
		break;
	case '\r':
		letter = 'r';
		break;
	case '"':
	case '\\':
		letter = c;
		break;
	default:
		memcpy(p, "\\u00", 4);
		p[4] = hex[(unsigned char)c >> 4 & 15];
		p[5] = hex[(unsigned char)c & 15];
		return 6;
	}
	p[0] = '\\';
	p[1] = letter;
	return 2;
}

/* What stands inside the quotes, for text that is put together in pieces. */
static inline void json_string_part(struct json_buf *b, const char *s, size_t size)
{
	while (size) {
		const size_t plain = json_plain_prefix(s, size);
		char *const p = plain < SIZE_MAX - 6 ? json_room(b, plain + 6) : NULL;
		if (!p)
			return;
		memcpy(p, s, plain);
		b->n += plain;
		if (plain == size)
			return;
		b->n += json_escape(p + plain, s[plain]);
		s += plain + 1;
		size -= plain + 1;
	}
}

/* A string in quotes.  It must be well-formed UTF-8, as all text and names
 * from the host are; NUL and control characters are escaped. */
static inline void json_string(struct json_buf *b, const char *s, size_t size)
{
	json_char(b, '"');
	json_string_part(b, s, size);
	json_char(b, '"');
}

/* As json_string, for bytes that may be anything: what is not well-formed
 * becomes U+FFFD.  Gives the number of replacements. */
static inline size_t json_string_repair(struct json_buf *b, const char *s,
                                        size_t size)
{
	size_t repaired = 0;
	json_char(b, '"');
	while (size) {
		const size_t good = utf8_valid_prefix(s, size);
		json_string_part(b, s, good);
		s += good;
		size -= good;
		if (size) {
			const unsigned bad = utf8_bad_length(s, size);
			json_raw(b, UTF8_REPLACEMENT, 3);
			s += bad;
			size -= bad;
			repaired++;
		}
	}
	json_char(b, '"');
	return repaired;
}

/* Any bytes as a string in base64 (RFC 4648, with padding). */
static inline void json_base64(struct json_buf *b, const void *bytes, size_t size)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                            "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *u = (const unsigned char *)bytes;
	json_char(b, '"');
	while (size && !b->failed) {
		const size_t step = size < 3 ? size : 3;
		const uint32_t w = (uint32_t)u[0] << 16 |
		                   (step > 1 ? (uint32_t)u[1] << 8 : 0) |
		                   (step > 2 ? u[2] : 0);
		const char four[4] = {digit[w >> 18], digit[w >> 12 & 63],
		                      step > 1 ? digit[w >> 6 & 63] : '=',
		                      step > 2 ? digit[w & 63] : '='};
		json_raw(b, four, 4);
		u += step;
		size -= step;
	}
	json_char(b, '"');
}

/* ---- Numbers ---- */

/* Two digits of v, which is below 100. */
static inline void json_put_pair(char *p, uint32_t v)
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324"
	                            "25262728293031323334353637383940414243444546474849"
	                            "50515253545556575859606162636465666768697071727374"
	                            "75767778798081828384858687888990919293949596979899";
	memcpy(p, pairs + 2 * v, 2);
}

/* v below 100, without a leading zero; gives the bytes. */
static inline size_t json_put_head(char *p, uint32_t v)
{
	if (v < 10) {
		*p = (char)('0' + v);
		return 1;
	}
	json_put_pair(p, v);
	return 2;
}

/* Writes v to p (room for 20) without a final NUL; gives the bytes.  Digits are
 * worked out in pairs, from the front, so that no part waits for another. */
static inline size_t json_put_uint(char *p, uint64_t v)
{
	size_t n = 0;
	if (v >= 100000000) {
		n = json_put_uint(p, v / 100000000);
		const uint32_t low = (uint32_t)(v % 100000000);
		json_put_pair(p + n, low / 1000000);
		json_put_pair(p + n + 2, low / 10000 % 100);
		json_put_pair(p + n + 4, low / 100 % 100);
		json_put_pair(p + n + 6, low % 100);
		return n + 8;
	}
	const uint32_t w = (uint32_t)v;
	if (w < 100)
		return json_put_head(p, w);
	if (w < 10000) {
		n = json_put_head(p, w / 100);
	} else if (w < 1000000) {
		n = json_put_head(p, w / 10000);
		json_put_pair(p + n, w / 100 % 100);
		n += 2;
	} else {
		n = json_put_head(p, w / 1000000);
		json_put_pair(p + n, w / 10000 % 100);
		json_put_pair(p + n + 2, w / 100 % 100);
		n += 4;
	}
	json_put_pair(p + n, w % 100);
	return n + 2;
}

static inline void json_uint(struct json_buf *b, uint64_t v)
{
	char *const p = json_room(b, 20);
	if (p)
		b->n += json_put_uint(p, v);
}

static inline void json_int(struct json_buf *b, int64_t v)
{
	if (v < 0)
		json_char(b, '-');
	json_uint(b, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

/* A magnitude of up to 15 digits written as `digits` with `scale` of them
 * behind the point.  Room for 20. */
static inline size_t json_put_decimal(char *p, uint64_t digits, unsigned scale)
{
	char raw[20];
	size_t n = json_put_uint(raw, digits), at = 0;
	if (n <= scale) {
		memcpy(p, "0.0000000000", 2 + scale - n);
		at = 2 + scale - n;
		memcpy(p + at, raw, n);
		return at + n;
	}
	memcpy(p, raw, n - scale);
	at = n - scale;
	p[at++] = '.';
	if (!scale)
		p[at++] = '0';
	memcpy(p + at, raw + n - scale, scale);
	return at + scale;
}

/* By printf, in whatever locale: all between digits that is not of a JSON
 * number is the locale's decimal point.  Room for 32. */
static inline size_t json_put_printf(char *p, double v)
{
	char s[64];
	size_t n = 0, plain = 1;
	for (int precision = 15; precision <= 17; precision++) {
		snprintf(s, sizeof s, "%.*g", precision, v);
		if (strtod(s, NULL) == v) /* same locale both ways */
			break;
	}
	for (const char *c = s; *c && n < 28; c++) {
		if ((*c >= '0' && *c <= '9') || *c == '-' || *c == '+' || *c == 'e') {
			plain = plain && *c != 'e';
			p[n++] = *c;
		} else if (n && p[n - 1] != '.') {
			plain = 0;
			p[n++] = '.';
		}
	}
	if (plain) {
		memcpy(p + n, ".0", 2);
		n += 2;
	}
	return n;
}

/* A short text that reads back as v, always with a point or an exponent,
 * so that it stays a float: 1.0, 0.87, 1e+20.  NaN and infinities, which JSON
 * has not, become null.
 *
 * Most doubles that occur are short decimals.  If d = v * 10^k rounds to an
 * integer below 10^15 and d / 10^k (one correctly rounded division of exact
 * numbers) gives v back, then d with its point moved is that text: a decimal
 * of 15 digits is the only one of 15 digits that reads as its double. */
static inline void json_double(struct json_buf *b, double v)
{
	static const double power[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5,
	                               1e6, 1e7, 1e8, 1e9, 1e10};
	if (!isfinite(v)) {
		json_raw(b, "null", 4);
		return;
	}
	char *const p = json_room(b, 34);
	if (!p)
		return;
	size_t n = 0;
	const double m = v < 0 ? -v : v;
	if (signbit(v))
		p[n++] = '-';
	for (unsigned k = 0; k < 11 && (m == 0 || m >= 1e-4); k++) {
		volatile double d = m * power[k] + 0.5; /* volatile: drop x87's */
		if (!(d < 1e15))                        /* extra bits */
			break;
		const uint64_t digits = (uint64_t)d;
		volatile double back = (double)digits / power[k];
		if (back == m) {
			b->n += n + json_put_decimal(p + n, digits, k);
			return;
		}
	}
	b->n += n + json_put_printf(p + n, m);
}

/* ---- Fields ---- */

/* The value of a document's field. */
static inline void json_field(struct json_buf *b, const struct catena_field *f)
{
	switch (f->type) {
	case CATENA_FIELD_BOOL:
		json_raw(b, f->i ? "true" : "false", f->i ? 4 : 5);
		break;
	case CATENA_FIELD_INT:
		json_int(b, f->i);
		break;
	case CATENA_FIELD_FLOAT:
		json_double(b, f->f);
		break;
	case CATENA_FIELD_STRING:
		json_string(b, f->s, f->size);
		break;
	case CATENA_FIELD_JSON:
		json_raw(b, f->s, f->size);
		break;
	default:
		json_raw(b, "null", 4);
	}
}

#ifdef __cplusplus
}
#endif
#endif /* CATENA_JSON_H */
