/* SPDX-License-Identifier: MIT */
/* paths.c - the option `paths` of a reader, checked and sorted out */
#define _POSIX_C_SOURCE 200809L
#include "paths.h"
#include "file.h"

#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- One path ---- */

/* Without "//", "/./", "/." at the end and a final '/'; "..", which may lead
 * through a symbolic link, stays. */
static void tidy(char *path)
{
	char *to = path;
	for (const char *from = path; *from;) {
		const size_t n = strcspn(from + 1, "/");
		if (n > 0 && !(n == 1 && from[1] == '.')) {
			memmove(to, from, n + 1);
			to += n + 1;
		}
		from += n + 1;
	}
	if (to == path)
		*to++ = '/';
	*to = '\0';
}

static catena_status add(catena_ctx *ctx, struct share_paths *p, const char *path,
                         enum share_kind kind)
{
	if (p->n == p->cap) {
		const size_t cap = p->cap ? p->cap * 2 : 16;
		struct share_entry *const more =
		    cap > SIZE_MAX / sizeof *more ? NULL
		                                  : realloc(p->entries, cap * sizeof *more);
		if (!more)
			return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
		p->entries = more;
		p->cap = cap;
	}
	char *const copy = strdup(path);
	if (!copy)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	if (kind != SHARE_STDIN)
		tidy(copy);
	p->entries[p->n].path = copy;
	p->entries[p->n++].kind = kind;
	return CATENA_OK;
}

/* A path that exists. */
static catena_status add_found(catena_ctx *ctx, struct share_paths *p,
                               const char *path, const struct stat *st)
{
	const char *const why = share_not_readable(st->st_mode);
	if (why)
		return ctx->host->fail(ctx, CATENA_E_CONFIG,
		                       "\"%s\" %s; name a file or a folder, or pipe it "
		                       "in and set paths = \"-\"",
		                       path, why);
	return add(ctx, p, path, S_ISDIR(st->st_mode) ? SHARE_FOLDER : SHARE_FILE);
}

/* ---- Patterns ---- */

/* The pattern with its longest existing folder taken literally, so that
 * folders with brackets in their names can hold patterns.  From malloc. */
