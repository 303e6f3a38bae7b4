/* SPDX-License-Identifier: MIT */
/* json_read.h - looks into a line of JSON without building anything from it.
 *
 * A value is the bytes it stands on.  What is asked for is found by walking
 * over the rest, so a line of a few values is cheap whatever else is in it.
 * Any bytes may be given: what is no JSON ends the walk.  [any] */
#ifndef CATENA_JSON_READ_H
#define CATENA_JSON_READ_H

#include "arena.h"
#include <stdbool.h>
#include <stdint.h>

struct json_value {
	const char *p; /* its first byte; NULL: there is none */
	size_t n;
};

/* A walk over the members of an object or the items of an array. */
struct json_walk {
	const char *at, *end;
	bool first, bad; /* bad: what stood there was no JSON */
};

/* The value that begins in these bytes, blanks before it left out. */
struct json_value json_value(const char *bytes, size_t size);

/* A walk of something that is neither object nor array has no steps. */
struct json_walk json_walk(struct json_value);

/* The next one; false: there is none.  key: with its quotes. */
bool json_next_member(struct json_walk *, struct json_value *key,
                      struct json_value *value);
bool json_next_item(struct json_walk *, struct json_value *value);

/* The member of that name (the first), or none. */
struct json_value json_member(struct json_value object, const char *name);

bool json_is_string(struct json_value);
/* Is it the string `name`? */
bool json_equals(struct json_value, const char *name);

/* A string without quotes and escapes, in the arena, NUL-ended; any other value
 * as it is written.  NULL when there is none, or out of memory. */
char *json_text(struct arena *, struct json_value, size_t *size);

/* Of a number; `otherwise` if it is none. */
double json_number(struct json_value, double otherwise);

#endif
