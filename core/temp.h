/* SPDX-License-Identifier: MIT */
/* temp.h - a file without a name: written at its end, read anywhere, gone when
 * it is closed or the program dies.  One thread at a time. */
#ifndef CATENA_TEMP_H
#define CATENA_TEMP_H

#include <stddef.h>
#include <stdint.h>

struct temp;

/* In folder.  NULL with the reason in why. */
struct temp *temp_new(const char *folder, char *why, size_t size);
void temp_free(struct temp *); /* NULL is fine */

/* These give 0, or -1 with the reason in temp_error.  A write is buffered; what
 * was not flushed cannot be read.  temp_read reads all n bytes, or fails. */
int temp_write(struct temp *, const void *bytes, size_t n);
int temp_flush(struct temp *);
int temp_read(struct temp *, uint64_t at, void *to, size_t n);

uint64_t temp_size(const struct temp *); /* bytes written so far */
const char *temp_error(const struct temp *);

#endif
