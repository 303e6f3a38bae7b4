/* SPDX-License-Identifier: MIT */
/* sort.h - sorts more records than fit in memory, by their keys in byte order;
 * records of equal keys stay in the order in which they were added.  One
 * thread at a time.
 *
 * Records are collected up to the memory bound; then they are sorted and
 * written to a temporary file as one run; at the end the runs are merged. */
#ifndef CATENA_SORT_H
#define CATENA_SORT_H

#include <catena/plugin.h>

struct sort;

struct sort_record {
	const void *key, *value; /* value: at a multiple of 8 when handed back */
	uint64_t doc;            /* carried, not looked at */
	uint32_t key_size, size;
};

/* memory: bytes for records and what sorts them (a single record may be larger;
 * some 100 KiB of file buffers are not counted).  No file is made before it is
 * needed.  NULL when out of memory. */
struct sort *sort_new(const char *folder, uint64_t memory);
void sort_free(struct sort *); /* NULL is fine */

/* The bytes are copied. */
catena_status sort_add(struct sort *, const struct sort_record *);

/* Ends the adding. */
catena_status sort_end(struct sort *);

/* The next record, valid until the next call; CATENA_END after the last. */
catena_status sort_next(struct sort *, struct sort_record *);

uint64_t sort_runs(const struct sort *); /* written to the file so far */

/* Why the last call failed. */
const char *sort_error(const struct sort *);

#endif
