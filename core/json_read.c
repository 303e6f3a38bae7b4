/* SPDX-License-Identifier: MIT */
/* json_read.c - looks into a line of JSON without building anything from it. */
#include "build.h"

#include "json_read.h"
#include <catena/utf8.h>
#include <stdlib.h>
#include <string.h>

/* ---- Walking ---- */

static const char *blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r'))
		p++;
	return p;
}

/* Behind the string that begins at p with a quote; NULL: it does not end. */
static const char *behind_string(const char *p, const char *end)
{
	for (p++; p < end; p++) {
		if (*p == '\\')
			p++;
		else if (*p == '"')
			return p + 1;
	}
	return NULL;
}

static const char *behind_nested(const char *p, const char *end)
{
	size_t depth = 0;
	while (p && p < end) {
		if (*p == '"') {
			p = behind_string(p, end);
			continue;
		}
		if (*p == '[' || *p == '{')
			depth++;
		else if (*p == ']' || *p == '}')
			depth--;
		p++;
		if (!depth)
			return p;
	}
	return NULL;
}

static const char *behind_word(const char *p, const char *end)
{
	const char *const from = p;
	while (p < end &&
	       (*p == '-' || *p == '+' || *p == '.' || (*p >= '0' && *p <= '9') ||
	        (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z')))
		p++;
	return p > from ? p : NULL;
}

struct json_value json_value(const char *bytes, size_t size)
{
	const char *const end = bytes + size, *const p = blanks(bytes, end);
	const struct json_value none = {NULL, 0};
	if (p == end)
		return none;
	const char *const behind = *p == '"'                ? behind_string(p, end)
	                           : *p == '{' || *p == '[' ? behind_nested(p, end)
	                                                    : behind_word(p, end);
	const struct json_value v = {p, behind ? (size_t)(behind - p) : 0};
	return behind ? v : none;
}

struct json_walk json_walk(struct json_value v)
{
	struct json_walk w = {NULL, NULL, true, true};
	if (v.p && v.n >= 2 && (*v.p == '{' || *v.p == '[')) {
		w.at = v.p + 1;
		w.end = v.p + v.n - 1;
		w.bad = false;
	}
	return w;
}

static bool take(struct json_walk *w, struct json_value *v)
{
	*v = json_value(w->at, (size_t)(w->end - w->at));
	if (v->p)
		w->at = v->p + v->n;
	else
		w->bad = true;
	return v->p;
}

static bool take_mark(struct json_walk *w, char mark)
{
	w->at = blanks(w->at, w->end);
	if (w->at == w->end || *w->at != mark) {
		w->bad = true;
		return false;
	}
	w->at++;
	return true;
}

bool json_next_item(struct json_walk *w, struct json_value *value)
{
	if (w->bad || blanks(w->at, w->end) == w->end)
		return false;
	if (!w->first && !take_mark(w, ','))
		return false;
	w->first = false;
	return take(w, value);
}

bool json_next_member(struct json_walk *w, struct json_value *key,
                      struct json_value *value)
{
	if (!json_next_item(w, key))
		return false;
	if (!json_is_string(*key))
		w->bad = true;
	return !w->bad && take_mark(w, ':') && take(w, value);
}

struct json_value json_member(struct json_value object, const char *name)
{
	struct json_walk w = json_walk(object);
	struct json_value key, value;
	while (json_next_member(&w, &key, &value)) {
		if (json_equals(key, name))
			return value;
	}
	return (struct json_value){NULL, 0};
}

/* ---- Values ---- */

bool json_is_string(struct json_value v)
{
	return v.p && v.n >= 2 && *v.p == '"';
}

bool json_equals(struct json_value v, const char *name)
{
	const size_t n = strlen(name);
	return json_is_string(v) && v.n == n + 2 && !memcmp(v.p + 1, name, n);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Of the four digits at p; UINT32_MAX if there are none. */
static uint32_t hex_unit(const char *p, const char *end)
{
	uint32_t unit = 0;
	if (end - p < 4)
		return UINT32_MAX;
	for (int i = 0; i < 4; i++) {
		const int digit = hex_digit(p[i]);
		if (digit < 0)
			return UINT32_MAX;
		unit = unit << 4 | (uint32_t)digit;
	}
	return unit;
}

/* The character of \uXXXX, p at its digits, two of them for one beyond the
 * first plane.  Half a pair is U+FFFD. */
static const char *unescape_unit(const char *p, const char *end, char **out)
{
	uint32_t c = hex_unit(p, end);
	if (c == UINT32_MAX)
		return p;
	p += 4;
	if (c >= 0xD800 && c < 0xDC00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
		const uint32_t low = hex_unit(p + 2, end);
		if (low >= 0xDC00 && low < 0xE000) {
			c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
			p += 6;
		}
	}
	if (c >= 0xD800 && c < 0xE000)
		c = 0xFFFD;
	*out += utf8_encode(c, *out);
	return p;
}

static const char *unescape(const char *p, const char *end, char **out)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	if (p == end)
		return p;
	if (*p == 'u')
		return unescape_unit(p + 1, end, out);
	const char *const known = memchr(from, *p, sizeof from - 1);
	*(*out)++ = known ? to[known - from] : *p;
	return p + 1;
}

char *json_text(struct arena *arena, struct json_value v, size_t *size)
{
	if (!v.p)
		return NULL;
	if (!json_is_string(v)) {
		if (size)
			*size = v.n;
		return arena_copy(arena, v.p, v.n);
	}
	/* No escape is shorter than what it stands for. */
	char *const text = arena_alloc(arena, v.n + 1, 1);
	const char *p = v.p + 1, *const end = v.p + v.n - 1;
	char *out = text;
	if (!text)
		return NULL;
	while (p < end) {
		const char *const slash = memchr(p, '\\', (size_t)(end - p));
		const size_t plain = (size_t)((slash ? slash : end) - p);
		memcpy(out, p, plain);
		out += plain;
		p += plain;
		if (slash)
			p = unescape(p + 1, end, &out);
	}
	*out = 0;
	if (size)
		*size = (size_t)(out - text);
	return text;
}

double json_number(struct json_value v, double otherwise)
{
	char digits[64];
	char *end;
	if (!v.p || !v.n || v.n >= sizeof digits ||
	    !(*v.p == '-' || (*v.p >= '0' && *v.p <= '9')))
		return otherwise;
	memcpy(digits, v.p, v.n);
	digits[v.n] = 0;
	const double number = strtod(digits, &end);
	return *end ? otherwise : number;
}
