/* SPDX-License-Identifier: MIT */
/* temporary.h - a file that has no name and goes with the program, and all that is
 * asked for of it, however often the system stops half way.
 *
 * Who writes TEMPORARY_WRITE bytes at a multiple of that finds them again sooner:
 * the system keeps them in one piece then, where it can, and has few of these to go
 * through (Linux 6.18, ext4: a read of 256 bytes 480 ns instead of 790).
 *
 * A file is its descriptor + 1, so that zeroed structures have none.  Include after
 * defining _POSIX_C_SOURCE 200809L. */
#ifndef CATENA_SHARE_TEMPORARY_H
#define CATENA_SHARE_TEMPORARY_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TEMPORARY_WRITE ((size_t)256 << 10)

/* folder: NULL is $TMPDIR or /tmp.  0 with errno; to be closed by its descriptor.
 */
static inline int temporary_open(const char *folder)
{
	const char *const tmp = getenv("TMPDIR");
	const char *const in = folder ? folder : tmp && *tmp ? tmp : "/tmp";
	char path[4096];
	const int n = snprintf(path, sizeof path, "%s/catena-XXXXXX", in);
	int fd;

	if (n < 0 || (size_t)n >= sizeof path)
		return errno = ENAMETOOLONG, 0;
	fd = mkstemp(path);
	if (fd < 0)
		return 0;
	unlink(path);
	return fd + 1;
}

/* Writes all the bytes at `at`.  False with errno. */
static inline bool temporary_write(int file, uint64_t at, const void *bytes,
                                   size_t size)
{
	const unsigned char *const in = bytes;

	for (size_t done = 0; done < size;) {
		const ssize_t n =
		    pwrite(file - 1, in + done, size - done, (off_t)(at + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return errno = n ? errno : ENOSPC, false;
		done += (size_t)n;
	}
	return true;
}

/* Reads all the bytes at `at`; fewer are an error.  False with errno. */
static inline bool temporary_read(int file, uint64_t at, void *bytes, size_t size)
{
	unsigned char *const out = bytes;

	for (size_t done = 0; done < size;) {
		const ssize_t n =
		    pread(file - 1, out + done, size - done, (off_t)(at + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return errno = n ? errno : EIO, false;
		done += (size_t)n;
	}
	return true;
}

#endif
