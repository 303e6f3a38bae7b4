/* SPDX-License-Identifier: MIT */
/* big.h - large pieces of memory, which the system has back as soon as they are
 * freed: what malloc keeps for later counts as memory of the process, too. */
#ifndef CATENA_FIND_COPIES_BIG_H
#define CATENA_FIND_COPIES_BIG_H

#include <stddef.h>

/* Noughts, at the beginning of a line of the cache.  NULL: out of memory. */
void *find_copies_big_new(size_t size);
/* A piece made larger: what is more are noughts.  NULL: out of memory, and the
 * piece is as before. */
void *find_copies_big_more(void *, size_t size, size_t more);
/* Of the same size; NULL is fine. */
void find_copies_big_free(void *, size_t size);

#endif
