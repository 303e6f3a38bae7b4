/* SPDX-License-Identifier: MIT */
/* shelf.h - bytes that are only ever added, of which the newest are kept in memory,
 * up to a bound; older ones go to a temporary file that has no name.
 *
 * In pieces of 64 KiB, each of which is at one place in memory.  Zeroed is empty,
 * `bound` set by the owner.  Not for two threads at once. */
#ifndef CATENA_GROUP_STORIES_SHELF_H
#define CATENA_GROUP_STORIES_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHELF_PIECE 65536u

struct shelf {
	unsigned char **pieces; /* NULL: in the file */
	uint64_t size;
	uint64_t bound; /* bytes to keep in memory at most; two pieces at least */
	size_t n, room; /* pieces */
	size_t gone;    /* so many of them are in the file */
	void **blocks;  /* of memory, that pieces are parts of */
	size_t n_blocks, blocks_room;
	unsigned char *spare; /* what is left of the last block: n_spare pieces */
	size_t n_spare;
	int file; /* descriptor + 1; 0: none yet */
};

void group_stories_shelf_free(struct shelf *);

/* Adds bytes behind the others.  False with errno. */
bool group_stories_shelf_add(struct shelf *, const void *bytes, size_t size);

/* The bytes where they are, until something is added; NULL if they are not at one
 * place in memory. */
static inline const unsigned char *
group_stories_shelf_peek(const struct shelf *s, uint64_t offset, size_t size)
{
	const size_t piece = (size_t)(offset / SHELF_PIECE);
	const size_t from = (size_t)(offset % SHELF_PIECE);

	return piece < s->n && s->pieces[piece] && size <= SHELF_PIECE - from
	           ? s->pieces[piece] + from
	           : NULL;
}

/* Copies bytes out again.  False with errno. */
bool group_stories_shelf_get(const struct shelf *, uint64_t offset, void *bytes,
                             size_t size);

uint64_t group_stories_shelf_memory(const struct shelf *); /* bytes */

#endif
