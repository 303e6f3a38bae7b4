/* SPDX-License-Identifier: MIT */
/* config_file.h - the bytes of a config file, if it is one.  [setup] */
#ifndef CATENA_CONFIG_FILE_H
#define CATENA_CONFIG_FILE_H

#include "arena.h"
#include "diag.h"
#include <stdbool.h>
#include <sys/types.h>

struct config_file {
	const char *text; /* valid UTF-8 without NUL; a byte order mark is gone */
	size_t size;
	dev_t device; /* which file it is, whatever its name */
	ino_t inode;
};

/* Reads a regular file of at most `most` bytes.  Reported, false: it is
 * missing (with the nearest name of its folder), a folder, a FIFO, a device,
 * too large, not UTF-8, or holds a NUL byte.  from: where it is included;
 * file NULL: it is the config itself. */
bool config_file_read(const char *path, size_t most, struct where from,
                      struct arena *, struct diag *, struct config_file *);

#endif
