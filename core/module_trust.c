/* SPDX-License-Identifier: MIT */
/* module_trust.c - owners and modes of plugin files and their folders. */
#include "build.h"

#include "module_trust.h"
#include "module_find.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/auxv.h>
#endif

bool environment_trusted(void)
{
#ifdef __linux__
	if (getauxval(AT_SECURE))
		return false;
#elif defined __APPLE__ || defined __FreeBSD__ || defined __NetBSD__ || \
    defined __OpenBSD__ || defined __DragonFly__
	if (issetugid())
		return false;
#endif
	return getuid() == geteuid() && getgid() == getegid();
}

struct trust trust_owner(const char *installed)
{
	struct stat st;
	if (!installed || !environment_trusted() || stat(installed, &st) != 0)
		return (struct trust){0};
	return (struct trust){.also = st.st_uid, .has_also = true};
}

static int user_name(uid_t uid, char *name, size_t size)
{
	char buffer[4096];
	struct passwd entry, *found = NULL;
	if (getpwuid_r(uid, &entry, buffer, sizeof buffer, &found) != 0 || !found)
		return -1;
	return (size_t)snprintf(name, size, "%s", entry.pw_name) < size ? 0 : -1;
}

/* The group has the owner's name and nobody else is in it. */
static bool private_group(uid_t uid, gid_t gid)
{
	char owner[256], buffer[4096];
	struct group entry, *found = NULL;
	if (user_name(uid, owner, sizeof owner) != 0 ||
	    getgrgid_r(gid, &entry, buffer, sizeof buffer, &found) != 0 || !found ||
	    strcmp(entry.gr_name, owner) != 0)
		return false;
	for (char **member = entry.gr_mem; *member; member++)
		if (strcmp(*member, owner) != 0)
			return false;
	return true;
}

static int check_owner(const struct stat *st, const char *what,
                       const struct trust *trust, char *why, size_t size)
{
	char name[256];
	if (trust->anybody || st->st_uid == 0 || st->st_uid == geteuid() ||
	    (trust->has_also && st->st_uid == trust->also))
		return 0;
	if (user_name(st->st_uid, name, sizeof name) != 0)
		snprintf(name, sizeof name, "%lu", (unsigned long)st->st_uid);
	snprintf(why, size,
	         "%s belongs to user %s; plugins are loaded from you and root alone: "
	         "copy it, or chown it",
	         what, name);
	return -1;
}

static int check_mode(const struct stat *st, const char *what,
                      const struct trust *trust, char *why, size_t size)
{
	const bool group =
	    (st->st_mode & S_IWGRP) && !private_group(st->st_uid, st->st_gid);
	if (trust->anybody || (!group && !(st->st_mode & S_IWOTH)))
		return 0;
	snprintf(why, size, "%s can be written by %s (mode %04o); chmod go-w it", what,
	         st->st_mode & S_IWOTH ? "everybody" : "its group",
	         (unsigned)st->st_mode & 07777U);
	return -1;
}

static const char *kind_of(mode_t mode)
{
	return S_ISDIR(mode)    ? "a folder"
	       : S_ISFIFO(mode) ? "a pipe (FIFO)"
	       : S_ISSOCK(mode) ? "a socket"
	                        : "a device";
}

int trust_file(const char *path, const struct trust *trust, char *why, size_t size)
{
	struct stat st;
	if (stat(path, &st) != 0) {
		snprintf(why, size, "cannot be read: %s", strerror(errno));
		return -1;
	}
	if (!S_ISREG(st.st_mode)) {
		snprintf(why, size, "is %s, not a file; remove it", kind_of(st.st_mode));
		return -1;
	}
	if (check_owner(&st, "the file", trust, why, size) != 0)
		return -1;
	return check_mode(&st, "the file", trust, why, size);
}

int trust_folder(const char *path, const struct trust *trust, char *why,
                 size_t size)
{
	struct stat st;
	char what[300];
	if (stat(path, &st) != 0) {
		snprintf(why, size, "its folder cannot be read: %s", strerror(errno));
		return -1;
	}
	if (!S_ISDIR(st.st_mode)) {
		snprintf(why, size, "is not in a folder");
		return -1;
	}
	snprintf(what, sizeof what, "its folder %s", path);
	if (check_owner(&st, what, trust, why, size) != 0)
		return -1;
	return check_mode(&st, what, trust, why, size);
}
