/* SPDX-License-Identifier: MIT */
/* out.c - the files a run writes: under a temporary name until all is well. */
#include "build.h"

#include "out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	OUT_BUFFER = 256 * 1024,
	LOCK_GRACE_MS = 2000,
	LOCK_PAUSE_MS = 10
};

struct catena_out {
	struct catena_out *next;
	char *path, *temporary; /* temporary NULL: written in place (a device, -) */
	int fd;
	bool finished;
	uint64_t bytes;
	size_t n;
	char buffer[OUT_BUFFER];
};

struct expected { /* a file that goes on */
	struct expected *next;
	char *path;
	uint64_t bytes;
};

struct outputs {
	struct catena_out *first, *last;
	struct expected *expected;
	bool keep;
};

struct outputs *outputs_new(void)
{
	return calloc(1, sizeof(struct outputs));
}

/* ---- Opening ---- */

/* Makes the folders above path. */
static int make_folders(const char *path)
{
	char *copy = strdup(path);
	int rc = 0;
	if (!copy)
		return -1;
	for (char *p = copy + 1; !rc && (p = strchr(p, '/')); p++) {
		*p = 0;
		rc = mkdir(copy, 0777) && errno != EEXIST ? -1 : 0;
		*p = '/';
	}
	const int e = errno;
	free(copy);
	errno = e;
	return rc;
}

/* dir/.name.part: found again by a run that resumes. */
static char *temporary_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	const size_t dir = slash ? (size_t)(slash - path) + 1 : 0;
	const size_t size = strlen(path) + sizeof ".."
	                                          "part";
	char *name = malloc(size);
	if (name)
		snprintf(name, size, "%.*s.%s.part", (int)dir, path, path + dir);
	return name;
}

/* A device or a pipe cannot be replaced by renaming: it is written as is. */
bool out_in_place(const char *path)
{
	struct stat st;
	if (!strcmp(path, "-"))
		return true;
	return !stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static const struct expected *find_expected(const struct outputs *all,
                                            const char *path)
{
	const struct expected *e = all->expected;
	while (e && strcmp(e->path, path))
		e = e->next;
	return e;
}

/* Cuts the file to what is known of it: nothing, or what was expected. */
static int cut(struct catena_out *o, const struct expected *e, char *why,
               size_t size)
{
	struct stat st;
	const off_t bytes = e ? (off_t)e->bytes : 0;
	if (e && (fstat(o->fd, &st) || st.st_size < bytes)) {
		snprintf(why, size, "%s: is shorter than it was; run without --resume",
		         o->temporary);
		return -1;
	}
	if (ftruncate(o->fd, bytes) || lseek(o->fd, bytes, SEEK_SET) < 0) {
		snprintf(why, size, "%s: cannot cut it: %s", o->temporary, strerror(errno));
		return -1;
	}
	o->bytes = (uint64_t)bytes;
	return 0;
}

/* A process that the last run had made to look at a plugin or an index may hold its
 * locks for a moment longer than a run that was killed. */
static int lock(int fd)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE_MS * 1000000L};
	int waited = 0;

	while (flock(fd, LOCK_EX | LOCK_NB)) {
		if ((errno != EWOULDBLOCK && errno != EINTR) || waited >= LOCK_GRACE_MS)
			return -1;
		nanosleep(&pause, NULL);
		waited += LOCK_PAUSE_MS;
	}
	return 0;
}

