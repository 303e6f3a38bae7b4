/* SPDX-License-Identifier: MIT */
/* store.h - bytes that are only ever added, in memory up to a bound, beyond it
 * in a temporary file that has no name.
 *
 * Whatever does not fit the bound is written out in one go; the newest bytes
 * stay in memory.  Zeroed is empty, `bound` set by the owner.  Not for two
 * threads at once.  Include after defining _POSIX_C_SOURCE 200809L. */
#ifndef CATENA_SHARE_STORE_H
#define CATENA_SHARE_STORE_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct store {
	unsigned char *memory;
	size_t used, room;  /* of memory */
	uint64_t written;   /* bytes in the file: memory begins at this offset */
	uint64_t bound;     /* bytes to keep in memory at most */
	const char *folder; /* of the file; NULL: $TMPDIR or /tmp */
	int file;           /* descriptor + 1; 0: none yet */
};

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

static inline bool store_open(struct store *s)
{
	const char *const tmp = getenv("TMPDIR");
	const char *const folder = s->folder ? s->folder : tmp && *tmp ? tmp : "/tmp";
	char path[4096];
	int fd;
	const int n = snprintf(path, sizeof path, "%s/catena-XXXXXX", folder);

	if (n < 0 || (size_t)n >= sizeof path) {
		errno = ENAMETOOLONG;
		return false;
	}
	fd = mkstemp(path);
	if (fd < 0)
		return false;
	unlink(path);
	s->file = fd + 1;
	return true;
}

/* Memory to the file.  False with errno. */
static inline bool store_spill(struct store *s)
{
	size_t done = 0;

	if (!s->file && !store_open(s))
		return false;
	while (done < s->used) {
		const ssize_t n = pwrite(s->file - 1, s->memory + done, s->used - done,
		                         (off_t)(s->written + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	s->written += s->used;
	s->used = 0;
	return true;
}

static inline bool store_room(struct store *s, size_t size)
{
	size_t room = s->room ? s->room : 65536;
	unsigned char *memory;

	if (size > SIZE_MAX / 4 || s->used > SIZE_MAX / 4)
		return errno = ENOMEM, false;
	if (s->used && s->used + size > s->bound && !store_spill(s))
		return false;
	while (room < s->used + size)
		room += room / 2;
	if (room == s->room)
		return true;
	if (room > s->bound && s->bound >= s->used + size)
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

/* Copies bytes out again.  What is asked for was added in one piece or in
 * several.  False with errno. */
static inline bool store_get(const struct store *s, uint64_t offset, void *bytes,
                             size_t size)
{
	unsigned char *out = bytes;

	while (size && offset < s->written) {
		const uint64_t left = s->written - offset;
		const size_t want = size < left ? size : (size_t)left;
		const ssize_t n = pread(s->file - 1, out, want, (off_t)offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return errno = n ? errno : EIO, false;
		out += n;
		offset += (uint64_t)n;
		size -= (size_t)n;
	}
	if (size)
		memcpy(out, s->memory + (offset - s->written), size);
	return true;
}

/* The bytes where they are, until something is added; NULL if any of them is in
 * the file. */
static inline const void *store_peek(const struct store *s, uint64_t offset)
{
	return offset < s->written ? NULL : s->memory + (offset - s->written);
}

#endif
