/* SPDX-License-Identifier: MIT */
/* own.c - files that the run writes.
 *
 * An output takes the place of what has its name, so what counts is the name in
 * its folder: another name of the same file (a hard link) stays when the run
 * ends, and may be read. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700 /* realpath */
#include "own.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The path with the folders that are there made plain; from malloc. */
static char *plain(const char *path)
{
	char *const part = strdup(path);
	char *cut = part ? strrchr(part, '/') : NULL, *real = NULL, *out = NULL;
	while (cut && !real) {
		*cut = '\0';
		real = realpath(*part ? part : "/", NULL);
		if (!real)
			cut = strrchr(part, '/');
	}
	if (real) {
		const char *const rest = path + strlen(part);
		const size_t n = strcmp(real, "/") ? strlen(real) : 0;
		out = malloc(n + strlen(rest) + 1);
		if (out) {
			memcpy(out, real, n);
			memcpy(out + n, rest, strlen(rest) + 1);
		}
	}
	free(real);
	free(part);
	return out;
}

catena_status share_own_list(catena_ctx *ctx, struct share_own *own)
{
	const struct catena_host *const h = ctx->host;
	uint32_t n = 0;
	const char *path;
	while (CATENA_HAS(h, written) && h->written(ctx, n))
		n++;
	own->n = 0;
	own->files = calloc((size_t)n + 1, sizeof *own->files);
	for (uint32_t k = 0; own->files && (path = k < n ? h->written(ctx, k) : NULL);
	     k++) {
		struct share_own_file *const f = own->files + own->n;
		struct stat st;
		f->path = plain(path);
		if (!f->path)
			break;
		own->n++;
		if (stat(f->path, &st) == 0) {
			f->dev = st.st_dev;
			f->ino = st.st_ino;
		}
	}
	return own->files && own->n == n
	           ? CATENA_OK
	           : h->fail(ctx, CATENA_E_NOMEM, "out of memory");
}

void share_own_finish(struct share_own *own)
{
	for (size_t k = 0; k < own->n; k++)
		free(own->files[k].path);
	free(own->files);
	*own = (struct share_own){0};
}

/* path leads to the file f, as both did when the run began. */
static enum share_whose by_name(const struct share_own_file *f, const char *path)
{
	struct stat st;
	char *const real = plain(path);
	enum share_whose whose = SHARE_OTHERS;
	if (real && strcmp(real, f->path) == 0)
		whose = SHARE_OWN;
	else if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
		whose = SHARE_OWN_BY_LINK;
	free(real);
	return whose;
}

enum share_whose share_own_is(const struct share_own *own, const char *path,
                              const struct stat *st)
{
	enum share_whose whose = SHARE_OTHERS;
	for (size_t k = 0; k < own->n && whose == SHARE_OTHERS; k++)
		if (own->files[k].ino == st->st_ino && own->files[k].dev == st->st_dev)
			whose = by_name(own->files + k, path);
	return whose;
}

const char *share_own_below(const struct share_own *own, size_t k,
                            const char *folder)
{
	const char *const path = own->files[k].path;
	char *const real = realpath(folder, NULL);
	const size_t n = real && strcmp(real, "/") ? strlen(real) : 0;
	const bool inside = real && strncmp(path, real, n) == 0 && path[n] == '/';
	free(real);
	return inside ? path + n + 1 : NULL;
}