static int open_temporary(struct catena_out *o, const struct expected *e, char *why,
                          size_t size)
{
	struct stat st;
	if (!stat(o->path, &st) && S_ISDIR(st.st_mode)) {
		snprintf(why, size, "%s: is a folder; name a file in it", o->path);
		return -1;
	}
	o->temporary = temporary_name(o->path);
	if (!o->temporary || make_folders(o->path)) {
		snprintf(why, size, "%s: cannot make its folder: %s", o->path,
		         strerror(errno));
		return -1;
	}
	o->fd = open(o->temporary, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (o->fd < 0) {
		snprintf(why, size, "%s: cannot write: %s", o->temporary, strerror(errno));
		return -1;
	}
	if (lock(o->fd)) {
		snprintf(why, size, "%s: another run is writing it; wait for that one",
		         o->path);
		free(o->temporary); /* so that it is not removed: it is not ours */
		o->temporary = NULL;
		return -1;
	}
	return cut(o, e, why, size);
}

static int open_file(struct catena_out *o, const struct expected *e, char *why,
                     size_t size)
{
	if (!strcmp(o->path, "-")) {
		o->fd = dup(STDOUT_FILENO);
	} else if (out_in_place(o->path)) {
		o->fd = open(o->path, O_WRONLY | O_CLOEXEC);
	} else {
		return open_temporary(o, e, why, size);
	}
	if (o->fd < 0)
		snprintf(why, size, "%s: cannot write: %s", o->path, strerror(errno));
	return o->fd < 0 ? -1 : 0;
}

static void close_out(struct catena_out *o, bool keep)
{
	if (!o->finished && o->temporary && !keep)
		unlink(o->temporary);
	if (o->fd >= 0)
		close(o->fd);
	free(o->path);
	free(o->temporary);
	free(o);
}

struct catena_out *outputs_open(struct outputs *all, const char *path, char *why,
                                size_t size)
{
	struct catena_out *o = calloc(1, sizeof *o);
	if (!o || !(o->path = strdup(path))) {
		free(o);
		snprintf(why, size, "%s: out of memory", path);
		return NULL;
	}
	o->fd = -1;
	if (open_file(o, find_expected(all, path), why, size)) {
		close_out(o, all->keep);
		return NULL;
	}
	if (all->last)
		all->last->next = o;
	else
		all->first = o;
	all->last = o;
	return o;
}

/* ---- Writing ---- */

static int write_all(struct catena_out *o, const char *p, size_t n, char *why,
                     size_t why_size)
{
	while (n) {
		const ssize_t k = write(o->fd, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0) {
			snprintf(why, why_size, "%s: cannot write: %s", o->path,
			         k ? strerror(errno) : "nothing was taken");
			return -1;
		}
		p += k;
		n -= (size_t)k;
	}
	return 0;
}

static int flush(struct catena_out *o, char *why, size_t size)
{
	const size_t n = o->n;
	o->n = 0;
	return write_all(o, o->buffer, n, why, size);
}

catena_status out_write(struct catena_out *o, const void *bytes, size_t size,
                        char *why, size_t why_size)
{
	if (size > OUT_BUFFER - o->n && flush(o, why, why_size))
		return CATENA_E_IO;
	if (size > OUT_BUFFER - o->n) {
		if (write_all(o, bytes, size, why, why_size))
			return CATENA_E_IO;
	} else if (size) {
		memcpy(o->buffer + o->n, bytes, size);
		o->n += size;
	}
	o->bytes += size;
	return CATENA_OK;
}

/* ---- Finishing ---- */

void out_sync_folder(const char *path)
{
	char *copy = strdup(path);
	char *slash = copy ? strrchr(copy, '/') : NULL;
	if (slash) {
		slash[slash == copy] = 0;
		const int fd = open(copy, O_RDONLY | O_CLOEXEC);
		if (fd >= 0) {
			(void)fsync(fd); /* some file systems cannot: no reason to fail */
			close(fd);
		}
	}
	free(copy);
}

static int finish_one(struct catena_out *o, char *why, size_t size)
{
	if (o->temporary && rename(o->temporary, o->path)) {
		snprintf(why, size, "%s: cannot rename to %s: %s", o->temporary, o->path,
		         strerror(errno));
		return -1;
	}
	o->finished = true;
	if (o->temporary)
		out_sync_folder(o->path);
	return 0;
}

int outputs_sync(struct outputs *all, char *why, size_t size)
{
	for (struct catena_out *o = all->first; o; o = o->next) {
		if (flush(o, why, size))
			return -1;
		if (o->temporary && fsync(o->fd)) {
			snprintf(why, size, "%s: cannot write: %s", o->path, strerror(errno));
			return -1;
		}
	}
	return 0;
}

int outputs_finish(struct outputs *all, char *why, size_t size)
{
	/* All bytes first: a full disk shows before anything is renamed. */
	if (outputs_sync(all, why, size))
		return -1;
	for (struct catena_out *o = all->first; o; o = o->next) {
		if (finish_one(o, why, size))
			return -1;
	}
	return 0;
}

const char *outputs_path(const struct outputs *all, size_t k, uint64_t *bytes)
{
	const struct catena_out *o = all->first;
	while (o && k--)
		o = o->next;
	if (o && bytes)
		*bytes = o->bytes;
	return o ? o->path : NULL;
}

void outputs_free(struct outputs *all)
{
	if (!all)
		return;
	for (struct catena_out *o = all->first, *next; o; o = next) {
		next = o->next;
		close_out(o, all->keep);
	}
	for (struct expected *e = all->expected, *next; e; e = next) {
		next = e->next;
		free(e->path);
		free(e);
	}
	free(all);
}

/* ---- Going on with an earlier run ---- */

void outputs_keep(struct outputs *all)
{
	all->keep = true;
}

int outputs_expect(struct outputs *all, const char *path, uint64_t bytes)
{
	struct expected *e = malloc(sizeof *e);
	char *copy = strdup(path);
	if (!e || !copy) {
		free(e);
		free(copy);
		return -1;
	}
	*e = (struct expected){all->expected, copy, bytes};
	all->expected = e;
	return 0;
}

bool outputs_expected(const struct outputs *all, const char *path)
{
	return find_expected(all, path);
}

static bool is_long_enough(const char *path, uint64_t bytes)
{
	struct stat st;
	return !lstat(path, &st) && S_ISREG(st.st_mode) &&
	       (uint64_t)st.st_size >= bytes;
}

bool out_left(const char *path, uint64_t bytes)
{
	char *name = temporary_name(path);
	const bool left = name && is_long_enough(name, bytes);
	free(name);
	return left;
}

int out_complete(const char *path, uint64_t bytes, char *why, size_t size)
{
	char *name = temporary_name(path);
	int rc = name ? 0 : -1;
	if (!name)
		snprintf(why, size, "out of memory");
	else if (!rename(name, path))
		out_sync_folder(path);
	else if (errno != ENOENT || !is_long_enough(path, bytes)) {
		snprintf(why, size, "%s: cannot rename to %s: %s", name, path,
		         strerror(errno));
		rc = -1;
	}
	free(name);
	return rc;
}
