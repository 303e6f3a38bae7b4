/* SPDX-License-Identifier: MIT */
/* config_env.c - ${NAME} and ${NAME:-default} in the strings of a config. */
#include "build.h"
#include "config_env.h"
#include "config_scan.h"
#include <catena/utf8.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	LONGEST_NAME = 128
};

struct expansion {
	char *out;
	size_t n;
	struct where where;
	const char *stage;
	struct diag *diag;
};

static bool add(struct expansion *e, const char *s, size_t n)
{
	if (n > CONFIG_MOST_STRING - e->n) {
		diag_at(e->diag, CATENA_ERROR, e->where, e->stage,
		        "the string has more than %d bytes with its variables in place",
		        CONFIG_MOST_STRING);
		return false;
	}
	memcpy(e->out + e->n, s, n);
	e->n += n;
	return true;
}

static const char *variable(const char *name)
{
	if (geteuid() != getuid() || getegid() != getgid())
		return NULL;
	return getenv(name);
}

static size_t name_length(const char *s)
{
	size_t n = 0;
	if (s[0] >= '0' && s[0] <= '9')
		return 0;
	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z') ||
	       (s[n] >= '0' && s[n] <= '9') || s[n] == '_')
		n++;
	return n;
}

/* begin: behind "${"; end: its "}". */
static bool add_variable(struct expansion *e, const char *begin, const char *end)
{
	char name[LONGEST_NAME + 1];
	const size_t n = name_length(begin);
	const char *const rest = begin + n;
	const bool has_default = end - rest >= 2 && rest[0] == ':' && rest[1] == '-';
	if (n == 0 || n > LONGEST_NAME || (rest != end && !has_default)) {
		diag_at(
		    e->diag, CATENA_ERROR, e->where, e->stage,
		    "\"${%.*s}\" is not ${NAME} or ${NAME:-default}; for a plain \"${\" "
		    "write \"$${\"",
		    (int)(end - begin < 60 ? end - begin : 60), begin);
		return false;
	}
	memcpy(name, begin, n);
	name[n] = '\0';
	const char *const value = variable(name);
	if (value && (*value || !has_default)) {
		if (utf8_valid_prefix(value, strlen(value)) == strlen(value))
			return add(e, value, strlen(value));
		diag_at(e->diag, CATENA_ERROR, e->where, e->stage,
		        "the environment variable %s does not hold UTF-8", name);
		return false;
	}
	if (has_default)
		return add(e, rest + 2, (size_t)(end - rest) - 2);
	diag_at(e->diag, CATENA_ERROR, e->where, e->stage,
	        "the environment variable %s is not set; set it, or write "
	        "${%s:-default}",
	        name, name);
	return false;
}

static bool expand(struct expansion *e, const char *s)
{
	while (*s) {
		const size_t plain = strcspn(s, "$");
		if (!add(e, s, plain))
			return false;
		s += plain;
		if (strncmp(s, "$${", 3) == 0) {
			if (!add(e, "${", 2))
				return false;
			s += 3;
		} else if (strncmp(s, "${", 2) == 0) {
			const char *const end = strchr(s, '}');
			if (!end) {
				diag_at(e->diag, CATENA_ERROR, e->where, e->stage,
				        "\"${\" without \"}\"; for a plain \"${\" write \"$${\"");
				return false;
			}
			if (!add_variable(e, s + 2, end))
				return false;
			s = end + 1;
		} else if (*s) {
			if (!add(e, s++, 1))
				return false;
		}
	}
	return true;
}

const char *config_expand(const char *s, struct arena *arena, struct where where,
                          const char *stage, struct diag *diag)
{
	struct expansion e = {NULL, 0, where, stage, diag};
	const char *result = NULL;
	if (!strstr(s, "${"))
		return s;
	e.out = malloc(CONFIG_MOST_STRING);
	if (!e.out || (expand(&e, s) && !(result = arena_copy(arena, e.out, e.n))))
		diag_error(diag, "out of memory while reading the config");
	free(e.out);
	return result;
}
