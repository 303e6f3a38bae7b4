/* SPDX-License-Identifier: MIT */
/* set.h - a set of short strings, each with a byte of flags. */
#ifndef CLEAN_WIRE_SET_H
#define CLEAN_WIRE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SET_LONGEST 255u /* bytes of a string */

struct set { /* zeroed: empty */
	uint32_t *slots;
	uint32_t cap; /* a power of two */
	uint32_t n;
	char *pool; /* flags, size, bytes, one string after the other */
	uint32_t used, room;
};

void clean_wire_set_free(struct set *);

/* false: out of memory.  A string that is there already, and one that is empty or
 * longer than SET_LONGEST, is passed over. */
bool clean_wire_set_add(struct set *, const char *s, size_t size, uint8_t flags);

/* false: not there.  flags may be NULL. */
bool clean_wire_set_has(const struct set *, const char *s, size_t size,
                        uint8_t *flags);

/* The same for strings without regard to case. */
bool clean_wire_set_add_folded(struct set *, const char *s, size_t size);
bool clean_wire_set_has_folded(const struct set *, const char *s, size_t size);

#endif
