/* SPDX-License-Identifier: MIT */
/* config_file.c - reads a config file without trusting what its path names. */
#include "build.h"
#include "config_file.h"
#include "option.h"
#include <catena/utf8.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct reading {
	const char *path;
	struct where from;
	struct diag *diag;
};

static bool refuse(const struct reading *r, const char *what, const char *way_out)
{
	const struct where whole = {r->path, 0};
	if (r->from.file)
		diag_at(r->diag, CATENA_ERROR, r->from, NULL,
		        "cannot include \"%s\": %s%s%s", r->path, what,
		        *way_out ? "; " : "", way_out);
	else
		diag_at(r->diag, CATENA_ERROR, whole, NULL, "%s%s%s", what,
		        *way_out ? "; " : "", way_out);
	return false;
}

static bool refuse_at(const struct reading *r, uint32_t line, const char *what)
{
	const struct where at = {r->path, line};
	diag_at(r->diag, CATENA_ERROR, at, NULL, "%s", what);
	return false;
}

/* The name in the folder of `path` that is most like its last part. */
static bool nearest_file(const char *path, char *near, size_t size)
{
	enum {
		MOST = 2000
	};
	const char *const slash = strrchr(path, '/');
	const char *const base = slash ? slash + 1 : path;
	char folder[4096] = ".";
	if (slash && (size_t)(slash - path) + 2 < sizeof folder)
		snprintf(folder, sizeof folder, "%.*s", (int)(slash - path + 1), path);
	DIR *const dir = opendir(folder);
	if (!dir)
		return false;
	struct arena arena = {0};
	const char **const names =
	    arena_array(&arena, MOST, sizeof *names, alignof(const char *));
	size_t n = 0;
	const struct dirent *entry;
	while (names && n < MOST && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		names[n] = arena_copy(&arena, entry->d_name, strlen(entry->d_name));
		if (!names[n])
			break;
		n++;
	}
	const char *const found = names ? nearest_name(base, names, n) : NULL;
	if (found)
		snprintf(near, size, "did you mean \"%.200s\"?", found);
	arena_free(&arena);
	closedir(dir);
	return found != NULL;
}

static bool refuse_open(const struct reading *r, int error)
{
	char near[256] = "";
	if (error == ENOENT) {
		nearest_file(r->path, near, sizeof near);
		return refuse(r, "no such file", near);
	}
	if (error == ENXIO)
		return refuse(r, "it is a socket or a FIFO", "a config is a regular file");
	return refuse(r, strerror(error), "");
}

static bool regular(const struct reading *r, const struct stat *s, size_t most)
{
	static const char way_out[] = "a config is a regular file";
	if (S_ISDIR(s->st_mode))
		return refuse(r, "it is a folder", way_out);
	if (S_ISFIFO(s->st_mode))
		return refuse(r, "it is a FIFO", way_out);
	if (!S_ISREG(s->st_mode))
		return refuse(r, "it is a device or a socket", way_out);
	if (s->st_size < 0 || (uintmax_t)s->st_size > most)
		return refuse(r, "a config and what it includes may have 1 MiB in all",
		              "keep lists and data in files of their own");
	return true;
}

/* A file may shrink or grow while it is read: what counts is what came. */
static bool fill(const struct reading *r, int fd, size_t most, struct arena *arena,
                 char **text, size_t *size, const struct stat *s)
{
	const size_t room = (size_t)s->st_size + 1;
	char *const bytes = arena_alloc(arena, room + 1, 1);
	size_t n = 0;
	if (!bytes)
		return refuse(r, "out of memory", "");
	while (n < room) {
		const ssize_t k = read(fd, bytes + n, room - n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return refuse(r, strerror(errno), "");
		if (k == 0)
			break;
		n += (size_t)k;
	}
	if (n == room || n > most)
		return refuse(r, "it changed while it was read", "try again");
	bytes[n] = '\0';
	*text = bytes;
	*size = n;
	return true;
}

static uint32_t line_of(const char *text, size_t at)
{
	uint32_t line = 1;
	for (size_t i = 0; i < at; i++)
		line += text[i] == '\n';
	return line;
}

static bool check_text(const struct reading *r, const char *text, size_t size)
{
	if (size >= 2 &&
	    (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0))
		return refuse_at(r, 1, "the file is UTF-16; save it as UTF-8");
	const char *const nul = memchr(text, '\0', size);
	const size_t bad = utf8_valid_prefix(text, size);
	if (nul && (size_t)(nul - text) < bad)
		return refuse_at(r, line_of(text, (size_t)(nul - text)),
		                 "a NUL byte; a config is text in UTF-8");
	if (bad < size) {
		char what[80];
		snprintf(what, sizeof what,
		         "the byte 0x%02X is not UTF-8 here; save the file as UTF-8",
		         (unsigned char)text[bad]);
		return refuse_at(r, line_of(text, bad), what);
	}
	return true;
}

static bool read_open(const struct reading *r, int fd, size_t most,
                      struct arena *arena, struct config_file *file)
{
	struct stat s;
	char *text = NULL;
	size_t size = 0;
	if (fstat(fd, &s) != 0)
		return refuse(r, strerror(errno), "");
	if (!regular(r, &s, most) || !fill(r, fd, most, arena, &text, &size, &s) ||
	    !check_text(r, text, size))
		return false;
	const size_t mark = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	file->text = text + mark;
	file->size = size - mark;
	file->device = s.st_dev;
	file->inode = s.st_ino;
	return true;
}

bool config_file_read(const char *path, size_t most, struct where from,
                      struct arena *arena, struct diag *diag,
                      struct config_file *file)
{
	const struct reading r = {path, from, diag};
	/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
	const int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return refuse_open(&r, errno);
	const bool good = read_open(&r, fd, most, arena, file);
	close(fd);
	return good;
}
