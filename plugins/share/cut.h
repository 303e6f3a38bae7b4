/* SPDX-License-Identifier: MIT */
/* cut.h - cuts a stream of bytes into lines or paragraphs.
 *
 * Lines end with LF or CRLF; the last one need not.  A paragraph is a run of
 * lines that are not blank (only spaces, tabs, CR).  Bytes are not looked at
 * otherwise.  Memory is bounded by the largest piece asked for, whatever the
 * input.  One thread at a time. */
#ifndef SHARE_CUT_H
#define SHARE_CUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Up to cap bytes; 0 at the end, negative when it failed. */
typedef ptrdiff_t share_read_fn(void *from, char *buf, size_t cap);

struct share_cut {
	share_read_fn *read;
	void *from;
	char *buf;                 /* [at, end) is still to be handed out */
	size_t cap, at, end, seen; /* seen: of them, found to hold no end */
	bool eof, failed;
	uint64_t line;   /* number of the line that stands at `at`, from 1 */
	uint64_t offset; /* of `at` in the stream */
};

enum share_cut_result {
	SHARE_CUT_END,
	SHARE_CUT_PIECE,
	SHARE_CUT_LONG,   /* larger than max: its first bytes, the rest is gone */
	SHARE_CUT_FAILED, /* reading failed: the bytes before it; then END */
	SHARE_CUT_NO_MEMORY
};

struct share_piece {   /* valid until the next call */
	const char *bytes; /* without the line end */
	size_t size;
	uint64_t line; /* number of its first line */
};

void share_cut_start(struct share_cut *, share_read_fn *, void *from);
/* Lets the buffer go; the struct may be started again. */
void share_cut_finish(struct share_cut *);

/* The next line, blank or not; or the next paragraph.  max: bytes of the
 * largest piece that is wanted. */
enum share_cut_result share_cut_line(struct share_cut *, size_t max,
                                     struct share_piece *);
enum share_cut_result share_cut_paragraph(struct share_cut *, size_t max,
                                          struct share_piece *);

#endif
