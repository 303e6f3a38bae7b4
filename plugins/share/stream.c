/* SPDX-License-Identifier: MIT */
/* stream.c - the bytes of a file, plain or through the unpacker */
#define _POSIX_C_SOURCE 200809L
#include "stream.h"
#include "file.h"
#include "unpack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

struct share_stream {
	int fd;
	uint64_t size, taken; /* of the file */
	struct share_unpack *unpack;
	char why[SHARE_WHY];
};

static const char *const packed[] = {".gz", ".xz", ".bz2", ".zst"};
static const char *const archives[] = {".tar",     ".tar.gz", ".tar.xz", ".tar.bz2",
                                       ".tar.zst", ".tgz",    ".txz",    ".tbz2",
                                       ".tbz",     ".tzst",   ".zip",    ".7z"};

static const char *ends_with(const char *path, const char *const *suffixes,
                             size_t n)
{
	const size_t size = strlen(path);
	for (size_t i = 0; i < n; i++) {
		const size_t k = strlen(suffixes[i]);
		if (size > k && strcasecmp(path + size - k, suffixes[i]) == 0)
			return suffixes[i];
	}
	return NULL;
}

const char *share_suffix(const char *path)
{
	const char *const s =
	    ends_with(path, archives, sizeof archives / sizeof *archives);
	return s ? s : ends_with(path, packed, sizeof packed / sizeof *packed);
}

enum share_format share_format_of(const char *path)
{
	if (ends_with(path, archives, sizeof archives / sizeof *archives))
		return SHARE_ARCHIVE;
	return share_suffix(path) ? SHARE_PACKED : SHARE_PLAIN;
}

/* ---- Opening ---- */

static int open_regular(struct share_stream *s, const struct share_open *how)
{
	const char *why;

	s->fd = share_file_open(how->path, &s->size, &why);
	if (s->fd < 0)
		snprintf(how->why, how->why_size, "%s", why);
	return s->fd < 0 ? -1 : 0;
}

static int open_any(struct share_stream *s, struct share_open *how)
{
	if (strcmp(how->path, "-") == 0) {
		struct stat st;
		s->fd = STDIN_FILENO;
		if (fstat(s->fd, &st) == 0 && S_ISREG(st.st_mode))
			s->size = (uint64_t)st.st_size;
		return 0;
	}
	if (open_regular(s, how) != 0)
		return -1;
	if (share_format_of(how->path) == SHARE_PLAIN)
		return 0;
	s->unpack = share_unpack_open(s->fd, s->size, how);
	return s->unpack ? 0 : -1;
}

struct share_stream *share_stream_open(struct share_open *how)
{
	struct share_stream *const s = calloc(1, sizeof *s);
	if (!s) {
		how->no_memory = true;
		snprintf(how->why, how->why_size, "out of memory");
		return NULL;
	}
	s->fd = -1;
	if (open_any(s, how) == 0)
		return s;
	share_stream_close(s);
	return NULL;
}

void share_stream_close(struct share_stream *s)
{
	if (!s)
		return;
	share_unpack_close(s->unpack);
	if (s->fd > STDIN_FILENO)
		close(s->fd);
	free(s);
}

/* ---- Reading ---- */

int share_stream_member(struct share_stream *s, const char **name, uint64_t *size)
{
	return s->unpack ? share_unpack_member(s->unpack, name, size) : 0;
}

ptrdiff_t share_stream_read(struct share_stream *s, char *buf, size_t cap)
{
	if (s->unpack)
		return share_unpack_read(s->unpack, buf, cap);
	ssize_t n;
	do
		n = read(s->fd, buf, cap < (1 << 30) ? cap : 1 << 30);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		snprintf(s->why, sizeof s->why, "cannot be read: %s", strerror(errno));
	else
		s->taken += (uint64_t)n;
	return n;
}

const char *share_stream_why(const struct share_stream *s)
{
	return s->unpack ? share_unpack_why(s->unpack) : s->why;
}

uint64_t share_stream_size(const struct share_stream *s)
{
	return s->size;
}

uint64_t share_stream_taken(const struct share_stream *s)
{
	return s->unpack ? share_unpack_taken(s->unpack) : s->taken;
}

bool share_stream_seek(struct share_stream *s, uint64_t at)
{
	if (s->unpack || at > s->size || lseek(s->fd, (off_t)at, SEEK_SET) < 0)
		return false;
	s->taken = at;
	return true;
}
