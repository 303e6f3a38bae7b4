/* SPDX-License-Identifier: MIT */
/* feed.h - what all readers do the same way: go from file to file, from member
 * to member, say what went wrong, tell how far they are, and find their way
 * back after a checkpoint.
 *
 * A feed is the serial state of a reader.  [serial] but where said otherwise. */
#ifndef SHARE_FEED_H
#define SHARE_FEED_H

#include "cut.h"
#include "stream.h"
#include "walk.h"

/* The options that every reader has: the first rows of its table. */
enum {
	SHARE_PATHS,
	SHARE_INCLUDE,
	SHARE_EXCLUDE,
	SHARE_MAX_RATIO,
	SHARE_OPTIONS /* how many */
};

/* include: the default, a list as text. */
#define SHARE_OPTION_ROWS(include_default) \
	{.name = "paths", \
	 .type = CATENA_PATHS, \
	 .help = "Files, folders (read with all below them), patterns with * ? [], " \
	         "or \"-\" for standard input."}, \
	    {.name = "include", \
	     .type = CATENA_STRINGS, \
	     .initial = include_default, \
	     .help = "Patterns of the files that are read in folders and archives."}, \
	    {.name = "exclude", \
	     .type = CATENA_STRINGS, \
	     .initial = "", \
	     .help = "Patterns of the files that are not, of those."}, \
	{ \
		.name = "max_ratio", .type = CATENA_INT, .initial = "200", .min = 0, \
		.max = 1e6, \
		.help = "A compressed file that grows more than this many times is " \
		        "taken for a bomb; 0: none is." \
	}

struct share_feed_options { /* part of the reader's self */
	struct share_paths *paths;
	uint64_t max_ratio;
	bool split; /* files are cut in pieces: each is opened in next */
};

/* Takes them from the values of the reader's options.  [setup] */
catena_status share_feed_options(catena_ctx *, const union catena_value *,
                                 bool split, struct share_feed_options *);
void share_feed_options_free(struct share_feed_options *);

struct share_feed;

catena_status share_feed_new(catena_ctx *, const struct share_feed_options *,
                             struct share_feed **); /* [setup] */
void share_feed_free(struct share_feed *);          /* NULL is fine */

/* One file or member. */
struct share_item {   /* valid until the next call of share_feed_next */
	const char *name; /* for ids, well-formed UTF-8: "wire.tar.xz!a/b.txt" */
	size_t name_size;
	const char *path; /* of the file, or of the archive */
	uint64_t size;    /* bytes as they stand; 0: unknown */
	bool open;        /* share_feed_read reads it; else it is for load */
};

/* The next one, open if the feed splits, if it is a member, or standard
 * input.  CATENA_END after the last.  CATENA_E_INPUT: something could not be
 * read; the document at hand has its name then and is to be given up. */
catena_status share_feed_next(catena_ctx *, struct share_feed *,
                              const struct share_item **);

/* A share_read_fn for the open item; `from` is the feed. */
ptrdiff_t share_feed_read(void *feed, char *buf, size_t cap);
const char *share_feed_why(const struct share_feed *);

/* Tells the host how far the feed is. */
void share_feed_tell(catena_ctx *, struct share_feed *);

/* catena.sync/1: what to read next.  After restore the feed goes on where save
 * was. */
catena_status share_feed_save(catena_ctx *, struct share_feed *);
catena_status share_feed_restore(catena_ctx *, struct share_feed *);

/* The next line or paragraph as the document at hand: its id ("name:line"),
 * source and raw bytes, SHARE_PADDING zero bytes behind them.  Blank ones are
 * passed over.  CATENA_END after the last; CATENA_E_INPUT: larger than
 * max_document, or reading failed there.  The feed must split. */
enum {
	SHARE_PADDING = 64
};
typedef enum share_cut_result share_cut_fn(struct share_cut *, size_t max,
                                           struct share_piece *);
catena_status share_feed_piece(catena_ctx *, struct share_feed *, share_cut_fn *);

/* Reads all there is, at most max_document bytes, into memory of the document
 * at hand, with a NUL behind it.  guess: bytes there probably are.
 * CATENA_E_INPUT: there are more (said), or reading failed (not said; *bytes
 * is what came before that, else NULL).  [any] */
catena_status share_read_all(catena_ctx *, share_read_fn *, void *from,
                             uint64_t guess, const char **bytes, size_t *size);

/* CATENA_E_INPUT, and says that the document at hand is too large.  [any] */
catena_status share_too_large(catena_ctx *);

#endif
