/* SPDX-License-Identifier: MIT */
/* safe.h - text that may hold anything, printed so that a terminal stays as it
 * was and the reader sees what is there.
 *
 * Control characters, what turns the direction of writing, what cannot be seen
 * and what is for private use are written as <U+202E>, bytes that are no UTF-8
 * as <FF>. */
#ifndef CATENA_SAFE_H
#define CATENA_SAFE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	SAFE_NAME = 16 /* room for <U+10FFFF> and a NUL */
};

/* Bytes of the character at s, of which there are n > 0.  name: what stands for
 * it; "": itself.  *c: its code point; U+FFFD: a byte that is no UTF-8. */
size_t safe_character(const char *s, size_t n, char name[SAFE_NAME], uint32_t *c);

/* A text: line feeds and tabs stay. */
void safe_print(FILE *, const char *s, size_t n);

/* What is to stand in one line. */
void safe_print_line(FILE *, const char *s);

#endif
