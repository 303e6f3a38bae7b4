/* SPDX-License-Identifier: MIT */
/* sort_parts.h - what sort.c, sort_memory.c and sort_merge.c share.
 *
 *   sort.c         records in, runs out to the file, records out
 *   sort_memory.c  sorts what is in memory
 *   sort_merge.c   merges runs of a file */
#ifndef CATENA_SORT_PARTS_H
#define CATENA_SORT_PARTS_H

#include "sort.h"
#include "temp.h"
#include <stdbool.h>

/* A record in memory and in a run: head, value, key, each padded to 8 bytes. */
struct sort_head {
	uint64_t doc;
	uint32_t key_size, size;
};

struct sort_entry {
	uint64_t prefix; /* the key's first 8 bytes, as a number */
	const struct sort_head *head;
};

static inline uint64_t sort_pad(uint32_t size)
{
	return ((uint64_t)size + 7) & ~(uint64_t)7;
}

static inline uint64_t sort_size(const struct sort_head *h)
{
	return sizeof *h + sort_pad(h->size) + sort_pad(h->key_size);
}

static inline const char *sort_value(const struct sort_head *h)
{
	return (const char *)(h + 1);
}

static inline const char *sort_key(const struct sort_head *h)
{
	return (const char *)(h + 1) + sort_pad(h->size);
}

/* sort_memory.c */
uint64_t sort_prefix(const void *key, uint32_t size);
int sort_compare(const struct sort_entry *, const struct sort_entry *);
/* Stable; spare has room for n too. */
void sort_entries(struct sort_entry *, struct sort_entry *spare, size_t n);

/* sort_merge.c: the records of runs in order; of equal keys those of the
 * earlier run first. */
struct sort_run {
	uint64_t begin, end; /* bytes in the file */
};

struct merge;

/* buffer: bytes for each run.  NULL when out of memory. */
struct merge *merge_new(struct temp *, const struct sort_run *, size_t n,
                        size_t buffer);
void merge_free(struct merge *);

/* The next record, valid until the next call; CATENA_END after the last. */
catena_status merge_next(struct merge *, const struct sort_head **);

#endif
