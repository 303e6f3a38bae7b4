/* SPDX-License-Identifier: MIT */
/* paged.h - bytes that are only ever added, in pages: as many of them in memory
 * as a bound allows, the others in a temporary file that has no name.
 *
 * A page that is asked for takes the place of one that has not been looked at
 * for a while.  One thread.  Errors: false or NULL with errno. */
#ifndef CATENA_FIND_COPIES_PAGED_H
#define CATENA_FIND_COPIES_PAGED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGED_PAGE 4096u /* bytes */

struct page {
	unsigned char *bytes; /* NULL: only in the file */
	bool written, touched;
};

struct paged {
	struct page *pages;
	uint64_t size; /* bytes added */
	uint32_t n, room;
	uint32_t resident, bound; /* pages in memory; at least 4 are allowed */
	uint32_t hand;            /* the next to be asked whether it was touched */
	int file;                 /* descriptor + 1; 0: none yet */
};

void find_copies_paged_init(struct paged *, uint64_t bound);
/* Another bound; pages go when others come. */
void find_copies_paged_bound(struct paged *, uint64_t bound);
void find_copies_paged_free(struct paged *);
bool find_copies_paged_add(struct paged *, const void *, size_t);

/* Copies bytes out; all of them must have been added. */
bool find_copies_paged_get(struct paged *, uint64_t offset, void *, size_t);

/* The page that holds the byte at `offset`; it stays until the next call of any
 * function here.  Its first byte is at offset / PAGED_PAGE * PAGED_PAGE. */
const unsigned char *find_copies_paged_view(struct paged *, uint64_t offset);

/* Where a byte is in memory, if it is there: to prefetch it. */
static inline const void *paged_peek(const struct paged *p, uint64_t offset)
{
	const unsigned char *const page = p->pages[offset / PAGED_PAGE].bytes;

	return page ? page + offset % PAGED_PAGE : NULL;
}

#endif
