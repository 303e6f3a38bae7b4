/* SPDX-License-Identifier: MIT */
/* paged.c - bytes in memory or in a file: see paged.h.
 *
 * Memory is asked for and given back in slabs, which are large enough for the
 * system to have it back. */
#define _POSIX_C_SOURCE 200809L
#include "paged.h"
#include "big.h"
#include "../share/temporary.h"
#include <string.h>

#define SLAB_BYTES (PAGED_SLAB * (size_t)PAGED_PAGE)
#define NO_PAGE UINT32_MAX
#define WRITE PAGED_SLAB /* pages */

_Static_assert(SLAB_BYTES == TEMPORARY_WRITE, "a slab is what is written best");

static uint32_t slabs_of(uint64_t bound)
{
	const uint64_t slabs = bound / SLAB_BYTES, most = UINT32_MAX / 2 / PAGED_SLAB;

	return slabs < 1 ? 1 : slabs > most ? (uint32_t)most : (uint32_t)slabs;
}

void find_copies_paged_init(struct paged *p, uint64_t bound)
{
	memset(p, 0, sizeof *p);
	p->bound = slabs_of(bound);
}

void find_copies_paged_free(struct paged *p)
{
	for (uint32_t i = 0; i < p->n_slabs; i++)
		find_copies_big_free(p->slabs[i], SLAB_BYTES);
	free(p->slabs);
	free(p->frames);
	free(p->pages);
	free(p->out);
	if (p->file)
		close(p->file - 1);
	memset(p, 0, sizeof *p);
}

/* Room for n things of `size` bytes. */
static bool make_room(void *array, uint32_t *room, uint32_t n, size_t size)
{
	const uint64_t more = (uint64_t)n + n / 4 + 64;
	void *bytes;

	if (n <= *room)
		return true;
	memcpy(&bytes, array, sizeof bytes);
	if (more > UINT32_MAX || more > SIZE_MAX / size ||
	    !(bytes = realloc(bytes, (size_t)more * size)))
		return errno = ENOMEM, false;
	memcpy(array, &bytes, sizeof bytes);
	*room = (uint32_t)more;
	return true;
}

/* ---- The file ---- */

static bool is_written(const struct paged *p, uint32_t page) /* or being filled */
{
	const uint32_t frame = p->pages[page];

	return !frame || p->frames[frame - 1].written || page == p->n - 1;
}

static bool start_writing(struct paged *p)
{
	if (!p->file)
		p->file = temporary_open(NULL);
	if (p->file && !p->out && !(p->out = malloc(SLAB_BYTES)))
		errno = ENOMEM;
	return p->file && p->out;
}

/* Writes a page, and those before and behind it that are not written yet, of as
 * many as make one large write. */
static bool write_pages(struct paged *p, uint32_t page)
{
	uint32_t from = page, to = page + 1;

	if (!start_writing(p))
		return false;
	while (from % WRITE && !is_written(p, from - 1))
		from--;
	while (to % WRITE && to < p->n && !is_written(p, to))
		to++;
	for (uint32_t i = from; i < to; i++)
		memcpy(p->out + (size_t)(i - from) * PAGED_PAGE,
		       paged_frame(p, p->pages[i] - 1), PAGED_PAGE);
	if (!temporary_write(p->file, (uint64_t)from * PAGED_PAGE, p->out,
	                     (size_t)(to - from) * PAGED_PAGE))
		return false;
	for (uint32_t i = from; i < to; i++)
		p->frames[p->pages[i] - 1].written = true;
	return true;
}

/* Makes a frame free; what it holds is in the file then. */
static bool clear_frame(struct paged *p, uint32_t frame)
{
	const uint32_t page = p->frames[frame].page;

	if (page == NO_PAGE)
		return true;
	if (!p->frames[frame].written && !write_pages(p, page))
		return false;
	p->pages[page] = 0;
	p->frames[frame].page = NO_PAGE;
	return true;
}

static bool read_page(const struct paged *p, uint32_t page, unsigned char *bytes)
{
	return temporary_read(p->file, (uint64_t)page * PAGED_PAGE, bytes, PAGED_PAGE);
}

/* ---- Memory ---- */

static bool is_last(const struct paged *p, uint32_t frame) /* that is filled */
{
	return p->frames[frame].page == p->n - 1;
}

/* A frame below `end` that can go. */
static uint32_t find_frame(struct paged *p, uint32_t end)
{
	for (;; p->hand++) {
		p->hand = p->hand < end ? p->hand : 0;
		if (is_last(p, p->hand))
			continue;
		if (!p->frames[p->hand].touched)
			return p->hand++;
		p->frames[p->hand].touched = false;
	}
}

