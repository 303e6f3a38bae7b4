/* SPDX-License-Identifier: MIT */
/* option_value.h - one setting, turned into the value of one option.  [setup] */
#ifndef CATENA_OPTION_VALUE_H
#define CATENA_OPTION_VALUE_H

#include "option.h"

struct value_context {
	const char *dir;   /* what relative paths are relative to */
	const char *stage; /* for messages; NULL: none */
	struct arena *arena;
	struct diag *diag;
};

/* Reports what is wrong; false if anything was. */
bool option_value(const struct catena_option *, const struct setting *,
                  const struct value_context *, union catena_value *);

/* The same from the table's default text: lists are split at commas. */
bool option_default(const struct catena_option *, const struct value_context *,
                    union catena_value *);

/* dir and path joined, without "." and empty segments; ".." stays, as a
 * symbolic link may stand before it.  dir does not matter where path begins
 * with "/".  NULL when out of memory. */
const char *option_absolute(const char *dir, const char *path, struct arena *);

/* What the option takes, for messages: "a whole number, 1 to 100 words". */
void option_wants(const struct catena_option *, char *text, size_t size);

#endif
