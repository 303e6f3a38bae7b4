/* SPDX-License-Identifier: MIT */
/* own.h - the files that the run writes, which its reader must not read: it
 * would read what the run before this one wrote. */
#ifndef SHARE_OWN_H
#define SHARE_OWN_H

#include <catena/plugin.h>
#include <sys/stat.h>

struct share_own_file {
	char *path; /* its folder without links or ".." where it is there */
	dev_t dev;  /* of what stands there now; 0 and 0: nothing does */
	ino_t ino;
};

struct share_own {
	struct share_own_file *files;
	size_t n;
};

/* The host's list.  CATENA_E_NOMEM is said.  [setup] */
catena_status share_own_list(catena_ctx *, struct share_own *);
void share_own_finish(struct share_own *);

enum share_whose {
	SHARE_OTHERS,
	SHARE_OWN,
	SHARE_OWN_BY_LINK /* a link that leads to one of them */
};

/* st: of what the path leads to.  [any] */
enum share_whose share_own_is(const struct share_own *, const char *path,
                              const struct stat *st);

/* The k-th file's path below the folder; NULL: it lies elsewhere.  [setup] */
const char *share_own_below(const struct share_own *, size_t k, const char *folder);

#endif
