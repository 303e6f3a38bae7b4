/* SPDX-License-Identifier: MIT */
/* option.h - what a config says, turned into the values that a plugin's
 * option table asks for.  [setup] */
#ifndef CATENA_OPTION_H
#define CATENA_OPTION_H

#include "config.h"

/* Converts, checks and completes the settings of one stage; values and
 * strings live in `arena`.  dir: what relative paths are relative to, unless
 * the setting says otherwise.  Reports every error (of what was bad before,
 * nothing more); 0 if there was none, else *values is NULL. */
int option_values(const struct catena_plugin *, const struct stage_config *,
                  const char *dir, struct arena *, union catena_value **values,
                  struct diag *);

/* The same for any table: the top of a config has one too. */
struct option_job {
	const struct catena_option *options;
	uint32_t n;
	const struct setting *settings;
	uint32_t n_settings;
	struct where where;        /* where what is missing should have stood */
	const char *stage;         /* for messages; NULL: none */
	const char *owner;         /* who takes these options: "read_text" */
	const char *word;          /* what one is called: "option" */
	const char *const *others; /* more names that a wrong one is compared to */
	uint32_t n_others;
	const char *dir;
	struct diag *diag;
};
int option_convert(const struct option_job *, struct arena *,
                   union catena_value **values);

/* A plugin's table must make sense in itself (names, defaults that convert,
 * ranges, choices, help).  0, or -1 with the reason in why. */
int option_table_check(const struct catena_plugin *, char *why, size_t size);

/* For `catena info`: "integer", "file"...; and "1 to 100 documents". */
const char *option_type_name(uint32_t type);
void option_range(const struct catena_option *, char *text, size_t size);

/* The keys of a stage that are the core's own: plugin, name, when, isolate. */
extern const char *const option_reserved[];
enum {
	N_OPTION_RESERVED = 4
};

/* The name of names[0..n) that is most like `word` (Damerau-Levenshtein over
 * case-folded ASCII), or the only one that begins with it; NULL if none is
 * near enough to be meant. */
const char *nearest_name(const char *word, const char *const *names, size_t n);

#endif
