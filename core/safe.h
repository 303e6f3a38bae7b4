/* SPDX-License-Identifier: MIT */
/* safe.h - text that may hold anything, printed so that a terminal stays as it
 * was and the reader sees what is there. */
#ifndef CATENA_SAFE_H
#define CATENA_SAFE_H

#include <stddef.h>
#include <stdio.h>

/* Prints n bytes of UTF-8.  Control characters (but line feed and tab) come
 * out as <1B>, by their code; so do the marks that change the direction of
 * writing (UAX #9: U+061C, U+200E-F, U+202A-E, U+2066-9), as <U+202E>, which
 * could show a line in another order than it has. */
void safe_print(FILE *, const char *s, size_t n);

#endif
