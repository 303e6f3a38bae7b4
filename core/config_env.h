/* SPDX-License-Identifier: MIT */
/* config_env.h - ${NAME} and ${NAME:-default} in the strings of a config. */
#ifndef CATENA_CONFIG_ENV_H
#define CATENA_CONFIG_ENV_H

#include "arena.h"
#include "diag.h"

/* s itself if there is nothing to replace, else a copy.  $${ stands for ${ as
 * it is.  A variable that is not set, and without a default, is an error; one
 * that is set but empty takes the default, as in a shell.  The environment is
 * not believed when the program runs set-uid.  NULL: reported.  [setup] */
const char *config_expand(const char *s, struct arena *, struct where,
                          const char *stage, struct diag *);

#endif
