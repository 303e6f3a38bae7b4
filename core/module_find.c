/* SPDX-License-Identifier: MIT */
/* module_find.c - the folders of plugins, and the file behind a name. */
#include "build.h"

#include "module_find.h"
#include "module_trust.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef CATENA_PLUGINDIR
#error "CATENA_PLUGINDIR must be the folder where plugins are installed"
#endif

#define MAX_FOLDERS 64
#define MAX_NAME 64

bool module_name_ok(const char *name)
{
	size_t n = 0;
	for (; name[n]; n++) {
		const char c = name[n];
		const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		const bool rest = (c >= '0' && c <= '9') || c == '_' || c == '-';
		if (!(letter || (rest && n > 0)))
			return false;
	}
	return n > 0 && n <= MAX_NAME;
}

static char *join(struct arena *a, const char *folder, const char *name,
                  const char *suffix)
{
	const size_t size = strlen(folder) + 1 + strlen(name) + strlen(suffix) + 1;
	char *path = arena_alloc(a, size, 1);
	if (path)
		snprintf(path, size, "%s/%s%s", folder, name, suffix);
	return path;
}

static char *copy_text(struct arena *a, const char *s)
{
	return arena_copy(a, s, strlen(s));
}

/* ---- the list ---- */

static int add_folder(struct folders *f, const char *path, bool installed,
                      struct arena *a, struct diag *d)
{
	char why[512];
	struct stat st;
	if (stat(path, &st) != 0)
		return 0; /* not there: nothing to search */
	if (!S_ISDIR(st.st_mode) || access(path, R_OK | X_OK) != 0)
		diag_warn(d, "plugins are not looked for in %s: %s", path,
		          S_ISDIR(st.st_mode) ? strerror(errno) : "it is not a folder");
	if (!S_ISDIR(st.st_mode))
		return 0;
	for (uint32_t i = 0; i < f->n; i++)
		if (strcmp(f->items[i].path, path) == 0)
			return 0;
	struct folder *folder = &f->items[f->n];
	const struct trust trust = trust_owner(installed ? path : NULL);
	folder->path = copy_text(a, path);
	folder->installed = installed;
	if (!folder->path)
		return -1;
	if (trust_folder(path, &trust, why, sizeof why) != 0) {
		folder->refused = copy_text(a, why);
		if (!folder->refused)
			return -1;
	}
	f->n++;
	return 0;
}

static int add_entry(struct folders *f, const char *s, size_t n, const char *from,
                     struct arena *a, struct diag *d)
{
	if (n == 0)
		return 0;
	while (n > 1 && s[n - 1] == '/')
		n--;
	if (s[0] != '/') {
		diag_warn(d, "%s: \"%.*s\" is not an absolute path: ignored", from, (int)n,
		          s);
		return 0;
	}
	if (n >= PATH_MAX) {
		diag_warn(d, "%s: a path of %zu bytes: ignored", from, n);
		return 0;
	}
	if (f->n == MAX_FOLDERS - 1) {
		diag_warn(d, "%s: only the first %d folders are searched", from, f->n);
		return 0;
	}
	char path[PATH_MAX];
	memcpy(path, s, n);
	path[n] = 0;
	return add_folder(f, path, false, a, d);
}

static int add_list(struct folders *f, const char *list, const char *from,
                    struct arena *a, struct diag *d)
{
	for (const char *s = list; s;) {
		const char *colon = strchr(s, ':');
		const size_t n = colon ? (size_t)(colon - s) : strlen(s);
		if (add_entry(f, s, n, from, a, d) != 0)
			return -1;
		s = colon ? colon + 1 : NULL;
	}
	return 0;
}

int folders_make(struct folders *f, const struct module_options *o, struct arena *a,
                 struct diag *d)
{
	const bool trust = o->trust_environment && environment_trusted();
	const char *path = o->path ? o->path
	                   : trust ? getenv("CATENA_PLUGIN_PATH")
	                           : NULL;
	const char *system = o->system_path ? o->system_path
	                     : trust        ? getenv("CATENA_SYSTEM_PLUGIN_PATH")
	                                    : NULL;
	f->n = 0;
	f->items =
	    arena_zalloc(a, MAX_FOLDERS * sizeof *f->items, _Alignof(struct folder));
	if (!f->items)
		goto nomem;
	if (path && add_list(f, path, "CATENA_PLUGIN_PATH", a, d) != 0)
		goto nomem;
	if (system && add_list(f, system, "CATENA_SYSTEM_PLUGIN_PATH", a, d) != 0)
		goto nomem;
	if (!system && add_folder(f, CATENA_PLUGINDIR, true, a, d) != 0)
		goto nomem;
	return 0;
nomem:
	diag_error(d, "out of memory");
	return -1;
}

