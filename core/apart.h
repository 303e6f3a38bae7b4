/* SPDX-License-Identifier: MIT */
/* apart.h - are rows good?  The fast answer for layers as most are: in order, one
 * behind the other. */
#ifndef CATENA_APART_H
#define CATENA_APART_H

#include <stdint.h>

/* How many of the n rows, from the first on, were found to be good: not empty,
 * each behind the one before (there is one before the first, and it is good),
 * within the text and on borders of characters.  Those not counted may be good as
 * well. text: valid UTF-8 with a NUL behind it, of which begin and end hold offsets
 * in bytes. */
uint32_t rows_apart(const char *text, uint32_t size, const uint32_t *begin,
                    const uint32_t *end, uint32_t n);

#endif
