/* SPDX-License-Identifier: MIT */
/* config_scan.h - a config's words, read and judged before libconfig sees
 * them.  [setup]
 *
 * libconfig 1.5 reads FIFOs, takes integers of 26 digits, cuts strings at
 * NUL, is quadratic in long lists and says "syntax error" for everything; its
 * successors differ in what they take.  So the scanner follows the includes,
 * keeps to the grammar that all versions share (and a comma after the last
 * item of a list), explains what does not, and hands on one clean text. */
#ifndef CATENA_CONFIG_SCAN_H
#define CATENA_CONFIG_SCAN_H

#include "arena.h"
#include "diag.h"
#include <stdbool.h>

enum {
	CONFIG_MOST_BYTES = 1 << 20,  /* of all files together */
	CONFIG_MOST_SETTINGS = 10000, /* items of lists count too */
	CONFIG_MOST_FILES = 200,
	CONFIG_MOST_DEPTH = 20,
	CONFIG_MOST_STRING = 64 * 1024,
	CONFIG_MOST_STAGES = 128 /* MAX_STAGES of doc.h */
};

struct scan_place {
	struct where where;
	bool bad; /* the value was reported; a 0 or "" stands in its place */
};

struct scan {
	const char *text; /* for config_read_string; only plain integers, no
	                   * comments, no includes */
	size_t size;
	const struct scan_place *places; /* of each setting and item, in the order in
	                                  * which they begin */
	uint32_t n;
};

/* False: nothing can be made of it (reported).  True: the text parses; slips
 * that stand in nobody's way (a key set twice, a number that does not fit)
 * are reported and left out.  keep: names of files, for places; scratch: the
 * rest. */
bool config_scan_file(const char *path, struct arena *keep, struct arena *scratch,
                      struct diag *, struct scan *);

/* The same for text from elsewhere, which cannot include; name: for messages. */
bool config_scan_text(const char *name, const char *text, struct arena *keep,
                      struct arena *scratch, struct diag *, struct scan *);

#endif
