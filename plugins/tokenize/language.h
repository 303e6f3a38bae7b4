/* SPDX-License-Identifier: MIT */
/* language.h - the language that a stage's options ask for */
#ifndef TOKENIZE_LANGUAGE_H
#define TOKENIZE_LANGUAGE_H

#include <catena/plugin.h>

#include "lang.h"

/* `file` when it is not empty, else the compiled-in language `name`. */
catena_status tokenize_language(catena_ctx *ctx, const char *name, const char *file,
                                struct lang **made);

#endif /* TOKENIZE_LANGUAGE_H */
