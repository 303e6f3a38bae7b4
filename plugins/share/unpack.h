/* SPDX-License-Identifier: MIT */
/* unpack.h - compressed files and archives, by libarchive if there is one.
 * For stream.c only, whose header says what the functions do. */
#ifndef SHARE_UNPACK_H
#define SHARE_UNPACK_H

#include "stream.h"

enum {
	SHARE_WHY = 200
};

struct share_unpack;

/* fd stays the caller's.  NULL: failed. */
struct share_unpack *share_unpack_open(int fd, uint64_t size, struct share_open *);
void share_unpack_close(struct share_unpack *); /* NULL is fine */
int share_unpack_member(struct share_unpack *, const char **name, uint64_t *size);
ptrdiff_t share_unpack_read(struct share_unpack *, char *buf, size_t cap);
const char *share_unpack_why(const struct share_unpack *);
uint64_t share_unpack_taken(const struct share_unpack *);

/* The suffix that tells what a file is, with the dot; NULL: plain. */
const char *share_suffix(const char *path);

#endif
