/* SPDX-License-Identifier: MIT */
/* store.h - bytes that are only ever added, in memory up to a bound, beyond it
 * in a temporary file that has no name.
 *
 * The first bytes stay in memory; what comes when it is full goes to the file, a
 * piece at a time, which is written while the cache still has it.  Zeroed is
 * empty, `bound` set by the owner.  Not for two threads at once.  Include after
 * defining _POSIX_C_SOURCE 200809L. */
#ifndef CATENA_SHARE_STORE_H
#define CATENA_SHARE_STORE_H

#include <string.h>

#include "temporary.h"

struct store {
	unsigned char *memory;
	size_t used, room;  /* of memory: what stays, then what is to be written */
	size_t stays;       /* bytes that stay; of the store, the first ones */
	uint64_t written;   /* bytes in the file, which follow those that stay */
	uint64_t bound;     /* bytes to keep in memory at most */
	const char *folder; /* of the file; NULL: $TMPDIR or /tmp */
	int file;           /* descriptor + 1; 0: none yet */
};

#define STORE_PIECE (256u * 1024u) /* bytes written at a time, or more */

static inline uint64_t store_size(const struct store *s)
{
	return s->written + s->used;
}

static inline void store_free(struct store *s)
{
	free(s->memory);
	if (s->file)
		close(s->file - 1);
	memset(s, 0, sizeof *s);
}

/* What does not stay to the file.  False with errno. */
static inline bool store_spill(struct store *s)
{
	const unsigned char *const from = s->memory + s->stays;
	const size_t size = s->used - s->stays;

	if (!temporary_write(s->file, s->written, from, size))
		return false;
	s->written += size;
	s->used = s->stays;
	return true;
}

/* Makes room by the file, where memory would be beyond its bound.  The first time
 * all stays that is there, unless it is very little. */
static inline bool store_make_way(struct store *s, size_t size)
{
	if (!s->file && s->used && s->used + size > s->bound) {
		if (!(s->file = temporary_open(s->folder)))
			return false;
		if (s->bound > 2 * STORE_PIECE)
			s->stays = s->used;
	}
	const uint64_t most = s->stays ? s->stays + STORE_PIECE : s->bound;
	return s->used == s->stays || s->used + size <= most || store_spill(s);
}

static inline bool store_room(struct store *s, size_t size)
{
	size_t room = s->room ? s->room : 65536;
	unsigned char *memory;

	if (size > SIZE_MAX / 4 || s->used > SIZE_MAX / 4)
		return errno = ENOMEM, false;
	if (!store_make_way(s, size))
		return false;
	if (s->stays && room < s->stays + STORE_PIECE)
		room = s->stays + STORE_PIECE;
	while (room < s->used + size)
		room += room / 2;
	if (room == s->room)
		return true;
	if (!s->file && room > s->bound && s->bound >= s->used + size)
		room = (size_t)s->bound;
	memory = realloc(s->memory, room);
	if (!memory)
		return errno = ENOMEM, false;
	s->memory = memory;
	s->room = room;
	return true;
}

/* Adds bytes behind the others.  False with errno. */
static inline bool store_add(struct store *s, const void *bytes, size_t size)
{
	if (s->room - s->used < size && !store_room(s, size))
		return false;
	if (size)
		memcpy(s->memory + s->used, bytes, size);
	s->used += size;
	return true;
}

/* Reads from the file, up to its end, what stands `at` bytes from its begin;
 * returns how many bytes, 0 with errno. */
static inline size_t store_read(const struct store *s, uint64_t at, void *bytes,
                                size_t size)
{
	const uint64_t left = s->written - at;
	const size_t wanted = size < left ? size : (size_t)left;

	return temporary_read(s->file, at, bytes, wanted) ? wanted : 0;
}

/* The bytes where they are, until something is added; NULL if they are not all
 * at one place in memory. */
static inline const void *store_peek(const struct store *s, uint64_t offset,
                                     uint64_t size)
{
	if (offset < s->stays)
		return offset + size <= s->stays ? s->memory + offset : NULL;
	return offset < s->stays + s->written ? NULL
	                                      : s->memory + (offset - s->written);
}

/* Copies bytes out again.  What is asked for was added in one piece or in
 * several.  False with errno. */
static inline bool store_get(const struct store *s, uint64_t offset, void *bytes,
                             size_t size)
{
	unsigned char *out = bytes;

	while (size) {
		size_t n = size;
		if (offset < s->stays) {
			n = n < s->stays - offset ? n : s->stays - (size_t)offset;
			memcpy(out, s->memory + offset, n);
		} else if (offset < s->stays + s->written) {
			if (!(n = store_read(s, offset - s->stays, out, size)))
				return false;
		} else
			memcpy(out, s->memory + (offset - s->written), n);
		out += n;
		offset += n;
		size -= n;
	}
	return true;
}

#endif
