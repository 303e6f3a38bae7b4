/* SPDX-License-Identifier: MIT */
/* feed_parts.h - what feed.c, feed_pieces.c and feed_sync.c share.
 *
 *   feed.c         from file to file, from member to member
 *   feed_pieces.c  documents out of the open item: a line, a paragraph, all
 *   feed_sync.c    where the feed is, written down and found again */
#ifndef SHARE_FEED_PARTS_H
#define SHARE_FEED_PARTS_H

#include "feed.h"

struct share_feed {
	const struct share_feed_options *options;
	struct share_walk *walk;
	struct share_file file;      /* strings: the walk's */
	struct share_stream *stream; /* of the archive, or of the open item */
	bool archive;                /* the stream is one */
	bool cutting;
	uint64_t members; /* of the archive, that have come so far */
	struct share_item item;
	char *name; /* of the item */
	size_t name_cap;
	struct share_cut cut;
	uint64_t pieces;
	uint64_t passed, total; /* bytes of files, for the progress line */
	char why[256];
};

/* Puts s into the item's name at `at`; bytes that are no UTF-8 as %XX.  The new
 * end; 0 when out of memory. */
size_t share_feed_add_name(struct share_feed *, size_t at, const char *s);

/* Names the item: the file, or `member` of it. */
catena_status share_feed_name(catena_ctx *, struct share_feed *,
                              const char *member);

/* Opens feed->file.  CATENA_E_INPUT: the document at hand has been given up. */
catena_status share_feed_open(catena_ctx *, struct share_feed *);

/* The open stream, or its member, is the item. */
void share_feed_start(struct share_feed *, uint64_t size);

#endif
