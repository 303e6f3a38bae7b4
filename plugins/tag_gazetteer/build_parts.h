/* SPDX-License-Identifier: MIT */
/* build_parts.h - what build.c gathers and lay.c lays out. */
#ifndef CATENA_TAG_GAZETTEER_BUILD_PARTS_H
#define CATENA_TAG_GAZETTEER_BUILD_PARTS_H

#include "names.h"

#define ENTRY_WEAK 0x80000000u

struct entry { /* a name with the hash of its atoms */
	uint64_t hash;
	uint32_t order;  /* of the lists; ENTRY_WEAK: behind the others */
	uint32_t record; /* its place in `records`, in steps of 8 bytes */
	bool single;     /* of one atom */
};

struct path { /* the beginning of a name that goes on */
	uint64_t hash;
	uint32_t next; /* names_next of what it goes on with */
	bool single;   /* of one atom */
};

struct bytes {
	unsigned char *p;
	size_t n, room;
};

struct builder {
	int64_t how;
	struct entry *entries;
	uint32_t n, room;
	struct path *paths;
	size_t n_paths, paths_room;
	uint64_t *firsts; /* first atom's hash << 8 | its FIRST_... */
	size_t n_firsts, firsts_room;
	uint64_t *seconds; /* hashes of the first two atoms */
	size_t n_seconds, seconds_room;
	struct bytes records, strings;
	uint32_t canonical, fields; /* strings of the name before */
	struct atoms atoms;
};

/* The place of a string that ends with NUL; 0: no memory, or more than 4 GiB.  The
 * empty string is at 0. */
uint32_t tag_gazetteer_builder_string(struct builder *, const char *s, size_t size);

#endif
