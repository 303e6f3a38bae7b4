/* SPDX-License-Identifier: MIT */
/* arena.h - memory that is given back all at once.
 *
 * Not safe for two threads at once.  Every size is checked for overflow. */
#ifndef CATENA_ARENA_H
#define CATENA_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {                  /* a zeroed arena is empty */
	struct arena_block *blocks; /* in use, the one being filled first */
	struct arena_block *spare;  /* kept by arena_reset for the next round */
	size_t used;                /* bytes handed out since the last reset */
};

/* NULL when out of memory.  align: a power of two, at most 64. */
void *arena_alloc(struct arena *, size_t size, size_t align);
void *arena_zalloc(struct arena *, size_t size, size_t align);

/* n items of `size` bytes. */
void *arena_array(struct arena *, size_t n, size_t size, size_t align);

/* Makes p (old_size bytes, or NULL) larger: in place when it was the last
 * allocation and there is room, else a copy, and p is given back.  Aligned to
 * 16. */
void *arena_grow(struct arena *, void *p, size_t old_size, size_t size);

/* p is not needed any more.  Its memory is free again if it was large (half a
 * megabyte); else it waits for arena_reset. */
void arena_give_back(struct arena *, const void *p, size_t size);

/* A copy of n bytes with a NUL behind them. */
char *arena_copy(struct arena *, const char *s, size_t n);

/* Empties it; keeps up to `keep` bytes of blocks for the next use. */
void arena_reset(struct arena *, size_t keep);
void arena_free(struct arena *);

#endif
