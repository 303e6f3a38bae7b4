/* SPDX-License-Identifier: MIT */
/* when.h - tests on the fields of a document: what `when = "..."` says.
 *
 *   test   = both { "or" both }          both = one { "and" one }
 *   one    = "not" one | "(" test ")" | "true" | "false" | field
 *          | side ("==" | "!=" | "<" | "<=" | ">" | ">=") side
 *          | side ["not"] "in" "(" value { "," value } ")"
 *   side   = field | value
 *   value  = 'text' ('' stands for ') | "text" | number | true | false | null
 *   field  = letters, digits, "_", "-", "." (no digit first) | `any name`
 *
 * A field by itself is true when it is there and is neither false, 0, null
 * nor empty.  Numbers compare by value, texts by bytes; what is not of one
 * kind is unequal and neither less nor greater; so is a field that is not
 * there, even to another one. */
#ifndef CATENA_WHEN_H
#define CATENA_WHEN_H

#include "arena.h"
#include <catena/plugin.h>
#include <stdbool.h>

struct when;

/* The field of that name, NULL: there is none.  What it gives must hold until
 * the test is done. */
typedef const struct catena_field *(*when_get)(void *doc, const char *name);

/* NULL: error says why, with the column (code points, from 1).  [setup] */
struct when *when_compile(const char *text, struct arena *, char *error,
                          size_t size);

/* Allocates nothing.  [any] */
bool when_true(const struct when *, when_get get, void *doc);

#endif
