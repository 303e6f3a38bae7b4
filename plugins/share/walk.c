/* SPDX-License-Identifier: MIT */
/* walk.c - files and folders in byte order of their paths */
#define _POSIX_C_SOURCE 200809L
#include "walk.h"
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	MAX_DEPTH = 100,      /* folders in folders */
	MAX_COUNTED = 100000, /* files, for the total */
	MAX_PATH = 4096
};

/* An opened folder: its names, each with a '/' behind it if it is a folder
 * itself, so that plain comparison gives the byte order of whole paths. */
struct level {
	char *bytes; /* names, NUL-ended */
	size_t size, cap;
	char **names; /* sorted; into bytes */
	size_t n, next;
	size_t path_size; /* of walk->path, without this folder's names */
	bool index;       /* of documents, kept by a plugin: index.h */
	dev_t dev;
	ino_t ino;
};

struct share_walk {
	const struct share_paths *paths;
	size_t entry; /* next one */
	struct level *levels[MAX_DEPTH];
	size_t depth;
	size_t root_size; /* of path: the entry's folder and its '/' */
	bool quiet;
	char path[MAX_PATH + 256]; /* of what share_walk_next gave last */
};

struct share_walk *share_walk_new(const struct share_paths *paths)
{
	struct share_walk *const w = calloc(1, sizeof *w);
	if (w)
		w->paths = paths;
	return w;
}

static void level_free(struct level *l)
{
	if (!l)
		return;
	free(l->bytes);
	free(l->names);
	free(l);
}

void share_walk_free(struct share_walk *w)
{
	if (!w)
		return;
	while (w->depth)
		level_free(w->levels[--w->depth]);
	free(w);
}

static void skip(catena_ctx *ctx, const struct share_walk *w, const char *why)
{
	if (!w->quiet)
		ctx->host->log(ctx, CATENA_WARN, "\"%s\" %s: left out", w->path, why);
}

static catena_status refuse(catena_ctx *ctx, const struct share_walk *w,
                            catena_status code, const char *why)
{
	if (w->quiet)
		return code;
	return ctx->host->fail(ctx, code, "cannot read the folder: %s", why);
}

/* ---- Listing a folder ---- */