static char *literal_folder(const char *path)
{
	char *const out = malloc(2 * strlen(path) + 1);
	char *const folder = strdup(path);
	char *cut = folder ? strrchr(folder, '/') : NULL;
	struct stat st;
	while (cut && cut > folder) {
		*cut = '\0';
		if (stat(folder, &st) == 0)
			break;
		cut = strrchr(folder, '/');
	}
	const size_t literal = cut ? (size_t)(cut - folder) : 0;
	char *to = out;
	for (size_t i = 0; out && folder; i++) {
		if (i < literal && strchr("*?[\\", path[i]))
			*to++ = '\\';
		*to++ = path[i];
		if (!path[i])
			break;
	}
	if (!folder) {
		free(out);
		return NULL;
	}
	free(folder);
	return out;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void warn_of_own(catena_ctx *ctx, const char *file, const char *entry)
{
	ctx->host->log(ctx, CATENA_WARN,
	               "paths: \"%s\" is among what \"%s\" reads, and this run writes "
	               "it: left out",
	               file, entry);
}

static catena_status add_matches(catena_ctx *ctx, struct share_paths *p,
                                 const char *path)
{
	glob_t g;
	char *const pattern = literal_folder(path);
	if (!pattern)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	const int rc = glob(pattern, GLOB_NOSORT, NULL, &g);
	catena_status status = CATENA_OK;
	free(pattern);
	if (rc == GLOB_NOSPACE)
		status = ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	else if (rc)
		status = ctx->host->fail(ctx, CATENA_E_CONFIG,
		                         "paths: nothing matches \"%s\"", path);
	else
		qsort(g.gl_pathv, g.gl_pathc, sizeof *g.gl_pathv, by_bytes);
	for (size_t i = 0; !rc && status == CATENA_OK && i < g.gl_pathc; i++) {
		struct stat st;
		if (stat(g.gl_pathv[i], &st) != 0)
			continue;
		if (share_own_is(&p->own, g.gl_pathv[i], &st) == SHARE_OTHERS)
			status = add_found(ctx, p, g.gl_pathv[i], &st);
		else
			warn_of_own(ctx, g.gl_pathv[i], path);
	}
	if (!rc)
		globfree(&g);
	return status;
}

static catena_status add_path(catena_ctx *ctx, struct share_paths *p,
                              const char *path)
{
	struct stat st;
	if (strcmp(path, "-") == 0)
		return add(ctx, p, path, SHARE_STDIN);
	if (stat(path, &st) == 0)
		return add_found(ctx, p, path, &st);
	const int error = errno;
	if (error == ENOENT && strpbrk(path, "*?["))
		return add_matches(ctx, p, path);
	return ctx->host->fail(ctx, CATENA_E_CONFIG, "paths: cannot read \"%s\": %s",
	                       path, strerror(error));
}

/* ---- All of them ---- */

/* In byte order of paths; the earlier entry first among equals. */
static int by_path(const void *a, const void *b)
{
	const struct share_entry *const x = *(const struct share_entry *const *)a;
	const struct share_entry *const y = *(const struct share_entry *const *)b;
	const int c = strcmp(x->path, y->path);
	return c ? c : (x > y) - (x < y);
}

static catena_status sort_entries(catena_ctx *ctx, struct share_paths *p)
{
	p->sorted = calloc(p->n, sizeof *p->sorted);
	if (!p->sorted)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	for (size_t i = 0; i < p->n; i++)
		p->sorted[i] = p->entries + i;
	qsort(p->sorted, p->n, sizeof *p->sorted, by_path);
	return CATENA_OK;
}

/* The first entry with this path, p->n if there is none. */
static size_t find(const struct share_paths *p, const char *path, size_t size)
{
	size_t low = 0, top = p->n;
	while (low < top) {
		const size_t mid = low + (top - low) / 2;
		if (strncmp(p->sorted[mid]->path, path, size) < 0)
			low = mid + 1;
		else
			top = mid;
	}
	if (low == p->n)
		return p->n;
	const char *const s = p->sorted[low]->path;
	if (strncmp(s, path, size) != 0 || s[size])
		return p->n;
	return (size_t)(p->sorted[low] - p->entries);
}

/* How much of every path is the common parent folder, with its '/'. */
static size_t common_parent(const struct share_paths *p)
{
	const char *first = NULL;
	size_t common = 0;
	for (size_t i = 0; i < p->n; i++) {
		const char *const s = p->entries[i].path;
		if (p->entries[i].kind == SHARE_STDIN)
			continue;
		if (!first) {
			first = s;
			common = (size_t)(strrchr(s, '/') - s) + 1;
		}
		size_t same = 0;
		while (same < common && s[same] == first[same])
			same++;
		while (same && first[same - 1] != '/')
			same--;
		common = same;
	}
	return common;
}

/* Warns of each file that the run writes into a folder that it reads. */
static void look_for_own(catena_ctx *ctx, const struct share_paths *p)
{
	for (size_t k = 0; k < p->own.n; k++) {
		for (size_t i = 0; i < p->n; i++) {
			const struct share_entry *const e = p->entries + i;
			const char *const below = e->kind == SHARE_FOLDER
			                              ? share_own_below(&p->own, k, e->path)
			                              : NULL;
			if (!below || !share_paths_wanted(p, below))
				continue;
			warn_of_own(ctx, p->own.files[k].path, e->path);
			break;
		}
	}
}

catena_status share_paths_new(catena_ctx *ctx, const char *const *paths,
                              const char *const *include,
                              const char *const *exclude,
                              struct share_paths **result)
{
	struct share_paths *const p = calloc(1, sizeof *p);
	catena_status status = CATENA_OK;
	if (!p)
		return ctx->host->fail(ctx, CATENA_E_NOMEM, "out of memory");
	p->include = include;
	p->exclude = exclude;
	status = share_own_list(ctx, &p->own);
	for (size_t i = 0; paths[i] && status == CATENA_OK; i++)
		status = add_path(ctx, p, paths[i]);
	if (status == CATENA_OK && !p->n)
		status = ctx->host->fail(ctx, CATENA_E_CONFIG,
		                         "paths is empty: there is nothing to read");
	if (status == CATENA_OK)
		status = sort_entries(ctx, p);
	if (status != CATENA_OK) {
		share_paths_free(p);
		return status;
	}
	p->base_size = common_parent(p);
	look_for_own(ctx, p);
	*result = p;
	return CATENA_OK;
}

void share_paths_free(struct share_paths *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++)
		free(p->entries[i].path);
	free(p->entries);
	free(p->sorted);
	share_own_finish(&p->own);
	free(p);
}

/* ---- Questions ---- */

static bool matches(const char *const *patterns, const char *below)
{
	const char *const slash = strrchr(below, '/');
	const char *const name = slash ? slash + 1 : below;
	for (; *patterns; patterns++)
		if (fnmatch(*patterns, strchr(*patterns, '/') ? below : name, 0) == 0)
			return true;
	return false;
}

bool share_paths_wanted(const struct share_paths *p, const char *below)
{
	return below[0] != '.' && !strstr(below, "/.") && matches(p->include, below) &&
	       !matches(p->exclude, below);
}

bool share_paths_given(const struct share_paths *p, size_t entry, const char *path)
{
	for (const char *end = path + strlen(path); end && end > path;) {
		const size_t i = find(p, path, (size_t)(end - path));
		if (i < entry && (!*end || share_paths_wanted(p, end + 1)))
			return true;
		do
			end--;
		while (end > path && *end != '/');
	}
	return false;
}

const char *share_paths_name(const struct share_paths *p, const char *path)
{
	return path + p->base_size;
}
