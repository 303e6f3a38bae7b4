/* SPDX-License-Identifier: MIT */
/* module_trust.h - could somebody else have put this file here?  The rule is
 * in module_find.h. */
#ifndef CATENA_MODULE_TRUST_H
#define CATENA_MODULE_TRUST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct trust {
	uid_t also; /* an owner who is as good as root or we; if has_also */
	bool has_also;
	bool anybody; /* owner and mode do not count */
};

/* The rule for files of a folder that configure named (`installed`), or, with
 * NULL, for any other. */
struct trust trust_owner(const char *installed);

/* 0, or -1 with why (one sentence, with the way out).  path: absolute,
 * without links.  A file must be regular. */
int trust_file(const char *path, const struct trust *, char *why, size_t size);
int trust_folder(const char *path, const struct trust *, char *why, size_t size);

#endif
