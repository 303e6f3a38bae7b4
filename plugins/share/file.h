/* SPDX-License-Identifier: MIT */
/* file.h - a file that an option names: opened without waiting, read whole
 *
 * Regular files only (and links to them): opening a FIFO would wait for somebody to
 * write into it, and a device may have no end.  What is wrong comes back as words
 * to stand behind the file's name: "is a FIFO", "No such file or directory". */
#ifndef SHARE_FILE_H
#define SHARE_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Why a file of this kind cannot be read: "is a FIFO"; NULL for regular ones
 * and folders.  mode: st_mode. */
const char *share_not_readable(unsigned mode);

/* For reading; closed on exec.  *size, unless NULL: its bytes.  -1: *why says why.
 * [any] */
int share_file_open(const char *path, uint64_t *size, const char **why);

/* The same as a stream; NULL: *why says why. */
FILE *share_file_stream(const char *path, const char **why);

/* All its bytes, *n of them, and a NUL behind them; to be freed.  Of a file that
 * has more than `most` bytes one more than those: the caller says what that means
 * to it.  NULL: *why says why. */
char *share_file_read(const char *path, size_t most, size_t *n, const char **why);

#endif