/* ---- one file ---- */

static int refuse(struct found *found, struct arena *a, const char *why)
{
	found->real = NULL;
	found->refused = copy_text(a, why);
	return found->refused ? 1 : -1;
}

/* Both the file that a link names and the folder that it is in must pass. */
static int check_file(struct found *found, const struct trust *trust,
                      struct arena *a)
{
	char why[512], real[PATH_MAX];
	if (!realpath(found->path, real)) {
		snprintf(why, sizeof why, "cannot be read: %s", strerror(errno));
		return refuse(found, a, why);
	}
	if (trust_file(real, trust, why, sizeof why) != 0)
		return refuse(found, a, why);
	found->real = copy_text(a, real);
	if (!found->real)
		return -1;
	char *slash = strrchr(real, '/');
	slash[slash == real] = 0;
	if (trust_folder(real, trust, why, sizeof why) != 0)
		return refuse(found, a, why);
	return 1;
}

int folders_find(const struct folders *f, const char *name, struct arena *a,
                 struct found *found)
{
	struct stat st;
	*found = (struct found){0};
	for (uint32_t i = 0; i < f->n; i++) {
		const struct folder *folder = &f->items[i];
		found->path = join(a, folder->path, name, MODULE_SUFFIX);
		if (!found->path)
			return -1;
		if (lstat(found->path, &st) != 0)
			continue;
		if (folder->refused)
			return refuse(found, a, folder->refused);
		const struct trust trust =
		    trust_owner(folder->installed ? folder->path : NULL);
		return check_file(found, &trust, a);
	}
	return 0;
}

int file_find(const char *path, bool any_owner, struct arena *a,
              struct found *found)
{
	const struct trust trust =
	    any_owner ? (struct trust){.anybody = true} : trust_owner(NULL);
	*found = (struct found){.path = copy_text(a, path)};
	return found->path ? check_file(found, &trust, a) : -1;
}

/* ---- all files ---- */

static int folder_names(const struct folder *folder,
                        int (*fn)(void *user, const char *name), void *user)
{
	int rc = 0;
	DIR *dir = opendir(folder->path);
	if (!dir)
		return errno == ENOMEM ? -1 : 0; /* others were warned of */
	for (const struct dirent *e; rc == 0 && (e = readdir(dir));) {
		char name[NAME_MAX + 1];
		const size_t n = strlen(e->d_name), suffix = strlen(MODULE_SUFFIX);
		if (n <= suffix || n >= sizeof name || e->d_name[0] == '.' ||
		    strcmp(e->d_name + n - suffix, MODULE_SUFFIX) != 0)
			continue;
		memcpy(name, e->d_name, n - suffix);
		name[n - suffix] = 0;
		rc = fn(user, name);
	}
	closedir(dir);
	return rc;
}

int folders_names(const struct folders *f, int (*fn)(void *user, const char *name),
                  void *user)
{
	int rc = 0;
	for (uint32_t i = 0; i < f->n && rc == 0; i++)
		rc = folder_names(&f->items[i], fn, user);
	return rc;
}

/* ---- what stands in one ---- */

/* The last bytes of each piece stand before the next: the text may be cut. */
bool file_holds(const char *path, const char *text)
{
	enum {
		OVERLAP = 256,
		PIECE = 16384
	};
	char buffer[OVERLAP + PIECE];
	const size_t size = strlen(text);
	size_t kept = 0;
	bool found = false;
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	while (!found) {
		const ssize_t n = read(fd, buffer + kept, PIECE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		const size_t have = kept + (size_t)n;
		found = memmem(buffer, have, text, size) != NULL;
		kept = have < OVERLAP ? have : OVERLAP;
		memmove(buffer, buffer + have - kept, kept);
	}
	close(fd);
	return found;
}
