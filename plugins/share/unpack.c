/* SPDX-License-Identifier: MIT */
/* unpack.c - libarchive, one stream or member by member, with a bound on how
 * much may come out of how little */
#define _POSIX_C_SOURCE 200809L
#include "unpack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef SHARE_WITH_ARCHIVE

#include <archive.h>
#include <archive_entry.h>

enum {
	BLOCK = 128 * 1024,
	FREE_BYTES = 16 * 1024 * 1024 /* may come out before the ratio counts */
};

struct share_unpack {
	struct archive *a;
	uint64_t size, out, max_ratio;
	bool stream;  /* not an archive */
	bool seeks;   /* zip: skipping a member costs nothing */
	bool started; /* a member is open */
	bool broken, ended;
	char why[SHARE_WHY];
};

bool share_can_unpack(void)
{
	return true;
}

const char *share_unpack_why(const struct share_unpack *u)
{
	return u->why;
}

/* libarchive's own words, as one line. */
static void explain(struct share_unpack *u)
{
	const char *const s = archive_error_string(u->a);
	snprintf(u->why, sizeof u->why, "%s", s ? s : "cannot be unpacked");
	for (char *p = u->why; *p; p++)
		if (*p == '\n')
			*p = ' ';
}

/* ---- Opening ---- */

struct filter {
	const char *suffix;
	int code;
	int (*support)(struct archive *);
};

static const struct filter *filter_of(const char *suffix)
{
	static const struct filter filters[] = {
	    {".gz", ARCHIVE_FILTER_GZIP, archive_read_support_filter_gzip},
	    {".tgz", ARCHIVE_FILTER_GZIP, archive_read_support_filter_gzip},
	    {".xz", ARCHIVE_FILTER_XZ, archive_read_support_filter_xz},
	    {".txz", ARCHIVE_FILTER_XZ, archive_read_support_filter_xz},
	    {".bz2", ARCHIVE_FILTER_BZIP2, archive_read_support_filter_bzip2},
	    {".tbz2", ARCHIVE_FILTER_BZIP2, archive_read_support_filter_bzip2},
	    {".tbz", ARCHIVE_FILTER_BZIP2, archive_read_support_filter_bzip2},
	    {".zst", ARCHIVE_FILTER_ZSTD, archive_read_support_filter_zstd},
	    {".tzst", ARCHIVE_FILTER_ZSTD, archive_read_support_filter_zstd},
	};
	if (strncmp(suffix, ".tar.", 5) == 0)
		suffix += 4;
	for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
		if (strcmp(filters[i].suffix, suffix) == 0)
			return filters + i;
	return NULL;
}

/* Only what the name promises: the less of libarchive runs on strange bytes,
 * the better.  A filter that would start a program (ARCHIVE_WARN) is none. */
static bool choose(struct share_unpack *u, const char *suffix)
{
	const struct filter *const f = filter_of(suffix);
	int rc = ARCHIVE_OK;
	if (u->stream) {
		rc = archive_read_support_format_raw(u->a);
		if (rc == ARCHIVE_OK)
			rc = archive_read_support_format_empty(u->a);
	} else if (strcmp(suffix, ".zip") == 0) {
		rc = archive_read_support_format_zip(u->a);
		u->seeks = true;
	} else if (strcmp(suffix, ".7z") == 0) {
		rc = archive_read_support_format_7zip(u->a);
	} else {
		rc = archive_read_support_format_tar(u->a);
	}
	if (rc == ARCHIVE_OK && f)
		rc = f->support(u->a);
	if (rc != ARCHIVE_OK)
		snprintf(u->why, sizeof u->why,
		         "%s files cannot be read here: libarchive was built without "
		         "their library",
		         suffix);
	return rc == ARCHIVE_OK;
}

/* Reads the one header of a stream, and tells data that is not what the
 * suffix says. */
static bool start_stream(struct share_unpack *u, const char *suffix)
{
	struct archive_entry *e;
	const struct filter *const f = filter_of(suffix);
	const int rc = archive_read_next_header(u->a, &e);
	if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN && rc != ARCHIVE_EOF) {
		explain(u);
		return false;
	}
	if (f && archive_filter_code(u->a, 0) != f->code) {
		snprintf(u->why, sizeof u->why, "is no %s data", suffix);
		return false;
	}
	u->started = true;
	u->ended = rc == ARCHIVE_EOF;
	return true;
}

static bool start(struct share_unpack *u, int fd, const char *suffix)
{
	if (!choose(u, suffix))
		return false;
	if (archive_read_open_fd(u->a, fd, BLOCK) != ARCHIVE_OK) {
		explain(u);
		return false;
	}
	return !u->stream || start_stream(u, suffix);
}

