/* SPDX-License-Identifier: MIT */
/* jsontext.c - the little JSON that tests are written in. */
#include "build.h"

#include "parts.h"

#include <catena/utf8.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int hex(const char *s, uint32_t *value)
{
	*value = 0;
	for (int i = 0; i < 4; i++) {
		const char c = s[i];
		const int digit = c >= '0' && c <= '9'   ? c - '0'
		                  : c >= 'a' && c <= 'f' ? c - 'a' + 10
		                  : c >= 'A' && c <= 'F' ? c - 'A' + 10
		                                         : -1;
		if (digit < 0)
			return 0;
		*value = *value * 16 + (uint32_t)digit;
	}
	return 1;
}

/* What follows a backslash: bytes taken, 0 if it is wrong. */
static size_t unescape(const char *s, size_t n, char *to, size_t *made)
{
	static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
	uint32_t c;
	*made = 1;
	const char *at = n && s[0] ? strchr(from, s[0]) : NULL;
	if (at) {
		*to = into[at - from];
		return 1;
	}
	if (n < 5 || s[0] != 'u' || !hex(s + 1, &c))
		return 0;
	*made = utf8_encode(c, to);
	return *made ? 5 : 0;
}

char *harness_unquote(struct harness *h, const char *s, size_t n, size_t *size)
{
	if (n < 2 || s[0] != '"' || s[n - 1] != '"')
		return NULL;
	char *out = harness_copy(h, s, n); /* never longer than what it stands for */
	*size = 0;
	for (size_t i = 1; i < n - 1;) {
		size_t made, taken;
		if (s[i] != '\\') {
			out[(*size)++] = s[i++];
			continue;
		}
		taken = unescape(s + i + 1, n - i - 2, out + *size, &made);
		if (!taken)
			return NULL;
		i += 1 + taken;
		*size += made;
	}
	out[*size] = 0;
	return out;
}

static int number(const char *json, struct catena_field *f)
{
	char *end;
	errno = 0;
	f->type = CATENA_FIELD_INT;
	f->i = strtoll(json, &end, 10);
	if (end != json && !*end && !errno)
		return 1;
	f->type = CATENA_FIELD_FLOAT;
	f->f = strtod(json, &end);
	return end != json && !*end;
}

int harness_field(struct harness *h, const char *name, const char *json,
                  struct catena_field *f)
{
	const size_t n = strlen(json);
	size_t size;
	*f = (struct catena_field){.name = name, .name_size = (uint32_t)strlen(name)};
	if (strcmp(json, "null") == 0)
		return 1;
	if (strcmp(json, "true") == 0 || strcmp(json, "false") == 0) {
		f->type = CATENA_FIELD_BOOL;
		f->i = json[0] == 't';
		return 1;
	}
	if (json[0] == '{' || json[0] == '[') {
		f->type = CATENA_FIELD_JSON;
		f->s = json;
		f->size = (uint32_t)n;
		return 1;
	}
	if (json[0] != '"')
		return number(json, f);
	f->type = CATENA_FIELD_STRING;
	f->s = harness_unquote(h, json, n, &size);
	f->size = f->s ? (uint32_t)size : 0;
	return f->s != NULL;
}
