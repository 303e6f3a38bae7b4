/* SPDX-License-Identifier: MIT */
/* symbol.h - strings of closed vocabularies as numbers, for one run.  [any] */
#ifndef CATENA_SYMBOL_H
#define CATENA_SYMBOL_H

#include <stddef.h>
#include <stdint.h>

struct symbols;

struct symbols *symbols_new(void); /* NULL when out of memory */
void symbols_free(struct symbols *);

/* The number of a string, from 1; 0 when out of memory. */
uint32_t symbol_intern(struct symbols *, const char *s, size_t size);

/* NUL-ended, valid until symbols_free; NULL if there is no such number. */
const char *symbol_text(const struct symbols *, uint32_t sym, size_t *size);

#endif
