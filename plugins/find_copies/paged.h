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

/* Bytes.  What is looked at is a passage somewhere: the smaller the pages, the more
 * of these are in memory, and the more of them are read for each.  Half of this
 * makes a twelfth more reads where little fits in memory, four times this more
 * work. */
#define PAGED_PAGE 2048u
/* Pages that are asked of the system, and written, at a time. */
#define PAGED_SLAB 128u

struct frame { /* memory for a page */
	uint32_t page;
	bool written, touched;
};

struct paged {
	uint32_t *pages; /* the frame of each + 1; 0: only in the file */
	uint64_t size;   /* bytes added */
	uint32_t n, room;
	unsigned char **slabs;
	struct frame *frames;
	uint32_t n_slabs, room_slabs, room_frames;
	uint32_t used;      /* frames */
	uint32_t bound;     /* slabs; at least 1 is allowed */
	uint32_t hand;      /* the next frame to be asked whether it was touched */
	int file;           /* descriptor + 1; 0: none yet */
	unsigned char *out; /* room for a slab that is written */
};

void find_copies_paged_init(struct paged *, uint64_t bound);
/* Another bound: what is too much goes to the file at once. */
bool find_copies_paged_bound(struct paged *, uint64_t bound);
void find_copies_paged_free(struct paged *);
bool find_copies_paged_add(struct paged *, const void *, size_t);

/* Copies bytes out; all of them must have been added. */
bool find_copies_paged_get(struct paged *, uint64_t offset, void *, size_t);

/* The page that holds the byte at `offset`; it stays until the next call of any
 * function here.  Its first byte is at offset / PAGED_PAGE * PAGED_PAGE. */
const unsigned char *find_copies_paged_view(struct paged *, uint64_t offset);

static inline unsigned char *paged_frame(const struct paged *p, uint32_t frame)
{
	return p->slabs[frame / PAGED_SLAB] + (size_t)(frame % PAGED_SLAB) * PAGED_PAGE;
}

/* Where a byte is in memory, if it is there: to prefetch it. */
static inline const void *paged_peek(const struct paged *p, uint64_t offset)
{
	const uint32_t frame = p->pages[offset / PAGED_PAGE];

	return frame ? paged_frame(p, frame - 1) + offset % PAGED_PAGE : NULL;
}

/* Bytes of memory. */
static inline uint64_t paged_bytes(const struct paged *p)
{
	return (uint64_t)p->n_slabs * PAGED_SLAB * (PAGED_PAGE + sizeof *p->frames) +
	       p->room * (uint64_t)sizeof *p->pages +
	       (p->out ? PAGED_SLAB * PAGED_PAGE : 0);
}

#endif