struct share_unpack *share_unpack_open(int fd, uint64_t size,
                                       struct share_open *how)
{
	struct share_unpack *const u = calloc(1, sizeof *u);
	if (u)
		u->a = archive_read_new();
	if (!u || !u->a) {
		how->no_memory = true;
		snprintf(how->why, how->why_size, "out of memory");
		free(u);
		return NULL;
	}
	u->size = size;
	u->max_ratio = how->max_ratio;
	u->stream = share_format_of(how->path) == SHARE_PACKED;
	if (start(u, fd, share_suffix(how->path)))
		return u;
	snprintf(how->why, how->why_size, "%s", u->why);
	share_unpack_close(u);
	return NULL;
}

void share_unpack_close(struct share_unpack *u)
{
	if (!u)
		return;
	archive_read_free(u->a);
	free(u);
}

/* ---- Reading ---- */

uint64_t share_unpack_taken(const struct share_unpack *u)
{
	const int64_t n = u->seeks ? -1 : archive_filter_bytes(u->a, -1);
	return n < 0 || (uint64_t)n > u->size ? u->size : (uint64_t)n;
}

static bool is_bomb(const struct share_unpack *u)
{
	const uint64_t in = share_unpack_taken(u);
	return u->max_ratio && u->out > FREE_BYTES &&
	       u->out / (in ? in : 1) > u->max_ratio;
}

ptrdiff_t share_unpack_read(struct share_unpack *u, char *buf, size_t cap)
{
	if (u->ended || !u->started)
		return 0;
	if (u->broken)
		return -1;
	const la_ssize_t n = archive_read_data(u->a, buf, cap < BLOCK ? cap : BLOCK);
	if (n < 0) {
		explain(u);
		u->broken = n == ARCHIVE_FATAL || u->stream;
		u->started = u->broken;
		return -1;
	}
	u->out += (uint64_t)n;
	if (is_bomb(u)) {
		snprintf(u->why, sizeof u->why,
		         "unpacks to more than %llu times its size: taken for a bomb and "
		         "left there (max_ratio)",
		         (unsigned long long)u->max_ratio);
		u->broken = true;
		return -1;
	}
	if (n == 0)
		u->started = u->stream;
	return n;
}

/* libarchive would unpack what it skips without asking how much that is. */
static bool drain(struct share_unpack *u)
{
	char waste[16384];
	while (u->started && !u->seeks && !u->broken)
		if (share_unpack_read(u, waste, sizeof waste) < 0 && u->broken)
			return false;
	return true;
}

int share_unpack_member(struct share_unpack *u, const char **name, uint64_t *size)
{
	struct archive_entry *e;
	if (u->broken || u->ended || u->stream)
		return 0;
	while (drain(u)) {
		const int rc = archive_read_next_header(u->a, &e);
		if (rc == ARCHIVE_EOF) {
			u->ended = true;
			return 0;
		}
		if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN) {
			explain(u);
			u->broken = true;
			return -1;
		}
		u->started = true;
		if (archive_entry_filetype(e) != AE_IFREG || archive_entry_hardlink(e))
			continue;
		*name = archive_entry_pathname_utf8(e);
		if (!*name)
			*name = archive_entry_pathname(e);
		if (!*name)
			*name = "(no name)";
		*size = archive_entry_size_is_set(e) && archive_entry_size(e) > 0
		            ? (uint64_t)archive_entry_size(e)
		            : 0;
		return 1;
	}
	return -1;
}

#else

bool share_can_unpack(void)
{
	return false;
}

struct share_unpack *share_unpack_open(int fd, uint64_t size,
                                       struct share_open *how)
{
	(void)fd;
	(void)size;
	snprintf(how->why, how->why_size,
	         "%s files cannot be read: this catena was built without libarchive "
	         "(configure --with-archive)",
	         share_suffix(how->path));
	return NULL;
}

void share_unpack_close(struct share_unpack *u)
{
	(void)u;
}

int share_unpack_member(struct share_unpack *u, const char **name, uint64_t *size)
{
	(void)u;
	(void)name;
	(void)size;
	return 0;
}

ptrdiff_t share_unpack_read(struct share_unpack *u, char *buf, size_t cap)
{
	(void)u;
	(void)buf;
	(void)cap;
	return -1;
}

const char *share_unpack_why(const struct share_unpack *u)
{
	(void)u;
	return "";
}

uint64_t share_unpack_taken(const struct share_unpack *u)
{
	(void)u;
	return 0;
}

#endif
