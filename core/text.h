/* SPDX-License-Identifier: MIT */
/* text.h - is it UTF-8, and if not, what can be made of it. */
#ifndef CATENA_TEXT_H
#define CATENA_TEXT_H

#include "arena.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many bytes from the start are valid UTF-8 (RFC 3629: no surrogates, no
 * overlong forms, nothing above U+10FFFF) and not NUL. */
size_t text_valid(const char *s, size_t n);

/* Where the text stands in the bytes as read: see struct catena_map. */
struct text_map {
	uint32_t n;
	uint32_t *text, *original;
};

struct text_edit { /* replace [begin, end) by size bytes */
	uint32_t begin, end, size;
	const char *bytes;
};

/* Applies n edits (rising, not overlapping, inside the text) and composes the
 * map.  The new text, with a NUL behind it, and map are in the arena.  0, or
 * -1 when out of memory or when the result is 4 GiB or more. */
int text_apply(struct arena *, const char **text, uint32_t *size, struct text_map *,
               const struct text_edit *, uint32_t n);

/* Whether more than 1,000 places, and more than one in eight bytes, are no UTF-8
 * or NUL: then it is no text, or in another encoding, and repairing it would
 * take many times its size. */
bool text_is_hopeless(const char *text, uint32_t n);

/* Replaces each maximal invalid part (Unicode 15, section 3.9, "substitution
 * of maximal subparts") and each NUL by U+FFFD and removes a byte order mark
 * at the start.  0, or -1 as text_apply; *repairs: how many were bad. */
int text_repair(struct arena *, const char **text, uint32_t *size,
                struct text_map *, uint32_t *repairs);

/* Offset in the original of offset t in the text. */
uint32_t text_original(const struct text_map *, uint32_t t);

#endif
