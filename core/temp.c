/* SPDX-License-Identifier: MIT */
/* temp.c - a file without a name. */
#include "build.h"

#include "temp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	TEMP_BUFFER = 256 * 1024,
	TEMP_STEP = 1 << 30 /* some systems take no more than 2 GiB at once */
};

struct temp {
	int fd;
	char *folder;
	uint64_t size; /* with what is in the buffer */
	size_t n;
	char error[512];
	char buffer[TEMP_BUFFER];
};

/* ---- Opening ---- */

/* Made under a name and removed at once. */
static int open_named(const char *folder)
{
	static const char name[] = "/catena-XXXXXX";
	const size_t n = strlen(folder);
	char *path = malloc(n + sizeof name);
	if (!path)
		return -1;
	memcpy(path, folder, n);
	memcpy(path + n, name, sizeof name);
	const int fd = mkstemp(path);
	const int e = errno;
	if (fd >= 0) {
		unlink(path);
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
	free(path);
	errno = e;
	return fd;
}

static int open_nameless(const char *folder)
{
#ifdef O_TMPFILE
	const int fd = open(folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		return fd; /* else: not every file system can */
#endif
	return open_named(folder);
}

struct temp *temp_new(const char *folder, char *why, size_t size)
{
	struct temp *t = malloc(sizeof *t);
	char *copy = strdup(folder);
	if (!t || !copy) {
		free(t);
		free(copy);
		snprintf(why, size, "out of memory");
		return NULL;
	}
	t->fd = open_nameless(folder);
	if (t->fd < 0) {
		snprintf(
		    why, size,
		    "%s: cannot make a temporary file: %s (the setting \"spool\" names "
		    "another folder)",
		    folder, strerror(errno));
		free(t);
		free(copy);
		return NULL;
	}
	t->folder = copy;
	t->size = 0;
	t->n = 0;
	t->error[0] = 0;
	return t;
}

void temp_free(struct temp *t)
{
	if (!t)
		return;
	close(t->fd);
	free(t->folder);
	free(t);
}

/* ---- Writing and reading ---- */

static int fail(struct temp *t, const char *verb, const char *reason)
{
	snprintf(t->error, sizeof t->error,
	         "%s: cannot %s a temporary file: %s (the setting \"spool\" names "
	         "another folder)",
	         t->folder, verb, reason);
	return -1;
}

static int write_all(struct temp *t, const char *p, size_t n)
{
	while (n) {
		const ssize_t k = write(t->fd, p, n < TEMP_STEP ? n : TEMP_STEP);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return fail(t, "write", k ? strerror(errno) : "nothing was taken");
		p += k;
		n -= (size_t)k;
	}
	return 0;
}

int temp_flush(struct temp *t)
{
	const size_t n = t->n;
	t->n = 0;
	return write_all(t, t->buffer, n);
}

int temp_write(struct temp *t, const void *bytes, size_t n)
{
	t->size += n;
	if (n > TEMP_BUFFER - t->n && temp_flush(t))
		return -1;
	if (n > TEMP_BUFFER)
		return write_all(t, bytes, n);
	if (n)
		memcpy(t->buffer + t->n, bytes, n);
	t->n += n;
	return 0;
}

int temp_read(struct temp *t, uint64_t at, void *to, size_t n)
{
	char *p = to;
	if (at > t->size || n > t->size - at)
		return fail(t, "read", "it ends too early");
	while (n) {
		const ssize_t k = pread(t->fd, p, n < TEMP_STEP ? n : TEMP_STEP, (off_t)at);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return fail(t, "read", k ? strerror(errno) : "it ends too early");
		p += k;
		at += (uint64_t)k;
		n -= (size_t)k;
	}
	return 0;
}

uint64_t temp_size(const struct temp *t)
{
	return t->size;
}

const char *temp_error(const struct temp *t)
{
	return t->error;
}
