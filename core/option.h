/* SPDX-License-Identifier: MIT */
/* option.h - what a config says, turned into the values that a plugin's
 * option table asks for.  [setup] */
#ifndef CATENA_OPTION_H
#define CATENA_OPTION_H

#include "config.h"

/* Converts, checks and completes the settings of one stage; values and
 * strings live in `arena`.  dir: what relative paths are relative to.
 * Reports every error; 0 if there was none. */
int option_values(const struct catena_plugin *, const struct stage_config *,
                  const char *dir, struct arena *, union catena_value **values,
                  struct diag *);

/* A plugin's table must make sense in itself (names, defaults that convert,
 * ranges, choices, help).  0, or -1 with the reason in why. */
int option_table_check(const struct catena_plugin *, char *why, size_t size);

/* For `catena info`: "integer", "file"...; and "1 to 100 documents". */
const char *option_type_name(uint32_t type);
void option_range(const struct catena_option *, char *text, size_t size);

/* The name of names[0..n) that is most like `word` (Damerau-Levenshtein over
 * case-folded ASCII), NULL if none is near enough to be meant. */
const char *nearest_name(const char *word, const char *const *names, size_t n);

#endif
