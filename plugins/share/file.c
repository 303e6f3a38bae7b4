/* SPDX-License-Identifier: MIT */
/* file.c - a file that an option names: opened without waiting, read whole */
#define _POSIX_C_SOURCE 200809L
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *share_not_readable(unsigned mode)
{
	if (S_ISREG(mode) || S_ISDIR(mode))
		return NULL;
	if (S_ISFIFO(mode))
		return "is a FIFO";
	if (S_ISSOCK(mode))
		return "is a socket";
	return "is a device";
}

int share_file_open(const char *path, uint64_t *size, const char **why)
{
	const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	struct stat st;

	*why = NULL;
	if (fd < 0 || fstat(fd, &st) != 0)
		*why = strerror(errno);
	else if (!S_ISREG(st.st_mode))
		*why = S_ISDIR(st.st_mode) ? "is a folder" : share_not_readable(st.st_mode);
	else if (size)
		*size = (uint64_t)st.st_size;
	if (*why && fd >= 0)
		close(fd);
	return *why ? -1 : fd;
}

FILE *share_file_stream(const char *path, const char **why)
{
	const int fd = share_file_open(path, NULL, why);
	FILE *const f = fd < 0 ? NULL : fdopen(fd, "rb");

	if (!f && fd >= 0) {
		*why = strerror(errno);
		close(fd);
	}
	return f;
}

/* Up to `room` bytes; how many there were, or -1. */
static int64_t fill(int fd, char *bytes, size_t room)
{
	size_t n = 0;

	while (n < room) {
		const ssize_t got = read(fd, bytes + n, room - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (!got)
			break;
		n += (size_t)got;
	}
	return (int64_t)n;
}

char *share_file_read(const char *path, size_t most, size_t *n, const char **why)
{
	uint64_t size;
	const int fd = share_file_open(path, &size, why);

	if (fd < 0)
		return NULL;
	/* Of a file that grows meanwhile, what it had. */
	const size_t room = size > most ? most + 1 : (size_t)size;
	char *bytes = malloc(room + 1);
	const int64_t got = bytes ? fill(fd, bytes, room) : -1;
	if (got < 0) {
		*why = bytes ? strerror(errno) : "out of memory";
		free(bytes);
		bytes = NULL;
	} else {
		*n = (size_t)got;
		bytes[*n] = '\0';
	}
	close(fd);
	return bytes;
}