static bool add_slab(struct paged *p)
{
	if (!make_room(&p->slabs, &p->room_slabs, p->n_slabs + 1, sizeof *p->slabs) ||
	    !make_room(&p->frames, &p->room_frames, (p->n_slabs + 1) * PAGED_SLAB,
	               sizeof *p->frames))
		return false;
	p->slabs[p->n_slabs] = find_copies_big_new(SLAB_BYTES);
	if (!p->slabs[p->n_slabs])
		return errno = ENOMEM, false;
	p->n_slabs++;
	return true;
}

/* Memory for a page: new, or that of another.  NULL with errno. */
static unsigned char *take_frame(struct paged *p, uint32_t page, bool written)
{
	const uint32_t all = p->n_slabs * PAGED_SLAB;
	uint32_t frame = p->used;

	if (frame == all && p->n_slabs < p->bound) {
		if (!add_slab(p))
			return NULL;
	} else if (frame == all) {
		frame = find_frame(p, all);
		if (!clear_frame(p, frame))
			return NULL;
	}
	p->used += frame == p->used;
	p->frames[frame] = (struct frame){page, written, false};
	p->pages[page] = frame + 1;
	return paged_frame(p, frame);
}

/* The page that is being filled goes elsewhere before its slab does. */
static bool move_last(struct paged *p, uint32_t from, uint32_t end)
{
	const uint32_t to = find_frame(p, end);

	if (!clear_frame(p, to))
		return false;
	memcpy(paged_frame(p, to), paged_frame(p, from), PAGED_PAGE);
	p->frames[to] = p->frames[from];
	p->pages[p->frames[to].page] = to + 1;
	return true;
}

static bool drop_slab(struct paged *p)
{
	const uint32_t end = (p->n_slabs - 1) * PAGED_SLAB;

	while (p->used > end) {
		const uint32_t frame = p->used - 1;
		if (!(is_last(p, frame) ? move_last(p, frame, end) : clear_frame(p, frame)))
			return false;
		p->used--;
	}
	find_copies_big_free(p->slabs[--p->n_slabs], SLAB_BYTES);
	return true;
}

bool find_copies_paged_bound(struct paged *p, uint64_t bound)
{
	p->bound = slabs_of(bound);
	while (p->n_slabs > p->bound)
		if (!drop_slab(p))
			return false;
	return true;
}

/* ---- Bytes ---- */

static bool add_page(struct paged *p)
{
	unsigned char *bytes;

	if (!make_room(&p->pages, &p->room, p->n + 1, sizeof *p->pages))
		return false;
	/* the page that was being filled may go now */
	p->pages[p->n++] = 0;
	bytes = take_frame(p, p->n - 1, false);
	if (!bytes) {
		p->n--;
		return false;
	}
	memset(bytes, 0, PAGED_PAGE);
	return true;
}

bool find_copies_paged_add(struct paged *p, const void *bytes, size_t size)
{
	const unsigned char *in = bytes;

	while (size) {
		const size_t at = p->size % PAGED_PAGE;
		size_t part = PAGED_PAGE - at;
		if (p->size == (uint64_t)p->n * PAGED_PAGE && !add_page(p))
			return false;
		if (part > size)
			part = size;
		memcpy(paged_frame(p, p->pages[p->n - 1] - 1) + at, in, part);
		p->size += part;
		in += part;
		size -= part;
	}
	return true;
}

const unsigned char *find_copies_paged_view(struct paged *p, uint64_t offset)
{
	const uint32_t i = (uint32_t)(offset / PAGED_PAGE);

	if (!p->pages[i]) {
		unsigned char *const bytes = take_frame(p, i, true);
		if (!bytes)
			return NULL;
		if (!read_page(p, i, bytes)) {
			p->frames[p->pages[i] - 1].page = NO_PAGE;
			p->pages[i] = 0;
			return NULL;
		}
	}
	p->frames[p->pages[i] - 1].touched = true;
	return paged_frame(p, p->pages[i] - 1);
}

bool find_copies_paged_get(struct paged *p, uint64_t offset, void *bytes,
                           size_t size)
{
	unsigned char *out = bytes;

	while (size) {
		const size_t at = offset % PAGED_PAGE;
		const size_t part = PAGED_PAGE - at < size ? PAGED_PAGE - at : size;
		const unsigned char *const page = find_copies_paged_view(p, offset);
		if (!page)
			return false;
		memcpy(out, page + at, part);
		out += part;
		offset += part;
		size -= part;
	}
	return true;
}