static bool is_folder(const char *folder, const struct dirent *e)
{
#ifdef DT_DIR
	if (e->d_type != DT_UNKNOWN && e->d_type != DT_LNK)
		return e->d_type == DT_DIR;
#endif
	char path[MAX_PATH + 512];
	struct stat st;
	snprintf(path, sizeof path, "%s%s", folder, e->d_name);
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool level_add(struct level *l, const char *name, bool folder)
{
	const size_t n = strlen(name) + folder + 1;
	if (l->cap - l->size < n) {
		const size_t cap = l->cap * 2 + n + 4096;
		char *const more = realloc(l->bytes, cap);
		if (!more)
			return false;
		l->bytes = more;
		l->cap = cap;
	}
	memcpy(l->bytes + l->size, name, n - folder);
	if (folder)
		memcpy(l->bytes + l->size + n - 2, "/", 2);
	l->size += n;
	l->n++;
	return true;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool level_sort(struct level *l)
{
	char *p = l->bytes;
	l->names = calloc(l->n + 1, sizeof *l->names);
	for (size_t i = 0; l->names && i < l->n; i++, p += strlen(p) + 1)
		l->names[i] = p;
	if (l->names)
		qsort(l->names, l->n, sizeof *l->names, by_bytes);
	return l->names != NULL;
}

/* All names of w->path, which ends with '/'.  0, or an errno. */
static int level_read(const struct share_walk *w, struct level *l)
{
	DIR *const d = opendir(w->path);
	const struct dirent *e;
	int error = d ? 0 : errno;
	while (d && !error) {
		errno = 0;
		e = readdir(d);
		if (!e) {
			error = errno;
			break;
		}
		if (e->d_name[0] == '.') /* hidden, "." and ".." */
			continue;
		l->index = l->index || strcmp(e->d_name, "catena-index") == 0;
		if (!level_add(l, e->d_name, is_folder(w->path, e)))
			error = ENOMEM;
	}
	if (d)
		closedir(d);
	return error ? error : level_sort(l) ? 0 : ENOMEM;
}

/* Goes into w->path, a folder with '/' behind it. */
static catena_status enter(catena_ctx *ctx, struct share_walk *w,
                           const struct stat *st)
{
	for (size_t i = 0; i < w->depth; i++)
		if (w->levels[i]->dev == st->st_dev && w->levels[i]->ino == st->st_ino) {
			skip(ctx, w, "leads back to a folder above it");
			return CATENA_OK;
		}
	if (w->depth == MAX_DEPTH)
		return refuse(ctx, w, CATENA_E_INPUT,
		              "more than 100 folders in each other");
	struct level *const l = calloc(1, sizeof *l);
	const int error = l ? level_read(w, l) : ENOMEM;
	if (error) {
		level_free(l);
		return refuse(ctx, w, error == ENOMEM ? CATENA_E_NOMEM : CATENA_E_INPUT,
		              strerror(error));
	}
	if (l->index) {
		skip(ctx, w, "is an index that runs keep");
		level_free(l);
		return CATENA_OK;
	}
	l->path_size = strlen(w->path);
	l->dev = st->st_dev;
	l->ino = st->st_ino;
	w->levels[w->depth++] = l;
	return CATENA_OK;
}

/* ---- Stepping ---- */

static int64_t changed(const struct stat *st)
{
#ifdef __APPLE__
	const struct timespec t = st->st_mtimespec;
#else
	const struct timespec t = st->st_mtim;
#endif
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void give(const struct share_walk *w, const struct stat *st,
                 struct share_file *file)
{
	file->path = w->path;
	file->name = share_paths_name(w->paths, w->path);
	file->size = st && S_ISREG(st->st_mode) ? (uint64_t)st->st_size : 0;
	file->changed = st ? changed(st) : 0;
}

/* Looks at w->path, found in a folder.  OK with *found when it is a file. */
static catena_status visit(catena_ctx *ctx, struct share_walk *w,
                           struct share_file *file, bool *found)
{
	const size_t n = strlen(w->path);
	const bool folder = w->path[n - 1] == '/';
	struct stat st;
	if (!folder && !share_paths_wanted(w->paths, w->path + w->root_size))
		return CATENA_OK;
	if (stat(w->path, &st) != 0) {
		skip(ctx, w,
		     errno == ELOOP    ? "is a symbolic link in a circle"
		     : errno == ENOENT ? "leads nowhere, or is gone"
		                       : "cannot be looked at");
		return CATENA_OK;
	}
	give(w, &st, file);
	if (S_ISDIR(st.st_mode))
		return folder ? enter(ctx, w, &st) : CATENA_OK;
	if (share_not_readable(st.st_mode)) {
		skip(ctx, w, share_not_readable(st.st_mode));
		return CATENA_OK;
	}
	const enum share_whose whose = share_own_is(&w->paths->own, w->path, &st);
	if (whose == SHARE_OWN_BY_LINK)
		skip(ctx, w, "leads to a file that this run writes");
	*found = !folder && whose == SHARE_OTHERS &&
	         !share_paths_given(w->paths, w->entry - 1, w->path);
	return CATENA_OK;
}

/* The next name of the innermost folder. */
static catena_status step(catena_ctx *ctx, struct share_walk *w,
                          struct share_file *file, bool *found)
{
	struct level *const l = w->levels[w->depth - 1];
	if (l->next == l->n) {
		level_free(l);
		w->depth--;
		return CATENA_OK;
	}
	const char *const name = l->names[l->next++];
	const size_t n = strlen(name);
	if (l->path_size + n >= MAX_PATH) {
		w->path[l->path_size] = '\0';
		skip(ctx, w, "holds a path that is too long");
		return CATENA_OK;
	}
	memcpy(w->path + l->path_size, name, n + 1);
	return visit(ctx, w, file, found);
}

/* The next entry: a file is given, a folder gone into. */
static catena_status begin_entry(catena_ctx *ctx, struct share_walk *w,
                                 struct share_file *file, bool *found)
{
	const struct share_entry *const e = w->paths->entries + w->entry;
	const size_t n = strlen(e->path);
	struct stat st;
	if (n + 2 > MAX_PATH) {
		*file = (struct share_file){e->path, e->path, 0, 0};
		snprintf(w->path, sizeof w->path, "%s", e->path);
		w->entry++;
		return refuse(ctx, w, CATENA_E_INPUT, strerror(ENAMETOOLONG));
	}
	memcpy(w->path, e->path, n + 1);
	w->entry++;
	if (share_paths_given(w->paths, w->entry - 1, w->path))
		return CATENA_OK;
	if (e->kind == SHARE_STDIN) {
		*file = (struct share_file){"-", "-", 0, 0};
		*found = true;
		return CATENA_OK;
	}
	const bool there = stat(w->path, &st) == 0;
	give(w, there ? &st : NULL, file); /* gone since: opening it will say so */
	*found = e->kind == SHARE_FILE;
	if (*found)
		return CATENA_OK;
	if (w->path[n - 1] != '/')
		memcpy(w->path + n, "/", 2);
	w->root_size = strlen(w->path);
	return there ? enter(ctx, w, &st)
	             : refuse(ctx, w, CATENA_E_INPUT, strerror(ENOENT));
}

catena_status share_walk_next(catena_ctx *ctx, struct share_walk *w,
                              struct share_file *file)
{
	catena_status status = CATENA_OK;
	bool found = false;
	while (status == CATENA_OK && !found) {
		if (w->depth)
			status = step(ctx, w, file, &found);
		else if (w->entry < w->paths->n)
			status = begin_entry(ctx, w, file, &found);
		else
			return CATENA_END;
	}
	return status;
}

uint64_t share_walk_total(catena_ctx *ctx, const struct share_paths *paths)
{
	struct share_walk *const w = share_walk_new(paths);
	struct share_file file;
	uint64_t total = 0;
	catena_status status = CATENA_OK;
	size_t n = 0;
	if (!w)
		return 0;
	w->quiet = true;
	while (n < MAX_COUNTED && status == CATENA_OK) {
		status = share_walk_next(ctx, w, &file);
		total += status == CATENA_OK ? file.size : 0;
		n++;
	}
	share_walk_free(w);
	return status == CATENA_END ? total : 0;
}
