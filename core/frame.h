/* SPDX-License-Identifier: MIT */
/* frame.h - a document as bytes: for the spool, for plugins in a process of
 * their own, for transport.
 *
 * Little-endian, fixed widths, every part at a multiple of 8: a reader uses
 * the arrays where they stand.  Layers, columns and stages are written as the
 * numbers of the chain: both sides must have wired the same chain.
 *
 *   head     magic, version, 64-bit values, 32-bit values (frame_parts.h)
 *   text     id, source, reason, detail, text, the text before its edits, each
 *            with a NUL behind it
 *   bytes    raw, strings, stash
 *   map      text offsets, original offsets
 *   fields   name size, type, value, string size; name; string
 *   symbols  size; string (only with FRAME_NAMES)
 *   layers   number, rows, columns; begins; ends; for each column its number,
 *            type, cells
 *
 * Not in a frame: pending edits, emitted facts, assigned values, the chain. */
#ifndef CATENA_FRAME_H
#define CATENA_FRAME_H

#include "chain.h"
#include "doc.h"

enum {
	/* Symbols are written as strings and numbered anew by the reader; without
	 * it as numbers, for a reader in the same process. */
	FRAME_NAMES = 1
};

struct frame { /* a growing run of bytes; zeroed it is empty */
	char *p;
	size_t n, cap;
	bool failed; /* out of memory */
};

void frame_free(struct frame *);

/* Replaces what is in the frame by the document.  Columns that no stage from
 * `from` on reads are left out.  What the reader left as raw, if it is not the
 * text, is kept up to 64 KiB, or four times the text; the text before its edits
 * is always kept.  -1 when out of memory. */
int frame_write(struct frame *, const struct chain *, const struct doc *,
                uint32_t from, uint32_t flags);

/* The number of the document in a frame; 0 if it is too short for one. */
uint64_t frame_number(const void *bytes, size_t size);

/* Makes the document of a frame.  d is zeroed but for arena, number and layers
 * (one for each of the schema, zeroed).  bytes: from d->arena, at a multiple
 * of 8; they become the document's and are changed.  Nothing in them is
 * trusted.  CATENA_E_IO: damaged, with the reason in why. */
catena_status frame_read(const struct chain *, struct doc *, void *bytes,
                         size_t size, char *why, size_t why_size);

#endif
