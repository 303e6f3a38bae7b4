/* SPDX-License-Identifier: MIT */
/* stream.h - the bytes of a file: as they stand, unpacked, or member by member
 * of an archive.
 *
 * What a file is, its name says: .gz .zst .xz .bz2 hold one stream; .tar (also
 * within one of these, or as .tgz .txz .tbz2 .tbz .tzst), .zip and .7z hold
 * members; anything else is plain.  Standard input is plain.
 *
 * A stream belongs to one thread at a time.  Reading never takes more memory
 * than the unpacker's own window. */
#ifndef SHARE_STREAM_H
#define SHARE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum share_format {
	SHARE_PLAIN,
	SHARE_PACKED, /* one stream */
	SHARE_ARCHIVE
};

/* By the name alone. */
enum share_format share_format_of(const char *path);

/* Whether this build can unpack; if not, only plain files can be opened. */
bool share_can_unpack(void);

struct share_stream;

struct share_open {
	const char *path;   /* "-": standard input */
	uint64_t max_ratio; /* see share_stream_read; 0: any */
	char *why;          /* of a failure: one sentence without the path */
	size_t why_size;
	bool no_memory; /* set when that was the failure */
};

/* NULL: failed.  Never waits for a FIFO or a device: they are refused. */
struct share_stream *share_stream_open(struct share_open *);
void share_stream_close(struct share_stream *); /* NULL is fine */

/* The next member of an archive: 1, and its name (until the next call; maybe
 * no UTF-8) and size (0: unknown); 0 after the last; -1 failed, nothing comes
 * any more.  Folders and links are passed over.  What was not read of the
 * member before is skipped. */
int share_stream_member(struct share_stream *, const char **name, uint64_t *size);

/* Up to cap bytes; 0 at the end of the file or member; -1 failed, also when
 * more than 16 MiB have come out, and more than max_ratio times what went in
 * (a bomb). */
ptrdiff_t share_stream_read(struct share_stream *, char *buf, size_t cap);

/* Why the last call failed: one sentence without the path. */
const char *share_stream_why(const struct share_stream *);

/* Bytes of the file itself: how many there are (0: unknown), and how many of
 * them have been taken in. */
uint64_t share_stream_size(const struct share_stream *);
uint64_t share_stream_taken(const struct share_stream *);

/* Of plain files: goes on reading at byte `at`.  False if it cannot. */
bool share_stream_seek(struct share_stream *, uint64_t at);

#endif
